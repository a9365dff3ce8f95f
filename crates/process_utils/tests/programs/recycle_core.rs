//! Forces pids to be recycled and checks that a handle, an identity and a held
//! tree of the old process never take the new one for it. Needs a pid namespace of its own:
//! `unshare --pid --fork --mount-proc recycle_core <rounds>`.
//!
//! Prints `recycled <rounds>`.

#[cfg(target_os = "linux")]
fn main() {
    let argument = std::env::args().nth(1);
    match argument.as_deref() {
        Some("wait") => {
            // Ends by SIGKILL.
            std::io::copy(&mut std::io::stdin(), &mut std::io::sink()).expect("standard input");
        }
        rounds => linux::recycle(
            rounds
                .and_then(|rounds| rounds.parse().ok())
                .expect("rounds"),
        ),
    }
}

#[cfg(not(target_os = "linux"))]
fn main() {}

#[cfg(target_os = "linux")]
mod linux {
    use std::fs;
    use std::process::{Child, Command, Stdio};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::thread;
    use std::time::{Duration, Instant};

    use process_utils::{
        Delivery, Handle, HeldTree, Identity, ProcessState, identity_state, is_process_alive,
        process_identity,
    };

    fn start() -> Child {
        let mut command = Command::new(std::env::current_exe().expect("current_exe"));
        command.arg("wait").stdin(Stdio::piped());
        command.spawn().expect("child")
    }

    fn end(mut child: Child) {
        child.kill().expect("kill");
        child.wait().expect("wait");
    }

    fn start_with(pid: u32) -> Child {
        for _ in 0..100 {
            let last = (pid - 1).to_string();
            fs::write("/proc/sys/kernel/ns_last_pid", last).expect("ns_last_pid");
            let child = start();
            if child.id() == pid {
                return child;
            }
            end(child);
        }
        panic!("the pid {pid} did not come again");
    }

    pub fn recycle(rounds: u32) {
        // Without it pids are not ours to force.
        assert_eq!(std::process::id(), 1, "not in a pid namespace of its own");
        let exits = Arc::new(AtomicU32::new(0));
        for round in 0..rounds {
            // Within one clock tick (10 ms) only the handle tells them apart.
            recycle_once(round, &exits);
        }
        thread::sleep(Duration::from_millis(20));
        assert_eq!(exits.load(Ordering::SeqCst), rounds, "each exit once");
        println!("recycled {rounds}");
    }

    fn recycle_once(round: u32, exits: &Arc<AtomicU32>) {
        let is_tick_later = round.is_multiple_of(2);
        let old = start();
        let pid = old.id();
        let identity = process_identity(pid).expect("identity").expect("alive");
        let handle = Handle::open(pid, Some(&identity)).expect("open");
        let counter = Arc::clone(exits);
        let watch = handle.watch(move || {
            counter.fetch_add(1, Ordering::SeqCst);
        });
        let watch = watch.expect("watch");
        assert_eq!(
            identity_state(&identity).expect("state"),
            ProcessState::Running
        );
        assert!(handle.kill(0).expect("kill"));
        let mut tree = HeldTree::new(None).expect("tree");
        assert!(tree.add(std::process::id(), None).expect("add"));
        assert_eq!(pids(&mut tree), [std::process::id(), pid]);
        end(old);
        assert_eq!(
            identity_state(&identity).expect("state"),
            ProcessState::Gone
        );
        if is_tick_later {
            thread::sleep(Duration::from_millis(11));
        }
        let mut new = start_with(pid);
        assert!(is_process_alive(pid).expect("alive"));
        assert!(handle.has_exited().expect("has_exited"));
        for signal in [0, libc::SIGKILL] {
            assert!(!handle.kill(signal).expect("kill"));
        }
        if is_tick_later {
            assert_is_another(pid, &identity);
        }
        // Another member, though the exit of the old one was not asked for.
        assert_eq!(pids(&mut tree), [pid]);
        assert_eq!(tree.signal(1, libc::SIGKILL), Delivery::Gone);
        assert_eq!(tree.signal(2, 0), Delivery::Sent);
        assert_eq!(tree.exited(), [1]);
        wait_for(exits, round + 1);
        assert!(new.try_wait().expect("try_wait").is_none(), "signalled");
        drop(watch);
        end(new);
    }

    fn pids(tree: &mut HeldTree) -> Vec<u32> {
        let members = tree.look().expect("look");
        members.iter().map(|member| member.info.pid).collect()
    }

    fn assert_is_another(pid: u32, old: &Identity) {
        let new = process_identity(pid).expect("identity").expect("alive");
        assert_ne!(&new, old);
        assert_ne!(new.to_string(), old.to_string());
        assert_eq!(identity_state(old).expect("state"), ProcessState::Gone);
        assert_eq!(identity_state(&new).expect("state"), ProcessState::Running);
        let error = Handle::open(pid, Some(old)).expect_err("another process");
        assert_eq!(error.raw_os_error(), Some(libc::ESRCH));
        Handle::open(pid, Some(&new)).expect("open");
    }

    fn wait_for(exits: &AtomicU32, count: u32) {
        let deadline = Instant::now() + Duration::from_secs(10);
        while exits.load(Ordering::SeqCst) != count {
            assert!(Instant::now() < deadline, "waited in vain");
            thread::sleep(Duration::from_millis(1));
        }
    }
}
