use std::io;
use std::sync::{Arc, OnceLock};

use super::pidfd::{Pidfd, Refusal};
use super::proc_files::{is_proc_ours, read_stat};
use super::reaper;
use super::table::{Table, see};
use crate::entry::Entry;
use crate::state::ProcessState;
use crate::sys::unix::watcher::{self, OnExit, Registration};
use crate::sys::{MAY_PROBE, gone, is_exhaustion};

/// A process held by a pidfd.
#[derive(Debug)]
pub(crate) struct Process {
    pid: u32,
    pidfd: Arc<Pidfd>,
}

impl Process {
    pub(crate) fn open(pid: u32) -> io::Result<Self> {
        if !MAY_PROBE {
            return Err(io::ErrorKind::Unsupported.into());
        }
        match Pidfd::open(pid) {
            Ok(pidfd) => Ok(Self {
                pid,
                pidfd: Arc::new(pidfd),
            }),
            Err(error) => Err(match Refusal::of(&error) {
                Refusal::Gone => gone(),
                Refusal::Exhausted if is_exhaustion(&error) => error,
                // It was the second descriptor, which was to tell why.
                Refusal::Exhausted => io::Error::from_raw_os_error(libc::EMFILE),
                Refusal::Unsupported => io::ErrorKind::Unsupported.into(),
            }),
        }
    }

    /// The start time; `None` if it cannot be read. It was read before the pid
    /// was released, hence is that of the process held.
    pub(crate) fn start(&self) -> io::Result<Option<u64>> {
        let stat = match is_proc_ours().then(|| read_stat(self.pid)) {
            Some(Ok(stat)) => stat,
            Some(Err(error)) if is_exhaustion(&error) => return Err(error),
            Some(Err(_)) | None => None,
        };
        match self.is_released()? {
            Some(true) => Err(gone()),
            Some(false) => Ok(stat.map(|stat| stat.start)),
            None => Ok(None),
        }
    }

    /// As [`Process::start`]. The table has made sure that /proc is ours.
    pub(crate) fn entry(&self, _table: &Table) -> io::Result<Entry> {
        let entry = see(self.pid)?;
        match self.is_released()? {
            Some(true) => Err(gone()),
            Some(false) => entry.ok_or_else(gone),
            None => Ok(Entry::unreadable(self.pid, ProcessState::Unknown)),
        }
    }

    pub(crate) fn still_has_its_pid(&self) -> bool {
        self.is_released()
            .is_ok_and(|released| released == Some(false))
    }

    pub(crate) fn reap(&self) -> bool {
        reaper::reap(&self.pidfd)
    }

    /// `None` where nothing tells.
    fn is_released(&self) -> io::Result<Option<bool>> {
        if self.pidfd.has_exited()? {
            Ok(self.pidfd.is_released())
        } else {
            Ok(Some(false))
        }
    }

    pub(crate) fn has_exited(&self) -> io::Result<bool> {
        self.pidfd.has_exited()
    }

    pub(crate) fn kill(&self, signal: i32) -> io::Result<bool> {
        match self.pidfd.send_signal(signal) {
            Ok(()) => Ok(true),
            Err(error) if error.raw_os_error() == Some(libc::ESRCH) => Ok(false),
            Err(error) => Err(error),
        }
    }

    pub(crate) fn watch(&self, on_exit: OnExit) -> io::Result<Registration> {
        watcher::watch(Arc::clone(&self.pidfd), on_exit)
    }
}

/// Whether pidfds work here. That descriptors have run out tells nothing of it,
/// and is not remembered.
pub(crate) fn can_watch() -> bool {
    static KNOWN: OnceLock<bool> = OnceLock::new();
    if let Some(&known) = KNOWN.get() {
        return known;
    }
    match Process::open(std::process::id()) {
        Err(error) if is_exhaustion(&error) => true,
        answer => *KNOWN.get_or_init(|| answer.is_ok_and(|process| process.has_exited().is_ok())),
    }
}
