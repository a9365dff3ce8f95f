use std::io;
use std::mem::size_of;

use crate::state::{ProcessState, Seen};
use crate::sys::denied;

/// The start of XNU's `struct kinfo_proc` (bsd/sys/sysctl.h, `struct
/// extern_proc` in bsd/sys/proc.h), which has not moved since 64-bit programs
/// exist; the rest is not looked at.
#[repr(C)]
struct KinfoProc {
    p_un: [u64; 2],
    p_vmspace: u64,
    p_sigacts: u64,
    p_flag: i32,
    p_stat: u8,
    p_pid: i32,
    rest: [u64; 75],
}

const _: () = assert!(size_of::<KinfoProc>() == 648);

/// `SZOMB` of bsd/sys/proc.h.
const ZOMBIE: u8 = 5;

/// A process that has a pid now.
pub(super) struct Info {
    pub is_zombie: bool,
    /// Microseconds since 1970, as the clock was when it started.
    pub start: u64,
}

/// sysctl(3) `KERN_PROC_PID`, which shows processes of every user, zombies
/// included, and no threads. `None` if the pid is free.
pub(super) fn info(pid: u32) -> io::Result<Option<Info>> {
    let Ok(pid) = libc::pid_t::try_from(pid) else {
        return Ok(None);
    };
    let mut name = [libc::CTL_KERN, libc::KERN_PROC, libc::KERN_PROC_PID, pid];
    let mut info = KinfoProc {
        p_un: [0; 2],
        p_vmspace: 0,
        p_sigacts: 0,
        p_flag: 0,
        p_stat: 0,
        p_pid: 0,
        rest: [0; 75],
    };
    let mut size = size_of::<KinfoProc>();
    // SAFETY: the kernel writes at most `size` bytes into `info`, any bytes
    // make a valid one, and `name` has the four numbers it reads.
    let result = unsafe {
        libc::sysctl(
            name.as_mut_ptr(),
            4,
            (&raw mut info).cast(),
            &raw mut size,
            std::ptr::null_mut(),
            0,
        )
    };
    if result != 0 {
        return Err(io::Error::last_os_error());
    }
    // A pid that is free gives no entry, and no error.
    if size == 0 || info.p_pid != pid {
        return Ok(None);
    }
    // `p_un.__p_starttime` is a struct timeval: its second part is an i32.
    let [seconds, microseconds] = info.p_un;
    Ok(Some(Info {
        is_zombie: info.p_stat == ZOMBIE,
        start: seconds
            .wrapping_mul(1_000_000)
            .wrapping_add(microseconds & 0xffff_ffff),
    }))
}

/// Where a sandbox refuses sysctl(3), kill(2) tells whether the pid is taken.
#[allow(clippy::unnecessary_wraps, reason = "the same signature everywhere")]
pub(crate) fn state(pid: u32) -> io::Result<ProcessState> {
    Ok(match info(pid) {
        Ok(None) => ProcessState::Gone,
        Ok(Some(info)) if info.is_zombie => ProcessState::Zombie,
        Ok(Some(_)) => ProcessState::Running,
        Err(_) if is_taken(pid) => ProcessState::Unknown,
        Err(_) => ProcessState::Gone,
    })
}

#[allow(clippy::unnecessary_wraps, reason = "the same signature everywhere")]
pub(crate) fn look(pid: u32) -> io::Result<Seen> {
    Ok(match info(pid) {
        Ok(None) => Seen::Gone,
        Ok(Some(Info { is_zombie, start })) => Seen::Known {
            start,
            state: if is_zombie {
                ProcessState::Zombie
            } else {
                ProcessState::Running
            },
        },
        Err(_) if is_taken(pid) => Seen::Unreadable {
            state: ProcessState::Unknown,
            error: denied(),
        },
        Err(_) => Seen::Gone,
    })
}

fn is_taken(pid: u32) -> bool {
    let Ok(pid) = libc::pid_t::try_from(pid) else {
        return false;
    };
    // SAFETY: takes two numbers; signal 0 only checks, and `pid` is positive.
    let sent = unsafe { libc::kill(pid, 0) };
    sent == 0 || io::Error::last_os_error().raw_os_error() != Some(libc::ESRCH)
}
