//! Systems that this crate does not know: it builds, and says so.

mod tree;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::fd_limits::FdLimit;
use crate::host::Host;
use crate::state::{ProcessState, Seen};

pub(crate) use tree::{Scope, Table, adopts_orphans, in_parallel, is_stopped};

pub(crate) const HAS_CGROUPS: bool = false;
pub(crate) const MAX_PID: u32 = u32::MAX;
pub(crate) const ORPHANS_KEEP_THEIR_PARENT: bool = false;
pub(crate) const SIGSTOP: i32 = -1;
pub(crate) const SIGCONT: i32 = -2;

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

pub(crate) fn error_code(_error: &io::Error) -> Option<&'static str> {
    None
}

pub(crate) fn host() -> io::Result<Arc<Host>> {
    Err(io::ErrorKind::Unsupported.into())
}

pub(crate) fn look(_pid: u32) -> io::Result<Seen> {
    Err(io::ErrorKind::Unsupported.into())
}

pub(crate) fn state(_pid: u32) -> io::Result<ProcessState> {
    Err(io::ErrorKind::Unsupported.into())
}

pub(crate) fn gone() -> io::Error {
    io::ErrorKind::NotFound.into()
}

pub(crate) fn denied() -> io::Error {
    io::ErrorKind::PermissionDenied.into()
}

/// There is none.
#[derive(Debug)]
pub(crate) enum Process {}

/// There is none.
#[derive(Debug)]
pub(crate) enum Registration {}

impl Process {
    pub(crate) fn open(_pid: u32) -> io::Result<Self> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(crate) fn start(&self) -> io::Result<Option<u64>> {
        match *self {}
    }

    pub(crate) fn has_exited(&self) -> io::Result<bool> {
        match *self {}
    }

    pub(crate) fn kill(&self, _signal: i32) -> io::Result<bool> {
        match *self {}
    }

    pub(crate) fn watch(&self, _on_exit: Box<dyn FnOnce() + Send>) -> io::Result<Registration> {
        match *self {}
    }
}

pub(crate) fn can_watch() -> bool {
    false
}

pub(crate) fn end_idle_watcher() {}
