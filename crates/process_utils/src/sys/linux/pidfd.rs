use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};

/// A process held by a pidfd: it can't come to mean another process.
pub(crate) struct Pidfd(OwnedFd);

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
        let mut poll = libc::pollfd {
            fd: self.0.as_raw_fd(),
            events: libc::POLLIN,
            revents: 0,
        };
        loop {
            // SAFETY: one pollfd, borrowed for the call, which does not wait.
            let ready = unsafe { libc::poll(&raw mut poll, 1, 0) };
            if ready == 0 {
                return Ok(false);
            }
            if ready == 1 && poll.revents & libc::POLLIN != 0 {
                return Ok(true);
            }
            if ready == 1 {
                return Err(io::ErrorKind::Unsupported.into());
            }
            let error = io::Error::last_os_error();
            if error.kind() != io::ErrorKind::Interrupted {
                return Err(error);
            }
        }
    }
}
