mod cpu;
mod directory;
mod host;
mod liveness;
mod pidfd;
mod poller;
mod proc_files;
mod process;
mod robust_list;

pub(crate) use super::unix::watcher::{Registration, end_idle_watcher};
pub(crate) use super::unix::{
    MAX_PID, denied, error_code, fd_limit, gone, is_exhaustion, path_from_bytes,
};
pub(crate) use cpu::{affinity_cpus, logical_cpus};
pub(crate) use directory::count_entries;
pub(crate) use host::host;
pub(crate) use liveness::{look, state};
pub(crate) use pidfd::Pidfd as Held;
pub(crate) use poller::Poller;
pub(crate) use process::{Process, can_watch};

pub(crate) const HAS_CGROUPS: bool = true;
