mod cpu;
mod directory;
mod liveness;
mod pidfd;
mod robust_list;

pub(crate) use super::unix::{MAX_PID, fd_limit, is_exhaustion, path_from_bytes};
pub(crate) use cpu::{affinity_cpus, logical_cpus};
pub(crate) use directory::count_entries;
pub(crate) use liveness::is_alive;

pub(crate) const HAS_CGROUPS: bool = true;
