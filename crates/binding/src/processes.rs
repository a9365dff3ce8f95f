use std::fmt::Write;

use napi::bindgen_prelude::Uint32Array;
use napi_derive::napi;
use process_utils::{Member, ProcessInfo, ProcessState};

/// Many processes at once: an object for each would cost more than finding it.
/// lib/native-processes.ts makes them what the contract says.
#[napi(object, object_from_js = false)]
pub struct NativeProcesses {
    /// For each: index, index of the parent plus 1, pid, ppid, depth, state.
    pub numbers: Uint32Array,
    /// Each ended by NUL, which no name has.
    pub names: String,
    /// Each ended by NUL; empty where there is none.
    pub identities: String,
}

#[derive(Default)]
struct Columns {
    numbers: Vec<u32>,
    names: String,
    identities: String,
}

impl Columns {
    fn push(&mut self, index: u32, parent: u32, info: &ProcessInfo) {
        let state = match info.state {
            ProcessState::Running => 0,
            ProcessState::Zombie => 1,
            ProcessState::Gone => 2,
            ProcessState::Unknown => 3,
        };
        let row = [index, parent, info.pid, info.ppid, info.depth, state];
        self.numbers.extend(row);
        self.names.extend(info.name.chars().filter(|&c| c != '\0'));
        self.names.push('\0');
        if let Some(identity) = info.identity() {
            // Writing to a String does not fail.
            let _ = write!(self.identities, "{identity}");
        }
        self.identities.push('\0');
    }
}

impl From<Columns> for NativeProcesses {
    fn from(columns: Columns) -> Self {
        Self {
            numbers: Uint32Array::new(columns.numbers),
            names: columns.names,
            identities: columns.identities,
        }
    }
}

impl From<Vec<ProcessInfo>> for NativeProcesses {
    fn from(processes: Vec<ProcessInfo>) -> Self {
        let mut columns = Columns::default();
        for info in &processes {
            columns.push(0, 0, info);
        }
        columns.into()
    }
}

impl From<Vec<Member>> for NativeProcesses {
    fn from(members: Vec<Member>) -> Self {
        let mut columns = Columns::default();
        for member in &members {
            let parent = member.parent.map_or(0, |parent| to_u32(parent) + 1);
            columns.push(to_u32(member.index), parent, &member.info);
        }
        columns.into()
    }
}

/// No tree has as many members as that.
pub(crate) fn to_u32(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX - 1)
}
