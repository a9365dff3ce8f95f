use std::io;
use std::os::fd::AsFd;
use std::sync::Arc;

use super::poller::Held;
use super::proc_info::info;
use super::reaper;
use super::table::Table;
use crate::entry::Entry;
use crate::state::ProcessState;
use crate::sys::unix::is_readable;
use crate::sys::unix::watcher::{self, OnExit, Registration};
use crate::sys::{denied, gone, is_exhaustion};

/// A kqueue that notes the exit of the process. It does not keep the pid from
/// being given to another one, but is not told of that one's exit.
#[derive(Debug)]
pub(crate) struct Process {
    pid: u32,
    held: Arc<Held>,
    start: Option<u64>,
}

impl Process {
    pub(crate) fn open(pid: u32) -> io::Result<Self> {
        let held = match Held::process(pid) {
            Ok(held) => held,
            // It has exited. The pid was not given to another process in
            // between: pids go round.
            Err(error) if error.raw_os_error() == Some(libc::ESRCH) => match info(pid)? {
                Some(info) if info.is_zombie => Held::exited()?,
                _ => return Err(gone()),
            },
            Err(error) if error.raw_os_error() == Some(libc::EACCES) => return Err(denied()),
            Err(error) => return Err(error),
        };
        let held = Arc::new(held);
        // Read after the exit is noted: what has not exited by now is what was
        // registered.
        let info = info(pid);
        let has_exited = is_readable(held.as_fd())?;
        let start = match info {
            Ok(None) => return Err(gone()),
            Ok(Some(info)) if has_exited && !info.is_zombie => return Err(gone()),
            Ok(Some(info)) => Some(info.start),
            Err(_) => None,
        };
        Ok(Self { pid, held, start })
    }

    #[allow(clippy::unnecessary_wraps, reason = "the same signature everywhere")]
    pub(crate) fn start(&self) -> io::Result<Option<u64>> {
        Ok(self.start)
    }

    /// Read anew: the table may be older than the process. The start time tells
    /// whether it still has its pid.
    pub(crate) fn entry(&self, _table: &Table) -> io::Result<Entry> {
        match info(self.pid) {
            Ok(Some(info)) if Some(info.start) == self.start => Ok(info.to_entry()),
            Ok(_) => Err(gone()),
            Err(error) if is_exhaustion(&error) => Err(error),
            Err(_) if self.has_exited()? => Err(gone()),
            Err(_) => Ok(Entry::unreadable(self.pid, ProcessState::Unknown)),
        }
    }

    /// A zombie keeps its pid.
    pub(crate) fn still_has_its_pid(&self) -> bool {
        match info(self.pid) {
            Ok(info) => info.is_some_and(|info| Some(info.start) == self.start),
            Err(_) => self.has_exited().is_ok_and(|exited| !exited),
        }
    }

    pub(crate) fn reap(&self) -> bool {
        reaper::reap(self.pid, self.start)
    }

    pub(crate) fn has_exited(&self) -> io::Result<bool> {
        is_readable(self.held.as_fd())
    }

    /// kill(2) takes a pid: the start time is compared right before.
    pub(crate) fn kill(&self, signal: i32) -> io::Result<bool> {
        let Ok(pid) = libc::pid_t::try_from(self.pid) else {
            return Ok(false);
        };
        let start = match info(self.pid)? {
            Some(info) if !info.is_zombie => info.start,
            _ => return Ok(false),
        };
        if self.start.ok_or_else(denied)? != start {
            return Ok(false);
        }
        // SAFETY: takes two numbers, and `pid` is positive.
        if unsafe { libc::kill(pid, signal) } == 0 {
            return Ok(true);
        }
        let error = io::Error::last_os_error();
        if error.raw_os_error() == Some(libc::ESRCH) {
            Ok(false)
        } else {
            Err(error)
        }
    }

    pub(crate) fn watch(&self, on_exit: OnExit) -> io::Result<Registration> {
        watcher::watch(Arc::clone(&self.held), on_exit)
    }
}

pub(crate) fn can_watch() -> bool {
    true
}
