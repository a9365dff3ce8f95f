use std::io;

use crate::each::each;
use crate::entry::{Entry, parents_first};
use crate::process_info::ProcessInfo;
use crate::state::ProcessState;
use crate::sys;

/// What marks the processes that belong together, however they were started:
/// on Linux and macOS a variable in their environment, which children inherit;
/// on Windows the job object that they cannot leave.
#[derive(Debug)]
pub struct Scope(sys::Scope);

impl Scope {
    /// The processes in whose environment `variable` is set, to whatever.
    ///
    /// # Errors
    /// - `InvalidInput`: no variable can have that name.
    /// - `Unsupported`: a system that this crate does not know.
    pub fn new(variable: &str) -> io::Result<Self> {
        if variable.is_empty() || variable.contains(['=', '\0']) {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        sys::Scope::new(variable).map(Self)
    }

    /// Windows: takes a process that was started just now in, and whatever it
    /// starts from now on. Nothing elsewhere.
    ///
    /// # Errors
    /// Where the system forbids it.
    pub fn adopt(&self, pid: u32) -> io::Result<()> {
        self.0.adopt(pid)
    }

    /// The live processes of the scope, parents before their children. The depth
    /// is 0 where the parent does not belong to it.
    ///
    /// # Errors
    /// As [`descendants`](crate::descendants).
    pub fn processes(&self) -> io::Result<Vec<ProcessInfo>> {
        let table = sys::Table::new()?;
        let pids = self.carriers(&|_| false)?;
        let entries = each(pids.len(), |index| self.see(&table, pids[index]))?;
        let entries = entries.into_iter().flatten().collect();
        let ordered = parents_first(entries, |entry| entry).into_iter();
        Ok(ordered
            .map(|(depth, entry)| entry.into_info(depth))
            .collect())
    }

    /// The mark is looked for once more after the entry was read: a pid that was
    /// recycled meanwhile never makes another process one of the scope.
    fn see(&self, table: &sys::Table, pid: u32) -> io::Result<Option<Entry>> {
        let entry = table.see(pid)?;
        let entry = entry.filter(|entry| entry.state == ProcessState::Running);
        if entry.is_some() && !self.owns(pid)? {
            return Ok(None);
        }
        Ok(entry)
    }

    pub(crate) fn carriers(&self, is_known: &(dyn Fn(u32) -> bool + Sync)) -> io::Result<Vec<u32>> {
        self.0.carriers(is_known)
    }

    pub(crate) fn owns(&self, pid: u32) -> io::Result<bool> {
        self.0.owns(pid)
    }
}
