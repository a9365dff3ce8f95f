//! Systems that this crate does not know: it builds, and says so.

use std::io;
use std::path::{Path, PathBuf};

use crate::fd_limits::FdLimit;

pub(crate) const HAS_CGROUPS: bool = false;
pub(crate) const MAX_PID: u32 = u32::MAX;

pub(crate) fn is_alive(_pid: u32) -> io::Result<bool> {
    Err(io::ErrorKind::Unsupported.into())
}

pub(crate) fn fd_limit() -> io::Result<FdLimit> {
    Err(io::ErrorKind::Unsupported.into())
}

pub(crate) fn logical_cpus() -> io::Result<u32> {
    Err(io::ErrorKind::Unsupported.into())
}

pub(crate) fn affinity_cpus() -> Option<u32> {
    None
}

pub(crate) fn count_entries(_path: &Path, _enough: u64) -> io::Result<u64> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Nothing was tried, so nothing is known of the path: tell the caller.
pub(crate) fn is_exhaustion(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::Unsupported
}

pub(crate) fn path_from_bytes(bytes: &[u8]) -> PathBuf {
    String::from_utf8_lossy(bytes).into_owned().into()
}
