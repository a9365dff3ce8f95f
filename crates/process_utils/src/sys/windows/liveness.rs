use std::io;
use std::os::windows::io::{AsRawHandle, FromRawHandle, OwnedHandle};

use windows_sys::Win32::Foundation::{
    ERROR_ACCESS_DENIED, ERROR_INVALID_PARAMETER, FILETIME, WAIT_OBJECT_0, WAIT_TIMEOUT,
};
use windows_sys::Win32::System::Threading::{
    GetProcessTimes, OpenProcess, PROCESS_ACCESS_RIGHTS, PROCESS_QUERY_LIMITED_INFORMATION,
    PROCESS_SYNCHRONIZE, WaitForSingleObject,
};

use crate::state::{ProcessState, Seen};
use crate::sys::denied;

/// A process that has exited can be opened as long as anybody holds a handle
/// of it, and its exit code may be 259 (STILL_ACTIVE): only the state of the
/// object tells (WaitForSingleObject).
fn is_alive(pid: u32) -> io::Result<bool> {
    // OpenProcess ignores the two low bits, which no pid has set.
    if !pid.is_multiple_of(4) {
        return Ok(false);
    }
    match open(pid, PROCESS_SYNCHRONIZE) {
        Ok(process) => has_exited(&process).map(|exited| !exited),
        Err(error) => match error_number(&error) {
            ERROR_INVALID_PARAMETER => Ok(false),
            ERROR_ACCESS_DENIED => Ok(!has_exit_time(pid)),
            _ => Err(error),
        },
    }
}

/// There are no zombies: what is left of a process belongs to whoever holds
/// its handles.
pub(crate) fn state(pid: u32) -> io::Result<ProcessState> {
    Ok(if is_alive(pid)? {
        ProcessState::Running
    } else {
        ProcessState::Gone
    })
}

pub(crate) fn look(pid: u32) -> io::Result<Seen> {
    if !is_alive(pid)? {
        return Ok(Seen::Gone);
    }
    // Protected processes tell nothing.
    let start = open(pid, PROCESS_QUERY_LIMITED_INFORMATION)
        .ok()
        .and_then(|process| times(&process))
        .map(|times| times.start);
    let state = ProcessState::Running;
    Ok(match start {
        Some(start) => Seen::Known { start, state },
        None => Seen::Unreadable {
            state,
            error: denied(),
        },
    })
}

pub(super) fn has_exited(process: &OwnedHandle) -> io::Result<bool> {
    // SAFETY: the handle is open, and the call does not wait.
    match unsafe { WaitForSingleObject(process.as_raw_handle(), 0) } {
        WAIT_OBJECT_0 => Ok(true),
        WAIT_TIMEOUT => Ok(false),
        _ => Err(io::Error::last_os_error()),
    }
}

/// Processes of others can be asked for their times where waiting is denied.
/// What denies even that, such as the system's own processes, exists.
fn has_exit_time(pid: u32) -> bool {
    let process = open(pid, PROCESS_QUERY_LIMITED_INFORMATION);
    let times = process.ok().and_then(|process| times(&process));
    times.is_some_and(|times| times.exit != 0)
}

/// In 100 nanoseconds since 1601.
pub(super) struct Times {
    pub start: u64,
    /// 0 as long as it runs.
    pub exit: u64,
}

/// GetProcessTimes; the handle needs PROCESS_QUERY_LIMITED_INFORMATION.
pub(super) fn times(process: &OwnedHandle) -> Option<Times> {
    const ZERO: FILETIME = FILETIME {
        dwLowDateTime: 0,
        dwHighDateTime: 0,
    };
    let (mut creation, mut exit, mut kernel, mut user) = (ZERO, ZERO, ZERO, ZERO);
    // SAFETY: the handle is open and the four times are ours to write.
    let known = unsafe {
        GetProcessTimes(
            process.as_raw_handle(),
            &raw mut creation,
            &raw mut exit,
            &raw mut kernel,
            &raw mut user,
        )
    };
    let number =
        |time: FILETIME| u64::from(time.dwHighDateTime) << 32 | u64::from(time.dwLowDateTime);
    (known != 0).then(|| Times {
        start: number(creation),
        exit: number(exit),
    })
}

pub(super) fn open(pid: u32, access: PROCESS_ACCESS_RIGHTS) -> io::Result<OwnedHandle> {
    // SAFETY: takes numbers and touches no memory of ours.
    let handle = unsafe { OpenProcess(access, 0, pid) };
    if handle.is_null() {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the system has just given us this handle.
    Ok(unsafe { OwnedHandle::from_raw_handle(handle) })
}

pub(super) fn error_number(error: &io::Error) -> u32 {
    error.raw_os_error().map_or(0, i32::cast_unsigned)
}
