//! Liveness with no descriptor left to open. The limit is the whole process's:
//! this file has a single test.

#![cfg(target_os = "linux")]

mod support;

use std::fs::{self, File};
use std::process;

use process_utils::is_process_alive;
use support::limited::Limited;
use support::refusal::with_refused;
use support::{Program, Thread, dead_pid, waiting_child, zombie};

fn open_descriptors() -> usize {
    fs::read_dir("/proc/self/fd")
        .expect("/proc/self/fd")
        .count()
}

fn fill_the_table() -> Vec<File> {
    let files: Vec<_> = std::iter::from_fn(|| File::open("/dev/null").ok()).collect();
    let error = File::open("/dev/null").expect_err("the table is full");
    assert_eq!(error.raw_os_error(), Some(libc::EMFILE));
    files
}

#[test]
fn answers_whatever_is_left() {
    let child = waiting_child();
    let leaderless = Program::start("leader_exits");
    let zombie = zombie();
    let thread = Thread::start();
    let known = [
        ("this process", process::id(), true),
        ("child", child.pid(), true),
        ("no main thread", leaderless.pid(), true),
        ("zombie", zombie.pid(), false),
        ("thread", thread.id, false),
        ("dead", dead_pid(), false),
    ];
    let assert_answers = |why: &str| {
        for (kind, pid, expected) in known {
            let alive = is_process_alive(pid).expect("is_process_alive");
            assert_eq!(alive, expected, "{kind} ({pid}), {why}");
        }
    };
    let before = open_descriptors();

    let robust_lists = (libc::SYS_get_robust_list, libc::EPERM);
    let pidfds = (libc::SYS_pidfd_open, libc::EPERM);
    let limited = Limited::to(0);
    let error = File::open("/dev/null").expect_err("nothing opens");
    assert_eq!(error.raw_os_error(), Some(libc::EMFILE));
    assert_answers("limit 0");
    with_refused(&[robust_lists], || {
        assert_answers("limit 0, get_robust_list refused");
    });
    drop(limited);
    assert_eq!(open_descriptors(), before);

    let limited = Limited::to(64);
    let mut files = fill_the_table();
    for free in 0..4 {
        assert_answers(&format!("{free} free"));
        with_refused(&[robust_lists], || {
            assert_answers(&format!("{free} free, get_robust_list refused"));
        });
        with_refused(&[robust_lists, pidfds], || {
            assert_answers(&format!("{free} free, pidfd_open refused too"));
        });
        files.pop().expect("file");
    }
    drop(files);
    drop(limited);
    assert_eq!(open_descriptors(), before);
}
