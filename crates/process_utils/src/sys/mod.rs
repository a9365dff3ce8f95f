//! The systems: the only place that asks which one this is, and the only one
//! with unsafe code. Every module offers the same functions.

#![allow(unsafe_code)]

#[cfg(all(unix, not(procpilot_unsupported)))]
mod unix;

#[cfg(all(any(target_os = "macos", windows), not(procpilot_unsupported)))]
mod read_dir;

#[cfg(all(
    any(target_os = "linux", target_os = "android"),
    not(procpilot_unsupported)
))]
#[path = "linux/mod.rs"]
mod system;

#[cfg(all(target_os = "macos", not(procpilot_unsupported)))]
#[path = "macos/mod.rs"]
mod system;

#[cfg(all(windows, not(procpilot_unsupported)))]
#[path = "windows/mod.rs"]
mod system;

#[cfg(any(
    procpilot_unsupported,
    not(any(
        target_os = "linux",
        target_os = "android",
        target_os = "macos",
        windows
    ))
))]
#[path = "unsupported/mod.rs"]
mod system;

pub(crate) use system::{
    HAS_CGROUPS, MAX_PID, Process, Registration, affinity_cpus, can_watch, count_entries, denied,
    end_idle_watcher, error_code, fd_limit, gone, host, is_exhaustion, logical_cpus, look,
    path_from_bytes, state,
};

/// Android's seccomp policy kills a process that calls what it does not list,
/// pidfd_open(2) on older releases included.
#[cfg(any(target_os = "linux", target_os = "android"))]
#[allow(dead_code, reason = "the unsupported stub does not ask")]
const MAY_PROBE: bool = cfg!(not(target_os = "android"));
