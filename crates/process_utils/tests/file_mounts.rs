//! Descriptors and workers of real directories, and of what is none.

mod support;

use std::fs::{self, File};
use std::path::Path;

use process_utils::{
    estimate_fds_for_directory, fd_limit, max_workers_for_file_mounts, parallel_threads,
};
use tempfile::TempDir;

fn directory_of(entries: u32) -> TempDir {
    let directory = tempfile::tempdir().expect("temporary directory");
    for entry in 0..entries {
        File::create(directory.path().join(format!("entry {entry}"))).expect("entry");
    }
    directory
}

fn fds(path: &Path) -> u64 {
    estimate_fds_for_directory(path).expect("estimate_fds_for_directory")
}

fn workers(sources: &[&Path], cloud: Option<&str>) -> u64 {
    let workers = max_workers_for_file_mounts(sources, cloud);
    workers.expect("max_workers_for_file_mounts").into()
}

fn expected_workers(fds: u64, cloud: Option<&str>) -> u64 {
    let most = parallel_threads(cloud).expect("parallel_threads").into();
    match fd_limit().expect("fd_limit").soft {
        Some(soft) => (soft.saturating_sub(100) / fds).clamp(1, most),
        None => most,
    }
}

#[test]
fn counts_the_entries_of_directories() {
    for (entries, expected) in [(0, 5), (1, 5), (2, 10), (1000, 5000)] {
        assert_eq!(fds(directory_of(entries).path()), expected, "{entries}");
    }
}

#[test]
fn counts_directories_inside_and_does_not_enter_them() {
    let directory = directory_of(2);
    let inner = directory.path().join("inner");
    fs::create_dir(&inner).expect("directory");
    File::create(inner.join("file")).expect("file");
    File::create(directory.path().join(".hidden")).expect("file");
    assert_eq!(fds(directory.path()), 5 * 4);
}

#[test]
fn files_and_missing_paths_count_five() {
    let directory = directory_of(1);
    let file = directory.path().join("entry 0");
    assert_eq!(fds(&file), 5);
    assert_eq!(fds(&file.join("inside a file")), 5);
    assert_eq!(fds(&directory.path().join("missing")), 5);
    assert_eq!(fds(Path::new("")), 5);
}

#[test]
fn workers_follow_the_most_expensive_source() {
    let directories: Vec<_> = [0, 1, 1000].into_iter().map(directory_of).collect();
    let paths: Vec<_> = directories.iter().map(TempDir::path).collect();
    let missing = paths[0].join("missing");
    for cloud in [None, Some("Kubernetes"), Some("other")] {
        assert_eq!(workers(&[], cloud), expected_workers(5, cloud));
        assert_eq!(workers(&[&missing], cloud), expected_workers(5, cloud));
        assert_eq!(workers(&paths[..2], cloud), expected_workers(5, cloud));
        assert_eq!(workers(&paths, cloud), expected_workers(5000, cloud));
        let turned: Vec<_> = paths.iter().rev().copied().collect();
        assert_eq!(workers(&turned, cloud), expected_workers(5000, cloud));
    }
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::symlink;

    use super::{directory_of, fds};

    #[test]
    fn follows_links() {
        let directory = directory_of(3);
        let links = directory_of(0);
        let (to_directory, dangling) = (links.path().join("a"), links.path().join("b"));
        symlink(directory.path(), &to_directory).expect("symlink");
        symlink(links.path().join("missing"), &dangling).expect("symlink");
        let around = links.path().join("c");
        symlink(&around, &around).expect("symlink");
        assert_eq!(fds(&to_directory), 15);
        assert_eq!(fds(&dangling), 5);
        assert_eq!(fds(&around), 5);
        assert_eq!(fds(links.path()), 15, "a dangling link is an entry too");
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;
    use std::process::Command;
    use std::sync::mpsc;
    use std::thread;
    use std::time::Duration;

    use nix::sys::stat::Mode;
    use nix::unistd::{Uid, mkfifo};

    use super::support::Program;
    use super::support::copy::for_everyone;
    use super::{directory_of, fds};

    #[test]
    fn a_fifo_does_not_block() {
        let directory = directory_of(0);
        let fifo = directory.path().join("fifo");
        mkfifo(&fifo, Mode::S_IRWXU).expect("mkfifo");
        let (tell, told) = mpsc::channel();
        thread::spawn(move || tell.send(fds(&fifo)));
        let answer = told.recv_timeout(Duration::from_secs(10));
        assert_eq!(answer, Ok(5), "opening it waits for a writer");
    }

    #[test]
    fn a_directory_that_may_not_be_read_counts_five() {
        if !Uid::effective().is_root() {
            println!("skipped: only root can start a program as another user");
            return;
        }
        let (directory, program) = for_everyone("ask_core");
        let closed = directory.path().join("closed");
        fs::create_dir(&closed).expect("directory");
        for entry in ["a", "b"] {
            fs::write(closed.join(entry), "").expect("entry");
        }
        let mut asking = Program::from_command(Command::new(program).uid(65_534).gid(65_534));
        let question = format!("fds {}", closed.display());
        assert_eq!(asking.ask(&question), "10");
        fs::set_permissions(&closed, Permissions::from_mode(0o311)).expect("permissions");
        assert_eq!(asking.ask(&question), "5");
        assert_eq!(fds(&closed), 10, "root may read it");
    }
}
