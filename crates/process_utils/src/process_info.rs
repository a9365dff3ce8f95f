use crate::identity::Identity;
use crate::state::ProcessState;

/// A process as it was when it was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProcessInfo {
    /// Its pid.
    pub pid: u32,
    /// The pid of its parent; 0 where that is outside of this pid namespace.
    pub ppid: u32,
    /// Levels below the process that was asked about; of a scope: below a
    /// process whose parent is not in it.
    pub depth: u32,
    /// As the system names it: the command name (comm, at most 15 bytes on Linux
    /// and 16 on macOS), on Windows the file name of the program. Empty where
    /// it cannot be read.
    pub name: String,
    /// What it is doing.
    pub state: ProcessState,
    pub(crate) start: Option<u64>,
}

impl ProcessInfo {
    /// Which incarnation of its pid it is; `None` where that cannot be read.
    #[must_use]
    pub fn identity(&self) -> Option<Identity> {
        self.start
            .and_then(|start| Identity::here(self.pid, start).ok())
    }
}
