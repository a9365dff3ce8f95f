use std::io;
use std::mem::size_of;

pub(crate) use super::read_dir::count_entries;
pub(crate) use super::unix::{
    MAX_PID, error_code, fd_limit, is_exhaustion, online_cpus as logical_cpus, path_from_bytes,
};

pub(crate) const HAS_CGROUPS: bool = false;

/// macOS lets no one bind a process to CPUs.
pub(crate) fn affinity_cpus() -> Option<u32> {
    None
}

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

/// sysctl(3) `KERN_PROC_PID` shows processes of every user, zombies included;
/// where a sandbox refuses it, kill(2) tells whether the pid is taken.
pub(crate) fn is_alive(pid: u32) -> io::Result<bool> {
    let Ok(pid) = libc::pid_t::try_from(pid) else {
        return Ok(false);
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
    if result == 0 {
        // A pid that is free gives no entry, and no error.
        return Ok(size > 0 && info.p_pid == pid && info.p_stat != ZOMBIE);
    }
    // SAFETY: takes two numbers; signal 0 only checks, and `pid` is positive.
    let sent = unsafe { libc::kill(pid, 0) };
    Ok(sent == 0 || io::Error::last_os_error().raw_os_error() != Some(libc::ESRCH))
}
