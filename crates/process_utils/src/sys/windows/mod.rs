mod cpu;
mod host;
mod liveness;
mod process;
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
pub(crate) use watch::{Registration, can_watch, end_idle_watcher};

pub(crate) const HAS_CGROUPS: bool = false;
pub(crate) const MAX_PID: u32 = u32::MAX;

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
