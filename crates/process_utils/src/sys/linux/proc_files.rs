//! The files of /proc, which may be missing, hidden, or those of another pid
//! namespace.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::process;

use super::proc_path::ProcPath;
use crate::entry::Entry;
use crate::parse::{Stat, parse_name, parse_stat, parse_tgid};
use crate::small_file::{read_some, read_whole};
use crate::state::ProcessState;
use crate::sys::denied;

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
    let path = ProcPath::of(format_args!("/proc/{pid}/stat"));
    Ok(parse_stat(read_line(&path, &mut [0; 1024])?))
}

pub(super) fn read_thread_stat(pid: u32, tid: u32) -> io::Result<Option<Stat>> {
    let path = ProcPath::of(format_args!("/proc/{pid}/task/{tid}/stat"));
    Ok(parse_stat(read_line(&path, &mut [0; 1024])?))
}

/// What /proc tells of the process that has the pid while it is read. `None`
/// for a thread that leads no group.
pub(super) fn read_entry(pid: u32) -> io::Result<Option<Entry>> {
    let path = ProcPath::of(format_args!("/proc/{pid}/stat"));
    let mut buffer = [0; 1024];
    let line = read_line(&path, &mut buffer)?;
    let (Some(stat), Some(name)) = (parse_stat(line), parse_name(line)) else {
        return Err(denied());
    };
    if stat.exit_signal <= 0 && is_group_leader(pid) != Some(true) {
        return Ok(None);
    }
    let is_zombie = stat.has_exited() && !another_thread_lives(pid, &stat);
    Ok(Some(Entry {
        pid,
        ppid: stat.ppid,
        start: Some(stat.start),
        name: String::from_utf8_lossy(name).into_owned(),
        state: running_unless(is_zombie),
        is_single_threaded: stat.threads == 1,
    }))
}

pub(super) fn running_unless(is_zombie: bool) -> ProcessState {
    if is_zombie {
        ProcessState::Zombie
    } else {
        ProcessState::Running
    }
}

/// One read(2): the kernel gives as much of the line as fits at once.
fn read_line<'a>(path: &ProcPath, buffer: &'a mut [u8]) -> io::Result<&'a [u8]> {
    let mut file = File::open(path)?;
    let length = read_some(&mut file, buffer)?;
    Ok(&buffer[..length])
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
    let Ok(threads) = numbers_in(ProcPath::of(format_args!("/proc/{pid}/task"))) else {
        return true;
    };
    threads
        .into_iter()
        .any(|tid| match read_thread_stat(pid, tid) {
            Ok(stat) => stat.is_some_and(|stat| !stat.has_exited()),
            // The thread is gone. Any other error, such as EMFILE, tells nothing
            // of it.
            Err(error) => !is_gone(&error),
        })
}

/// The numbers among the names in a directory: the pids in /proc, the threads
/// in /proc/PID/task. It is closed again before the answer is used, which may
/// take the last descriptor.
pub(super) fn numbers_in(directory: impl AsRef<Path>) -> io::Result<Vec<u32>> {
    let mut numbers = Vec::new();
    for entry in fs::read_dir(directory)? {
        numbers.extend(
            entry?
                .file_name()
                .to_str()
                .and_then(|name| name.parse::<u32>().ok()),
        );
    }
    Ok(numbers)
}

/// What files of /proc/PID say when the process or the thread is gone, and
/// those that hidepid hides.
pub(super) fn is_gone(error: &io::Error) -> bool {
    matches!(error.raw_os_error(), Some(libc::ENOENT | libc::ESRCH))
}
