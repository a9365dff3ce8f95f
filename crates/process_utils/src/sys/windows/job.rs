use std::io;
use std::os::windows::io::{AsRawHandle, FromRawHandle, OwnedHandle};
use std::ptr::{null, null_mut};

use windows_sys::Win32::Foundation::ERROR_MORE_DATA;
use windows_sys::Win32::System::JobObjects::{
    AssignProcessToJobObject, CreateJobObjectW, IsProcessInJob, JobObjectBasicProcessIdList,
    QueryInformationJobObject,
};

use super::liveness::error_number;

/// A job object: what its processes start is in it too, and none can leave. It
/// has no limits, so nothing ends when its handle is closed.
#[derive(Debug)]
pub(super) struct Job(OwnedHandle);

impl Job {
    pub(super) fn new() -> io::Result<Self> {
        // SAFETY: takes neither attributes nor a name.
        let handle = unsafe { CreateJobObjectW(null(), null()) };
        if handle.is_null() {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the system has just given us this handle.
        Ok(Self(unsafe { OwnedHandle::from_raw_handle(handle) }))
    }

    /// The handle needs PROCESS_SET_QUOTA and PROCESS_TERMINATE.
    pub(super) fn assign(&self, process: &OwnedHandle) -> io::Result<()> {
        // SAFETY: both handles are open.
        match unsafe { AssignProcessToJobObject(self.0.as_raw_handle(), process.as_raw_handle()) } {
            0 => Err(io::Error::last_os_error()),
            _ => Ok(()),
        }
    }

    pub(super) fn has(&self, process: &OwnedHandle) -> io::Result<bool> {
        let mut is_in = 0;
        // SAFETY: both handles are open, and the answer is ours to write.
        let known = unsafe {
            IsProcessInJob(
                process.as_raw_handle(),
                self.0.as_raw_handle(),
                &raw mut is_in,
            )
        };
        if known == 0 {
            return Err(io::Error::last_os_error());
        }
        Ok(is_in != 0)
    }

    pub(super) fn pids(&self) -> io::Result<Vec<u32>> {
        let mut room = 64;
        loop {
            let mut list = List::new(room);
            let size = u32::try_from(size_of_val(&list.0[..])).map_err(io::Error::other)?;
            // SAFETY: the handle is open, and at most `size` bytes are written
            // into the list.
            let known = unsafe {
                QueryInformationJobObject(
                    self.0.as_raw_handle(),
                    JobObjectBasicProcessIdList,
                    list.0.as_mut_ptr().cast(),
                    size,
                    null_mut(),
                )
            };
            if known != 0 {
                return Ok(list.pids());
            }
            let error = io::Error::last_os_error();
            if error_number(&error) != ERROR_MORE_DATA {
                return Err(error);
            }
            room = (2 * room).max(list.assigned() + 16);
        }
    }
}

/// JOBOBJECT_BASIC_PROCESS_ID_LIST: how many processes the job has, how many of
/// them are listed, both in 32 bits, and their pids in a word each.
struct List(Vec<usize>);

impl List {
    const HEADER: usize = 8 / size_of::<usize>();

    fn new(room: usize) -> Self {
        Self(vec![0; Self::HEADER + room])
    }

    fn assigned(&self) -> usize {
        self.number(0)
    }

    fn pids(&self) -> Vec<u32> {
        let pids = self.0.iter().skip(Self::HEADER).take(self.number(1));
        pids.filter_map(|&pid| u32::try_from(pid).ok()).collect()
    }

    fn number(&self, index: usize) -> usize {
        let header = self.0.iter().take(Self::HEADER);
        let bytes: Vec<_> = header.flat_map(|word| word.to_ne_bytes()).collect();
        let number = bytes.as_chunks().0.get(index);
        number.map_or(0, |&number| u32::from_ne_bytes(number) as usize)
    }
}
