mod environment;
mod host;
mod kinfo_proc;
mod poller;
mod proc_args;
mod proc_info;
mod process;
mod reaper;
mod scope;
mod table;

pub(crate) use super::read_dir::count_entries;
pub(crate) use super::unix::in_parallel::in_parallel;
pub(crate) use super::unix::watcher::{Registration, end_idle_watcher};
pub(crate) use super::unix::{
    MAX_PID, SIGCONT, SIGSTOP, denied, error_code, fd_limit, gone, is_exhaustion,
    online_cpus as logical_cpus, path_from_bytes,
};
pub(crate) use host::host;
pub(crate) use poller::{Held, Poller};
pub(crate) use proc_info::{is_stopped, look, state};
pub(crate) use process::{Process, can_watch};
pub(crate) use reaper::adopts_orphans;
pub(crate) use scope::Scope;
pub(crate) use table::Table;

pub(crate) const HAS_CGROUPS: bool = false;
pub(crate) const ORPHANS_KEEP_THEIR_PARENT: bool = false;

/// macOS lets no one bind a process to CPUs.
pub(crate) fn affinity_cpus() -> Option<u32> {
    None
}
