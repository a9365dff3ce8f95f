//! Trees of real processes, held step by step.

#![cfg(target_os = "linux")]

mod support;

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use process_utils::{Delivery, HeldTree, Member, ProcessState, end_idle_watcher, process_identity};
use support::counts::wait_until;
use support::family::{descendants_of, family, trees_of};
use support::freeze::{freeze, kill, wait_for_exits};
use support::refusal::with_refused;
use support::{Program, dead_pid, waiting_child, zombie};

fn tree_of(program: &Program) -> HeldTree {
    let [tree, _] = trees_of(program);
    tree
}

fn look(tree: &mut HeldTree) -> Vec<Member> {
    tree.look().expect("look")
}

#[test]
fn each_member_is_told_once_and_after_its_parent() {
    for shape in [
        "leaf",
        "chain 20",
        "wide 40",
        "thread wide 3",
        "alone chain 2",
    ] {
        let program = family(shape);
        let expected = descendants_of(program.pid());
        for mut tree in trees_of(&program) {
            let members = look(&mut tree);
            assert_eq!(members.len(), expected.len() + 1, "{shape}");
            for (index, member) in members.iter().enumerate() {
                assert_eq!(member.index, index);
                match member.parent {
                    None => assert_eq!((member.info.pid, member.info.depth), (program.pid(), 0)),
                    Some(parent) => {
                        assert!(parent < index);
                        assert_eq!(members[parent].info.pid, member.info.ppid);
                        assert!(expected.contains(&member.info), "{member:?}");
                    }
                }
            }
            assert_eq!(look(&mut tree), []);
            assert_eq!(tree.exited(), []);
        }
        program.end();
    }
}

#[test]
fn what_is_gone_or_another_is_not_added() {
    let child = waiting_child();
    let identity = process_identity(child.pid())
        .expect("identity")
        .expect("alive");
    let mut tree = HeldTree::new(None).expect("tree");
    for pid in [0, dead_pid(), 1 << 30, u32::MAX] {
        assert!(!tree.add(pid, None).expect("add"), "{pid}");
    }
    let text = identity.to_string();
    let (host, start) = text.rsplit_once('-').expect("start");
    let another = format!("{host}-{}", start.parse::<u64>().expect("number") + 1);
    let another = another.parse().expect("identity");
    assert!(!tree.add(child.pid(), Some(&another)).expect("add"));
    assert!(tree.add(child.pid(), Some(&identity)).expect("add"));
    assert!(tree.add(child.pid(), None).expect("add"));
    assert_eq!(look(&mut tree).len(), 1);
    assert!(tree.add(child.pid(), None).expect("add"), "told already");
    assert_eq!(look(&mut tree), []);
    child.end();
    assert_eq!(wait_for_exits(&mut tree, 1), [0]);
    assert_eq!(tree.signal(0, 0), Delivery::Gone);
    assert_eq!(tree.signal(7, 0), Delivery::Gone);
}

#[test]
fn a_child_that_comes_later_is_found_later() {
    let mut program = family("leaf");
    let mut tree = HeldTree::new(None).expect("tree");
    assert!(tree.add(std::process::id(), None).expect("add"));
    let before = look(&mut tree);
    let known = before
        .iter()
        .find(|member| member.info.pid == program.pid());
    let known = known.expect("the child").index;
    let later = family("chain 2");
    let new = look(&mut tree);
    let of_chain: Vec<_> = new
        .iter()
        .filter(|member| member.info.name == "family")
        .collect();
    assert!(of_chain.len() >= 3, "{new:?}");
    program.kill();
    // Among those of other tests.
    wait_until("the exit", || tree.exited().contains(&known));
    later.end();
}

#[test]
fn zombies_are_members_that_have_exited() {
    let zombie = zombie();
    for mut tree in trees_of(&zombie) {
        let members = look(&mut tree);
        assert_eq!(members[0].info.state, ProcessState::Zombie);
        assert_eq!(tree.signal(0, libc::SIGKILL), Delivery::Gone);
        assert_eq!(tree.exited(), [0]);
        assert_eq!(tree.exited(), []);
    }
    let program = family("zombie");
    for mut tree in trees_of(&program) {
        let members = look(&mut tree);
        assert_eq!(members.len(), 2);
        assert_eq!(members[1].info.state, ProcessState::Zombie);
        assert_eq!(tree.signal(1, 0), Delivery::Gone);
        assert_eq!(tree.exited(), [1]);
        for _ in 0..3 {
            assert_eq!(look(&mut tree), [], "found once");
        }
    }
    program.end();
}

#[test]
fn what_is_left_alone_is_not_told_again() {
    let program = family("chain 3");
    for mut tree in trees_of(&program) {
        let members = look(&mut tree);
        assert_eq!(members.len(), 4);
        tree.leave(2);
        assert_eq!(look(&mut tree), []);
        for (index, expected) in [
            (0, Delivery::Sent),
            (1, Delivery::Sent),
            (2, Delivery::Gone),
            (3, Delivery::Gone),
        ] {
            assert_eq!(tree.signal(index, 0), expected, "{index}");
        }
    }
    let mut tree = tree_of(&program);
    look(&mut tree);
    tree.leave(2);
    program.end();
    assert_eq!(wait_for_exits(&mut tree, 2), [0, 1]);
    tree.leave(99);
}

#[test]
fn killing_a_tree_children_first() {
    let (shapes, exits) = (["chain 10", "wide 40", "alone wide 2"], Arc::default());
    for shape in shapes {
        let program = family(shape);
        let mut tree = tree_of(&program);
        let counter: Arc<AtomicUsize> = Arc::clone(&exits);
        tree.watch(Arc::new(move || {
            counter.fetch_add(1, Ordering::SeqCst);
        }));
        let before = exits.load(Ordering::SeqCst);
        let members = freeze(&mut tree);
        kill(&mut tree, &members);
        drop(program);
        let all = Vec::from_iter(0..members.len());
        assert_eq!(wait_for_exits(&mut tree, members.len()), all);
        // Another thread tells, after the list of exits is there.
        let told = || exits.load(Ordering::SeqCst) - before;
        wait_until("a call of the watcher", || told() > 0);
        let told = told();
        assert!((1..=members.len()).contains(&told), "{told}");
        for index in all {
            assert_eq!(tree.signal(index, 0), Delivery::Gone);
        }
    }
    end_idle_watcher();
}

#[test]
fn refused_signals_are_denied() {
    let program = family("wide 2");
    let mut tree = tree_of(&program);
    look(&mut tree);
    with_refused(&[(libc::SYS_pidfd_send_signal, libc::EPERM)], || {
        assert_eq!(tree.signal(1, 0), Delivery::Denied);
    });
    assert_eq!(tree.signal(1, 99), Delivery::Failed);
    assert_eq!(tree.signal(1, 0), Delivery::Sent);
    program.end();
}

#[test]
fn without_pidfds_there_is_no_tree() {
    // `can_watch` remembers: asked in a process of its own.
    let mut refused = std::process::Command::new(support::example("seccomp_exec"));
    refused
        .args(["pidfd_open=EPERM", "--"])
        .arg(support::example("ask_core"));
    let mut asking = Program::from_command(&mut refused);
    let answer = asking.ask(&format!("tree {}", std::process::id()));
    assert!(answer.starts_with("error: "), "{answer}");
    let found: HashSet<_> = asking.ask("tree 1").split(' ').map(str::to_owned).collect();
    assert!(found.contains("error:"));
}
