use std::fs::{self, File};
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::sync::OnceLock;

use super::proc_files::{is_gone, numbers_in};
use super::proc_path::ProcPath;
use crate::parse::parse_children;
use crate::small_file::read_some;
use crate::sys::is_exhaustion;

/// A page of the smallest size, and what tells that it was nearly filled: the
/// kernel gives a page at most, and no half numbers.
const BUFFER: usize = 4096;
const NEARLY_FULL: usize = BUFFER - 64;

/// Threads that come and go may hide a child from us each time.
const ATTEMPTS: u32 = 3;

/// Whether the kernel has the files (CONFIG_PROC_CHILDREN).
pub(super) fn are_listed() -> bool {
    static KNOWN: OnceLock<bool> = OnceLock::new();
    // This needs no descriptor, which could be lacking.
    *KNOWN.get_or_init(|| fs::metadata("/proc/thread-self/children").is_ok())
}

/// A child belongs to the thread that called fork(2): every thread of the
/// process is asked.
pub(super) fn children(pid: u32, is_single_threaded: bool) -> io::Result<Vec<u32>> {
    if is_single_threaded || has_one_thread(pid) {
        return Ok(of_thread(pid, pid)?.unwrap_or_default());
    }
    let mut all = Vec::new();
    for _ in 0..ATTEMPTS {
        all.clear();
        let mut is_complete = true;
        for tid in threads(pid)? {
            match of_thread(pid, tid)? {
                Some(pids) => all.extend(pids),
                // Its children now belong to a thread that was asked before,
                // perhaps.
                None => is_complete = false,
            }
        }
        if is_complete {
            break;
        }
    }
    Ok(all)
}

/// The directory `task` has a link for each thread, and two more.
fn has_one_thread(pid: u32) -> bool {
    let path = ProcPath::of(format_args!("/proc/{pid}/task"));
    fs::metadata(&path).is_ok_and(|task| task.nlink() == 1 + 2)
}

/// None if there is no such process, or it cannot be read.
fn threads(pid: u32) -> io::Result<Vec<u32>> {
    match numbers_in(ProcPath::of(format_args!("/proc/{pid}/task"))) {
        Err(error) if is_exhaustion(&error) => Err(error),
        answer => Ok(answer.unwrap_or_default()),
    }
}

/// `None` if the thread is gone.
fn of_thread(pid: u32, tid: u32) -> io::Result<Option<Vec<u32>>> {
    match read(pid, tid) {
        Ok(text) => Ok(Some(text)),
        Err(error) if is_exhaustion(&error) => Err(error),
        Err(error) if is_gone(&error) => Ok(None),
        Err(_) => Ok(Some(Vec::new())),
    }
}

fn read(pid: u32, tid: u32) -> io::Result<Vec<u32>> {
    let path = ProcPath::of(format_args!("/proc/{pid}/task/{tid}/children"));
    let mut file = File::open(path)?;
    let mut buffer = [0; BUFFER];
    let length = read_some(&mut file, &mut buffer)?;
    let pids = if length < NEARLY_FULL {
        parse_children(&buffer[..length])
    } else {
        let mut text = buffer[..length].to_vec();
        file.read_to_end(&mut text)?;
        parse_children(&text)
    };
    Ok(pids.unwrap_or_default())
}
