use std::io;

use crate::state::{ProcessState, process_state};

/// Whether the process `pid` exists and has not exited.
///
/// A zombie is not alive. A process of which only the main thread has exited
/// is. A process that the caller may not signal is. The id of a thread that
/// leads no group is no process. 0, and a pid beyond what the system can have,
/// is not alive; neither reaches the kernel.
///
/// Linux asks by get_robust_list(2), which proves most processes of the same
/// user alive, then by pidfd_open(2) and poll(2); where that is refused by
/// /proc/PID/stat, and where /proc does not show the process by tgkill(2),
/// which cannot tell a zombie. macOS asks sysctl(3) `KERN_PROC_PID`, Windows
/// WaitForSingleObject.
///
/// # Errors
/// Only on systems that this crate does not know (`Unsupported`).
pub fn is_process_alive(pid: u32) -> io::Result<bool> {
    let state = process_state(pid)?;
    Ok(matches!(
        state,
        ProcessState::Running | ProcessState::Unknown
    ))
}

/// [`is_process_alive`] for each of `pids`, in their order.
///
/// # Errors
/// As [`is_process_alive`].
pub fn are_processes_alive(pids: &[u32]) -> io::Result<Vec<bool>> {
    pids.iter().map(|&pid| is_process_alive(pid)).collect()
}
