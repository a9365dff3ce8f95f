use std::ffi::OsStr;
use std::fmt;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// The path of a file of /proc, made without allocating: thousands are read at
/// a time.
pub(super) struct ProcPath {
    bytes: [u8; 64],
    length: usize,
}

impl ProcPath {
    /// The longest is `/proc/4294967295/task/4294967295/children`. One that
    /// does not fit would be cut off, and not be found.
    pub(super) fn of(text: fmt::Arguments<'_>) -> Self {
        let mut bytes = [0; 64];
        let mut rest = bytes.as_mut_slice();
        let _ = rest.write_fmt(text);
        let unused = rest.len();
        let length = bytes.len() - unused;
        Self { bytes, length }
    }
}

impl AsRef<Path> for ProcPath {
    fn as_ref(&self) -> &Path {
        OsStr::from_bytes(&self.bytes[..self.length]).as_ref()
    }
}
