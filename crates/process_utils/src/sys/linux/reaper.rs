use std::io;
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, AsRawFd};

use super::pidfd::Pidfd;

/// Whether orphans become children of this process: pid 1 of a container, or
/// PR_SET_CHILD_SUBREAPER (prctl(2)).
pub(crate) fn adopts_orphans() -> bool {
    if std::process::id() == 1 {
        return true;
    }
    let mut is_set: libc::c_int = 0;
    // SAFETY: the kernel writes one int, which is ours.
    let answer = unsafe { libc::prctl(libc::PR_GET_CHILD_SUBREAPER, &raw mut is_set) };
    answer == 0 && is_set != 0
}

/// waitid(2), without waiting, of what has exited. True when nothing is left to
/// be reaped.
pub(super) fn reap(pidfd: &Pidfd) -> bool {
    let Ok(fd) = libc::id_t::try_from(pidfd.as_fd().as_raw_fd()) else {
        return true;
    };
    let mut info = MaybeUninit::<libc::siginfo_t>::zeroed();
    let options = libc::WEXITED | libc::WNOHANG;
    // SAFETY: the descriptor is open, and the kernel writes one siginfo_t,
    // which is ours and is not looked at.
    let result = unsafe { libc::waitid(libc::P_PIDFD, fd, info.as_mut_ptr(), options) };
    if result == 0 {
        return true;
    }
    let error = io::Error::last_os_error();
    // ECHILD: its parent has not reaped it yet, or has done so just now.
    error.raw_os_error() != Some(libc::ECHILD) || pidfd.is_released() != Some(false)
}
