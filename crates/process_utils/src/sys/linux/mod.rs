mod children;
mod cpu;
mod directory;
mod environ;
mod host;
mod liveness;
mod pidfd;
mod poller;
mod proc_files;
mod proc_path;
mod process;
mod reaper;
mod robust_list;
mod scope;
mod stopped;
mod table;

pub(crate) use super::unix::in_parallel::in_parallel;
pub(crate) use super::unix::watcher::{Registration, end_idle_watcher};
pub(crate) use super::unix::{
    MAX_PID, SIGCONT, SIGSTOP, denied, error_code, fd_limit, gone, is_exhaustion, path_from_bytes,
};
pub(crate) use cpu::{affinity_cpus, logical_cpus};
pub(crate) use directory::count_entries;
pub(crate) use host::host;
pub(crate) use liveness::{look, state};
pub(crate) use pidfd::Pidfd as Held;
pub(crate) use poller::Poller;
pub(crate) use process::{Process, can_watch};
pub(crate) use reaper::adopts_orphans;
pub(crate) use scope::Scope;
pub(crate) use stopped::is_stopped;
pub(crate) use table::Table;

pub(crate) const HAS_CGROUPS: bool = true;
pub(crate) const ORPHANS_KEEP_THEIR_PARENT: bool = false;
