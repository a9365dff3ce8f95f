//! Held trees with few descriptors left, or none. The limit is the whole
//! process's: this file has a single test.

#![cfg(target_os = "linux")]

mod support;

use std::fs::File;

use process_utils::{Delivery, HeldTree, Member, descendants};
use support::Program;
use support::counts::descriptors;
use support::family::family;
use support::freeze::{freeze, kill, wait_for_exits};
use support::limited::Limited;

#[test]
fn what_cannot_be_held_is_still_told_apart_and_signalled() {
    let before = descriptors();
    // Half of the limit: 40 of 61 are not held.
    with_limit(40, 0, |program, tree| {
        let members = tree.look().expect("look");
        let held = descriptors();
        assert!(held <= before + 20 + 8, "{held}");
        assert_all_can_be_signalled(tree, &members);
        assert_eq!(tree.look().expect("look"), []);
        end(program, tree, &members);
    });
    // Nearly all are taken by others.
    with_limit(200, 6, |program, tree| {
        let members = tree.look().expect("look");
        assert_all_can_be_signalled(tree, &members);
        assert_eq!(tree.look().expect("look"), []);
        assert_eq!(descendants(program.pid()).expect("descendants").len(), 60);
        end(program, tree, &members);
    });
    // None is left: the look fails, and nothing is lost.
    with_limit(200, 2, |program, tree| {
        let filling = fill(0);
        let error = tree.look().expect_err("no descriptor");
        assert_eq!(error.raw_os_error(), Some(libc::EMFILE));
        let error = descendants(program.pid()).expect_err("no descriptor");
        assert_eq!(error.raw_os_error(), Some(libc::EMFILE));
        drop(filling);
        let members = freeze(tree);
        end(program, tree, &members);
    });
    assert_eq!(descriptors(), before);
}

/// A tree of 61 processes, with that limit and so many descriptors left.
fn with_limit(limit: u64, left: usize, work: impl FnOnce(Program, &mut HeldTree)) {
    let program = family("wide 60");
    let mut tree = HeldTree::new(None).expect("tree");
    assert!(tree.add(program.pid(), None).expect("add"));
    let limited = Limited::to(limit);
    let filling = if left > 0 { fill(left) } else { Vec::new() };
    work(program, &mut tree);
    drop((limited, filling));
}

fn fill(left: usize) -> Vec<File> {
    let mut filling: Vec<_> = std::iter::from_fn(|| File::open("/dev/null").ok()).collect();
    filling.truncate(filling.len() - left);
    filling
}

fn assert_all_can_be_signalled(tree: &mut HeldTree, members: &[Member]) {
    assert_eq!(members.len(), 61);
    for member in members {
        assert_eq!(tree.signal(member.index, 0), Delivery::Sent, "{member:?}");
    }
    assert_eq!(tree.exited(), []);
}

/// Also with few descriptors: stops, is complete, and ends.
fn end(program: Program, tree: &mut HeldTree, members: &[Member]) {
    for member in members {
        tree.signal(member.index, libc::SIGSTOP);
    }
    assert_eq!(freeze(tree), []);
    kill(tree, members);
    drop(program);
    wait_for_exits(tree, members.len());
    for member in members {
        assert_eq!(tree.signal(member.index, 0), Delivery::Gone);
    }
}
