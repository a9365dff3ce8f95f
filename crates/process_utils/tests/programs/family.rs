//! Trees of processes in many shapes. Each process ends with standard input,
//! which all of them share. Prints `ready <pid>` when the last one is ready.
//!
//! - `leaf`: nothing more
//! - `wide <count>`, `chain <count>`: that many leaves, beside or below each other
//! - `thread <shape>`: the child is that of a thread that is not the main one
//! - `alone <shape>`: and the main thread exits
//! - `zombie`: a child that has exited and is not reaped
//! - `orphan <shape>`: the parent of the child exits
//! - `session <shape>`: in a session of its own
//! - `bare <shape>`: without any environment
//! - `named <path> <shape>`: the child is run by that path
//! - `secret`: hidden from its own user where /proc is mounted with hidepid
//! - `vfork`: waits for a child that has called neither exec nor exit
//! - `storm <levels>`: processes that come and go all the time
//! - `forest <levels>`: the same, and each waits for its children

#![allow(unsafe_code)]

#[cfg(target_os = "linux")]
fn main() {
    let shape: Vec<_> = std::env::args().skip(1).collect();
    linux::run(&shape);
}

#[cfg(not(target_os = "linux"))]
fn main() {}

#[cfg(target_os = "linux")]
mod linux {
    use std::io::{self, BufRead, BufReader, Write};
    use std::path::{Path, PathBuf};
    use std::process::{Child, ChildStdout, Command, Stdio, exit};
    use std::sync::LazyLock;
    use std::thread;
    use std::time::{Duration, Instant};

    use nix::sys::wait::{Id, WaitPidFlag, waitid};

    /// Where a storm ends by itself.
    const LONGEST_STORM: Duration = Duration::from_secs(30);

    pub fn run(shape: &[String]) -> ! {
        LazyLock::force(&THIS);
        let shape: Vec<_> = shape.iter().map(String::as_str).collect();
        match shape[..] {
            ["leaf"] => {}
            ["wide", count] => {
                let children: Vec<_> = (0..number(count)).map(|_| spawn(&["leaf"])).collect();
                children.into_iter().for_each(wait_until_ready);
            }
            ["chain", "1"] => start(&["leaf"]),
            ["chain", count] => start(&["chain", &(number(count) - 1).to_string()]),
            ["thread", ref rest @ ..] => in_thread(rest),
            ["alone", ref rest @ ..] => alone(rest),
            ["exit"] => exit(0),
            ["zombie"] => {
                spawn(&["exit"]);
                let flags = WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT;
                waitid(Id::All, flags).expect("waitid");
            }
            ["pass", ref rest @ ..] => {
                start(rest);
                ready();
                exit(0);
            }
            ["orphan", ref rest @ ..] => {
                let mut passing = spawn(&[&["pass"], rest].concat());
                wait_until_ready_of(&mut passing);
                passing.0.wait().expect("wait");
            }
            ["session", ref rest @ ..] => {
                nix::unistd::setsid().expect("setsid");
                start(rest);
            }
            ["bare", ref rest @ ..] => {
                let mut command = command(&THIS, rest);
                wait_until_ready(spawn_command(command.env_clear()));
            }
            ["named", path, ref rest @ ..] => {
                wait_until_ready(spawn_command(&mut command(Path::new(path), rest)));
            }
            // SAFETY: takes numbers and touches no memory of ours.
            ["secret"] => assert_eq!(unsafe { libc::prctl(libc::PR_SET_DUMPABLE, 0) }, 0),
            ["vfork"] => vfork(),
            ["storm", levels] => {
                ready();
                storm(number(levels), true, Instant::now() + LONGEST_STORM);
            }
            ["forest", levels] => {
                ready();
                storm(number(levels), false, Instant::now() + LONGEST_STORM);
            }
            _ => panic!("unknown shape {shape:?}"),
        }
        ready();
        wait_for_the_end();
    }

    fn wait_for_the_end() -> ! {
        io::copy(&mut io::stdin(), &mut io::sink()).expect("standard input");
        exit(0)
    }

    fn number(text: &str) -> u32 {
        text.parse().expect("number")
    }

    fn ready() {
        let mut output = io::stdout();
        writeln!(output, "ready {}", std::process::id()).expect("standard output");
        output.flush().expect("standard output");
    }

    /// Asked while there is a main thread: /proc/self/exe is its memory's.
    static THIS: LazyLock<PathBuf> =
        LazyLock::new(|| std::env::current_exe().expect("current_exe"));

    fn command(program: &Path, shape: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(shape);
        command
    }

    fn spawn_command(command: &mut Command) -> (Child, ChildStdout) {
        let mut child = command.stdout(Stdio::piped()).spawn().expect("child");
        let output = child.stdout.take().expect("standard output");
        (child, output)
    }

    fn spawn(shape: &[&str]) -> (Child, ChildStdout) {
        spawn_command(&mut command(&THIS, shape))
    }

    fn start(shape: &[&str]) {
        wait_until_ready(spawn(shape));
    }

    fn wait_until_ready_of((_, output): &mut (Child, ChildStdout)) {
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line).expect("line");
    }

    fn wait_until_ready(mut child: (Child, ChildStdout)) {
        wait_until_ready_of(&mut child);
    }

    fn in_thread(rest: &[&str]) {
        let rest: Vec<_> = rest.iter().map(ToString::to_string).collect();
        let (tell, told) = std::sync::mpsc::channel();
        thread::spawn(move || {
            start(&rest.iter().map(String::as_str).collect::<Vec<_>>());
            tell.send(()).expect("told");
            loop {
                thread::park();
            }
        });
        told.recv().expect("told");
    }

    fn alone(rest: &[&str]) -> ! {
        let rest: Vec<_> = rest.iter().map(ToString::to_string).collect();
        thread::spawn(move || {
            while !leader_has_exited() {
                thread::sleep(Duration::from_millis(1));
            }
            start(&rest.iter().map(String::as_str).collect::<Vec<_>>());
            ready();
            wait_for_the_end();
        });
        // SAFETY: ends the main thread and nothing else. Nobody borrows from
        // its stack: the other thread owns all it uses.
        unsafe { libc::syscall(libc::SYS_exit, 0) };
        unreachable!("SYS_exit returned")
    }

    fn leader_has_exited() -> bool {
        let path = format!("/proc/{}/stat", std::process::id());
        let text = std::fs::read(path).expect("stat");
        process_utils::parse::parse_stat(&text).is_some_and(|stat| stat.has_exited())
    }

    fn vfork() -> ! {
        let parent = std::process::id();
        let flags = libc::CLONE_VFORK | libc::SIGCHLD;
        // SAFETY: as fork(2), with memory of its own, and there is one thread
        // only, so the child may do anything.
        if unsafe { libc::syscall(libc::SYS_clone, flags, 0, 0, 0, 0) } == 0 {
            println!("ready {parent}");
        }
        wait_for_the_end()
    }

    /// Each keeps starting others, by fork(2) and by vfork(2), which end soon.
    fn storm(levels: u32, leaves_orphans: bool, end: Instant) -> ! {
        for round in 1.. {
            if Instant::now() > end || levels == 0 && round > 2 {
                break;
            }
            if levels == 0 {
                let _ = Command::new("true").stdin(Stdio::null()).status();
                continue;
            }
            // SAFETY: there is one thread only, so the child may do anything.
            match unsafe { libc::fork() } {
                0 => storm(levels - 1, leaves_orphans, end),
                -1 => thread::sleep(Duration::from_millis(1)),
                _ if leaves_orphans && levels < 3 && round == 2 => break,
                _ if round >= 2 => wait_for_a_child(),
                _ => {}
            }
            if levels < 3 && round > 3 {
                break;
            }
        }
        if !leaves_orphans {
            (0..4).for_each(|_| wait_for_a_child());
        }
        exit(0)
    }

    fn wait_for_a_child() {
        // SAFETY: takes numbers, and no status is wanted.
        unsafe { libc::waitpid(-1, std::ptr::null_mut(), 0) };
    }
}
