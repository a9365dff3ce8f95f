use std::os::windows::io::{AsRawHandle, OwnedHandle};
use std::ptr::null_mut;

use windows_sys::Wdk::System::Threading::{NtQueryInformationProcess, ProcessBasicInformation};
use windows_sys::Win32::System::Threading::{
    PROCESS_BASIC_INFORMATION, PROCESS_NAME_WIN32, QueryFullProcessImageNameW,
};

/// The pid of the process that started this one, also if both have exited. Only
/// NtQueryInformationProcess tells it of a handle, hence for sure of this
/// process; libuv (src/win/util.c, uv_os_getppid) relies on it too.
pub(super) fn parent_pid(process: &OwnedHandle) -> Option<u32> {
    let mut told = PROCESS_BASIC_INFORMATION {
        ExitStatus: 0,
        PebBaseAddress: null_mut(),
        AffinityMask: 0,
        BasePriority: 0,
        UniqueProcessId: 0,
        InheritedFromUniqueProcessId: 0,
    };
    let size = u32::try_from(size_of_val(&told)).ok()?;
    // SAFETY: the handle is open, and at most `size` bytes are written into
    // `told`.
    let status = unsafe {
        NtQueryInformationProcess(
            process.as_raw_handle(),
            ProcessBasicInformation,
            (&raw mut told).cast(),
            size,
            null_mut(),
        )
    };
    let pid = u32::try_from(told.InheritedFromUniqueProcessId).ok()?;
    (status == 0).then_some(pid)
}

/// The file name of its program (QueryFullProcessImageNameW), which one that has
/// exited does not tell.
pub(super) fn program_name(process: &OwnedHandle) -> Option<String> {
    // The longest path there is.
    let mut path = vec![0; 32 * 1024];
    let mut length = u32::try_from(path.len()).ok()?;
    // SAFETY: the handle is open, and at most `length` units are written into
    // `path`.
    let known = unsafe {
        QueryFullProcessImageNameW(
            process.as_raw_handle(),
            PROCESS_NAME_WIN32,
            path.as_mut_ptr(),
            &raw mut length,
        )
    };
    if known == 0 {
        return None;
    }
    let path = path.get(..usize::try_from(length).ok()?)?;
    let name = path.rsplit(|&unit| unit == u16::from(b'\\')).next()?;
    Some(String::from_utf16_lossy(name))
}
