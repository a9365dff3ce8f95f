//! Many handles and watches, and what is left of them: descriptors, threads and
//! wake-ups are the whole process's, so the tests take turns.

#![cfg(target_os = "linux")]

mod support;

use std::fs;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use process_utils::{Handle, end_idle_watcher};
use support::counts::{descriptors, rounds, wait_until, watcher_thread, watcher_threads};
use support::sleepers::{Sleepers, total, watch_each};
use support::waiting_child;

fn take_turns() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    end_idle_watcher();
    turn
}

#[test]
fn every_exit_of_many_is_told_once_and_nothing_is_left() {
    let _turn = take_turns();
    let before = descriptors();
    let mut sleepers = Sleepers::start(2_000);
    let handles = sleepers.handles();
    let (watches, exits) = watch_each(&handles);
    assert_eq!(watcher_threads().len(), 1);
    assert_eq!(total(&exits), 0);
    for handle in &handles {
        assert!(handle.kill(libc::SIGKILL).expect("kill"));
    }
    wait_until("2,000 exits", || total(&exits) >= 2_000);
    sleepers.0.iter_mut().for_each(|child| drop(child.wait()));
    wait_until("the thread is idle and ends", || {
        watcher_threads().is_empty()
    });
    assert!(exits.iter().all(|exits| exits.load(Ordering::SeqCst) == 1));
    drop((watches, handles));
    assert_eq!(descriptors(), before);
}

fn switches(thread: u32) -> String {
    let status = fs::read_to_string(format!("/proc/self/task/{thread}/status"));
    let status = status.expect("status");
    let lines = status.lines().filter(|line| line.contains("ctxt_switches"));
    lines.collect()
}

#[test]
fn nothing_wakes_while_processes_are_watched() {
    let _turn = take_turns();
    let sleepers = Sleepers::start(500);
    let handles = sleepers.handles();
    let (watches, exits) = watch_each(&handles);
    // Longer than the thread would linger.
    thread::sleep(Duration::from_millis(250));
    let thread = watcher_thread();
    let before = switches(thread);
    thread::sleep(Duration::from_secs(1));
    assert_eq!(switches(thread), before);
    assert_eq!(total(&exits), 0);
    drop(watches);
    wait_until("the thread ends", || watcher_threads().is_empty());
}

#[test]
fn signals_never_run_on_the_watcher() {
    let _turn = take_turns();
    let child = waiting_child();
    let handle = Handle::open(child.pid(), None).expect("open");
    let _watch = handle.watch(|| {}).expect("watch");
    let thread = watcher_thread();
    let status = fs::read_to_string(format!("/proc/self/task/{thread}/status"));
    let status = status.expect("status");
    let blocked = status
        .lines()
        .find_map(|line| line.strip_prefix("SigBlk:\t"));
    let blocked = u64::from_str_radix(blocked.expect("SigBlk"), 16).expect("mask");
    for signal in [
        libc::SIGTERM,
        libc::SIGINT,
        libc::SIGCHLD,
        libc::SIGUSR1,
        libc::SIGPROF,
    ] {
        assert_ne!(blocked & (1 << (signal - 1)), 0, "{signal}");
    }
    let ours = fs::read_to_string("/proc/thread-self/status").expect("status");
    assert!(ours.contains("SigBlk:\t0000000000000000"), "{ours}");
}

#[test]
fn the_thread_outlives_a_pause_and_ends_when_told() {
    let _turn = take_turns();
    let before = descriptors();
    let child = waiting_child();
    let handle = Handle::open(child.pid(), None).expect("open");
    let asked = Instant::now();
    drop(handle.watch(|| {}).expect("watch"));
    let thread = watcher_thread();
    let watch = handle.watch(|| {}).expect("watch");
    // It lingers for 100 ms, unless this machine was busy with other things.
    let has_lingered = asked.elapsed() < Duration::from_millis(90);
    assert!(watcher_threads() == [thread] || !has_lingered);
    let thread = watcher_thread();
    end_idle_watcher();
    assert_eq!(watcher_threads(), [thread], "it is needed");
    drop(watch);
    end_idle_watcher();
    assert_eq!(watcher_threads(), []);
    // It is woken to end: what lingers would take a second in all.
    let asked = Instant::now();
    for _ in 0..10 {
        drop(handle.watch(|| {}).expect("watch"));
        end_idle_watcher();
    }
    assert!(asked.elapsed() < Duration::from_millis(900));
    drop(handle);
    drop(child);
    assert_eq!(descriptors(), before);
}

/// Threads that watch, drop and end the watcher, all at once.
#[test]
fn the_watcher_starts_and_ends_at_any_time() {
    let _turn = take_turns();
    let before = descriptors();
    let mut child = waiting_child();
    let handle = Handle::open(child.pid(), None).expect("open");
    let exits = AtomicU32::new(0);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for round in 0..rounds(500) {
                    drop(handle.watch(|| unreachable!("it runs")).expect("watch"));
                    if round % 3 == 0 {
                        end_idle_watcher();
                    }
                }
            });
        }
    });
    child.kill();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..rounds(200) {
                    let (watches, told) = watch_each(std::slice::from_ref(&handle));
                    wait_until("the exit", || total(&told) == 1);
                    drop(watches);
                    end_idle_watcher();
                    exits.fetch_add(total(&told), Ordering::SeqCst);
                }
            });
        }
    });
    assert_eq!(exits.load(Ordering::SeqCst), 4 * rounds(200));
    drop(handle);
    drop(child);
    wait_until("the thread ends", || watcher_threads().is_empty());
    wait_until("descriptors", || descriptors() == before);
}

fn resident_pages() -> u64 {
    let statm = fs::read_to_string("/proc/self/statm").expect("statm");
    let pages = statm.split(' ').nth(1).and_then(|pages| pages.parse().ok());
    pages.expect("pages")
}

#[test]
fn opening_and_closing_leaves_nothing() {
    let _turn = take_turns();
    let before = descriptors();
    let child = waiting_child();
    let open_all = |count: u32| {
        for round in 0..count {
            let handle = Handle::open(child.pid(), None).expect("open");
            if round % 10 == 0 {
                drop(handle.watch(|| {}).expect("watch"));
            }
        }
    };
    open_all(5_000);
    let pages = resident_pages();
    open_all(rounds(100_000));
    let more = resident_pages().saturating_sub(pages);
    assert!(more < 512, "{more} pages more");
    end_idle_watcher();
    drop(child);
    assert_eq!(descriptors(), before);
}
