//! A tree that changes while it is looked at, and what it leaves behind. The
//! descriptors are the whole process's: this file has a single test.

#![cfg(target_os = "linux")]

mod support;

use std::process::Command;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use process_utils::{HeldTree, Scope, end_idle_watcher};
use support::Program;
use support::counts::{descriptors, rounds, wait_until, watcher_threads};
use support::family::family_command;
use support::freeze::{freeze, kill, wait_for_exits};

fn storm(variable: &str) -> Program {
    let mut command: Command = family_command("storm 4");
    Program::from_command(command.env(variable, "1"))
}

#[test]
fn nothing_of_a_storm_survives_and_nothing_is_left_open() {
    let before = descriptors();
    for round in 0..rounds(6) {
        let variable = format!("PROCPILOT_STORM_{}_{round}", std::process::id());
        let scope = Arc::new(Scope::new(&variable).expect("scope"));
        let program = storm(&variable);
        thread::sleep(Duration::from_millis(30));
        // Orphans are found by the scope only.
        let mut tree = HeldTree::new(Some(Arc::clone(&scope))).expect("tree");
        if round % 2 == 1 {
            tree.scan();
        }
        assert!(tree.add(program.pid(), None).expect("add"));
        tree.watch(Arc::new(|| {}));
        let members = freeze(&mut tree);
        assert!(!members.is_empty());
        let alive = scope.processes().expect("processes");
        let told = |pid| members.iter().any(|member| member.info.pid == pid);
        let missed: Vec<_> = alive.iter().filter(|process| !told(process.pid)).collect();
        assert!(missed.is_empty(), "{missed:?}");
        kill(&mut tree, &members);
        drop(program);
        wait_for_exits(&mut tree, members.len());
        let left = scope.processes().expect("processes");
        assert!(left.is_empty(), "{left:?}");
    }
    end_idle_watcher();
    wait_until("no thread", || watcher_threads().is_empty());
    assert_eq!(descriptors(), before);
}
