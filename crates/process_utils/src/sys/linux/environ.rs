use std::fs::File;
use std::io::{self, Read};

use super::proc_path::ProcPath;
use crate::parse::has_variable;
use crate::small_file::read_some;
use crate::sys::is_exhaustion;

/// More than execve(2) takes by default (6 MB), lest a file without end fills
/// the memory.
const MOST: u64 = 8 * 1024 * 1024;

const BUFFER: usize = 16 * 1024;

/// What an environment says of a variable.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    Set,
    NotSet,
    /// There is no environment: the main thread has exited, or it is being
    /// replaced by execve(2), or it never was.
    Nothing,
    /// The process is gone, or we may not look.
    Unreadable,
}

pub(super) fn of_process(pid: u32, variable: &[u8]) -> io::Result<Found> {
    search(&ProcPath::of(format_args!("/proc/{pid}/environ")), variable)
}

pub(super) fn of_thread(pid: u32, tid: u32, variable: &[u8]) -> io::Result<Found> {
    let path = ProcPath::of(format_args!("/proc/{pid}/task/{tid}/environ"));
    search(&path, variable)
}

fn search(path: &ProcPath, variable: &[u8]) -> io::Result<Found> {
    match read(path, variable) {
        Err(error) if is_exhaustion(&error) => Err(error),
        // What has no memory of its own is not there, or empty, by the kernel's
        // age.
        Err(error) if error.raw_os_error() == Some(libc::ESRCH) => Ok(Found::Nothing),
        answer => Ok(answer.unwrap_or(Found::Unreadable)),
    }
}

fn read(path: &ProcPath, variable: &[u8]) -> io::Result<Found> {
    let mut file = File::open(path)?;
    let mut buffer = [0; BUFFER];
    // Short of an end of the environment one read(2) gives all that was asked
    // for (environ_read in fs/proc/base.c).
    let length = read_some(&mut file, &mut buffer)?;
    let text = &buffer[..length];
    let is_set = if length < BUFFER {
        has_variable(text, variable)
    } else {
        let mut text = text.to_vec();
        file.take(MOST).read_to_end(&mut text)?;
        has_variable(&text, variable)
    };
    Ok(match (length, is_set) {
        (0, _) => Found::Nothing,
        (_, true) => Found::Set,
        (_, false) => Found::NotSet,
    })
}
