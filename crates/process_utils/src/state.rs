use std::io;

use crate::host::Relation;
use crate::identity::Identity;
use crate::sys;

/// What a process is doing, as far as it matters to others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProcessState {
    /// It has not exited; stopped and traced processes, and those of which
    /// only the main thread has exited, included.
    Running,
    /// It has exited, and nobody has reaped it. Windows has no such state.
    Zombie,
    /// There is no such process.
    Gone,
    /// It cannot be known.
    Unknown,
}

/// What a system can tell of the process that has a pid now.
#[allow(dead_code, reason = "not every system can tell")]
pub(crate) enum Seen {
    /// It was there, with this start time.
    Known { start: u64, state: ProcessState },
    /// The pid is free, or that of a thread.
    Gone,
    /// It is there, and its start time cannot be read.
    Unreadable {
        state: ProcessState,
        error: io::Error,
    },
}

/// The identity of the live process `pid`. `None` where there is none: a free
/// pid, a zombie, a thread that leads no group, 0, a pid beyond what the
/// system can have.
///
/// # Errors
/// - `PermissionDenied` (EPERM, on Windows ERROR_ACCESS_DENIED): the process
///   exists, but its identity cannot be read. On Linux: hidepid, /proc not
///   mounted or that of another pid namespace. On Windows: protected processes.
/// - EMFILE, ENFILE, ENOMEM: nothing left to read it with.
/// - `Unsupported`: a system that this crate does not know.
pub fn process_identity(pid: u32) -> io::Result<Option<Identity>> {
    if !is_possible(pid) {
        return Ok(None);
    }
    match sys::look(pid)? {
        Seen::Known {
            start,
            state: ProcessState::Running,
        } => Identity::here(pid, start).map(Some),
        Seen::Unreadable {
            state: ProcessState::Running | ProcessState::Unknown,
            error,
        } => Err(error),
        _ => Ok(None),
    }
}

/// The state of whatever process has the pid `pid` now. A thread that leads no
/// group, 0, and a pid beyond what the system can have, are `Gone`.
///
/// `Unknown` only where it exists and nothing tells a zombie: on Linux where
/// pidfd_open(2) is refused and /proc does not show it.
///
/// # Errors
/// Only on systems that this crate does not know (`Unsupported`).
pub fn process_state(pid: u32) -> io::Result<ProcessState> {
    if !is_possible(pid) {
        return Ok(ProcessState::Gone);
    }
    sys::state(pid)
}

/// The state of the process that `identity` was read of.
///
/// `Gone` only on proof: the pid is free, or another incarnation has it, or the
/// machine was booted since. `Unknown` where its pid means nothing here
/// (another machine, another pid or time namespace), and where the start time
/// of the process that has the pid now cannot be read.
///
/// # Errors
/// Only on systems that this crate does not know (`Unsupported`).
pub fn identity_state(identity: &Identity) -> io::Result<ProcessState> {
    let Ok(this) = known(sys::host())? else {
        return Ok(ProcessState::Unknown);
    };
    match identity.host.relation_to(&this) {
        Relation::BootedSince => return Ok(ProcessState::Gone),
        Relation::Unknown => return Ok(ProcessState::Unknown),
        Relation::Same => {}
    }
    Ok(match known(sys::look(identity.pid))? {
        Ok(Seen::Known { start, state }) if start == identity.start => state,
        Ok(Seen::Known { .. } | Seen::Gone) => ProcessState::Gone,
        Ok(Seen::Unreadable { .. }) | Err(_) => ProcessState::Unknown,
    })
}

/// Leaves the error of an unknown system to the caller.
fn known<T>(answer: io::Result<T>) -> io::Result<io::Result<T>> {
    match answer {
        Err(error) if error.kind() == io::ErrorKind::Unsupported => Err(error),
        answer => Ok(answer),
    }
}

#[allow(
    clippy::absurd_extreme_comparisons,
    reason = "on Windows every u32 may be a pid"
)]
pub(crate) fn is_possible(pid: u32) -> bool {
    pid != 0 && pid <= sys::MAX_PID
}
