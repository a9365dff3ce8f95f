use std::collections::HashMap;
use std::io;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use nix::time::{ClockId, clock_gettime};
use nix::unistd::{SysconfVar, sysconf};

use super::environ::{Found, of_process, of_thread};
use super::proc_files::{is_proc_ours, numbers_in, read_stat};
use super::proc_path::ProcPath;
use crate::each::each;
use crate::sys::{denied, is_exhaustion};

/// execve(2) takes some 0.1 ms from the old environment to the new one, and
/// more if the program has to be read from disk.
const PAUSES: u32 = 5;
const PAUSE: Duration = Duration::from_micros(250);

/// The processes whose environment sets one variable.
#[derive(Debug)]
pub(crate) struct Scope {
    variable: Vec<u8>,
    /// In clock ticks since boot. What is older was not started for the scope.
    since: u64,
    /// Those that have an environment without anything in it, with their start.
    bare: Mutex<HashMap<u32, u64>>,
}

enum Answer {
    Carries,
    DoesNot,
    /// The environment may be about to come.
    NotYet,
    /// It is there, and holds nothing.
    Bare(u64),
}

impl Scope {
    pub(crate) fn new(variable: &str) -> io::Result<Self> {
        Ok(Self {
            variable: variable.into(),
            since: ticks_since_boot()?.saturating_sub(1),
            bare: Mutex::default(),
        })
    }

    #[allow(
        clippy::unnecessary_wraps,
        clippy::unused_self,
        reason = "the same signature everywhere"
    )]
    pub(crate) fn adopt(&self, _pid: u32) -> io::Result<()> {
        Ok(())
    }

    pub(crate) fn carriers(&self, is_known: &(dyn Fn(u32) -> bool + Sync)) -> io::Result<Vec<u32>> {
        if !is_proc_ours() {
            return Err(denied());
        }
        let pids = numbers_in("/proc")?;
        let answers = each(pids.len(), |index| {
            if is_known(pids[index]) {
                Ok(Answer::DoesNot)
            } else {
                self.ask(pids[index])
            }
        })?;
        let mut carriers = Vec::new();
        let mut pending = Vec::new();
        for (pid, answer) in pids.into_iter().zip(answers) {
            match answer {
                Answer::Carries => carriers.push(pid),
                Answer::DoesNot => {}
                Answer::NotYet | Answer::Bare(_) => pending.push(pid),
            }
        }
        self.ask_again(pending, &mut carriers)?;
        Ok(carriers)
    }

    pub(crate) fn owns(&self, pid: u32) -> io::Result<bool> {
        let mut carriers = Vec::new();
        match self.ask(pid)? {
            Answer::Carries => return Ok(true),
            Answer::DoesNot => {}
            Answer::NotYet | Answer::Bare(_) => self.ask_again(vec![pid], &mut carriers)?,
        }
        Ok(!carriers.is_empty())
    }

    fn ask_again(&self, mut pending: Vec<u32>, carriers: &mut Vec<u32>) -> io::Result<()> {
        for pause in 1..=PAUSES {
            if pending.is_empty() {
                break;
            }
            thread::sleep(PAUSE);
            for pid in std::mem::take(&mut pending) {
                match self.ask(pid)? {
                    Answer::Carries => carriers.push(pid),
                    Answer::DoesNot => {}
                    Answer::Bare(start) if pause == PAUSES => self.remember_bare(pid, start),
                    Answer::NotYet | Answer::Bare(_) => pending.push(pid),
                }
            }
        }
        Ok(())
    }

    fn ask(&self, pid: u32) -> io::Result<Answer> {
        match of_process(pid, &self.variable)? {
            Found::Set => Ok(Answer::Carries),
            Found::NotSet | Found::Unreadable => Ok(Answer::DoesNot),
            Found::Nothing => self.why_nothing(pid),
        }
    }

    fn why_nothing(&self, pid: u32) -> io::Result<Answer> {
        let stat = match read_stat(pid) {
            Ok(Some(stat)) => stat,
            Err(error) if is_exhaustion(&error) => return Err(error),
            Ok(None) | Err(_) => return Ok(Answer::DoesNot),
        };
        if stat.is_of_kernel() || stat.start < self.since {
            return Ok(Answer::DoesNot);
        }
        if stat.threads > 1 && (stat.has_exited() || stat.is_exiting()) {
            return self.ask_threads(pid);
        }
        Ok(
            if stat.has_exited() || stat.is_exiting() || self.is_bare(pid, stat.start) {
                Answer::DoesNot
            } else if stat.env_end == 0 {
                Answer::NotYet
            } else {
                Answer::Bare(stat.start)
            },
        )
    }

    /// The main thread has exited, and with it the memory by which
    /// /proc/PID/environ finds the environment.
    fn ask_threads(&self, pid: u32) -> io::Result<Answer> {
        let task = ProcPath::of(format_args!("/proc/{pid}/task"));
        let threads = match numbers_in(task) {
            Err(error) if is_exhaustion(&error) => return Err(error),
            threads => threads.unwrap_or_default(),
        };
        for tid in threads {
            match of_thread(pid, tid, &self.variable)? {
                Found::Set => return Ok(Answer::Carries),
                Found::NotSet => return Ok(Answer::DoesNot),
                Found::Nothing | Found::Unreadable => {}
            }
        }
        Ok(Answer::DoesNot)
    }

    fn is_bare(&self, pid: u32, start: u64) -> bool {
        let bare = self.bare.lock().unwrap_or_else(PoisonError::into_inner);
        bare.get(&pid) == Some(&start)
    }

    fn remember_bare(&self, pid: u32, start: u64) {
        let mut bare = self.bare.lock().unwrap_or_else(PoisonError::into_inner);
        bare.insert(pid, start);
    }
}

/// The clock and the unit of field 22 in /proc/PID/stat.
fn ticks_since_boot() -> io::Result<u64> {
    let a_second = sysconf(SysconfVar::CLK_TCK)?.ok_or_else(denied)?;
    let now = clock_gettime(ClockId::CLOCK_BOOTTIME)?;
    let ticks = now.tv_sec() * a_second + now.tv_nsec() * a_second / 1_000_000_000;
    u64::try_from(ticks).map_err(io::Error::other)
}
