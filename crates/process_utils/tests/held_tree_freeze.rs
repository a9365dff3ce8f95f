//! Trees that are stopped member by member, until nothing new can come.

#![cfg(target_os = "linux")]

mod support;

use std::thread;
use std::time::Duration;

use process_utils::{HeldTree, Scope};
use support::counts::rounds;
use support::family::{family, family_command, trees_of};
use support::freeze::{freeze, kill, wait_for_exits};
use support::refusal::with_refused;
use support::{Program, nix_pid};

#[test]
fn stopped_members_are_not_looked_below_again() {
    for shape in ["wide 20", "thread wide 2", "alone chain 3", "zombie"] {
        let program = family(shape);
        for (mut tree, scans) in trees_of(&program).into_iter().zip([false, true]) {
            let members = freeze(&mut tree);
            // With no descriptor nothing can be read, and nothing needs to be.
            with_refused(&[(libc::SYS_openat, libc::EMFILE)], || {
                assert_eq!(tree.moving().expect("moving"), 0);
                assert_eq!(tree.look().is_err(), scans);
            });
            for member in &members {
                tree.signal(member.index, libc::SIGCONT);
            }
            assert_eq!(tree.look().expect("look"), []);
        }
        program.end();
    }
}

#[test]
fn one_that_waits_for_its_vforked_child_is_stopped_enough() {
    let program = family("vfork");
    let [mut tree, _] = trees_of(&program);
    let members = freeze(&mut tree);
    assert_eq!(members.len(), 2);
    kill(&mut tree, &members);
    drop(program);
    wait_for_exits(&mut tree, 2);
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
