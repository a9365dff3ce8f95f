use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;

use super::pidfd::{Pidfd, Refusal};
use super::proc_files::{
    another_thread_lives, is_group_leader, is_proc_ours, read_stat, running_unless,
};
use super::robust_list::{Registered, registered};
use crate::state::{ProcessState, Seen};
use crate::sys::{MAY_PROBE, denied, is_exhaustion};

/// A ladder: each step answers, or leaves the question to the next.
#[allow(clippy::unnecessary_wraps, reason = "the same signature everywhere")]
pub(crate) fn state(pid: u32) -> io::Result<ProcessState> {
    Ok(ask_robust_list(pid)
        .or_else(|| ask_pidfd(pid))
        .or_else(|| ask_stat(pid))
        .unwrap_or_else(|| ask_signal(pid)))
}

/// The start time. No pidfd is needed here: one line of /proc/PID/stat is of
/// one process, which had the pid while it was read.
pub(crate) fn look(pid: u32) -> io::Result<Seen> {
    let unreadable = match read_start(pid) {
        Ok(Some(seen)) => return Ok(seen),
        Ok(None) => denied(),
        Err(error) if is_exhaustion(&error) => error,
        // ENOENT is not death: see `ask_stat`.
        Err(_) => denied(),
    };
    Ok(match state(pid)? {
        ProcessState::Gone => Seen::Gone,
        state => Seen::Unreadable {
            state,
            error: unreadable,
        },
    })
}

fn read_start(pid: u32) -> io::Result<Option<Seen>> {
    if !is_proc_ours() {
        return Ok(None);
    }
    let Some(stat) = read_stat(pid)? else {
        return Ok(None);
    };
    if stat.exit_signal <= 0 {
        match is_group_leader(pid) {
            Some(true) => {}
            Some(false) => return Ok(Some(Seen::Gone)),
            None => return Ok(None),
        }
    }
    let is_zombie = stat.has_exited() && !another_thread_lives(pid, &stat);
    Ok(Some(Seen::Known {
        start: stat.start,
        state: running_unless(is_zombie),
    }))
}

/// The cheap answer for most processes of the caller's own user, and for pids
/// that are free.
fn ask_robust_list(pid: u32) -> Option<ProcessState> {
    if !MAY_PROBE {
        return None;
    }
    match registered(pid) {
        Registered::Yes => ask_tgkill(pid).map(|leads| {
            if leads {
                ProcessState::Running
            } else {
                ProcessState::Gone
            }
        }),
        Registered::NoThread => Some(ProcessState::Gone),
        Registered::Unknown => None,
    }
}

fn ask_pidfd(pid: u32) -> Option<ProcessState> {
    if !MAY_PROBE {
        return None;
    }
    match Pidfd::open(pid) {
        Ok(pidfd) if !pidfd.has_exited().ok()? => Some(ProcessState::Running),
        // Reaped since it was opened, perhaps.
        Ok(pidfd) if pidfd.is_released() == Some(true) => Some(ProcessState::Gone),
        Ok(_) => Some(ProcessState::Zombie),
        Err(error) => match Refusal::of(&error) {
            Refusal::Gone => Some(ProcessState::Gone),
            Refusal::Exhausted | Refusal::Unsupported => None,
        },
    }
}

fn ask_stat(pid: u32) -> Option<ProcessState> {
    if !is_proc_ours() {
        return None;
    }
    match read_stat(pid) {
        Ok(stat) => {
            let stat = stat?;
            if stat.exit_signal <= 0 && !is_group_leader(pid)? {
                return Some(ProcessState::Gone);
            }
            let is_zombie = stat.has_exited() && !another_thread_lives(pid, &stat);
            Some(running_unless(is_zombie))
        }
        Err(error) if matches!(error.raw_os_error(), Some(libc::EMFILE | libc::ENFILE)) => {
            ask_without_descriptor(pid)
        }
        // ENOENT is not death: hidepid hides, and /proc may not be mounted.
        Err(_) => None,
    }
}

/// With no descriptor free, paths can still be looked up: a thread that has
/// exited has no working directory any more, and the links of the directory
/// `task` count the threads (two more for itself).
fn ask_without_descriptor(pid: u32) -> Option<ProcessState> {
    if ask_signal(pid) == ProcessState::Gone {
        return Some(ProcessState::Gone);
    }
    match fs::read_link(format!("/proc/{pid}/cwd")) {
        Ok(_) => Some(ProcessState::Running),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let task = fs::metadata(format!("/proc/{pid}/task")).ok()?;
            Some(running_unless(task.nlink() <= 2 + 1))
        }
        // EACCES: a process of another user.
        Err(_) => None,
    }
}

/// The last step: whoever refuses the signal is there.
fn ask_signal(pid: u32) -> ProcessState {
    match ask_tgkill(pid) {
        Some(false) => ProcessState::Gone,
        Some(true) | None => ProcessState::Unknown,
    }
}

/// tgkill(2) with signal 0: unlike kill(2) it finds no mere thread. It cannot
/// tell a zombie. `None` where it is refused: a seccomp filter says EPERM to
/// threads and to free pids as well.
fn ask_tgkill(pid: u32) -> Option<bool> {
    // SAFETY: takes three numbers; signal 0 only checks.
    let sent = unsafe { libc::syscall(libc::SYS_tgkill, pid, pid, 0) };
    if sent == 0 {
        return Some(true);
    }
    let error = io::Error::last_os_error();
    (error.raw_os_error() == Some(libc::ESRCH)).then_some(false)
}
