//! What the caller of a held tree does, step by step.

use std::thread;
use std::time::{Duration, Instant};

use process_utils::{Delivery, HeldTree, Member, ProcessState};

use super::counts::wait_until;

/// Stops whatever is found until nothing new is. Tells all that was found.
pub fn freeze(tree: &mut HeldTree) -> Vec<Member> {
    let mut all = Vec::new();
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let new = tree.look().expect("look");
        if new.is_empty() && tree.moving().expect("moving") == 0 {
            return all;
        }
        for member in &new {
            if member.info.state != ProcessState::Zombie {
                tree.signal(member.index, libc::SIGSTOP);
            }
        }
        all.extend(new);
        wait_until("all stand still", || tree.moving().expect("moving") == 0);
        assert!(Instant::now() < deadline, "{} and more", all.len());
    }
}

/// Children first.
pub fn kill(tree: &mut HeldTree, members: &[Member]) {
    for member in members.iter().rev() {
        let delivery = tree.signal(member.index, libc::SIGKILL);
        assert!(
            matches!(delivery, Delivery::Sent | Delivery::Gone),
            "{delivery:?}"
        );
    }
}

pub fn wait_for_exits(tree: &mut HeldTree, count: usize) -> Vec<usize> {
    let mut exited = Vec::new();
    wait_until("exits", || {
        exited.extend(tree.exited());
        exited.len() == count
    });
    thread::sleep(Duration::from_millis(5));
    assert_eq!(tree.exited(), [], "each is told once");
    exited.sort_unstable();
    exited
}
