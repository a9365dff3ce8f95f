use std::io;
use std::os::windows::io::{AsRawHandle, OwnedHandle};
use std::sync::Arc;

use windows_sys::Win32::System::Threading::{
    PROCESS_QUERY_LIMITED_INFORMATION, PROCESS_SYNCHRONIZE, PROCESS_TERMINATE, TerminateProcess,
};

use super::liveness::{has_exited, open, times};
use super::table::Table;
use super::watch::{OnExit, Registration};
use crate::entry::Entry;
use crate::sys::gone;

/// As libuv (src/win/process.c, uv_kill) has it: SIGHUP, SIGINT, SIGQUIT,
/// SIGKILL, SIGTERM.
const ENDING_SIGNALS: [i32; 5] = [1, 2, 3, 9, 15];

/// A process handle: as long as it is open the pid is not given to another.
#[derive(Debug)]
pub(crate) struct Process {
    pid: u32,
    handle: Arc<OwnedHandle>,
}

impl Process {
    pub(crate) fn open(pid: u32) -> io::Result<Self> {
        // OpenProcess ignores the two low bits, which no pid has set.
        if !pid.is_multiple_of(4) {
            return Err(gone());
        }
        let access = PROCESS_SYNCHRONIZE | PROCESS_QUERY_LIMITED_INFORMATION;
        let handle = open(pid, access)?;
        // Others hold a handle of it: see `is_alive`.
        if has_exited(&handle)? {
            return Err(gone());
        }
        Ok(Self {
            pid,
            handle: Arc::new(handle),
        })
    }

    #[allow(clippy::unnecessary_wraps, reason = "the same signature everywhere")]
    pub(crate) fn start(&self) -> io::Result<Option<u64>> {
        Ok(times(&self.handle).map(|times| times.start))
    }

    /// Asked by the handle: the table may be older than the process.
    #[allow(clippy::unnecessary_wraps, reason = "the same signature everywhere")]
    pub(crate) fn entry(&self, table: &Table) -> io::Result<Entry> {
        Ok(table.entry_of(self.pid, &self.handle))
    }

    #[allow(clippy::unused_self, reason = "the same signature everywhere")]
    pub(crate) fn still_has_its_pid(&self) -> bool {
        true
    }

    /// There are no zombies.
    #[allow(clippy::unused_self, reason = "the same signature everywhere")]
    pub(crate) fn reap(&self) -> bool {
        true
    }

    pub(crate) fn has_exited(&self) -> io::Result<bool> {
        has_exited(&self.handle)
    }

    pub(crate) fn kill(&self, signal: i32) -> io::Result<bool> {
        if signal == 0 {
            return Ok(true);
        }
        if !ENDING_SIGNALS.contains(&signal) {
            return Err(io::ErrorKind::Unsupported.into());
        }
        let terminated = open(self.pid, PROCESS_TERMINATE).and_then(|handle| {
            // SAFETY: the handle is open and allows this.
            match unsafe { TerminateProcess(handle.as_raw_handle(), 1) } {
                0 => Err(io::Error::last_os_error()),
                _ => Ok(()),
            }
        });
        match terminated {
            Ok(()) => Ok(true),
            // ERROR_ACCESS_DENIED is also the answer of one that has exited.
            Err(_) if self.has_exited()? => Ok(false),
            Err(error) => Err(error),
        }
    }

    pub(crate) fn watch(&self, on_exit: OnExit) -> io::Result<Registration> {
        Registration::new(Arc::clone(&self.handle), on_exit)
    }
}
