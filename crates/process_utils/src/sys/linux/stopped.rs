use std::io;

use super::proc_files::{is_gone, numbers_in, read_stat, read_thread_stat};
use super::proc_path::ProcPath;
use crate::parse::Stat;
use crate::small_file::read_into;
use crate::sys::is_exhaustion;

/// Where a thread sleeps that called vfork(2), by the names that the function
/// has had (kernel/fork.c).
const VFORK: [&[u8]; 4] = [
    b"kernel_clone",
    b"_do_fork",
    b"do_fork",
    b"wait_for_vfork_done",
];

/// Whether all threads of the process that was sent SIGSTOP have stopped or
/// exited. A thread that is started meanwhile joins the stop before it runs
/// (task_join_group_stop in kernel/signal.c).
pub(crate) fn is_stopped(pid: u32, start: u64) -> io::Result<bool> {
    let leader = match read_stat(pid) {
        Ok(Some(stat)) => stat,
        Ok(None) => return Ok(false),
        Err(error) => return unless_exhausted(error),
    };
    if leader.start != start {
        return Ok(true);
    }
    if leader.threads <= 1 {
        return Ok(rests(&leader, pid, pid));
    }
    let threads = match numbers_in(ProcPath::of(format_args!("/proc/{pid}/task"))) {
        Ok(threads) => threads,
        Err(error) => return unless_exhausted(error),
    };
    for tid in threads {
        let is_at_rest = match read_thread_stat(pid, tid) {
            Ok(stat) => stat.is_some_and(|stat| rests(&stat, pid, tid)),
            Err(error) => unless_exhausted(error)?,
        };
        if !is_at_rest {
            return Ok(false);
        }
    }
    Ok(true)
}

fn unless_exhausted(error: io::Error) -> io::Result<bool> {
    if is_exhaustion(&error) {
        Err(error)
    } else {
        Ok(is_gone(&error))
    }
}

fn rests(thread: &Stat, pid: u32, tid: u32) -> bool {
    thread.is_stopped() || thread.has_exited() || thread.state == b'D' && is_in_vfork(pid, tid)
}

/// vfork(2) sleeps until the child calls exec or exits, and no signal but
/// SIGKILL ends that. A child that was stopped before would keep its parent
/// from being counted as stopped for good. The parent can do nothing before it
/// stops.
fn is_in_vfork(pid: u32, tid: u32) -> bool {
    let path = ProcPath::of(format_args!("/proc/{pid}/task/{tid}/wchan"));
    let mut buffer = [0; 64];
    read_into(path.as_ref(), &mut buffer).is_ok_and(|name| VFORK.contains(&name))
}
