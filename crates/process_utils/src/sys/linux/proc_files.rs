//! The files of /proc, which may be missing, hidden, or those of another pid
//! namespace.

use std::fs;
use std::io;
use std::path::Path;
use std::process;

use crate::parse::{Stat, parse_stat, parse_tgid};
use crate::small_file::{read_into, read_whole};

/// Whether the pids in /proc are ours: it shows those of the namespace that it
/// was mounted in (pid_namespaces(7)).
pub(super) fn is_proc_ours() -> bool {
    fs::read_link("/proc/self").is_ok_and(|link| {
        let pid = link.to_str().and_then(|link| link.parse().ok());
        pid == Some(process::id())
    })
}

/// `None` if the line is none that we understand.
pub(super) fn read_stat(pid: u32) -> io::Result<Option<Stat>> {
    let mut buffer = [0; 1024];
    let text = read_into(Path::new(&format!("/proc/{pid}/stat")), &mut buffer)?;
    Ok(parse_stat(text))
}

/// An exit signal of -1 marks a thread that leads no group. It is asked again
/// here since exec in such a thread makes it the leader, and since gVisor
/// writes 0 for all.
pub(super) fn is_group_leader(pid: u32) -> Option<bool> {
    let mut buffer = [0; 4096];
    let text = read_whole(Path::new(&format!("/proc/{pid}/status")), &mut buffer).ok()?;
    parse_tgid(&text).map(|tgid| tgid == pid)
}

/// Only the main thread may have exited: the process is a zombie when the
/// last one has.
pub(super) fn another_thread_lives(pid: u32, leader: &Stat) -> bool {
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
