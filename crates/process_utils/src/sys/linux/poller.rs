use std::io;
use std::os::fd::BorrowedFd;
use std::time::Duration;

use nix::errno::Errno;
use nix::sys::epoll::{Epoll, EpollCreateFlags, EpollEvent, EpollFlags, EpollTimeout};
use nix::sys::eventfd::{EfdFlags, EventFd};

/// An epoll set of descriptors, and an eventfd that wakes whoever waits for
/// them (epoll(7), eventfd(2)).
#[derive(Debug)]
pub(crate) struct Poller {
    epoll: Epoll,
    waker: EventFd,
}

const WAKER: u64 = u64::MAX;
const AT_ONCE: usize = 256;

impl Poller {
    pub(crate) fn new() -> io::Result<Self> {
        let epoll = Epoll::new(EpollCreateFlags::EPOLL_CLOEXEC)?;
        let waker = EventFd::from_flags(EfdFlags::EFD_CLOEXEC | EfdFlags::EFD_NONBLOCK)?;
        epoll.add(&waker, EpollEvent::new(EpollFlags::EPOLLIN, WAKER))?;
        Ok(Self { epoll, waker })
    }

    pub(crate) fn add(&self, fd: BorrowedFd<'_>, token: u64) -> io::Result<()> {
        let event = EpollEvent::new(EpollFlags::EPOLLIN, token);
        Ok(self.epoll.add(fd, event)?)
    }

    pub(crate) fn remove(&self, fd: BorrowedFd<'_>) {
        // Fails only for what is not in the set.
        let _ = self.epoll.delete(fd);
    }

    pub(crate) fn wake(&self) {
        // Fails only when it was woken 2^64 times already.
        let _ = self.waker.write(1);
    }

    /// Appends the tokens of what is readable. `false` when the time is over.
    pub(crate) fn wait(
        &self,
        timeout: Option<Duration>,
        tokens: &mut Vec<u64>,
    ) -> io::Result<bool> {
        let timeout = match timeout {
            None => EpollTimeout::NONE,
            Some(time) => u16::try_from(time.as_millis()).map_or(EpollTimeout::MAX, Into::into),
        };
        let mut events = [EpollEvent::empty(); AT_ONCE];
        let count = match self.epoll.wait(&mut events, timeout) {
            Ok(count) => count,
            // No signal gets here, but SIGCONT ends the wait all the same
            // (signal(7)).
            Err(Errno::EINTR) => return Ok(true),
            Err(error) => return Err(error.into()),
        };
        for event in &events[..count] {
            if event.data() == WAKER {
                let _ = self.waker.read();
            } else {
                tokens.push(event.data());
            }
        }
        Ok(count > 0)
    }
}
