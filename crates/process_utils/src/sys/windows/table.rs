use std::collections::HashMap;
use std::io;
use std::os::windows::io::OwnedHandle;

use windows_sys::Win32::Foundation::ERROR_INVALID_PARAMETER;
use windows_sys::Win32::System::Threading::{
    PROCESS_QUERY_LIMITED_INFORMATION, PROCESS_SYNCHRONIZE,
};

use super::descent::{parent_pid, program_name};
use super::liveness::{error_number, has_exited, open, times};
use super::snapshot::{Row, snapshot};
use crate::entry::Entry;
use crate::state::ProcessState;
use crate::sys::is_exhaustion;

/// A snapshot tells who has started whom. The rest is asked of a handle, so that
/// it is told of one process, though its pid may be recycled.
pub(crate) struct Table {
    rows: Vec<Row>,
    by_pid: HashMap<u32, usize>,
    children: HashMap<u32, Vec<usize>>,
}

impl Table {
    pub(crate) fn new() -> io::Result<Self> {
        let rows = snapshot()?;
        let mut by_pid = HashMap::new();
        let mut children = HashMap::<_, Vec<_>>::new();
        for (index, row) in rows.iter().enumerate() {
            by_pid.insert(row.pid, index);
            children.entry(row.ppid).or_default().push(index);
        }
        Ok(Self {
            rows,
            by_pid,
            children,
        })
    }

    pub(crate) fn of_all() -> io::Result<Self> {
        Self::new()
    }

    pub(crate) fn see(&self, pid: u32) -> io::Result<Option<Entry>> {
        // OpenProcess ignores the two low bits, which no pid has set.
        if !pid.is_multiple_of(4) {
            return Ok(None);
        }
        match open_to_ask(pid) {
            Ok(process) => {
                let entry = self.entry_of(pid, &process);
                Ok((!entry.has_exited()).then_some(entry))
            }
            Err(error) if error_number(&error) == ERROR_INVALID_PARAMETER => Ok(None),
            Err(error) if is_exhaustion(&error) => Err(error),
            Err(_) => Ok(Some(Entry {
                ppid: self.row(pid).map_or(0, |row| row.ppid),
                name: self
                    .row(pid)
                    .map_or_else(String::new, |row| row.name.clone()),
                ..Entry::unreadable(pid, ProcessState::Running)
            })),
        }
    }

    #[allow(clippy::unnecessary_wraps, reason = "the same signature everywhere")]
    pub(crate) fn children(&self, pid: u32, _is_single_threaded: bool) -> io::Result<Vec<u32>> {
        let children = self.children.get(&pid).into_iter().flatten();
        let children = children.filter(|&&index| self.may_be_child(index));
        Ok(children.map(|&index| self.rows[index].pid).collect())
    }

    /// The parent may be long gone and its pid that of a younger process: the
    /// caller compares when they started. What cannot be asked for that is
    /// believed by the caller, hence told only if it comes after its parent:
    /// snapshots list the processes as they were started, which no document
    /// promises.
    fn may_be_child(&self, index: usize) -> bool {
        let Row { pid, ppid, .. } = self.rows[index];
        let parent = self.by_pid.get(&ppid);
        parent.is_none_or(|&parent| parent < index) || open_to_ask(pid).is_ok()
    }

    fn row(&self, pid: u32) -> Option<&Row> {
        self.by_pid.get(&pid).map(|&index| &self.rows[index])
    }

    /// What is told of the process of a handle. What that does not tell is taken
    /// from the snapshot: the name of one that has exited since.
    pub(super) fn entry_of(&self, pid: u32, process: &OwnedHandle) -> Entry {
        let times = times(process);
        // Without the right to wait the time tells.
        let has_exited = has_exited(process)
            .unwrap_or_else(|_| times.as_ref().is_some_and(|times| times.exit != 0));
        let row = self.row(pid);
        let name_in_row = || row.map_or_else(String::new, |row| row.name.clone());
        Entry {
            pid,
            ppid: parent_pid(process).unwrap_or_else(|| row.map_or(0, |row| row.ppid)),
            start: times.map(|times| times.start),
            name: program_name(process).unwrap_or_else(name_in_row),
            state: if has_exited {
                ProcessState::Gone
            } else {
                ProcessState::Running
            },
            is_single_threaded: false,
        }
    }
}

fn open_to_ask(pid: u32) -> io::Result<OwnedHandle> {
    open(pid, PROCESS_QUERY_LIMITED_INFORMATION | PROCESS_SYNCHRONIZE)
        .or_else(|_| open(pid, PROCESS_QUERY_LIMITED_INFORMATION))
}
