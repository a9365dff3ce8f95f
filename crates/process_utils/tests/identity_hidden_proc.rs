//! Identities where /proc hides the processes of others, is not mounted, or is
//! that of another pid namespace; and where pidfds are refused.

#![cfg(target_os = "linux")]

mod support;

use std::process::{self, Command};

use process_utils::{ProcessState, identity_state, process_identity, process_state};
use support::copy::for_everyone;
use support::hidden_proc::start_with_proc;
use support::refusal::with_refused;
use support::{Program, Thread, dead_pid, waiting_child, zombie};

const DENIED: &str = "error: Operation not permitted (os error 1)";

fn assert_unknown(kind: &str, options: &str, is_itself_known: bool) {
    let child = waiting_child();
    let zombie = zombie();
    let (_directory, ask_core) = for_everyone("ask_core");
    let identity = process_identity(child.pid())
        .expect("identity")
        .expect("alive");
    let mut command = Command::new(ask_core);
    let Some(mut asking) = start_with_proc(&mut command, kind, options) else {
        return;
    };
    let (pid, dead) = (child.pid(), dead_pid());
    assert_eq!(asking.ask(&format!("identity {pid}")), DENIED);
    assert_eq!(asking.ask(&format!("state {pid}")), "running");
    assert_eq!(asking.ask(&format!("state {}", zombie.pid())), "zombie");
    assert_eq!(asking.ask(&format!("identity {}", zombie.pid())), "none");
    assert_eq!(asking.ask(&format!("state {dead}")), "gone");
    assert_eq!(asking.ask(&format!("identity {dead}")), "none");
    assert_eq!(asking.ask(&format!("state {identity}")), "unknown");
    assert_eq!(asking.ask(&format!("open {identity}")), DENIED);
    assert_eq!(asking.ask(&format!("open {pid}")), "none exited=false");
    let itself = asking.pid();
    let answer = asking.ask(&format!("identity {itself}"));
    if is_itself_known {
        let known = process_identity(itself).expect("identity").expect("alive");
        assert_eq!(answer, known.to_string());
        child.end();
        assert_eq!(asking.ask(&format!("state {identity}")), "gone");
    } else {
        assert_eq!(answer, DENIED);
    }
}

#[test]
fn what_proc_hides_is_unknown_until_its_pid_is_free() {
    assert_unknown("proc", "hidepid=2", true);
}

#[test]
fn nothing_is_known_without_proc() {
    assert_unknown("tmpfs", "size=4k", false);
}

/// The pids in such a /proc are those of other processes.
#[test]
fn a_proc_of_another_pid_namespace_is_not_believed() {
    let mut command = Command::new("unshare");
    command.args(["--pid", "--fork", "--kill-child"]);
    let probe = command.arg("true").status();
    if !probe.as_ref().is_ok_and(process::ExitStatus::success) {
        println!("skipped: no pid namespace of our own: {probe:?}");
        return;
    }
    let mut command = Command::new("unshare");
    command.args(["--pid", "--fork", "--kill-child"]);
    let ask_core = support::example("ask_core");
    let script = "printf 'identity 1\\nstate 1\\nopen 1\\nidentity 999999\\n' | \"$0\"";
    let output = command.args(["sh", "-c", script]).arg(ask_core).output();
    let output = output.expect("unshare");
    let answers = String::from_utf8_lossy(&output.stdout);
    let answers: Vec<_> = answers.lines().skip(1).collect();
    let expected = [DENIED, "running", "none exited=false", "none"];
    assert_eq!(answers, expected, "{output:?}");
}

#[test]
fn proc_is_enough_where_pidfds_are_refused() {
    let child = waiting_child();
    let leaderless = Program::start("leader_exits");
    let zombie = zombie();
    let thread = Thread::start();
    let dead = dead_pid();
    let known = process_identity(child.pid()).expect("identity");
    let refused = [
        libc::ENOSYS,
        libc::EPERM,
        libc::EACCES,
        libc::EINVAL,
        libc::EMFILE,
    ];
    for errno in refused {
        let robust_lists = (libc::SYS_get_robust_list, libc::EPERM);
        with_refused(&[(libc::SYS_pidfd_open, errno), robust_lists], || {
            assert_eq!(process_identity(child.pid()).expect("identity"), known);
            for (pid, expected) in [
                (child.pid(), ProcessState::Running),
                (leaderless.pid(), ProcessState::Running),
                (zombie.pid(), ProcessState::Zombie),
                (thread.id, ProcessState::Gone),
                (dead, ProcessState::Gone),
            ] {
                assert_eq!(
                    process_state(pid).expect("state"),
                    expected,
                    "{pid}, {errno}"
                );
                let identity = process_identity(pid).expect("identity");
                assert_eq!(
                    identity.is_some(),
                    expected == ProcessState::Running,
                    "{pid}"
                );
                if let Some(identity) = identity {
                    assert_eq!(identity_state(&identity).expect("state"), expected);
                }
            }
        });
    }
}

#[test]
fn an_identity_that_cannot_be_read_now_is_unknown() {
    let child = waiting_child();
    let known = process_identity(child.pid())
        .expect("identity")
        .expect("alive");
    for errno in [libc::EMFILE, libc::ENFILE, libc::EACCES, libc::EPERM] {
        let known = known.clone();
        with_refused(&[(libc::SYS_openat, errno)], || {
            let error = process_identity(child.pid()).expect_err("refused");
            let expected = if errno == libc::EACCES {
                libc::EPERM
            } else {
                errno
            };
            assert_eq!(error.raw_os_error(), Some(expected));
            assert_eq!(
                identity_state(&known).expect("state"),
                ProcessState::Unknown
            );
        });
    }
    with_refused(
        &[
            (libc::SYS_openat, libc::EMFILE),
            (libc::SYS_pidfd_open, libc::EMFILE),
        ],
        || {
            assert_eq!(
                identity_state(&known).expect("state"),
                ProcessState::Unknown
            );
            child.end();
            assert_eq!(identity_state(&known).expect("state"), ProcessState::Gone);
        },
    );
}

/// The last step of the ladder: nothing is left to tell a zombie by.
#[test]
fn a_state_is_unknown_where_only_signals_are_left() {
    let child = waiting_child();
    let zombie = zombie();
    let thread = Thread::start();
    let dead = dead_pid();
    let refused = [
        libc::SYS_pidfd_open,
        libc::SYS_openat,
        libc::SYS_get_robust_list,
    ];
    let refused = refused.map(|syscall| (syscall, libc::EPERM));
    with_refused(&refused, || {
        for (pid, expected) in [
            (child.pid(), ProcessState::Unknown),
            (zombie.pid(), ProcessState::Unknown),
            (thread.id, ProcessState::Gone),
            (dead, ProcessState::Gone),
        ] {
            assert_eq!(process_state(pid).expect("state"), expected, "{pid}");
        }
    });
}
