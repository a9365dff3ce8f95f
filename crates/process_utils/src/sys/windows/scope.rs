use std::io;
use std::os::windows::io::OwnedHandle;
use std::sync::{Mutex, MutexGuard, PoisonError};

use windows_sys::Win32::Foundation::{ERROR_ACCESS_DENIED, ERROR_INVALID_PARAMETER};
use windows_sys::Win32::System::Threading::{
    PROCESS_QUERY_INFORMATION, PROCESS_QUERY_LIMITED_INFORMATION, PROCESS_SET_QUOTA,
    PROCESS_SYNCHRONIZE, PROCESS_TERMINATE,
};

use super::descent::parent_pid;
use super::job::Job;
use super::liveness::{error_number, has_exited, open, times};
use super::snapshot::snapshot;

/// A job object for each process that was adopted, and for what that starts. A
/// common one would also make them share the job that one of them was in before
/// (nested jobs): libuv puts what is not detached into one that ends its
/// processes together with this one.
#[derive(Debug)]
pub(crate) struct Scope {
    jobs: Mutex<Vec<Job>>,
}

/// A process that was put into a job just now.
struct Adopted {
    pid: u32,
    start: u64,
    /// Its pid stays its own.
    _process: OwnedHandle,
}

/// A process that starts another and exits at once, and so on, can outrun any
/// number of looks.
const LOOKS: usize = 16;

impl Scope {
    #[allow(clippy::unnecessary_wraps, reason = "the same signature everywhere")]
    pub(crate) fn new(_variable: &str) -> io::Result<Self> {
        Ok(Self {
            jobs: Mutex::default(),
        })
    }

    /// And what it has started by now, which was born outside of the job.
    pub(crate) fn adopt(&self, pid: u32) -> io::Result<()> {
        let process = match open_to_assign(pid) {
            Ok(process) => process,
            Err(error) if error_number(&error) == ERROR_INVALID_PARAMETER => return Ok(()),
            Err(error) => return Err(error),
        };
        let mut jobs = self.jobs();
        if is_in_any(&jobs, &process)? {
            return Ok(());
        }
        if jobs.len().is_power_of_two() {
            // Often enough that they do not grow without end.
            jobs.retain(|job| job.pids().map_or(true, |pids| !pids.is_empty()));
        }
        match assign(&mut jobs, &process) {
            // It has exited, and may have left some.
            Err(_) if has_exited(&process)? => {}
            assigned => assigned?,
        }
        let Some(times) = times(&process) else {
            return Ok(());
        };
        let mut adopted = vec![Adopted {
            pid,
            start: times.start,
            _process: process,
        }];
        for _ in 0..LOOKS {
            if !adopt_children(&mut jobs, &mut adopted)? {
                break;
            }
        }
        Ok(())
    }

    pub(crate) fn carriers(&self, is_known: &(dyn Fn(u32) -> bool + Sync)) -> io::Result<Vec<u32>> {
        let mut pids = Vec::new();
        for job in &*self.jobs() {
            pids.extend(job.pids()?);
        }
        pids.retain(|&pid| !is_known(pid));
        Ok(pids)
    }

    /// What cannot be asked is none: it was not started by those in the jobs.
    pub(crate) fn owns(&self, pid: u32) -> io::Result<bool> {
        // Wine asks for more than IsProcessInJob needs.
        let process = open(pid, PROCESS_QUERY_INFORMATION)
            .or_else(|_| open(pid, PROCESS_QUERY_LIMITED_INFORMATION));
        match process {
            Ok(process) => is_in_any(&self.jobs(), &process),
            Err(error) => match error_number(&error) {
                ERROR_INVALID_PARAMETER | ERROR_ACCESS_DENIED => Ok(false),
                _ => Err(error),
            },
        }
    }

    fn jobs(&self) -> MutexGuard<'_, Vec<Job>> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_in_any(jobs: &[Job], process: &OwnedHandle) -> io::Result<bool> {
    for job in jobs {
        if job.has(process)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn assign(jobs: &mut Vec<Job>, process: &OwnedHandle) -> io::Result<()> {
    let job = Job::new()?;
    job.assign(process)?;
    jobs.push(job);
    Ok(())
}

/// True if there were some. What cannot be opened or put into a job can still be
/// found by its parent.
fn adopt_children(jobs: &mut Vec<Job>, adopted: &mut Vec<Adopted>) -> io::Result<bool> {
    let rows = snapshot()?;
    let before = adopted.len();
    let mut at = 0;
    while let Some(&Adopted { pid, start, .. }) = adopted.get(at) {
        at += 1;
        for row in rows.iter().filter(|row| row.ppid == pid) {
            let Ok(process) = open_to_assign(row.pid) else {
                continue;
            };
            let times = times(&process);
            let Some(times) = times.filter(|times| times.start >= start) else {
                continue;
            };
            let is_child = parent_pid(&process) == Some(pid);
            if is_child && !is_in_any(jobs, &process)? && assign(jobs, &process).is_ok() {
                adopted.push(Adopted {
                    pid: row.pid,
                    start: times.start,
                    _process: process,
                });
            }
        }
    }
    Ok(adopted.len() > before)
}

fn open_to_assign(pid: u32) -> io::Result<OwnedHandle> {
    let to_assign = PROCESS_SET_QUOTA | PROCESS_TERMINATE;
    let to_ask = PROCESS_QUERY_INFORMATION | PROCESS_SYNCHRONIZE;
    open(pid, to_assign | to_ask)
}
