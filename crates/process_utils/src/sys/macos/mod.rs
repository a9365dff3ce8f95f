mod host;
mod poller;
mod proc_info;
mod process;

pub(crate) use super::read_dir::count_entries;
pub(crate) use super::unix::watcher::{Registration, end_idle_watcher};
pub(crate) use super::unix::{
    MAX_PID, denied, error_code, fd_limit, gone, is_exhaustion, online_cpus as logical_cpus,
    path_from_bytes,
};
pub(crate) use host::host;
pub(crate) use poller::{Held, Poller};
pub(crate) use proc_info::{look, state};
pub(crate) use process::{Process, can_watch};

pub(crate) const HAS_CGROUPS: bool = false;

/// macOS lets no one bind a process to CPUs.
pub(crate) fn affinity_cpus() -> Option<u32> {
    None
}
