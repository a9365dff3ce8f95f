//! Handles and watches with no descriptor left. The limit is the whole
//! process's: this file has a single test.

#![cfg(target_os = "linux")]

mod support;

use std::fs;

use process_utils::{Handle, end_idle_watcher};
use support::counts::{descriptors, wait_until};
use support::limited::Limited;
use support::sleepers::{Sleepers, total, watch_each};
use support::waiting_child;

#[test]
fn without_descriptors_what_was_opened_before_still_works() {
    let before = descriptors();
    let child = waiting_child();
    let sleepers = Sleepers::start(4);
    let handle = Handle::open(child.pid(), None).expect("open");
    let mut handles = sleepers.handles();
    let limited = Limited::to(64);
    let mut filling = Vec::new();
    let error = loop {
        match Handle::open(sleepers.0[0].id(), None) {
            Ok(handle) => filling.push(handle),
            Err(error) => break error,
        }
        assert!(filling.len() < 64);
    };
    assert_eq!(error.raw_os_error(), Some(libc::EMFILE));
    // One descriptor is left, for reading /proc.
    let last = fs::File::open("/dev/null").expect("the last descriptor");
    let identity = handle.identity();
    for expected in [None, identity] {
        let error = Handle::open(child.pid(), expected).expect_err("no descriptor");
        assert_eq!(error.raw_os_error(), Some(libc::EMFILE));
    }
    let error = handle
        .watch(|| {})
        .expect_err("no descriptor for the watcher");
    assert_eq!(error.raw_os_error(), Some(libc::EMFILE));

    filling.truncate(filling.len() - 2);
    handles.push(handle);
    let (watches, exits) = watch_each(&handles);
    drop(last);
    let filled: Vec<_> = std::iter::from_fn(|| fs::File::open("/dev/null").ok()).collect();
    for handle in &handles {
        assert!(!handle.has_exited().expect("has_exited"));
        assert!(handle.kill(libc::SIGKILL).expect("kill"));
    }
    wait_until("exits", || total(&exits) == 5);
    for handle in &handles {
        assert!(handle.has_exited().expect("has_exited"));
    }
    drop((watches, handles, filling, filled, limited));
    end_idle_watcher();
    drop((child, sleepers));
    assert_eq!(descriptors(), before);
}
