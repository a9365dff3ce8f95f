use std::fs;
use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};
use std::ptr::null;

use crate::sys::unix::is_readable;

/// A process held by a pidfd: it can't come to mean another process.
#[derive(Debug)]
pub(crate) struct Pidfd(OwnedFd);

/// Why pidfd_open(2) failed.
pub(crate) enum Refusal {
    /// The pid is free, or that of a thread that leads no group.
    Gone,
    /// EMFILE, ENFILE, ENOMEM.
    Exhausted,
    /// ENOSYS, EPERM, EACCES, EOPNOTSUPP: old kernels, seccomp filters,
    /// gVisor, WSL1.
    Unsupported,
}

impl Refusal {
    pub(crate) fn of(error: &io::Error) -> Self {
        match error.raw_os_error() {
            Some(libc::ESRCH) => Self::Gone,
            // A thread that leads no group (ENOENT since Linux 6.15). Some
            // sandboxes say EINVAL to the call itself: it must work for us.
            Some(libc::EINVAL | libc::ENOENT) => match Pidfd::open(std::process::id()) {
                Ok(_) => Self::Gone,
                Err(error) if crate::sys::is_exhaustion(&error) => Self::Exhausted,
                Err(_) => Self::Unsupported,
            },
            _ if crate::sys::is_exhaustion(error) => Self::Exhausted,
            _ => Self::Unsupported,
        }
    }
}

impl Pidfd {
    /// pidfd_open(2). The descriptor is close-on-exec.
    pub(crate) fn open(pid: u32) -> io::Result<Self> {
        // SAFETY: takes two numbers and touches no memory of ours.
        let fd = unsafe { libc::syscall(libc::SYS_pidfd_open, pid, 0) };
        match RawFd::try_from(fd) {
            Ok(fd) if fd >= 0 => {
                // SAFETY: the kernel has just given us this descriptor.
                Ok(Self(unsafe { OwnedFd::from_raw_fd(fd) }))
            }
            _ => Err(io::Error::last_os_error()),
        }
    }

    /// Whether every thread has exited: then a pidfd polls as readable,
    /// whether the process was reaped or not.
    pub(crate) fn has_exited(&self) -> io::Result<bool> {
        is_readable(self.0.as_fd())
    }

    /// pidfd_send_signal(2).
    pub(crate) fn send_signal(&self, signal: i32) -> io::Result<()> {
        // SAFETY: takes three numbers; without a siginfo_t the kernel makes
        // one, as for kill(2).
        let sent = unsafe {
            libc::syscall(
                libc::SYS_pidfd_send_signal,
                self.0.as_raw_fd(),
                signal,
                null::<libc::siginfo_t>(),
                0,
            )
        };
        if sent == 0 {
            Ok(())
        } else {
            Err(io::Error::last_os_error())
        }
    }

    /// Whether its pid was released, so that another process may have it by
    /// now. `None` where nothing tells.
    pub(crate) fn is_released(&self) -> Option<bool> {
        match self.send_signal(0) {
            Ok(()) => Some(false),
            Err(error) if error.raw_os_error() == Some(libc::ESRCH) => Some(true),
            // EPERM: a process of another user, or a seccomp filter.
            Err(_) => self.has_no_pid(),
        }
    }

    /// The `Pid:` of /proc/self/fdinfo/FD is -1 once it was released
    /// (proc_pid_fdinfo(5)).
    fn has_no_pid(&self) -> Option<bool> {
        let text = fs::read_to_string(format!("/proc/self/fdinfo/{}", self.0.as_raw_fd()));
        let text = text.ok()?;
        let pid = text.lines().find_map(|line| line.strip_prefix("Pid:"))?;
        Some(pid.trim() == "-1")
    }
}

impl AsFd for Pidfd {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}
