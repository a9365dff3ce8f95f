//! Descendants of real processes, in the shapes that trees can have.

mod support;

#[cfg(target_os = "linux")]
use process_utils::ProcessState;
use process_utils::{descendants, lineage, process_identity};
use support::{dead_pid, waiting_child};

#[test]
fn a_child_is_told_with_all_that_is_known_of_it() {
    let child = waiting_child();
    let found = descendants(std::process::id()).expect("descendants");
    let found = found.iter().find(|process| process.pid == child.pid());
    let found = found.expect("the child");
    assert_eq!(found.ppid, std::process::id());
    assert_eq!(found.depth, 1);
    assert!(found.name.starts_with("ask_core"), "{found:?}");
    let identity = process_identity(child.pid()).expect("identity");
    assert_eq!(found.identity(), identity);
}

#[test]
fn what_is_no_process_has_no_descendants() {
    for pid in [0, dead_pid(), 1 << 30, 1 << 31, u32::MAX] {
        assert_eq!(descendants(pid).expect("descendants"), [], "{pid}");
    }
}

#[test]
fn the_lineage_begins_here() {
    let child = waiting_child();
    let pids = lineage();
    assert_eq!(pids[0], std::process::id());
    assert!(pids.len() > 1, "{pids:?}");
    assert!(!pids.contains(&0) && !pids.contains(&child.pid()));
    #[cfg(unix)]
    assert_eq!(pids[1], std::os::unix::process::parent_id());
    for pair in pids.windows(2) {
        let found = descendants(pair[1]).expect("descendants");
        assert!(found.iter().any(|process| process.pid == pair[0]));
    }
}

#[cfg(target_os = "linux")]
mod shapes {
    use std::os::unix::fs::symlink;
    use std::os::unix::process::CommandExt;

    use super::support::family::{depths, descendants_of, family, family_command};
    use super::support::hidden_proc::{NOBODY, start_with_proc};
    use super::support::{Program, Thread, copy::for_everyone, example};
    use super::*;

    #[test]
    fn chains_and_wide_families() {
        let chain = family("chain 20");
        assert_eq!(depths(&descendants_of(chain.pid())), Vec::from_iter(1..=20));
        let wide = family("wide 40");
        assert_eq!(depths(&descendants_of(wide.pid())), [1; 40]);
        chain.end();
        wide.end();
    }

    #[test]
    fn children_of_any_thread() {
        for (shape, expected) in [
            ("thread leaf", &[1][..]),
            ("thread wide 2", &[1, 2, 2]),
            ("thread thread chain 2", &[1, 2, 3, 4]),
            ("alone leaf", &[1]),
            ("alone wide 3", &[1, 2, 2, 2]),
            ("thread alone leaf", &[1, 2]),
        ] {
            let program = family(shape);
            let found = descendants_of(program.pid());
            assert_eq!(depths(&found), expected, "{shape}");
            assert!(
                found
                    .iter()
                    .all(|process| process.state == ProcessState::Running)
            );
            program.end();
        }
        let thread = Thread::start();
        assert_eq!(descendants(thread.id).expect("descendants"), []);
    }

    #[test]
    fn zombies_stopped_ones_and_sessions() {
        let program = family("zombie");
        let found = descendants_of(program.pid());
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].state, ProcessState::Zombie);
        assert_eq!(descendants_of(found[0].pid), []);
        program.end();
        let program = family("session session wide 2");
        let found = descendants_of(program.pid());
        assert_eq!(depths(&found), [1, 2, 3, 3]);
        program.end();
        let program = family("orphan leaf");
        assert_eq!(descendants_of(program.pid()), []);
        program.end();
        let program = family("leaf");
        let handle = process_utils::Handle::open(program.pid(), None).expect("open");
        assert!(handle.kill(libc::SIGSTOP).expect("kill"));
        let found = descendants(std::process::id()).expect("descendants");
        let stopped = found.iter().find(|process| process.pid == program.pid());
        assert_eq!(
            stopped.map(|process| process.state),
            Some(ProcessState::Running)
        );
    }

    #[test]
    fn any_name() {
        let directory = tempfile::tempdir().expect("temporary directory");
        for (name, expected) in [
            (") Z 1 (x", ") Z 1 (x"),
            ("two\nlines) ", "two\nlines) "),
            ("sixteen_and_more", "sixteen_and_mor"),
            ("ünï", "ünï"),
        ] {
            let path = directory.path().join(name);
            symlink(example("family"), &path).expect("symlink");
            let mut command = family_command("named");
            let mut program = Program::from_command(command.arg(path).arg("leaf"));
            let found = descendants_of(program.pid());
            assert_eq!(found.len(), 1);
            assert_eq!(found[0].name, expected);
            program.kill();
        }
    }

    #[test]
    fn children_of_another_user() {
        if !nix::unistd::geteuid().is_root() {
            println!("skipped: not root");
            return;
        }
        let (_directory, path) = for_everyone("family");
        let mut command = std::process::Command::new(path);
        let program = Program::from_command(command.args(["wide", "2"]).uid(NOBODY).gid(NOBODY));
        assert_eq!(depths(&descendants_of(program.pid())), [1, 1]);
        let found = descendants(std::process::id()).expect("descendants");
        let its: Vec<_> = found
            .iter()
            .filter(|child| child.ppid == program.pid())
            .collect();
        assert!(its.len() == 2 && its.iter().all(|child| child.identity().is_some()));
        program.end();
    }

    #[test]
    fn what_proc_hides() {
        let (_directory, ask_core) = for_everyone("ask_core");
        let chain = family("chain 2");
        for (kind, options, expected) in [
            ("proc", "hidepid=2", "none"),
            (
                "tmpfs",
                "size=4k",
                "error: Operation not permitted (os error 1)",
            ),
        ] {
            let mut command = std::process::Command::new(&ask_core);
            let Some(mut asking) = start_with_proc(&mut command, kind, options) else {
                return;
            };
            let answer = asking.ask(&format!("descendants {}", chain.pid()));
            assert_eq!(answer, expected);
        }
        chain.end();
    }

    /// A child that is listed, and of which nothing else is known.
    #[test]
    fn what_proc_hides_of_a_family() {
        let (_ask_directory, ask_core) = for_everyone("ask_core");
        let (_family_directory, path) = for_everyone("family");
        let mut command = std::process::Command::new(ask_core);
        let Some(mut asking) = start_with_proc(&mut command, "proc", "hidepid=2") else {
            return;
        };
        let mut command = std::process::Command::new(path);
        command.args(["session", "secret"]).uid(NOBODY).gid(NOBODY);
        let program = Program::from_command(&mut command);
        let found = descendants(program.pid()).expect("descendants");
        let hidden = found.iter().map(|process| process.pid.to_string());
        let hidden: Vec<_> = hidden.collect();
        let answer = asking.ask(&format!("descendants {}", program.pid()));
        assert_eq!([answer], hidden[..]);
        let answer = asking.ask(&format!("tree {}", program.pid()));
        assert_eq!(answer, "known=true Sent, known=false Denied");
        program.end();
    }
}
