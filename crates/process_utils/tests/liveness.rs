//! Liveness of real processes.

mod support;

use std::process;

use process_utils::{are_processes_alive, is_process_alive};
use support::{dead_pid, waiting_child};

fn alive(pid: u32) -> bool {
    is_process_alive(pid).expect("is_process_alive")
}

#[test]
fn this_process_is_alive() {
    assert!(alive(process::id()));
}

#[test]
fn a_child_is_alive_until_it_has_ended() {
    let child = waiting_child();
    assert!(alive(child.pid()));
    assert!(!alive(child.end()));
}

#[test]
fn ids_that_no_process_can_have_are_not_alive() {
    for pid in [0, i32::MAX.unsigned_abs(), 1 << 31, u32::MAX - 1, u32::MAX] {
        assert!(!alive(pid), "{pid}");
    }
}

#[test]
fn many_answers_equal_single_ones_and_keep_the_order() {
    let child = waiting_child();
    let known = [
        (process::id(), true),
        (child.pid(), true),
        (dead_pid(), false),
        (0, false),
        (u32::MAX, false),
    ];
    // Linux has no pids above 2^22: these stay as they are during the test.
    let nobody = (1 << 30..).map(|pid| (pid, false));
    let (pids, expected): (Vec<_>, Vec<_>) = known
        .into_iter()
        .chain(nobody.take(10_000 - 2 * known.len()))
        .chain(known)
        .unzip();
    assert_eq!(pids.len(), 10_000);
    let answers = are_processes_alive(&pids).expect("are_processes_alive");
    assert_eq!(answers, expected);
    let single: Vec<_> = pids.iter().map(|&pid| alive(pid)).collect();
    assert_eq!(answers, single);
    assert_eq!(are_processes_alive(&[]).expect("none"), []);
}

#[cfg(target_os = "linux")]
mod linux {
    use std::fs;

    use nix::sys::signal::{Signal, kill};
    use nix::sys::wait::{Id, WaitPidFlag, waitid};

    use super::alive;
    use super::support::{Program, Thread, nix_pid, waiting_child, zombie};

    #[test]
    fn a_zombie_is_not_alive() {
        let zombie = zombie();
        let stat = fs::read_to_string(format!("/proc/{}/stat", zombie.pid())).expect("stat");
        assert!(stat.contains(") Z "), "{stat}");
        assert!(!alive(zombie.pid()));
    }

    #[test]
    fn a_process_without_its_main_thread_is_alive_until_it_ends() {
        let process = Program::start("leader_exits");
        let stat = fs::read_to_string(format!("/proc/{}/stat", process.pid())).expect("stat");
        assert!(stat.contains(") Z "), "{stat}");
        assert!(alive(process.pid()));
        assert!(!alive(process.end()));
    }

    #[test]
    fn a_thread_is_no_process() {
        let threads: Vec<_> = (0..8).map(|_| Thread::start()).collect();
        for thread in &threads {
            assert!(!alive(thread.id), "{}", thread.id);
        }
    }

    #[test]
    fn a_stopped_process_is_alive() {
        let child = waiting_child();
        let pid = nix_pid(child.pid());
        kill(pid, Signal::SIGSTOP).expect("SIGSTOP");
        waitid(Id::Pid(pid), WaitPidFlag::WSTOPPED | WaitPidFlag::WNOWAIT).expect("waitid");
        assert!(alive(child.pid()));
        kill(pid, Signal::SIGCONT).expect("SIGCONT");
        assert!(alive(child.pid()));
    }

    #[test]
    fn the_first_process_is_alive() {
        assert!(alive(1));
    }

    #[test]
    fn pids_above_pid_max_are_not_alive() {
        let pid_max = fs::read_to_string("/proc/sys/kernel/pid_max").expect("pid_max");
        let pid_max: u32 = pid_max.trim().parse().expect("number");
        for pid in [pid_max, pid_max + 1, 1 << 22, 1 << 23] {
            assert!(!alive(pid), "{pid}");
        }
    }
}
