//! Liveness where /proc hides the processes of others (hidepid=2), or is not
//! mounted at all, asked by an ordinary user.

#![cfg(target_os = "linux")]

mod support;

use std::process::Command;

use support::copy::for_everyone;
use support::hidden_proc::start_with_proc;
use support::{Program, Thread, dead_pid, waiting_child, zombie};

fn assert_answers(kind: &str, options: &str) {
    let child = waiting_child();
    let leaderless = Program::start("leader_exits");
    let zombie = zombie();
    let thread = Thread::start();
    let dead = dead_pid();
    let (_ask_directory, ask_core) = for_everyone("ask_core");
    let (_exec_directory, seccomp_exec) = for_everyone("seccomp_exec");

    let mut refused = Command::new(seccomp_exec);
    refused.args(["pidfd_open=EPERM", "--"]).arg(&ask_core);
    let pidfds = (&mut Command::new(&ask_core), false);
    // The documented limit: signal 0 cannot tell a zombie.
    for (command, is_zombie_alive) in [pidfds, (&mut refused, true)] {
        let Some(mut asking) = start_with_proc(command, kind, options) else {
            return;
        };
        for (kind, pid, expected) in [
            ("itself", asking.pid(), true),
            ("pid 1", 1, true),
            ("child", child.pid(), true),
            ("no main thread", leaderless.pid(), true),
            ("zombie", zombie.pid(), is_zombie_alive),
            ("thread", thread.id, false),
            ("dead", dead, false),
        ] {
            let answer = asking.ask(&format!("alive {pid}"));
            assert_eq!(answer, expected.to_string(), "{kind} ({pid}), {command:?}");
        }
    }
}

#[test]
fn a_process_that_proc_hides_is_alive() {
    assert_answers("proc", "hidepid=2");
}

#[test]
fn proc_need_not_be_mounted() {
    assert_answers("tmpfs", "size=4k");
}
