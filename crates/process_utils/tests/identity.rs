//! Identities and states of real processes.

mod support;

use process_utils::{Identity, ProcessState, identity_state, process_identity, process_state};
use support::{dead_pid, waiting_child};

fn identity(pid: u32) -> Identity {
    let identity = process_identity(pid).expect("process_identity");
    identity.unwrap_or_else(|| panic!("{pid} has no identity"))
}

fn state(identity: &Identity) -> ProcessState {
    identity_state(identity).expect("identity_state")
}

#[test]
fn an_identity_is_equal_whoever_asks_and_survives_as_text() {
    let child = waiting_child();
    for pid in [std::process::id(), child.pid()] {
        let known = identity(pid);
        assert_eq!(known.pid(), pid);
        assert_eq!(identity(pid), known);
        assert_eq!(known.to_string().parse(), Ok(known.clone()));
        assert_eq!(
            waiting_child().ask(&format!("identity {pid}")),
            known.to_string()
        );
        assert_eq!(waiting_child().ask(&format!("state {known}")), "running");
        assert_eq!(state(&known), ProcessState::Running);
    }
    assert_ne!(identity(child.pid()), identity(std::process::id()));
}

#[test]
fn what_has_ended_is_gone() {
    let child = waiting_child();
    let known = identity(child.pid());
    let pid = child.end();
    assert_eq!(state(&known), ProcessState::Gone);
    assert_eq!(
        process_state(pid).expect("process_state"),
        ProcessState::Gone
    );
    assert_eq!(process_identity(pid).expect("process_identity"), None);
}

#[test]
fn what_is_no_pid_is_gone() {
    for pid in [
        0,
        dead_pid(),
        1 << 30,
        i32::MAX.unsigned_abs(),
        1 << 31,
        u32::MAX,
    ] {
        assert_eq!(
            process_state(pid).expect("process_state"),
            ProcessState::Gone,
            "{pid}"
        );
        assert_eq!(
            process_identity(pid).expect("process_identity"),
            None,
            "{pid}"
        );
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use std::os::unix::process::CommandExt;
    use std::process::Command;

    use nix::sys::signal::{Signal, kill};
    use nix::sys::wait::{Id, WaitPidFlag, waitid};
    use support::copy::for_everyone;
    use support::{Program, Thread, example, nix_pid, zombie};

    use super::*;

    #[test]
    fn neither_time_zone_nor_locale_nor_user_change_it() {
        let child = waiting_child();
        let known = identity(child.pid()).to_string();
        let question = format!("identity {}", child.pid());
        for (name, value) in [
            ("TZ", "Asia/Kathmandu"),
            ("LC_ALL", "ar_EG.UTF-8"),
            ("LANG", "tr_TR"),
        ] {
            let mut command = Command::new(example("ask_core"));
            let mut asking = Program::from_command(command.env(name, value));
            assert_eq!(asking.ask(&question), known, "{name}={value}");
        }
        if !nix::unistd::geteuid().is_root() {
            println!("skipped: another user, which takes root");
            return;
        }
        let (_directory, ask_core) = for_everyone("ask_core");
        let mut asking = Program::from_command(Command::new(ask_core).uid(65_534).gid(65_534));
        assert_eq!(asking.ask(&question), known);
        assert_eq!(asking.ask(&format!("state {known}")), "running");
    }

    #[test]
    fn a_zombie_is_told_from_the_living_and_the_gone() {
        let mut child = waiting_child();
        let known = identity(child.pid());
        child.kill();
        let id = Id::Pid(nix_pid(child.pid()));
        waitid(id, WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT).expect("waitid");
        assert_eq!(state(&known), ProcessState::Zombie);
        assert_eq!(
            process_state(child.pid()).expect("state"),
            ProcessState::Zombie
        );
        assert_eq!(process_identity(child.pid()).expect("identity"), None);
        drop(child);
        assert_eq!(state(&known), ProcessState::Gone);
        let zombie = zombie();
        assert_eq!(
            process_state(zombie.pid()).expect("state"),
            ProcessState::Zombie
        );
    }

    #[test]
    fn a_process_without_its_main_thread_runs() {
        let leaderless = Program::start("leader_exits");
        let known = identity(leaderless.pid());
        assert_eq!(state(&known), ProcessState::Running);
        let state_of_pid = process_state(leaderless.pid()).expect("state");
        assert_eq!(state_of_pid, ProcessState::Running);
        leaderless.end();
        assert_eq!(state(&known), ProcessState::Gone);
    }

    #[test]
    fn a_thread_is_no_process() {
        let threads: Vec<_> = (0..4).map(|_| Thread::start()).collect();
        for thread in &threads {
            assert_eq!(process_identity(thread.id).expect("identity"), None);
            assert_eq!(process_state(thread.id).expect("state"), ProcessState::Gone);
        }
    }

    #[test]
    fn stopped_and_executing_processes_run_and_stay_themselves() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo ready $$; read line; exec \"$0\""]);
        let mut child = Program::from_command(command.arg(example("ask_core")));
        let known = identity(child.pid());
        let pid = nix_pid(child.pid());
        kill(pid, Signal::SIGSTOP).expect("SIGSTOP");
        waitid(Id::Pid(pid), WaitPidFlag::WSTOPPED | WaitPidFlag::WNOWAIT).expect("waitid");
        assert_eq!(state(&known), ProcessState::Running);
        kill(pid, Signal::SIGCONT).expect("SIGCONT");
        assert_eq!(child.ask("exec"), format!("ready {}", child.pid()));
        assert_eq!(identity(child.pid()), known);
        assert_eq!(state(&known), ProcessState::Running);
    }
}
