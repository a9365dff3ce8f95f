//! Handles of real processes.

mod support;

use process_utils::{Handle, Identity, process_identity};
use support::{dead_pid, waiting_child};

fn open(pid: u32) -> Handle {
    Handle::open(pid, None).unwrap_or_else(|error| panic!("{pid}: {error}"))
}

fn has_exited(handle: &Handle) -> bool {
    handle.has_exited().expect("has_exited")
}

#[test]
fn a_handle_tells_the_exit_and_which_process_it_holds() {
    let child = waiting_child();
    let identity = process_identity(child.pid()).expect("identity");
    let handle = open(child.pid());
    assert_eq!(handle.pid(), child.pid());
    assert_eq!(handle.identity(), identity.as_ref());
    assert!(!has_exited(&handle));
    assert!(handle.kill(0).expect("kill"));
    child.end();
    assert!(has_exited(&handle));
    for signal in [0, 9] {
        assert!(!handle.kill(signal).expect("kill"));
    }
}

#[test]
fn a_handle_of_this_process_can_be_had() {
    let handle = open(std::process::id());
    assert!(!has_exited(&handle));
    assert!(handle.kill(0).expect("kill"));
}

#[test]
fn sigkill_ends_the_process() {
    let mut child = waiting_child();
    let handle = open(child.pid());
    assert!(handle.kill(9).expect("kill"));
    child.kill();
    drop(child);
    assert!(has_exited(&handle));
}

fn assert_gone(pid: u32, expected: Option<&Identity>) {
    let error = Handle::open(pid, expected).expect_err("gone");
    let codes = if cfg!(windows) { [87] } else { [3] };
    assert!(
        codes.map(Some).contains(&error.raw_os_error()),
        "{pid}: {error}"
    );
}

#[test]
fn what_is_gone_cannot_be_opened() {
    for pid in [
        0,
        dead_pid(),
        1 << 30,
        i32::MAX.unsigned_abs(),
        1 << 31,
        u32::MAX,
    ] {
        assert_gone(pid, None);
    }
}

#[test]
fn only_the_expected_incarnation_is_opened() {
    let child = waiting_child();
    let identity = process_identity(child.pid())
        .expect("identity")
        .expect("alive");
    let handle = Handle::open(child.pid(), Some(&identity)).expect("open");
    assert_eq!(handle.identity(), Some(&identity));

    assert_gone(std::process::id(), Some(&identity));
    let text = identity.to_string();
    let (host, start) = text.rsplit_once('-').expect("start");
    let start: u64 = start.parse().expect("number");
    for start in [start - 1, start + 1] {
        let other = format!("{host}-{start}").parse().expect("identity");
        assert_gone(child.pid(), Some(&other));
    }
    let pid = child.end();
    assert_gone(pid, Some(&identity));
}

#[cfg(target_os = "linux")]
mod linux {
    use std::os::unix::process::CommandExt;
    use std::process::Command;

    use support::copy::for_everyone;
    use support::refusal::with_refused;
    use support::{Program, Thread, zombie};

    use super::*;

    #[test]
    fn a_zombie_can_be_opened_and_has_exited() {
        let zombie = zombie();
        let handle = open(zombie.pid());
        assert!(has_exited(&handle));
        assert!(handle.identity().is_some());
        assert!(!handle.kill(0).expect("kill"));
        Handle::open(zombie.pid(), handle.identity()).expect("open");
    }

    #[test]
    fn a_process_without_its_main_thread_has_not_exited() {
        let leaderless = Program::start("leader_exits");
        let handle = open(leaderless.pid());
        assert!(!has_exited(&handle));
        assert!(handle.kill(0).expect("kill"));
        leaderless.end();
        assert!(has_exited(&handle));
    }

    #[test]
    fn a_thread_cannot_be_opened() {
        let thread = Thread::start();
        assert_gone(thread.id, None);
    }

    #[test]
    fn the_identity_of_another_host_authorises_nothing() {
        let child = waiting_child();
        let identity = process_identity(child.pid())
            .expect("identity")
            .expect("alive");
        let text = identity.to_string();
        let parts: Vec<_> = text.split('-').collect();
        let altered = |part: usize, to: &str| {
            let mut parts = parts.clone();
            parts[part] = to;
            let other: Identity = parts.join("-").parse().expect("identity");
            let error = Handle::open(child.pid(), Some(&other)).expect_err("another host");
            error.raw_os_error()
        };
        assert_eq!(altered(4, "1.1"), Some(libc::EPERM));
        let boot = "0123456789abcdef0123456789abcdef";
        let expected = if parts[2] == "0" {
            libc::EPERM
        } else {
            libc::ESRCH
        };
        assert_eq!(altered(3, boot), Some(expected));
        let windows = format!("v1-win32-0-0-0.0-{}-1", child.pid());
        let windows: Identity = windows.parse().expect("identity");
        let error = Handle::open(child.pid(), Some(&windows)).expect_err("Windows");
        assert_eq!(error.raw_os_error(), Some(libc::EPERM));
    }

    #[test]
    fn bad_signals_are_refused_and_real_ones_arrive() {
        let child = waiting_child();
        let handle = open(child.pid());
        for signal in [-1, 65, i32::MAX] {
            let error = handle.kill(signal).expect_err("no such signal");
            assert_eq!(error.raw_os_error(), Some(libc::EINVAL), "{signal}");
        }
        assert!(!has_exited(&handle));
        assert!(handle.kill(libc::SIGTERM).expect("kill"));
        support::counts::wait_until("exit", || has_exited(&handle));
    }

    #[test]
    fn processes_of_others_can_be_held_but_not_signalled() {
        if !nix::unistd::geteuid().is_root() {
            println!("skipped: another user, which takes root");
            return;
        }
        let child = waiting_child();
        let zombie = zombie();
        let (_directory, ask_core) = for_everyone("ask_core");
        let mut asking = Program::from_command(Command::new(ask_core).uid(65_534).gid(65_534));
        for (pid, exited) in [(child.pid(), false), (zombie.pid(), true)] {
            let identity = open(pid).identity().expect("identity").to_string();
            let expected = format!("{identity} exited={exited}");
            assert_eq!(asking.ask(&format!("open {pid}")), expected);
            assert_eq!(asking.ask(&format!("open {identity}")), expected);
        }
        let denied = "error: Operation not permitted (os error 1)";
        assert_eq!(asking.ask(&format!("kill {}", child.pid())), denied);
        assert_eq!(asking.ask(&format!("kill {}", zombie.pid())), "false");
        assert_eq!(asking.ask(&format!("kill {}", asking.pid())), "true");
    }

    #[test]
    fn a_refused_pidfd_is_unsupported_or_exhausted() {
        let child = waiting_child();
        for errno in [
            libc::ENOSYS,
            libc::EPERM,
            libc::EACCES,
            libc::EOPNOTSUPP,
            libc::EINVAL,
        ] {
            with_refused(&[(libc::SYS_pidfd_open, errno)], || {
                let error = Handle::open(child.pid(), None).expect_err("refused");
                assert_eq!(error.kind(), std::io::ErrorKind::Unsupported, "{errno}");
            });
        }
        for errno in [libc::EMFILE, libc::ENFILE, libc::ENOMEM] {
            with_refused(&[(libc::SYS_pidfd_open, errno)], || {
                let error = Handle::open(child.pid(), None).expect_err("refused");
                assert_eq!(error.raw_os_error(), Some(errno));
            });
        }
    }

    /// A filter says EPERM to every signal, the free pid's included: only the
    /// descriptor tells whether the pid was released.
    #[test]
    fn a_refused_signal_proves_nothing() {
        let zombie = zombie();
        let child = waiting_child();
        let handle = open(child.pid());
        let zombies = open(zombie.pid());
        let identity = zombies.identity().cloned();
        with_refused(&[(libc::SYS_pidfd_send_signal, libc::EPERM)], || {
            let error = handle.kill(0).expect_err("refused");
            assert_eq!(error.raw_os_error(), Some(libc::EPERM));
            let opened = Handle::open(zombie.pid(), identity.as_ref()).expect("open");
            assert_eq!(opened.identity(), identity.as_ref());
            assert!(!opened.kill(0).expect("kill"));
        });
    }

    #[test]
    fn descriptors_are_closed_on_exec() {
        let _handle = open(1);
        let mut command = Command::new("ls");
        let output = command.args(["-l", "/proc/self/fd"]).output().expect("ls");
        let listing = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success() && !listing.contains("pidfd"),
            "{listing}"
        );
    }
}
