//! What this process holds, and waiting for what is to come.

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

pub fn descriptors() -> usize {
    fs::read_dir("/proc/self/fd")
        .expect("/proc/self/fd")
        .count()
}

/// The ids of the watcher's threads: one, or none.
pub fn watcher_threads() -> Vec<u32> {
    let threads = fs::read_dir("/proc/self/task").expect("/proc/self/task");
    let names = threads.flatten().filter_map(|thread| {
        let name = fs::read_to_string(thread.path().join("comm")).ok()?;
        let id = thread.file_name().to_str()?.parse().ok()?;
        (name == "procpilot-watch\n").then_some(id)
    });
    names.collect()
}

/// The one thread of the watcher, once it has taken its name.
pub fn watcher_thread() -> u32 {
    let mut threads = Vec::new();
    wait_until("the thread of the watcher", || {
        threads = watcher_threads();
        threads.len() == 1
    });
    threads[0]
}

/// Polls until `is_true` or, after ten seconds, fails.
pub fn wait_until(what: &str, mut is_true: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(10);
    while !is_true() {
        assert!(Instant::now() < deadline, "waited in vain: {what}");
        thread::sleep(Duration::from_millis(1));
    }
}

/// `PROCPILOT_ROUNDS`, for soaking, or `least`.
pub fn rounds(least: u32) -> u32 {
    let rounds = std::env::var("PROCPILOT_ROUNDS").ok();
    rounds
        .and_then(|rounds| rounds.parse().ok())
        .unwrap_or(least)
}
