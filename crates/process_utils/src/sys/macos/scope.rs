use std::io;
use std::thread;
use std::time::Duration;

use super::proc_args::Arguments;
use super::proc_info::{Info, all, info};
use crate::parse::has_variable;
use crate::sys::is_exhaustion;

/// execve(2) and posix_spawn(2) take some time from the old environment to the
/// new one.
const PAUSES: u32 = 5;
const PAUSE: Duration = Duration::from_micros(250);

/// The processes whose environment sets one variable. That of programs under
/// System Integrity Protection is not shown.
#[derive(Debug)]
pub(crate) struct Scope {
    variable: Vec<u8>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    Carries,
    DoesNot,
    /// The environment may be about to come.
    NotYet,
}

impl Scope {
    #[allow(clippy::unnecessary_wraps, reason = "the same signature everywhere")]
    pub(crate) fn new(variable: &str) -> io::Result<Self> {
        Ok(Self {
            variable: variable.into(),
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
        let infos = all()?.into_iter().filter(|info| !is_known(info.pid));
        self.select(infos.collect())
    }

    pub(crate) fn owns(&self, pid: u32) -> io::Result<bool> {
        let infos = match info(pid) {
            Err(error) if is_exhaustion(&error) => return Err(error),
            info => info.unwrap_or_default(),
        };
        let found = self.select(infos.into_iter().collect())?;
        Ok(!found.is_empty())
    }

    fn select(&self, mut pending: Vec<Info>) -> io::Result<Vec<u32>> {
        let mut buffer = Arguments::new();
        let mut carriers = Vec::new();
        for pause in 0..=PAUSES {
            if pause > 0 && !pending.is_empty() {
                thread::sleep(PAUSE);
            }
            for info in std::mem::take(&mut pending) {
                match self.ask(&info, &mut buffer)? {
                    Answer::Carries => carriers.push(info.pid),
                    Answer::DoesNot => {}
                    Answer::NotYet => pending.push(info),
                }
            }
        }
        Ok(carriers)
    }

    fn ask(&self, info: &Info, buffer: &mut Arguments) -> io::Result<Answer> {
        if info.is_zombie {
            return Ok(Answer::DoesNot);
        }
        match buffer.read_environment(info.pid) {
            Ok(environ) if has_variable(environ, &self.variable) => Ok(Answer::Carries),
            Ok(_) => Ok(Answer::DoesNot),
            Err(error) if is_exhaustion(&error) => Err(error),
            Err(error) => {
                let is_starting = matches!(error.raw_os_error(), Some(libc::EINVAL | libc::EIO));
                Ok(if is_starting && info.uid == own_uid() {
                    Answer::NotYet
                } else {
                    Answer::DoesNot
                })
            }
        }
    }
}

fn own_uid() -> u32 {
    // SAFETY: takes nothing and touches no memory of ours.
    unsafe { libc::geteuid() }
}
