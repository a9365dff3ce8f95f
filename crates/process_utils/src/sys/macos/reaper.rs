use std::ptr::null_mut;

use super::proc_info::info;

/// Whether orphans become children of this process: macOS knows no subreapers.
pub(crate) fn adopts_orphans() -> bool {
    std::process::id() == 1
}

/// True when nothing is left to be reaped. waitpid(2) takes a pid: the start
/// time and the parent are compared before, and a zombie keeps its pid. Only for
/// what was not started by this process: nobody else here waits for it.
pub(super) fn reap(pid: u32, start: Option<u64>) -> bool {
    let info = match info(pid) {
        Ok(Some(info)) if Some(info.start) == start => info,
        _ => return true,
    };
    if !info.is_zombie || info.ppid != std::process::id() {
        return false;
    }
    let Ok(pid) = libc::pid_t::try_from(pid) else {
        return true;
    };
    // SAFETY: without a place for the status nothing is written, the call does
    // not wait, and `pid` is positive.
    let reaped = unsafe { libc::waitpid(pid, null_mut(), libc::WNOHANG) };
    reaped != 0
}
