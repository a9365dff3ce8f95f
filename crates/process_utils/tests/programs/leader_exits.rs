//! A process whose main thread has exited while another thread lives on: its
//! /proc/PID/stat says Z, and yet it is alive.
//!
//! Prints `ready <pid>` once the kernel says Z, and ends with standard input.

#![allow(unsafe_code)]

#[cfg(target_os = "linux")]
fn main() {
    std::thread::spawn(|| {
        // Not a panic: that would end this thread alone and leave a zombie.
        if let Err(error) = linux::outlive_the_leader() {
            eprintln!("leader_exits: {error}");
            std::process::exit(1);
        }
        std::process::exit(0);
    });
    linux::exit_this_thread();
}

#[cfg(not(target_os = "linux"))]
fn main() {}

#[cfg(target_os = "linux")]
mod linux {
    use std::fs;
    use std::io::{self, Write};
    use std::thread;
    use std::time::{Duration, Instant};

    use process_utils::parse::parse_stat;

    pub fn exit_this_thread() -> ! {
        // SAFETY: ends the main thread and nothing else. Nobody borrows from
        // its stack: the other thread owns all it uses.
        unsafe { libc::syscall(libc::SYS_exit, 0) };
        unreachable!("SYS_exit returned")
    }

    pub fn outlive_the_leader() -> io::Result<()> {
        let pid = std::process::id();
        let deadline = Instant::now() + Duration::from_secs(10);
        while !leader_has_exited(pid)? {
            if Instant::now() > deadline {
                return Err(io::Error::other("the main thread still lives"));
            }
            thread::sleep(Duration::from_millis(1));
        }
        let mut output = io::stdout();
        writeln!(output, "ready {pid}")?;
        output.flush()?;
        io::copy(&mut io::stdin(), &mut io::sink())?;
        Ok(())
    }

    fn leader_has_exited(pid: u32) -> io::Result<bool> {
        let text = fs::read(format!("/proc/{pid}/stat"))?;
        Ok(parse_stat(&text).is_some_and(|stat| stat.has_exited()))
    }
}
