use std::io;
use std::sync::{Arc, OnceLock};

use super::pidfd::{Pidfd, Refusal};
use super::proc_files::{is_proc_ours, read_stat};
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
        if self.pidfd.has_exited()? {
            match self.pidfd.is_released() {
                Some(false) => {}
                Some(true) => return Err(gone()),
                None => return Ok(None),
            }
        }
        Ok(stat.map(|stat| stat.start))
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
