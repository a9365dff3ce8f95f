//! Child processes in the states that are asked for. They end with the value, and
//! with this process: their standard input ends with it.

use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use process_utils::{ProcessState, process_state};

pub struct Program(Child);

impl Program {
    /// One that waits.
    pub fn start() -> Self {
        let child = Command::new("cat")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn();
        Self(child.expect("cat"))
    }

    pub fn start_many(count: usize) -> Vec<Self> {
        (0..count).map(|_| Self::start()).collect()
    }

    /// One that has exited and is not reaped as long as the value lives.
    pub fn start_zombie() -> Self {
        let mut program = Self::start();
        program.0.kill().expect("kill");
        let deadline = Instant::now() + Duration::from_secs(10);
        while process_state(program.pid()).expect("state") != ProcessState::Zombie {
            assert!(Instant::now() < deadline, "no zombie: {}", program.pid());
            thread::sleep(Duration::from_millis(1));
        }
        program
    }

    /// The pid of one that has exited and was reaped.
    pub fn dead_pid() -> u32 {
        let program = Self::start();
        program.pid()
    }

    pub fn pid(&self) -> u32 {
        self.0.id()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Both fail only if it was reaped before, and then nothing is left to do.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
