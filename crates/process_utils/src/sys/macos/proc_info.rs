use std::io;

use super::kinfo_proc::{self, KinfoProc};
use crate::entry::Entry;
use crate::state::{ProcessState, Seen};
use crate::sys::{denied, is_exhaustion};

/// `SSTOP` and `SZOMB` of bsd/sys/proc.h.
const STOPPED: u8 = 4;
const ZOMBIE: u8 = 5;

/// A process that has a pid now.
pub(super) struct Info {
    pub pid: u32,
    pub ppid: u32,
    /// The effective one.
    pub uid: u32,
    pub is_zombie: bool,
    pub is_stopped: bool,
    /// Microseconds since 1970, as the clock was when it started.
    pub start: u64,
    /// The command name, up to the first NUL.
    comm: [u8; 17],
}

impl Info {
    fn state(&self) -> ProcessState {
        if self.is_zombie {
            ProcessState::Zombie
        } else {
            ProcessState::Running
        }
    }

    pub(super) fn to_entry(&self) -> Entry {
        let name = self.comm.split(|&byte| byte == 0).next();
        Entry {
            pid: self.pid,
            ppid: self.ppid,
            start: Some(self.start),
            name: String::from_utf8_lossy(name.unwrap_or_default()).into_owned(),
            state: self.state(),
            is_single_threaded: false,
        }
    }
}

impl From<&KinfoProc> for Info {
    fn from(found: &KinfoProc) -> Self {
        // `p_un.__p_starttime` is a struct timeval: its second part is an i32.
        let [seconds, microseconds] = found.p_un;
        Self {
            pid: u32::try_from(found.p_pid).unwrap_or(0),
            ppid: u32::try_from(found.e_ppid).unwrap_or(0),
            uid: found.cr_uid,
            is_zombie: found.p_stat == ZOMBIE,
            is_stopped: found.p_stat == STOPPED,
            start: seconds
                .wrapping_mul(1_000_000)
                .wrapping_add(microseconds & 0xffff_ffff),
            comm: found.p_comm,
        }
    }
}

/// `None` if the pid is free.
pub(super) fn info(pid: u32) -> io::Result<Option<Info>> {
    let Ok(pid) = libc::pid_t::try_from(pid) else {
        return Ok(None);
    };
    Ok(kinfo_proc::one(pid)?.as_ref().map(Info::from))
}

/// Of all processes. The kernel itself, pid 0, is none.
pub(super) fn all() -> io::Result<Vec<Info>> {
    let found = kinfo_proc::all()?;
    Ok(found
        .iter()
        .map(Info::from)
        .filter(|info| info.pid > 0)
        .collect())
}

/// Where a sandbox refuses sysctl(3), kill(2) tells whether the pid is taken.
#[allow(clippy::unnecessary_wraps, reason = "the same signature everywhere")]
pub(crate) fn state(pid: u32) -> io::Result<ProcessState> {
    Ok(match info(pid) {
        Ok(None) => ProcessState::Gone,
        Ok(Some(info)) => info.state(),
        Err(_) if is_taken(pid) => ProcessState::Unknown,
        Err(_) => ProcessState::Gone,
    })
}

#[allow(clippy::unnecessary_wraps, reason = "the same signature everywhere")]
pub(crate) fn look(pid: u32) -> io::Result<Seen> {
    Ok(match info(pid) {
        Ok(None) => Seen::Gone,
        Ok(Some(info)) => Seen::Known {
            start: info.start,
            state: info.state(),
        },
        Err(_) if is_taken(pid) => Seen::Unreadable {
            state: ProcessState::Unknown,
            error: denied(),
        },
        Err(_) => Seen::Gone,
    })
}

/// kill(2) is asked whether `pid` is taken where sysctl(3) is refused.
pub(super) fn see(pid: u32) -> io::Result<Option<Entry>> {
    Ok(match info(pid) {
        Ok(info) => info.as_ref().map(Info::to_entry),
        Err(error) if is_exhaustion(&error) => return Err(error),
        Err(_) => is_taken(pid).then(|| Entry::unreadable(pid, ProcessState::Unknown)),
    })
}

/// Whether the process of that start has stopped or exited, or is gone. Threads
/// stop together: SIGSTOP suspends the whole task (psignal_internal in
/// bsd/kern/kern_sig.c).
pub(crate) fn is_stopped(pid: u32, start: u64) -> io::Result<bool> {
    match info(pid) {
        Ok(Some(info)) => Ok(info.start != start || info.is_zombie || info.is_stopped),
        Ok(None) => Ok(true),
        Err(error) if is_exhaustion(&error) => Err(error),
        Err(_) => Ok(!is_taken(pid)),
    }
}

fn is_taken(pid: u32) -> bool {
    let Ok(pid) = libc::pid_t::try_from(pid) else {
        return false;
    };
    // SAFETY: takes two numbers; signal 0 only checks, and `pid` is positive.
    let sent = unsafe { libc::kill(pid, 0) };
    sent == 0 || io::Error::last_os_error().raw_os_error() != Some(libc::ESRCH)
}
