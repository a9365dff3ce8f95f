use std::fs::{File, OpenOptions};
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Where the record length and the name stand in a `linux_dirent64`
/// (getdents64(2)): after the inode (8 bytes) and the offset (8 bytes).
const RECORD_LENGTH_AT: usize = 16;
const NAME_AT: usize = 19;

/// Entries of the directory at `path`, `.` and `..` aside. May stop as soon as
/// `enough` were seen and then tells how many it saw.
pub(crate) fn count_entries(path: &Path, enough: u64) -> io::Result<u64> {
    // O_NONBLOCK: a FIFO in the directory's place must not stop us.
    let directory = OpenOptions::new()
        .read(true)
        .custom_flags(libc::O_DIRECTORY | libc::O_NONBLOCK)
        .open(path)?;
    let mut buffer = [0; 64 * 1024];
    let mut entries = 0;
    while entries < enough {
        let records = read_records(&directory, &mut buffer)?;
        if records.is_empty() {
            break;
        }
        entries += count_records(records);
    }
    Ok(entries)
}

fn read_records<'a>(directory: &File, buffer: &'a mut [u8]) -> io::Result<&'a [u8]> {
    loop {
        // SAFETY: the descriptor is open, and the kernel writes at most the
        // given number of bytes into `buffer`, which is borrowed for the call.
        let filled = unsafe {
            libc::syscall(
                libc::SYS_getdents64,
                directory.as_raw_fd(),
                buffer.as_mut_ptr(),
                buffer.len(),
            )
        };
        if let Ok(filled) = usize::try_from(filled) {
            return Ok(&buffer[..filled]);
        }
        let error = io::Error::last_os_error();
        if error.kind() != io::ErrorKind::Interrupted {
            return Err(error);
        }
    }
}

fn count_records(mut records: &[u8]) -> u64 {
    let mut entries = 0;
    while let (Some(inode), Some(&[low, high])) = (
        records.get(..8),
        records
            .get(RECORD_LENGTH_AT..)
            .and_then(<[u8]>::first_chunk::<2>),
    ) {
        let length = usize::from(u16::from_ne_bytes([low, high]));
        let (Some(name), Some(rest)) = (records.get(NAME_AT..length), records.get(length..)) else {
            break;
        };
        // Inode 0 marks a deleted entry, which readdir(3) leaves out as well.
        let is_deleted = inode.iter().all(|&byte| byte == 0);
        if !is_deleted && !name.starts_with(b".\0") && !name.starts_with(b"..\0") {
            entries += 1;
        }
        records = rest;
    }
    entries
}
