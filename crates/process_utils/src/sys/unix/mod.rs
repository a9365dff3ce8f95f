//! What Linux and macOS have in common.

use std::ffi::OsStr;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

use nix::sys::resource::{RLIM_INFINITY, Resource, getrlimit};

use crate::fd_limits::FdLimit;

/// pid_t is a signed 32-bit number, and negative ones mean process groups.
pub(crate) const MAX_PID: u32 = i32::MAX.unsigned_abs();

pub(crate) fn fd_limit() -> io::Result<FdLimit> {
    let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE)?;
    let finite = |limit| (limit != RLIM_INFINITY).then_some(limit);
    Ok(FdLimit {
        soft: finite(soft),
        hard: finite(hard),
    })
}

/// Whether `error` tells of the caller's own means and not of the path.
pub(crate) fn is_exhaustion(error: &io::Error) -> bool {
    matches!(
        error.raw_os_error(),
        Some(libc::EMFILE | libc::ENFILE | libc::ENOMEM)
    )
}

pub(crate) fn path_from_bytes(bytes: &[u8]) -> PathBuf {
    OsStr::from_bytes(bytes).into()
}

/// sysconf(3): CPUs that are online.
pub(crate) fn online_cpus() -> io::Result<u32> {
    // SAFETY: sysconf takes a number and touches no memory of ours.
    let online = unsafe { libc::sysconf(libc::_SC_NPROCESSORS_ONLN) };
    match u32::try_from(online) {
        Ok(cpus) if cpus > 0 => Ok(cpus),
        _ => Err(io::Error::last_os_error()),
    }
}
