//! What Linux and macOS have in common.

pub(crate) mod in_parallel;
pub(crate) mod watcher;

use std::ffi::OsStr;
use std::io;
use std::os::fd::BorrowedFd;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::resource::{RLIM_INFINITY, Resource, getrlimit};

use crate::fd_limits::FdLimit;

/// pid_t is a signed 32-bit number, and negative ones mean process groups.
pub(crate) const MAX_PID: u32 = i32::MAX.unsigned_abs();

pub(crate) const SIGSTOP: i32 = libc::SIGSTOP;
pub(crate) const SIGCONT: i32 = libc::SIGCONT;

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

pub(crate) fn gone() -> io::Error {
    io::Error::from_raw_os_error(libc::ESRCH)
}

pub(crate) fn denied() -> io::Error {
    io::Error::from_raw_os_error(libc::EPERM)
}

/// poll(2), without waiting.
pub(crate) fn is_readable(fd: BorrowedFd<'_>) -> io::Result<bool> {
    let is_set = |polled: &PollFd<'_>| {
        let events = polled.revents();
        events.is_some_and(|events| events.contains(PollFlags::POLLIN))
    };
    let mut polled = [PollFd::new(fd, PollFlags::POLLIN)];
    loop {
        match poll(&mut polled, PollTimeout::ZERO) {
            Ok(0) => return Ok(false),
            Ok(_) if is_set(&polled[0]) => return Ok(true),
            Ok(_) => return Err(io::ErrorKind::Unsupported.into()),
            Err(Errno::EINTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

pub(crate) fn error_code(error: &io::Error) -> Option<&'static str> {
    Some(match error.raw_os_error()? {
        libc::EACCES => "EACCES",
        libc::EAGAIN => "EAGAIN",
        libc::EINVAL => "EINVAL",
        libc::EMFILE => "EMFILE",
        libc::ENFILE => "ENFILE",
        libc::ENOMEM => "ENOMEM",
        libc::ENOSPC => "ENOSPC",
        libc::EPERM => "EPERM",
        libc::ESRCH => "ESRCH",
        _ => return None,
    })
}
