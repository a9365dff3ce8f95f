//! Liveness where steps of the ladder are refused: get_robust_list(2),
//! pidfd_open(2), /proc, tgkill(2). Seccomp filters hold for a thread, so that
//! each test thread has its own.

#![cfg(target_os = "linux")]

mod support;

use std::fs::File;
use std::process::{self, Command};

use process_utils::is_process_alive;
use rustix::process::{Pid, PidfdFlags, pidfd_open};
use support::refusal::with_refused;
use support::{Program, Thread, dead_pid, example, waiting_child, zombie};

const REFUSALS: [i32; 7] = [
    libc::EPERM,
    libc::ENOSYS,
    libc::EACCES,
    libc::EINVAL,
    libc::EOPNOTSUPP,
    libc::EMFILE,
    libc::ENOMEM,
];

/// One process of each kind, and what a step of the ladder should say to it.
struct Processes {
    child: Program,
    leaderless: Program,
    zombie: Program,
    thread: Thread,
    dead: u32,
}

impl Processes {
    fn start() -> Self {
        Self {
            child: waiting_child(),
            leaderless: Program::start("leader_exits"),
            zombie: zombie(),
            thread: Thread::start(),
            dead: dead_pid(),
        }
    }

    fn assert_answers(&self, is_zombie_alive: bool, why: &str) {
        for (kind, pid, expected) in [
            ("this process", process::id(), true),
            ("pid 1", 1, true),
            ("child", self.child.pid(), true),
            ("no main thread", self.leaderless.pid(), true),
            ("zombie", self.zombie.pid(), is_zombie_alive),
            ("thread", self.thread.id, false),
            ("dead", self.dead, false),
            ("above pid_max", 1 << 30, false),
        ] {
            let alive = is_process_alive(pid).expect("is_process_alive");
            assert_eq!(alive, expected, "{kind} ({pid}), {why}");
        }
    }
}

fn pidfd_error() -> Option<i32> {
    let this = Pid::from_raw(process::id().try_into().expect("pid")).expect("pid");
    let error = pidfd_open(this, PidfdFlags::empty()).err()?;
    Some(error.raw_os_error())
}

/// With the first step of the ladder, and without.
fn with_and_without_robust_lists(refusals: &[(i64, i32)], ask: impl Fn(&str) + Sync) {
    let names: Vec<_> = refusals.iter().map(|(_, errno)| errno).collect();
    with_refused(refusals, || ask(&format!("refused with {names:?}")));
    for errno in [libc::EPERM, libc::ENOSYS] {
        let robust_lists = (libc::SYS_get_robust_list, errno);
        with_refused(&[refusals, &[robust_lists]].concat(), || {
            ask(&format!(
                "refused with {names:?}, robust lists with {errno}"
            ));
        });
    }
}

#[test]
fn answers_by_pidfd_where_robust_lists_are_refused() {
    let processes = Processes::start();
    with_and_without_robust_lists(&[], |why| processes.assert_answers(false, why));
}

#[test]
fn answers_from_proc_where_pidfds_are_refused() {
    let processes = Processes::start();
    for errno in REFUSALS {
        with_and_without_robust_lists(&[(libc::SYS_pidfd_open, errno)], |why| {
            assert_eq!(pidfd_error(), Some(errno), "the filter is in force");
            processes.assert_answers(false, why);
        });
    }
}

#[test]
fn answers_without_a_descriptor_where_nothing_can_be_opened() {
    let processes = Processes::start();
    for errno in [libc::EMFILE, libc::ENFILE] {
        let refusals = [(libc::SYS_pidfd_open, errno), (libc::SYS_openat, errno)];
        with_and_without_robust_lists(&refusals, |why| {
            let error = File::open("/proc/self/stat").expect_err("openat is refused");
            assert_eq!(error.raw_os_error(), Some(errno));
            processes.assert_answers(false, why);
        });
    }
}

/// The documented limit: signal 0 cannot tell a zombie.
#[test]
fn answers_by_signal_where_proc_is_refused_too() {
    let processes = Processes::start();
    for errno in [libc::EACCES, libc::EPERM, libc::ENOENT] {
        let refusals = [(libc::SYS_pidfd_open, errno), (libc::SYS_openat, errno)];
        with_and_without_robust_lists(&refusals, |why| {
            let error = File::open("/proc/self/stat").expect_err("openat is refused");
            assert_eq!(error.raw_os_error(), Some(errno));
            processes.assert_answers(true, why);
        });
    }
}

#[test]
fn a_refused_signal_proves_nothing_while_a_step_is_left() {
    let processes = Processes::start();
    let tgkill = (libc::SYS_tgkill, libc::EPERM);
    let pidfd_open = (libc::SYS_pidfd_open, libc::EPERM);
    with_and_without_robust_lists(&[tgkill], |why| processes.assert_answers(false, why));
    with_refused(&[tgkill, pidfd_open], || {
        processes.assert_answers(false, "robust lists and /proc are left");
    });
}

#[test]
fn the_filter_of_seccomp_exec_holds_in_the_program() {
    let processes = Processes::start();
    for errno in [
        "EPERM",
        "ENOSYS",
        "EACCES",
        "EINVAL",
        "EOPNOTSUPP",
        "EMFILE",
    ] {
        let mut command = Command::new(example("seccomp_exec"));
        command.arg(format!("pidfd_open={errno}"));
        command.args(["get_robust_list=EPERM", "openat2=ENOSYS", "--"]);
        let mut asking = Program::from_command(command.arg(example("ask_core")));
        let mut alive = |pid: u32| asking.ask(&format!("alive {pid}"));
        assert_eq!(alive(processes.child.pid()), "true", "{errno}");
        assert_eq!(alive(processes.leaderless.pid()), "true", "{errno}");
        assert_eq!(alive(processes.zombie.pid()), "false", "{errno}");
        assert_eq!(alive(processes.thread.id), "false", "{errno}");
        let status = std::fs::read_to_string(format!("/proc/{}/status", asking.pid()));
        let status = status.expect("status");
        assert!(status.contains("\nSeccomp:\t2\n"), "{status}");
        assert!(status.contains("\nNoNewPrivs:\t1\n"), "{status}");
    }
}

#[test]
fn seccomp_exec_refuses_bad_usage() {
    for arguments in [
        &[][..],
        &["pidfd_open=EPERM"],
        &["pidfd_open=EPERM", "--"],
        &["--", "true"],
        &["pidfd_open", "--", "true"],
        &["pidfd_open=EWHAT", "--", "true"],
        &["what=EPERM", "--", "true"],
        &["tgkill=EPERM", "--", "/nowhere/at/all"],
    ] {
        let mut command = Command::new(example("seccomp_exec"));
        let output = command.args(arguments).output().expect("seccomp_exec");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(!output.stderr.is_empty(), "{arguments:?}");
    }
}
