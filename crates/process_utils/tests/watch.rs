//! Exits that the kernel pushes: each is told once, and never after the watch
//! was dropped.

mod support;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use process_utils::{Handle, Watch, can_watch, end_idle_watcher};
use support::waiting_child;

const PATIENCE: Duration = Duration::from_secs(10);
const A_WHILE: Duration = Duration::from_millis(50);

fn open(pid: u32) -> Handle {
    Handle::open(pid, None).unwrap_or_else(|error| panic!("{pid}: {error}"))
}

/// The channel gets a message by the callback, and ends with it.
fn watch(handle: &Handle) -> (Watch, mpsc::Receiver<()>) {
    let (tell, told) = mpsc::channel();
    let watch = handle.watch(move || tell.send(()).expect("a receiver"));
    (watch.expect("watch"), told)
}

fn assert_told_once(told: &mpsc::Receiver<()>) {
    told.recv_timeout(PATIENCE).expect("the exit");
    told.recv_timeout(PATIENCE).expect_err("a second time");
}

#[test]
fn the_exit_of_a_child_is_told_once() {
    assert!(can_watch());
    let child = waiting_child();
    let handle = open(child.pid());
    let (_watch, told) = watch(&handle);
    told.recv_timeout(A_WHILE).expect_err("it runs");
    child.end();
    assert_told_once(&told);
}

#[test]
fn the_watch_needs_no_handle() {
    let child = waiting_child();
    let (_watch, told) = watch(&open(child.pid()));
    child.end();
    assert_told_once(&told);
}

#[test]
fn an_exit_before_the_watch_is_told_too() {
    let child = waiting_child();
    let handle = open(child.pid());
    child.end();
    for _ in 0..2 {
        let (_watch, told) = watch(&handle);
        assert_told_once(&told);
    }
}

#[test]
fn several_watches_of_one_handle_are_told_each() {
    let child = waiting_child();
    let handle = open(child.pid());
    let (dropped, never_told) = watch(&handle);
    let watches: Vec<_> = (0..8).map(|_| watch(&handle)).collect();
    let other = open(child.pid());
    let (_watch, told) = watch(&other);
    drop(dropped);
    child.end();
    for (_watch, told) in &watches {
        assert_told_once(told);
    }
    assert_told_once(&told);
    never_told.try_recv().expect_err("dropped");
}

#[test]
fn a_dropped_watch_is_never_told() {
    let child = waiting_child();
    let handle = open(child.pid());
    let (first, told) = watch(&handle);
    drop(first);
    // Its callback is gone already.
    assert_eq!(told.try_recv(), Err(mpsc::TryRecvError::Disconnected));
    let (_second, second_told) = watch(&handle);
    child.end();
    assert_told_once(&second_told);
}

#[test]
fn a_watch_can_be_dropped_by_its_own_callback() {
    let child = waiting_child();
    let handle = open(child.pid());
    let slot: Arc<Mutex<Option<Watch>>> = Arc::default();
    let (tell, told) = mpsc::channel();
    let callback = {
        let slot = Arc::clone(&slot);
        move || {
            drop(slot.lock().expect("lock").take());
            end_idle_watcher();
            tell.send(()).expect("a receiver");
        }
    };
    *slot.lock().expect("lock") = Some(handle.watch(callback).expect("watch"));
    child.end();
    assert_told_once(&told);
}

#[test]
fn a_callback_can_watch_and_drop_others() {
    let children = [waiting_child(), waiting_child(), waiting_child()];
    let [first, second, third] = children.each_ref().map(|child| open(child.pid()));
    let (dropped, never_told) = watch(&third);
    let (tell, told) = mpsc::channel();
    let _watch = first.watch(move || {
        drop(dropped);
        tell.send(watch(&second)).expect("a receiver");
    });
    let [first, second, third] = children;
    first.end();
    let (_second_watch, second_told) = told.recv_timeout(PATIENCE).expect("the first exit");
    second.end();
    third.end();
    assert_told_once(&second_told);
    never_told.try_recv().expect_err("dropped");
}

#[test]
fn a_panic_leaves_the_others_watched() {
    let children = [waiting_child(), waiting_child()];
    let [first, second] = children.each_ref().map(|child| open(child.pid()));
    let (_watch, told) = watch(&second);
    let (tell, panicking) = mpsc::channel::<()>();
    let panics = first.watch(move || {
        let _ends_with_the_callback = tell;
        panic!("told by the test `a_panic_leaves_the_others_watched`");
    });
    let _panics = panics.expect("watch");
    let [first, second] = children;
    first.end();
    panicking.recv_timeout(PATIENCE).expect_err("it ended");
    second.end();
    assert_told_once(&told);
}

/// The exit and the drop at the same time, the one and the other first.
#[test]
fn after_the_drop_the_callback_neither_runs_nor_will() {
    for round in 0..support::counts::rounds(300) {
        let child = waiting_child();
        let handle = open(child.pid());
        let is_dropped = Arc::new(AtomicBool::new(false));
        let is_late = Arc::new(AtomicBool::new(false));
        let (dropped, late) = (Arc::clone(&is_dropped), Arc::clone(&is_late));
        let watch = handle.watch(move || {
            std::thread::sleep(Duration::from_micros(u64::from(round % 7) * 50));
            late.store(dropped.load(Ordering::SeqCst), Ordering::SeqCst);
        });
        let watch = watch.expect("watch");
        assert!(handle.kill(9).expect("kill"));
        std::thread::sleep(Duration::from_micros(u64::from(round % 11) * 100));
        drop(watch);
        is_dropped.store(true, Ordering::SeqCst);
        // The callback is dropped as well: nobody else holds the flags.
        assert_eq!(Arc::strong_count(&is_late), 1, "round {round}");
        drop(child);
        assert!(!is_late.load(Ordering::SeqCst), "round {round}");
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use std::process::{Command, Stdio};

    use support::{Program, zombie};

    use super::*;

    #[test]
    fn the_exit_of_a_stranger_is_told() {
        let mut shell = Command::new("sh");
        shell.args(["-c", "sleep 600 >&2 & echo $!"]);
        let output = shell.stderr(Stdio::null()).output().expect("sh");
        let pid = String::from_utf8_lossy(&output.stdout);
        let stranger = open(pid.trim().parse().expect("pid"));
        let (_watch, told) = watch(&stranger);
        told.recv_timeout(A_WHILE).expect_err("it runs");
        assert!(stranger.kill(libc::SIGKILL).expect("kill"));
        assert_told_once(&told);
        assert!(!stranger.kill(0).expect("kill"));
    }

    #[test]
    fn a_zombie_that_nobody_reaps_has_exited() {
        let zombie = zombie();
        let (_watch, told) = watch(&open(zombie.pid()));
        assert_told_once(&told);
    }

    #[test]
    fn the_exit_of_the_main_thread_alone_is_not_told() {
        let leaderless = Program::start("leader_exits");
        let (_watch, told) = watch(&open(leaderless.pid()));
        told.recv_timeout(A_WHILE).expect_err("it runs");
        leaderless.end();
        assert_told_once(&told);
    }
}
