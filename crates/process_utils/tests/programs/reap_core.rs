//! A subreaper (PR_SET_CHILD_SUBREAPER, prctl(2)), as Node is in a container as
//! pid 1: the orphans that a held tree leaves are reaped, its own children are
//! left to it.
//!
//! Prints `reaped <count>`.

#![allow(unsafe_code)]

#[cfg(target_os = "linux")]
fn main() {
    linux::run();
}

#[cfg(not(target_os = "linux"))]
fn main() {}

#[cfg(target_os = "linux")]
mod linux {
    use std::io::{BufRead, BufReader};
    use std::process::{Child, Command, Stdio};
    use std::thread;
    use std::time::{Duration, Instant};

    use process_utils::{HeldTree, ProcessState, descendants};

    pub fn run() {
        // SAFETY: takes numbers and touches no memory of ours.
        let set = unsafe { libc::prctl(libc::PR_SET_CHILD_SUBREAPER, 1) };
        assert_eq!(set, 0, "subreaper");
        for shape in ["chain 4", "wide 20", "thread chain 2", "zombie"] {
            reap(shape, true);
            reap(shape, false);
        }
        println!("reaped {}", std::process::id());
    }

    fn start(shape: &str) -> Child {
        let this = std::env::current_exe().expect("current_exe");
        let mut command = Command::new(this.with_file_name("family"));
        command.args(shape.split(' '));
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("child");
        let mut line = String::new();
        let output = child.stdout.as_mut().expect("standard output");
        BufReader::new(output).read_line(&mut line).expect("line");
        child
    }

    /// With `parents_first` the children are orphans while they live; else they
    /// become orphans as zombies.
    fn reap(shape: &str, parents_first: bool) {
        let mut child = start(shape);
        let mut tree = HeldTree::new(None).expect("tree");
        assert!(tree.add(child.id(), None).expect("add"));
        let mut members = tree.look().expect("look");
        let count = members.len();
        assert!(count > 1);
        if !parents_first {
            members.reverse();
        }
        for member in &members {
            tree.signal(member.index, libc::SIGKILL);
        }
        let mut exited = 0;
        wait_until(|| {
            exited += tree.exited().len();
            exited == count && are_reaped(&mut tree, child.id())
        });
        // Its own child was left to it.
        let status = child.wait().expect("wait");
        assert!(!status.success());
        assert_eq!(descendants(std::process::id()).expect("descendants"), []);
    }

    fn are_reaped(tree: &mut HeldTree, child: u32) -> bool {
        assert_eq!(tree.exited(), []);
        let left = descendants(std::process::id()).expect("descendants");
        let [zombie] = &left[..] else {
            return false;
        };
        zombie.pid == child && zombie.state == ProcessState::Zombie
    }

    fn wait_until(mut is_true: impl FnMut() -> bool) {
        let deadline = Instant::now() + Duration::from_secs(10);
        while !is_true() {
            assert!(Instant::now() < deadline, "waited in vain");
            thread::sleep(Duration::from_millis(1));
        }
    }
}
