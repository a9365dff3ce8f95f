use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use super::pidfd::Pidfd;
use super::robust_list::{Registered, registered};
use crate::parse::{Stat, parse_stat, parse_tgid};
use crate::small_file::{read_into, read_whole};
use crate::sys::MAY_PROBE;

/// A ladder: each step answers, or leaves the question to the next.
pub(crate) fn is_alive(pid: u32) -> io::Result<bool> {
    Ok(ask_robust_list(pid)
        .or_else(|| ask_pidfd(pid))
        .or_else(|| ask_stat(pid))
        .unwrap_or_else(|| leads_a_group(pid)))
}

/// The cheap answer for most processes of the caller's own user, and for pids
/// that are free.
fn ask_robust_list(pid: u32) -> Option<bool> {
    if !MAY_PROBE {
        return None;
    }
    match registered(pid) {
        Registered::Yes => ask_tgkill(pid),
        Registered::NoThread => Some(false),
        Registered::Unknown => None,
    }
}

fn ask_pidfd(pid: u32) -> Option<bool> {
    if !MAY_PROBE {
        return None;
    }
    match Pidfd::open(pid) {
        Ok(pidfd) => pidfd.has_exited().ok().map(|exited| !exited),
        Err(error) => match error.raw_os_error() {
            Some(libc::ESRCH) => Some(false),
            // A thread that leads no group (ENOENT since Linux 6.15). Some
            // sandboxes say EINVAL to the call itself: it must work for us.
            Some(libc::EINVAL | libc::ENOENT) => {
                Pidfd::open(std::process::id()).ok().map(|_| false)
            }
            // ENOSYS, EPERM, EACCES, EOPNOTSUPP: old kernels, seccomp filters,
            // gVisor, WSL1. EMFILE, ENFILE, ENOMEM: nothing left to open.
            _ => None,
        },
    }
}

fn ask_stat(pid: u32) -> Option<bool> {
    let mut buffer = [0; 1024];
    match read_into(Path::new(&format!("/proc/{pid}/stat")), &mut buffer) {
        Ok(text) => {
            let stat = parse_stat(text)?;
            if stat.exit_signal <= 0 && !is_group_leader(pid)? {
                return Some(false);
            }
            Some(!stat.has_exited() || another_thread_lives(pid, &stat))
        }
        Err(error) if matches!(error.raw_os_error(), Some(libc::EMFILE | libc::ENFILE)) => {
            ask_without_descriptor(pid)
        }
        // ENOENT is not death: hidepid hides, and /proc may not be mounted.
        Err(_) => None,
    }
}

/// An exit signal of -1 marks a thread that leads no group. It is asked again
/// here since exec in such a thread makes it the leader, and since gVisor
/// writes 0 for all.
fn is_group_leader(pid: u32) -> Option<bool> {
    let mut buffer = [0; 4096];
    let text = read_whole(Path::new(&format!("/proc/{pid}/status")), &mut buffer).ok()?;
    parse_tgid(&text).map(|tgid| tgid == pid)
}

/// Only the main thread may have exited: the process is a zombie when the
/// last one has.
fn another_thread_lives(pid: u32, leader: &Stat) -> bool {
    if leader.threads <= 1 {
        return false;
    }
    let Ok(threads) = fs::read_dir(format!("/proc/{pid}/task")) else {
        return true;
    };
    threads.flatten().any(|thread| {
        let mut buffer = [0; 1024];
        match read_into(&thread.path().join("stat"), &mut buffer) {
            Ok(text) => parse_stat(text).is_some_and(|stat| !stat.has_exited()),
            // The thread is gone. Any other error, such as EMFILE now that the
            // directory has taken the last descriptor, tells nothing of it.
            Err(error) => !matches!(error.raw_os_error(), Some(libc::ENOENT | libc::ESRCH)),
        }
    })
}

/// With no descriptor free, paths can still be looked up: a thread that has
/// exited has no working directory any more, and the links of the directory
/// `task` count the threads (two more for itself).
fn ask_without_descriptor(pid: u32) -> Option<bool> {
    if !leads_a_group(pid) {
        return Some(false);
    }
    match fs::read_link(format!("/proc/{pid}/cwd")) {
        Ok(_) => Some(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let task = fs::metadata(format!("/proc/{pid}/task")).ok()?;
            Some(task.nlink() > 2 + 1)
        }
        // EACCES: a process of another user.
        Err(_) => None,
    }
}

/// The last step: whoever refuses the signal is there.
fn leads_a_group(pid: u32) -> bool {
    ask_tgkill(pid).unwrap_or(true)
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
