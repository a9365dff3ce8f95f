use std::io;

use crate::error_code;

/// The code that POSIX has for an error of a file, such as `ENOENT`.
#[must_use]
pub fn file_error_code(error: &io::Error) -> Option<&'static str> {
    Some(match error.kind() {
        io::ErrorKind::AlreadyExists => "EEXIST",
        io::ErrorKind::BrokenPipe => "EPIPE",
        io::ErrorKind::FileTooLarge => "EFBIG",
        io::ErrorKind::InvalidFilename => "ENAMETOOLONG",
        io::ErrorKind::IsADirectory => "EISDIR",
        io::ErrorKind::NotADirectory => "ENOTDIR",
        io::ErrorKind::NotFound => "ENOENT",
        io::ErrorKind::QuotaExceeded => "EDQUOT",
        io::ErrorKind::ReadOnlyFilesystem => "EROFS",
        io::ErrorKind::ResourceBusy => "EBUSY",
        io::ErrorKind::StorageFull => "ENOSPC",
        _ => return error_code(error),
    })
}
