//! The truth about processes and about the limits of the machine.
//!
//! Which processes are alive (a zombie is not, a thread id is no process), which
//! incarnation of a pid one is, how to hold it and learn of its exit, which
//! processes descend from it or belong to one scope and how to hold them all, how
//! many CPUs this process can really use (affinity mask and cgroup quotas
//! included), how many files it may open, and how many workers that allows.
//!
//! Everything works without Node; the npm package `procpilot` binds it.

pub mod cgroup;
mod descendants;
mod each;
mod entry;
mod error_code;
mod fd_limits;
mod file_mounts;
mod handle;
mod held_tree;
mod host;
mod identity;
mod liveness;
mod parallelism;
pub mod parse;
mod process_info;
mod scope;
mod small_file;
mod state;
mod sys;
pub mod timeline;

#[doc(hidden)]
pub use descendants::descendants_by_scan;
pub use descendants::{descendants, lineage};
pub use error_code::error_code;
pub use fd_limits::{FdLimit, fd_limit, max_workers_estimate};
pub use file_mounts::{estimate_fds_for_directory, max_workers_for_file_mounts};
pub use handle::{Handle, Watch, can_watch, end_idle_watcher};
pub use held_tree::{Delivery, HeldTree, Member};
pub use identity::{Identity, ParseIdentityError};
pub use liveness::{are_processes_alive, is_process_alive};
pub use parallelism::{CpuLimitSource, CpuLimits, cpu_count, cpu_limits, parallel_threads};
pub use process_info::ProcessInfo;
pub use scope::Scope;
pub use state::{ProcessState, identity_state, process_identity, process_state};
