//! Scopes: processes found by a variable in their environment.

#![cfg(target_os = "linux")]

mod support;

use std::collections::HashSet;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use process_utils::{Delivery, HeldTree, ProcessInfo, ProcessState, Scope};
use support::counts::{rounds, wait_until};
use support::family::family_command;
use support::{Program, waiting_child};

/// A name that nothing else on this machine has.
fn variable() -> String {
    static LAST: AtomicU32 = AtomicU32::new(0);
    let number = LAST.fetch_add(1, Ordering::SeqCst);
    format!("PROCPILOT_TEST_{}_{number}", std::process::id())
}

fn family(variable: &str, shape: &str) -> Program {
    Program::from_command(family_command(shape).env(variable, ""))
}

fn processes(scope: &Scope) -> Vec<ProcessInfo> {
    let found = scope.processes().expect("processes");
    let mut seen = HashSet::new();
    for process in &found {
        assert_eq!(process.state, ProcessState::Running);
        assert_eq!(seen.contains(&process.ppid), process.depth > 0, "{found:?}");
        assert!(seen.insert(process.pid), "twice: {found:?}");
        assert!(process.identity().is_some());
    }
    found
}

#[test]
fn a_variable_needs_a_name() {
    for name in ["", "=", "A=B", "A\0"] {
        let error = Scope::new(name).expect_err("no name");
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput, "{name:?}");
    }
}

#[test]
fn whatever_carries_the_variable_belongs_to_it() {
    for (shape, expected) in [
        ("leaf", &[0][..]),
        ("chain 3", &[0, 1, 2, 3]),
        ("wide 3", &[0, 1, 1, 1]),
        ("session leaf", &[0, 1]),
        ("alone leaf", &[0, 1]),
        ("zombie", &[0]),
        ("orphan leaf", &[0, 0]),
        ("orphan session orphan leaf", &[0, 0, 0, 1]),
    ] {
        let variable = variable();
        let scope = Scope::new(&variable).expect("scope");
        let similar = waiting_child();
        let program = family(&variable, shape);
        let mut depths: Vec<_> = processes(&scope)
            .iter()
            .map(|process| process.depth)
            .collect();
        depths.sort_unstable();
        assert_eq!(depths, expected, "{shape}");
        scope.adopt(program.pid()).expect("adopt");
        program.end();
        similar.end();
        wait_until("all have ended", || processes(&scope).is_empty());
    }
}

#[test]
fn names_are_compared_whole() {
    let variable = variable();
    let scope = Scope::new(&variable).expect("scope");
    let mut command = family_command("leaf");
    command
        .env(format!("{variable}S"), "1")
        .env(format!("MY{variable}"), "1");
    command.env("OTHER", format!("{variable}=1"));
    let program = Program::from_command(&mut command);
    assert_eq!(processes(&scope), []);
    program.end();
}

#[test]
fn a_large_environment_is_read_to_its_end() {
    let variable = variable();
    let scope = Scope::new(&variable).expect("scope");
    let mut command = family_command("leaf");
    for number in 0..15 {
        command.env(format!("A{number}"), "x".repeat(100_000));
    }
    let program = Program::from_command(command.env(&variable, "1"));
    assert_eq!(processes(&scope).len(), 1);
    program.end();
}

/// What wiped its environment is still the child of a member.
#[test]
fn a_held_tree_finds_them_and_what_descends_from_them() {
    let variable = variable();
    let scope = Arc::new(Scope::new(&variable).expect("scope"));
    let program = family(&variable, "bare wide 2");
    let orphans = family(&variable, "orphan chain 2");
    let mut tree = HeldTree::new(Some(scope)).expect("tree");
    let members = tree.look().expect("look");
    let shape: Vec<_> = members
        .iter()
        .map(|member| (member.parent, member.info.depth))
        .collect();
    assert_eq!(members.len(), 8, "{members:?}");
    assert_eq!(shape.iter().filter(|place| **place == (None, 0)).count(), 3);
    for member in &members {
        if let Some(parent) = member.parent {
            assert!(parent < member.index);
            assert_eq!(members[parent].info.pid, member.info.ppid);
            assert_eq!(members[parent].info.depth + 1, member.info.depth);
        }
        assert_eq!(tree.signal(member.index, 0), Delivery::Sent);
    }
    assert_eq!(tree.look().expect("look"), []);
    tree.leave(0);
    assert_eq!(tree.look().expect("look"), [], "told once");
    program.end();
    orphans.end();
}

/// For a moment in execve(2) a process has no environment: none may be missed.
#[test]
fn what_calls_exec_is_found() {
    let variable = variable();
    let scope = Scope::new(&variable).expect("scope");
    let directory = tempfile::tempdir().expect("temporary directory");
    let path = directory.path().join("script");
    std::fs::write(&path, "exec sh \"$0\"\n").expect("script");
    let mut command = Command::new("sh");
    command.arg(path).env(&variable, "1").stdin(Stdio::null());
    let mut child = command.spawn().expect("sh");
    let mut missed = 0;
    for _ in 0..rounds(100) {
        let found = processes(&scope);
        missed += u32::from(found.iter().all(|process| process.pid != child.id()));
    }
    child.kill().expect("kill");
    child.wait().expect("wait");
    assert_eq!(missed, 0);
}

#[test]
fn an_empty_environment_is_remembered() {
    let scope = Scope::new(&variable()).expect("scope");
    let program = Program::from_command(family_command("bare leaf").env("A", "1"));
    assert_eq!(processes(&scope), []);
    let start = Instant::now();
    for _ in 0..3 {
        assert_eq!(processes(&scope), []);
    }
    assert!(start.elapsed() < Duration::from_secs(1));
    program.end();
}
