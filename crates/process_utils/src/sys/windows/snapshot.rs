use std::io;
use std::os::windows::io::{AsRawHandle, FromRawHandle, OwnedHandle};

use windows_sys::Win32::Foundation::{
    ERROR_BAD_LENGTH, ERROR_NO_MORE_FILES, HANDLE, INVALID_HANDLE_VALUE,
};
use windows_sys::Win32::System::Diagnostics::ToolHelp::{
    CreateToolhelp32Snapshot, PROCESSENTRY32W, Process32FirstW, Process32NextW, TH32CS_SNAPPROCESS,
};
use windows_sys::core::BOOL;

use super::liveness::error_number;

/// A process as a snapshot tells of it.
pub(super) struct Row {
    pub pid: u32,
    /// That of the process that started it, which may be long gone, and its pid
    /// that of another one.
    pub ppid: u32,
    pub name: String,
}

const TRIES: usize = 8;

/// All processes (CreateToolhelp32Snapshot), those that have exited aside.
pub(super) fn snapshot() -> io::Result<Vec<Row>> {
    let snapshot = take()?;
    let mut rows = Vec::new();
    let mut next: Next = Process32FirstW;
    while let Some(row) = read(&snapshot, next)? {
        rows.push(row);
        next = Process32NextW;
    }
    Ok(rows)
}

fn take() -> io::Result<OwnedHandle> {
    let mut tries = 1;
    loop {
        // SAFETY: takes two numbers and touches no memory of ours.
        let handle = unsafe { CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0) };
        if handle != INVALID_HANDLE_VALUE {
            // SAFETY: the system has just given us this handle.
            return Ok(unsafe { OwnedHandle::from_raw_handle(handle) });
        }
        let error = io::Error::last_os_error();
        // "If the function fails with ERROR_BAD_LENGTH, retry".
        if error_number(&error) != ERROR_BAD_LENGTH || tries == TRIES {
            return Err(error);
        }
        tries += 1;
    }
}

type Next = unsafe extern "system" fn(HANDLE, *mut PROCESSENTRY32W) -> BOOL;

fn read(snapshot: &OwnedHandle, next: Next) -> io::Result<Option<Row>> {
    let size = u32::try_from(size_of::<PROCESSENTRY32W>()).map_err(io::Error::other)?;
    let mut entry = PROCESSENTRY32W {
        dwSize: size,
        cntUsage: 0,
        th32ProcessID: 0,
        th32DefaultHeapID: 0,
        th32ModuleID: 0,
        cntThreads: 0,
        th32ParentProcessID: 0,
        pcPriClassBase: 0,
        dwFlags: 0,
        szExeFile: [0; 260],
    };
    // SAFETY: the handle is that of a snapshot, and the entry is ours to write
    // and tells its size.
    if unsafe { next(snapshot.as_raw_handle(), &raw mut entry) } == 0 {
        let error = io::Error::last_os_error();
        return match error_number(&error) {
            ERROR_NO_MORE_FILES => Ok(None),
            _ => Err(error),
        };
    }
    let name = entry.szExeFile.split(|&unit| unit == 0).next();
    Ok(Some(Row {
        pid: entry.th32ProcessID,
        ppid: entry.th32ParentProcessID,
        name: String::from_utf16_lossy(name.unwrap_or_default()),
    }))
}
