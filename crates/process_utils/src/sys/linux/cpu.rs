use std::io;
use std::mem::size_of_val;
use std::path::Path;

use crate::parse::count_cpu_list;
use crate::small_file::read_into;
use crate::sys::unix::online_cpus;

/// Logical CPUs that are online. Read from /sys, not by sysconf(3): musl's
/// counts the affinity mask instead.
pub(crate) fn logical_cpus() -> io::Result<u32> {
    let mut buffer = [0; 4096];
    let online = Path::new("/sys/devices/system/cpu/online");
    match read_into(online, &mut buffer).ok().and_then(count_cpu_list) {
        Some(cpus) => Ok(cpus),
        None => online_cpus(),
    }
}

/// CPUs in the calling thread's affinity mask (sched_getaffinity(2)).
pub(crate) fn affinity_cpus() -> Option<u32> {
    let mut mask = [0_u64; 16];
    count_mask(&mut mask).or_else(|| {
        // EINVAL: the kernel's mask is wider than 1024 CPUs.
        (5..=16).find_map(|exponent| count_mask(&mut vec![0; 1 << exponent]))
    })
}

fn count_mask(mask: &mut [u64]) -> Option<u32> {
    // SAFETY: the kernel writes at most the given number of bytes into `mask`,
    // which is borrowed for the call. Pid 0 is the calling thread.
    let written = unsafe {
        libc::syscall(
            libc::SYS_sched_getaffinity,
            0,
            size_of_val(mask),
            mask.as_mut_ptr(),
        )
    };
    if written <= 0 {
        return None;
    }
    let cpus = mask.iter().map(|word| word.count_ones()).sum();
    (cpus > 0).then_some(cpus)
}
