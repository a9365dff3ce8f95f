//! Trees that change while they are looked at, and what they leave behind.

#![cfg(target_os = "linux")]

mod support;

use std::process::Command;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use process_utils::{HeldTree, Scope, end_idle_watcher};
use support::counts::{descriptors, rounds, wait_until, watcher_threads};
use support::family::family_command;
use support::freeze::{freeze, kill, wait_for_exits};
use support::{Program, nix_pid};

fn storm(variable: &str) -> Program {
    let mut command: Command = family_command("storm 4");
    Program::from_command(command.env(variable, "1"))
}

/// The limit of descriptors and the threads are the whole process's: one test.
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

/// Without a scope: no parent exits here, so that the lists of children tell
/// all there is.
#[test]
fn a_frozen_tree_is_complete_by_its_children_alone() {
    for round in 0..rounds(6) {
        let variable = format!("PROCPILOT_FOREST_{}_{round}", std::process::id());
        let mut command = family_command("forest 4");
        let program = Program::from_command(command.env(&variable, "1"));
        thread::sleep(Duration::from_millis(20));
        let mut tree = HeldTree::new(None).expect("tree");
        assert!(tree.add(program.pid(), None).expect("add"));
        let members = freeze(&mut tree);
        assert!(members.len() > 1);
        kill(&mut tree, &members);
        let root = nix_pid(program.pid());
        nix::sys::wait::waitpid(root, None).expect("waitpid");
        wait_for_exits(&mut tree, members.len());
        let left = Scope::new(&variable).expect("scope").processes();
        assert_eq!(left.expect("processes"), []);
    }
}
