use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd};
use std::time::Duration;

use nix::errno::Errno;
use nix::sys::event::{EvFlags, EventFilter, FilterFlag, KEvent, Kqueue};

/// A kqueue that becomes readable when a process has exited. kqueue(2): a
/// kqueue can itself be polled, and watched by another one.
#[derive(Debug)]
pub(crate) struct Held(Kqueue);

impl AsFd for Held {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

impl Held {
    /// ESRCH if it has exited already, reaped or not.
    pub(super) fn process(pid: u32) -> io::Result<Self> {
        let held = Self(new_kqueue()?);
        change(
            &held.0,
            pid as usize,
            EventFilter::EVFILT_PROC,
            EvFlags::EV_ADD,
            FilterFlag::NOTE_EXIT,
        )?;
        Ok(held)
    }

    /// One that is readable from the start.
    pub(super) fn exited() -> io::Result<Self> {
        let held = Self(new_kqueue()?);
        add_user_event(&held.0, EvFlags::empty())?;
        trigger_user_event(&held.0)?;
        Ok(held)
    }
}

/// A kqueue of descriptors, and a user event that wakes whoever waits for them.
#[derive(Debug)]
pub(crate) struct Poller(Kqueue);

const AT_ONCE: usize = 256;

impl Poller {
    pub(crate) fn new() -> io::Result<Self> {
        let kqueue = new_kqueue()?;
        add_user_event(&kqueue, EvFlags::EV_CLEAR)?;
        Ok(Self(kqueue))
    }

    #[allow(clippy::cast_possible_truncation, reason = "macOS has 64 bits")]
    pub(crate) fn add(&self, fd: BorrowedFd<'_>, token: u64) -> io::Result<()> {
        let event = KEvent::new(
            ident(fd),
            EventFilter::EVFILT_READ,
            EvFlags::EV_ADD,
            FilterFlag::empty(),
            0,
            token.cast_signed() as isize,
        );
        apply(&self.0, event)
    }

    pub(crate) fn remove(&self, fd: BorrowedFd<'_>) {
        // Fails only for what is not in the queue.
        let _ = change(
            &self.0,
            ident(fd),
            EventFilter::EVFILT_READ,
            EvFlags::EV_DELETE,
            FilterFlag::empty(),
        );
    }

    pub(crate) fn wake(&self) {
        // Fails only for what is not in the queue.
        let _ = trigger_user_event(&self.0);
    }

    /// Appends the tokens of what is readable. `false` when the time is over.
    pub(crate) fn wait(
        &self,
        timeout: Option<Duration>,
        tokens: &mut Vec<u64>,
    ) -> io::Result<bool> {
        let timeout = timeout.map(|time| libc::timespec {
            tv_sec: time.as_secs().cast_signed(),
            tv_nsec: time.subsec_nanos().into(),
        });
        let nothing = KEvent::new(
            0,
            EventFilter::EVFILT_USER,
            EvFlags::empty(),
            FilterFlag::empty(),
            0,
            0,
        );
        let mut events = [nothing; AT_ONCE];
        let count = match self.0.kevent(&[], &mut events, timeout) {
            Ok(count) => count,
            Err(Errno::EINTR) => return Ok(true),
            Err(error) => return Err(error.into()),
        };
        let readable = events[..count]
            .iter()
            .filter(|event| event.filter() == Ok(EventFilter::EVFILT_READ));
        tokens.extend(readable.map(|event| (event.udata() as i64).cast_unsigned()));
        Ok(count > 0)
    }
}

/// A child made by fork(2) has no kqueues, but exec(2) alone keeps them.
fn new_kqueue() -> io::Result<Kqueue> {
    let kqueue = Kqueue::new()?;
    // SAFETY: takes three numbers, and the descriptor is open.
    let set = unsafe { libc::fcntl(kqueue.as_fd().as_raw_fd(), libc::F_SETFD, libc::FD_CLOEXEC) };
    if set == 0 {
        Ok(kqueue)
    } else {
        Err(io::Error::last_os_error())
    }
}

#[allow(clippy::cast_sign_loss, reason = "an open descriptor is not negative")]
fn ident(fd: BorrowedFd<'_>) -> usize {
    fd.as_raw_fd() as usize
}

fn add_user_event(kqueue: &Kqueue, flags: EvFlags) -> io::Result<()> {
    let flags = EvFlags::EV_ADD | flags;
    change(
        kqueue,
        0,
        EventFilter::EVFILT_USER,
        flags,
        FilterFlag::empty(),
    )
}

fn trigger_user_event(kqueue: &Kqueue) -> io::Result<()> {
    let flags = EvFlags::empty();
    change(
        kqueue,
        0,
        EventFilter::EVFILT_USER,
        flags,
        FilterFlag::NOTE_TRIGGER,
    )
}

fn change(
    kqueue: &Kqueue,
    ident: usize,
    filter: EventFilter,
    flags: EvFlags,
    filter_flags: FilterFlag,
) -> io::Result<()> {
    apply(
        kqueue,
        KEvent::new(ident, filter, flags, filter_flags, 0, 0),
    )
}

fn apply(kqueue: &Kqueue, event: KEvent) -> io::Result<()> {
    loop {
        // No room for events: an error is returned, and not put there.
        match kqueue.kevent(&[event], &mut [], None) {
            Ok(_) => return Ok(()),
            Err(Errno::EINTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}
