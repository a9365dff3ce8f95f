use std::io;

use crate::sys;

/// The code that POSIX has for `error`, such as `ESRCH`, on every system;
/// `None` for an error that is none of those this crate gives on purpose.
#[must_use]
pub fn error_code(error: &io::Error) -> Option<&'static str> {
    sys::error_code(error).or_else(|| match error.kind() {
        io::ErrorKind::PermissionDenied => Some("EPERM"),
        io::ErrorKind::OutOfMemory => Some("ENOMEM"),
        io::ErrorKind::Unsupported => Some("ENOTSUP"),
        _ => None,
    })
}
