mod cpu;
mod descent;
mod host;
mod job;
mod liveness;
mod process;
mod scope;
mod snapshot;
mod table;
mod watch;

use std::io;
use std::path::PathBuf;

use windows_sys::Win32::Foundation::{
    ERROR_ACCESS_DENIED, ERROR_INVALID_PARAMETER, ERROR_TOO_MANY_OPEN_FILES,
};

use crate::fd_limits::FdLimit;

pub(crate) use super::read_dir::count_entries;
pub(crate) use cpu::{affinity_cpus, logical_cpus};
pub(crate) use host::host;
pub(crate) use liveness::{look, state};
pub(crate) use process::Process;
pub(crate) use scope::Scope;
pub(crate) use table::Table;
pub(crate) use watch::{Registration, can_watch, end_idle_watcher};

pub(crate) const HAS_CGROUPS: bool = false;
pub(crate) const MAX_PID: u32 = u32::MAX;
pub(crate) const ORPHANS_KEEP_THEIR_PARENT: bool = true;

/// The numbers of Linux: no process can be stopped here, and `Process::kill`
/// says so.
pub(crate) const SIGSTOP: i32 = 19;
pub(crate) const SIGCONT: i32 = 18;

/// Windows has no limit on handles that a program could meet (16 million a
/// process).
#[allow(clippy::unnecessary_wraps, reason = "the same signature everywhere")]
pub(crate) fn fd_limit() -> io::Result<FdLimit> {
    Ok(FdLimit {
        soft: None,
        hard: None,
    })
}

/// Whether `error` tells of the caller's own means and not of the path.
pub(crate) fn is_exhaustion(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::OutOfMemory
}

pub(crate) fn path_from_bytes(bytes: &[u8]) -> PathBuf {
    String::from_utf8_lossy(bytes).into_owned().into()
}

/// What OpenProcess says of a free pid.
pub(crate) fn gone() -> io::Error {
    io::Error::from_raw_os_error(ERROR_INVALID_PARAMETER.cast_signed())
}

pub(crate) fn denied() -> io::Error {
    io::Error::from_raw_os_error(ERROR_ACCESS_DENIED.cast_signed())
}

/// What OpenProcess says of a free pid, and of a full handle table.
pub(crate) fn error_code(error: &io::Error) -> Option<&'static str> {
    match error.raw_os_error().map(i32::cast_unsigned)? {
        ERROR_ACCESS_DENIED => Some("EPERM"),
        ERROR_INVALID_PARAMETER => Some("ESRCH"),
        ERROR_TOO_MANY_OPEN_FILES => Some("EMFILE"),
        _ => None,
    }
}

/// Nothing is ever sent SIGSTOP.
#[allow(clippy::unnecessary_wraps, reason = "the same signature everywhere")]
pub(crate) fn is_stopped(_pid: u32, _start: u64) -> io::Result<bool> {
    Ok(true)
}

/// Nobody does: a process has no other parent than the one that started it.
pub(crate) fn adopts_orphans() -> bool {
    false
}

/// Each question takes some microseconds, a thread more than that.
pub(crate) fn in_parallel<T: Send>(count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    (0..count).map(work).collect()
}
