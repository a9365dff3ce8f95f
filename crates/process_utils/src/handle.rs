use std::io;

use crate::host::Relation;
use crate::identity::Identity;
use crate::state::is_possible;
use crate::sys;

/// A process that is held: the handle never comes to mean another one, whoever
/// gets its pid.
///
/// Linux holds it by a pidfd (pidfd_open(2)), Windows by a process handle.
/// macOS cannot hold a process: there a kqueue(2) that was told to note its
/// exit stands for it, and [`Handle::kill`] leaves a window of some
/// microseconds.
#[derive(Debug)]
pub struct Handle {
    process: sys::Process,
    pid: u32,
    identity: Option<Identity>,
}

/// Ends the watching when dropped: once `drop` has returned, the callback is
/// not running and never will.
///
/// Dropped inside of the callback itself it does not wait. The callback must
/// not wait for a thread that drops its `Watch`.
#[must_use = "dropping it ends the watching"]
#[derive(Debug)]
pub struct Watch {
    _registration: sys::Registration,
}

impl Handle {
    /// Opens the process `pid`; with `expected` only if it is that incarnation.
    /// A zombie can be opened (Linux, macOS): [`Handle::has_exited`] is true at
    /// once.
    ///
    /// # Errors
    /// - ESRCH (Windows: ERROR_INVALID_PARAMETER): it is gone, the pid is that
    ///   of a thread, or another incarnation has it.
    /// - EPERM (Windows: ERROR_ACCESS_DENIED): the system forbids it, or it
    ///   cannot be verified that it is `expected`.
    /// - EMFILE, ENFILE, ENOMEM: nothing left to open it with.
    /// - `Unsupported`: this kernel, or a sandbox, lacks what it takes; on
    ///   Linux where pidfd_open(2) is refused.
    pub fn open(pid: u32, expected: Option<&Identity>) -> io::Result<Self> {
        if !is_possible(pid) {
            return Err(sys::gone());
        }
        if let Some(expected) = expected {
            check_host(pid, expected)?;
        }
        let process = sys::Process::open(pid)?;
        let start = process.start()?;
        let identity = start.and_then(|start| Identity::here(pid, start).ok());
        match (expected, &identity) {
            (Some(_), None) => return Err(sys::denied()),
            (Some(expected), Some(identity)) if expected.start != identity.start => {
                return Err(sys::gone());
            }
            _ => {}
        }
        Ok(Self {
            process,
            pid,
            identity,
        })
    }

    /// `start` was read of the very process that is held.
    pub(crate) fn from_parts(process: sys::Process, pid: u32, start: u64) -> Self {
        Self {
            process,
            pid,
            identity: Identity::here(pid, start).ok(),
        }
    }

    pub(crate) fn process(&self) -> &sys::Process {
        &self.process
    }

    /// The pid that the process has, or had.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// The identity of the process; `None` if it could not be read.
    #[must_use]
    pub fn identity(&self) -> Option<&Identity> {
        self.identity.as_ref()
    }

    /// Whether every thread of it has exited, reaped or not. Asks the kernel.
    ///
    /// # Errors
    /// Where the system does not tell.
    pub fn has_exited(&self) -> io::Result<bool> {
        self.process.has_exited()
    }

    /// Sends `signal`; 0 only checks. `false` if the process has exited: it can
    /// never hit another one (on macOS: but for a window of some microseconds).
    ///
    /// Windows has no signals: SIGHUP, SIGINT, SIGQUIT, SIGKILL and SIGTERM end
    /// the process, any other but 0 is an error.
    ///
    /// # Errors
    /// - EPERM (Windows: ERROR_ACCESS_DENIED): the system forbids it.
    /// - EINVAL (Windows: `Unsupported`): there is no such signal.
    pub fn kill(&self, signal: i32) -> io::Result<bool> {
        if self.has_exited()? {
            return Ok(false);
        }
        self.process.kill(signal)
    }

    /// Calls `on_exit` once, on a thread of this crate, when every thread of
    /// the process has exited; at once if that is so already. A panic in it is
    /// caught. Many watches of one handle are fine. The watch needs no handle
    /// to go on.
    ///
    /// # Errors
    /// EMFILE, ENFILE, ENOMEM, EAGAIN, ENOSPC: nothing left to watch it with.
    pub fn watch(&self, on_exit: impl FnOnce() + Send + 'static) -> io::Result<Watch> {
        let on_exit = Box::new(on_exit);
        Ok(Watch {
            _registration: self.process.watch(on_exit)?,
        })
    }
}

/// Before anything is opened: the pid of another host means nothing here.
fn check_host(pid: u32, expected: &Identity) -> io::Result<()> {
    if expected.pid != pid {
        return Err(sys::gone());
    }
    let this = sys::host().map_err(|error| match error.kind() {
        io::ErrorKind::Unsupported => error,
        _ if sys::is_exhaustion(&error) => error,
        _ => sys::denied(),
    })?;
    match expected.host.relation_to(&this) {
        Relation::Same => Ok(()),
        Relation::BootedSince => Err(sys::gone()),
        Relation::Unknown => Err(sys::denied()),
    }
}

/// Whether the kernel pushes exits here: pidfds on Linux (from 5.3, unless a
/// sandbox refuses them), kqueue on macOS, wait handles on Windows.
#[must_use]
pub fn can_watch() -> bool {
    sys::can_watch()
}

/// Ends the watcher thread if nothing is watched, and waits for its end; for
/// environments that are torn down. It ends by itself about 100 ms after the
/// last watch. Does not wait when called by a callback of a [`Watch`].
pub fn end_idle_watcher() {
    sys::end_idle_watcher();
}
