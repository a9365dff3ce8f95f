use std::io;

use super::Process;
use crate::entry::Entry;

/// There is none.
pub(crate) enum Table {}

impl Table {
    pub(crate) fn new() -> io::Result<Self> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(crate) fn of_all() -> io::Result<Self> {
        Self::new()
    }

    pub(crate) fn see(&self, _pid: u32) -> io::Result<Option<Entry>> {
        match *self {}
    }

    pub(crate) fn children(&self, _pid: u32, _is_single_threaded: bool) -> io::Result<Vec<u32>> {
        match *self {}
    }
}

impl Process {
    pub(crate) fn entry(&self, _table: &Table) -> io::Result<Entry> {
        match *self {}
    }

    pub(crate) fn still_has_its_pid(&self) -> bool {
        match *self {}
    }

    pub(crate) fn reap(&self) -> bool {
        match *self {}
    }
}

/// There is none.
#[derive(Debug)]
pub(crate) enum Scope {}

impl Scope {
    pub(crate) fn new(_variable: &str) -> io::Result<Self> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(crate) fn adopt(&self, _pid: u32) -> io::Result<()> {
        match *self {}
    }

    pub(crate) fn carriers(
        &self,
        _is_known: &(dyn Fn(u32) -> bool + Sync),
    ) -> io::Result<Vec<u32>> {
        match *self {}
    }

    pub(crate) fn owns(&self, _pid: u32) -> io::Result<bool> {
        match *self {}
    }
}

pub(crate) fn is_stopped(_pid: u32, _start: u64) -> io::Result<bool> {
    Err(io::ErrorKind::Unsupported.into())
}

pub(crate) fn adopts_orphans() -> bool {
    false
}

pub(crate) fn in_parallel<T: Send>(count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    (0..count).map(work).collect()
}
