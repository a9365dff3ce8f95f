//! Trees of real processes, and what is expected of them.

use std::collections::HashMap;
use std::process::Command;

use process_utils::{HeldTree, ProcessInfo, descendants, descendants_by_scan};

use super::{Program, example};

/// The program `family` in a shape.
pub fn family(shape: &str) -> Program {
    Program::from_command(&mut family_command(shape))
}

pub fn family_command(shape: &str) -> Command {
    let mut command = Command::new(example("family"));
    command.args(shape.split(' '));
    command
}

/// The descendants of a program, told alike by both ways of looking.
pub fn descendants_of(pid: u32) -> Vec<ProcessInfo> {
    let found = descendants(pid).expect("descendants");
    let sorted = |mut found: Vec<ProcessInfo>| {
        found.sort_by_key(|process| process.pid);
        found
    };
    let scanned = descendants_by_scan(pid).expect("descendants by a scan");
    assert_eq!(sorted(found.clone()), sorted(scanned));
    assert_in_order(pid, &found);
    found
}

/// Level by level, and each after its parent.
fn assert_in_order(root: u32, found: &[ProcessInfo]) {
    let mut depths = HashMap::from([(root, 0)]);
    let mut deepest = 1;
    for process in found {
        assert_eq!(depths.get(&process.ppid), Some(&(process.depth - 1)));
        assert!(process.depth >= deepest, "{found:?}");
        deepest = process.depth;
        assert_eq!(depths.insert(process.pid, process.depth), None, "twice");
    }
}

pub fn depths(found: &[ProcessInfo]) -> Vec<u32> {
    found.iter().map(|process| process.depth).collect()
}

/// Trees of a program, by both ways of looking.
pub fn trees_of(program: &Program) -> [HeldTree; 2] {
    [false, true].map(|scans| {
        let mut tree = HeldTree::new(None).expect("tree");
        if scans {
            tree.scan();
        }
        assert!(tree.add(program.pid(), None).expect("add"));
        tree
    })
}
