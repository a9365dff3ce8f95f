use std::io;

use windows_sys::Win32::System::Threading::{
    ALL_PROCESSOR_GROUPS, GetActiveProcessorCount, GetCurrentProcess, GetProcessAffinityMask,
};

/// Logical CPUs of all processor groups (GetActiveProcessorCount).
pub(crate) fn logical_cpus() -> io::Result<u32> {
    // SAFETY: takes a number and touches no memory of ours.
    match unsafe { GetActiveProcessorCount(ALL_PROCESSOR_GROUPS) } {
        0 => Err(io::Error::last_os_error()),
        cpus => Ok(cpus),
    }
}

/// CPUs in the process's affinity mask (GetProcessAffinityMask), `None` when
/// nothing was taken away. The mask covers one processor group: it is 0 for a
/// process with threads in several, and then it restricts nothing.
pub(crate) fn affinity_cpus() -> Option<u32> {
    let (mut process, mut system) = (0, 0);
    // SAFETY: returns a pseudo handle that needs no closing.
    let current = unsafe { GetCurrentProcess() };
    // SAFETY: the handle is valid and both masks are ours to write.
    let known = unsafe { GetProcessAffinityMask(current, &raw mut process, &raw mut system) };
    (known != 0 && process != system).then(|| process.count_ones())
}
