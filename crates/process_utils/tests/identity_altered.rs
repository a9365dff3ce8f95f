//! Identities that differ from those of real processes by one part.

mod support;

use process_utils::{Identity, ProcessState, identity_state, process_identity};
use support::waiting_child;

fn identity(pid: u32) -> Identity {
    let identity = process_identity(pid).expect("process_identity");
    identity.unwrap_or_else(|| panic!("{pid} has no identity"))
}

fn state(identity: &Identity) -> ProcessState {
    identity_state(identity).expect("identity_state")
}

/// The parts of the text, to be altered one at a time.
fn altered(identity: &Identity, part: usize, to: &str) -> Identity {
    let text = identity.to_string();
    let mut parts: Vec<_> = text.split('-').collect();
    assert_ne!(parts[part], to);
    parts[part] = to;
    parts.join("-").parse().expect("identity")
}

const START: usize = 6;

#[test]
fn another_start_time_is_another_process() {
    let child = waiting_child();
    let known = identity(child.pid());
    let text = known.to_string();
    let start: u64 = text
        .rsplit('-')
        .next()
        .and_then(|start| start.parse().ok())
        .expect("start");
    for start in [start - 1, start + 1, 0, u64::MAX] {
        let other = altered(&known, START, &start.to_string());
        assert_ne!(other, known);
        assert_eq!(state(&other), ProcessState::Gone, "{start}");
    }
}

#[test]
fn another_system_is_unknown() {
    let (windows, macos) = ("win32-0-0-0.0", format!("darwin-0-{}-0.0", "0".repeat(32)));
    let linux = format!("linux-0-{}-1.1", "0".repeat(32));
    for host in [windows, &macos, &linux] {
        let other: Identity = format!("v1-{host}-1-1").parse().expect("identity");
        assert_eq!(state(&other), ProcessState::Unknown, "{host}");
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use super::*;

    const MACHINE: usize = 2;
    const BOOT: usize = 3;
    const NAMESPACES: usize = 4;

    #[test]
    fn another_boot_of_this_machine_proves_the_end() {
        let known = identity(std::process::id());
        let boot = "0123456789abcdef0123456789abcdef";
        let other = altered(&known, BOOT, boot);
        let has_machine = known.to_string().split('-').nth(MACHINE) != Some("0");
        let expected = if has_machine {
            ProcessState::Gone
        } else {
            println!("skipped: this machine has no id");
            ProcessState::Unknown
        };
        assert_eq!(state(&other), expected);
        // No proof: another machine, or one that cannot be told from others.
        let machine = "0123456789abcdef";
        assert_eq!(
            state(&altered(&other, MACHINE, machine)),
            ProcessState::Unknown
        );
        if has_machine {
            assert_eq!(state(&altered(&other, MACHINE, "0")), ProcessState::Unknown);
        }
    }

    /// Containers may have a machine id of their own; the boot id is the kernel's.
    #[test]
    fn another_machine_id_of_this_boot_is_this_machine() {
        let child = waiting_child();
        let other = altered(&identity(child.pid()), MACHINE, "0123456789abcdef");
        assert_eq!(state(&other), ProcessState::Running);
        child.end();
        assert_eq!(state(&other), ProcessState::Gone);
    }

    #[test]
    fn another_namespace_is_unknown() {
        let known = identity(std::process::id());
        let text = known.to_string();
        let namespaces = text.split('-').nth(NAMESPACES).expect("namespaces");
        let (pids, time) = namespaces.split_once('.').expect("namespaces");
        for other in [format!("1.{time}"), format!("{pids}.1"), "0.0".to_owned()] {
            let other = altered(&known, NAMESPACES, &other);
            assert_eq!(state(&other), ProcessState::Unknown, "{other}");
        }
    }
}
