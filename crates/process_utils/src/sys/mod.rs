//! The systems: the only place that asks which one this is, and the only one
//! with unsafe code. Every module offers the same functions.
//!
//! For the trees of processes (`descendants`, `scope`, `held_tree`) these are:
//!
//! `Table`, one look at the processes, thrown away after it. A snapshot, or
//! nothing at all where each question is cheap on its own.
//! - `Table::new() -> io::Result<Self>`; the "denied" error where nothing can be
//!   seen (Linux: /proc is that of another pid namespace).
//! - `Table::of_all() -> io::Result<Self>`: the same by a full scan, for tests;
//!   where there is only one way it is `new`.
//! - `see(&self, pid) -> io::Result<Option<Entry>>`: `None` for what is gone,
//!   and for threads that lead no group. What is there but cannot be read is an
//!   `Entry::unreadable`. Errors only where the means are lacking
//!   (`is_exhaustion`).
//! - `children(&self, pid, is_single_threaded) -> io::Result<Vec<u32>>`: the
//!   pids whose parent has the pid `pid`, by what the table knows; empty where
//!   it cannot be read. The caller checks each by `see` or `Process::entry`.
//!   The flag is that of the entry if that was read just now, else false.
//!
//! `Process`, which was there before, also has:
//! - `entry(&self, table) -> io::Result<Entry>`: what is told of the process
//!   held, read after it was opened (Windows: of the handle itself). The "gone"
//!   error if its pid was released by the end of the call. So whatever was read
//!   of the pid between `open` and this is of this process.
//! - `still_has_its_pid(&self) -> bool`: no other process can have had its pid
//!   until now, though it may have exited.
//! - `reap(&self) -> bool`: takes the exit status if the process has exited and
//!   has come to be a child of this one by the death of its parent. True when
//!   nothing is left to be reaped.
//!
//! `Scope`, what marks processes that belong together:
//! - `Scope::new(variable) -> io::Result<Self>`: the name of an environment
//!   variable, which was checked.
//! - `adopt(&self, pid) -> io::Result<()>`: a child started just now; nothing but
//!   `Ok` where the environment tells.
//! - `carriers(&self, is_known: &(dyn Fn(u32) -> bool + Sync)) ->
//!   io::Result<Vec<u32>>`: the pids that carry the mark, those that `is_known`
//!   need not be among them, nor read.
//! - `owns(&self, pid) -> io::Result<bool>`: whether whatever has the pid now
//!   carries it.
//!
//! And these:
//! - `is_stopped(pid, start) -> io::Result<bool>`: whether all threads of that
//!   process have stopped or exited, or it is gone.
//! - `adopts_orphans() -> bool`: whether orphans become children of this process
//!   (pid 1, PR_SET_CHILD_SUBREAPER), which then has to reap them.
//! - `in_parallel(count, work) -> Vec<T>`: `work(0)` to `work(count - 1)`, on
//!   several threads where that pays; else simply one after the other.
//! - `SIGSTOP`, `SIGCONT`; numbers that no one sends where there are none.
//! - `ORPHANS_KEEP_THEIR_PARENT`: whether the children of a process that has
//!   exited can still be found by its pid as long as a `Process` holds it
//!   (Windows). Elsewhere they have another parent at once.

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
    HAS_CGROUPS, MAX_PID, ORPHANS_KEEP_THEIR_PARENT, Process, Registration, SIGCONT, SIGSTOP,
    Scope, Table, adopts_orphans, affinity_cpus, can_watch, count_entries, denied,
    end_idle_watcher, error_code, fd_limit, gone, host, in_parallel, is_exhaustion, is_stopped,
    logical_cpus, look, path_from_bytes, state,
};

/// Android's seccomp policy kills a process that calls what it does not list,
/// pidfd_open(2) on older releases included.
#[cfg(any(target_os = "linux", target_os = "android"))]
#[allow(dead_code, reason = "the unsupported stub does not ask")]
const MAY_PROBE: bool = cfg!(not(target_os = "android"));
