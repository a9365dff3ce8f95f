use std::collections::HashMap;
use std::io;

use super::children::{are_listed, children};
use super::liveness::state;
use super::proc_files::{is_proc_ours, numbers_in, read_entry};
use crate::each::each;
use crate::entry::Entry;
use crate::state::ProcessState;
use crate::sys::{denied, is_exhaustion};

/// One look at the processes. Where the kernel lists the children of a process
/// nothing is read before it is asked for.
pub(crate) struct Table {
    /// By the pid of the parent, where it does not.
    scanned: Option<HashMap<u32, Vec<u32>>>,
}

impl Table {
    pub(crate) fn new() -> io::Result<Self> {
        if !are_listed() {
            return Self::of_all();
        }
        if !is_proc_ours() {
            return Err(denied());
        }
        Ok(Self { scanned: None })
    }

    pub(crate) fn of_all() -> io::Result<Self> {
        if !is_proc_ours() {
            return Err(denied());
        }
        let pids = numbers_in("/proc")?;
        let mut scanned = HashMap::<_, Vec<_>>::new();
        let entries = each(pids.len(), |index| match read_entry(pids[index]) {
            Err(error) if is_exhaustion(&error) => Err(error),
            entry => Ok(entry.ok().flatten()),
        })?;
        for entry in entries.into_iter().flatten() {
            scanned.entry(entry.ppid).or_default().push(entry.pid);
        }
        Ok(Self {
            scanned: Some(scanned),
        })
    }

    #[allow(clippy::unused_self, reason = "the same signature everywhere")]
    pub(crate) fn see(&self, pid: u32) -> io::Result<Option<Entry>> {
        see(pid)
    }

    pub(crate) fn children(&self, pid: u32, is_single_threaded: bool) -> io::Result<Vec<u32>> {
        match &self.scanned {
            None => children(pid, is_single_threaded),
            Some(scanned) => Ok(scanned.get(&pid).cloned().unwrap_or_default()),
        }
    }
}

pub(super) fn see(pid: u32) -> io::Result<Option<Entry>> {
    match read_entry(pid) {
        Ok(entry) => Ok(entry),
        Err(error) if is_exhaustion(&error) => Err(error),
        // ENOENT is not death: hidepid hides.
        Err(_) => Ok(match state(pid)? {
            ProcessState::Gone => None,
            state => Some(Entry::unreadable(pid, state)),
        }),
    }
}
