//! Child processes that end with the test, whatever becomes of it.

#![allow(dead_code, reason = "no test uses all of it")]

#[cfg(target_os = "linux")]
pub mod copy;
pub mod counts;
#[cfg(target_os = "linux")]
pub mod family;
#[cfg(target_os = "linux")]
pub mod freeze;
#[cfg(target_os = "linux")]
pub mod hidden_proc;
#[cfg(target_os = "linux")]
pub mod limited;
#[cfg(target_os = "linux")]
pub mod refusal;
#[cfg(target_os = "linux")]
pub mod sleepers;

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};

/// A fixture program that has said it is ready.
pub struct Program {
    child: Child,
    output: BufReader<ChildStdout>,
}

impl Program {
    pub fn start(name: &str) -> Self {
        Self::from_command(&mut Command::new(example(name)))
    }

    pub fn from_command(command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let output = child.stdout.take().expect("standard output");
        let mut program = Self {
            child,
            output: BufReader::new(output),
        };
        let ready = format!("ready {}", program.pid());
        assert_eq!(program.line(), ready, "{command:?}");
        program
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Asks the program `ask_core`.
    pub fn ask(&mut self, question: &str) -> String {
        let input = self.child.stdin.as_mut().expect("standard input");
        writeln!(input, "{question}").expect("question");
        self.line()
    }

    /// Ends the program, reaps it and tells the pid it had.
    pub fn end(mut self) -> u32 {
        drop(self.child.stdin.take());
        let status = self.child.wait().expect("wait");
        assert!(status.success(), "{status}");
        self.pid()
    }

    /// Ends the program by SIGKILL and leaves it to be reaped.
    pub fn kill(&mut self) {
        self.child.kill().expect("kill");
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).expect("line");
        line.trim_end().to_owned()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Both fail only if it was reaped before, and then nothing is left to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An ordinary child that waits.
pub fn waiting_child() -> Program {
    Program::start("ask_core")
}

/// The pid of a child that has exited and was reaped just now.
pub fn dead_pid() -> u32 {
    waiting_child().end()
}

/// A child that has exited and is not reaped as long as the value lives.
#[cfg(target_os = "linux")]
pub fn zombie() -> Program {
    use nix::sys::wait::{Id, WaitPidFlag, waitid};

    let mut program = waiting_child();
    drop(program.child.stdin.take());
    let id = Id::Pid(nix_pid(program.pid()));
    waitid(id, WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT).expect("waitid");
    program
}

#[cfg(target_os = "linux")]
pub fn nix_pid(pid: u32) -> nix::unistd::Pid {
    nix::unistd::Pid::from_raw(pid.try_into().expect("pid"))
}

/// A thread of this process that leads no group and ends with the value.
#[cfg(target_os = "linux")]
pub struct Thread {
    pub id: u32,
    end: Option<std::sync::mpsc::Sender<()>>,
    handle: Option<std::thread::JoinHandle<()>>,
}

#[cfg(target_os = "linux")]
impl Thread {
    pub fn start() -> Self {
        let (tell, told) = std::sync::mpsc::channel();
        let (end, ended) = std::sync::mpsc::channel();
        let handle = std::thread::spawn(move || {
            tell.send(nix::unistd::gettid()).expect("thread id");
            let _ = ended.recv();
        });
        let id = told.recv().expect("thread id").as_raw().unsigned_abs();
        assert_ne!(id, std::process::id());
        Self {
            id,
            end: Some(end),
            handle: Some(handle),
        }
    }
}

#[cfg(target_os = "linux")]
impl Drop for Thread {
    fn drop(&mut self) {
        drop(self.end.take());
        let _ = self.handle.take().map(std::thread::JoinHandle::join);
    }
}

/// Where cargo has put the example: beside the directory of the test programs.
pub fn example(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("current_exe");
    let profile = test.ancestors().nth(2).expect("target directory");
    let program = profile
        .join("examples")
        .join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(
        program.exists(),
        "{}: missing, `cargo test` without --test builds it, and so does \
         `cargo build -p process_utils --examples`",
        program.display()
    );
    program
}
