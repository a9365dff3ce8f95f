use std::io;
use std::mem::{offset_of, size_of};
use std::ptr::null_mut;

/// XNU's `struct kinfo_proc` (bsd/sys/sysctl.h, with the `struct extern_proc` of
/// bsd/sys/proc.h), which has not moved since 64-bit programs exist, and of
/// which most is not looked at.
#[derive(Clone, Copy)]
#[repr(C)]
pub(super) struct KinfoProc {
    pub p_un: [u64; 2],
    p_vmspace: u64,
    p_sigacts: u64,
    p_flag: i32,
    pub p_stat: u8,
    pub p_pid: i32,
    p_oppid_to_nice: [u8; 199],
    pub p_comm: [u8; 17],
    p_pgrp_to_ref: [u32; 40],
    pub cr_uid: u32,
    cr_ngroups_to_vm: [u32; 34],
    pub e_ppid: i32,
    e_pgid_to_spare: [u32; 21],
}

const _: () = {
    assert!(offset_of!(KinfoProc, p_stat) == 36);
    assert!(offset_of!(KinfoProc, p_pid) == 40);
    assert!(offset_of!(KinfoProc, p_comm) == 243);
    assert!(offset_of!(KinfoProc, cr_uid) == 420);
    assert!(offset_of!(KinfoProc, e_ppid) == 560);
    assert!(size_of::<KinfoProc>() == 648);
};

const ZERO: KinfoProc = KinfoProc {
    p_un: [0; 2],
    p_vmspace: 0,
    p_sigacts: 0,
    p_flag: 0,
    p_stat: 0,
    p_pid: 0,
    p_oppid_to_nice: [0; 199],
    p_comm: [0; 17],
    p_pgrp_to_ref: [0; 40],
    cr_uid: 0,
    cr_ngroups_to_vm: [0; 34],
    e_ppid: 0,
    e_pgid_to_spare: [0; 21],
};

/// Room for processes that start between two calls.
const SPARE: usize = 32;
const TRIES: usize = 8;

/// sysctl(3) `KERN_PROC_PID`, which shows processes of every user, zombies
/// included, and no threads. `None` if the pid is free.
pub(super) fn one(pid: libc::pid_t) -> io::Result<Option<KinfoProc>> {
    let mut found = ZERO;
    let name = [libc::CTL_KERN, libc::KERN_PROC, libc::KERN_PROC_PID, pid];
    let count = read(name, std::slice::from_mut(&mut found))?;
    // A pid that is free gives no entry, and no error.
    Ok((count == 1 && found.p_pid == pid).then_some(found))
}

/// The same of all processes: `KERN_PROC_ALL`.
pub(super) fn all() -> io::Result<Vec<KinfoProc>> {
    let name = [libc::CTL_KERN, libc::KERN_PROC, libc::KERN_PROC_ALL, 0];
    let mut spare = SPARE;
    let mut tries = 1;
    loop {
        let mut found = vec![ZERO; count(name)? + spare];
        match read(name, &mut found) {
            Ok(count) => {
                found.truncate(count);
                return Ok(found);
            }
            // More have started meanwhile than there was room for.
            Err(error) if error.raw_os_error() == Some(libc::ENOMEM) && tries < TRIES => {
                spare *= 2;
                tries += 1;
            }
            Err(error) => return Err(error),
        }
    }
}

fn count(mut name: [libc::c_int; 4]) -> io::Result<usize> {
    let mut size = 0;
    // SAFETY: without a buffer the kernel only tells the size, and `name` has
    // the four numbers it reads.
    let result = unsafe {
        libc::sysctl(
            name.as_mut_ptr(),
            4,
            null_mut(),
            &raw mut size,
            null_mut(),
            0,
        )
    };
    if result == 0 {
        Ok(size / size_of::<KinfoProc>())
    } else {
        Err(io::Error::last_os_error())
    }
}

fn read(mut name: [libc::c_int; 4], found: &mut [KinfoProc]) -> io::Result<usize> {
    let mut size = size_of_val(found);
    // SAFETY: the kernel writes at most `size` bytes into `found`, any bytes
    // make valid ones, and `name` has the four numbers it reads.
    let result = unsafe {
        libc::sysctl(
            name.as_mut_ptr(),
            4,
            found.as_mut_ptr().cast(),
            &raw mut size,
            null_mut(),
            0,
        )
    };
    if result == 0 {
        Ok(size / size_of::<KinfoProc>())
    } else {
        Err(io::Error::last_os_error())
    }
}
