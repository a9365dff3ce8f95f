//! Fixture programs where every user can run them: cargo's target directory may
//! be below a home directory that is closed to others.

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::example;

/// A copy of the example that anybody may run, as long as the directory lives.
pub fn for_everyone(name: &str) -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().expect("temporary directory");
    let mode = Permissions::from_mode(0o755);
    fs::set_permissions(directory.path(), mode).expect("permissions");
    let copy = directory.path().join(name);
    fs::copy(example(name), &copy).expect("copy");
    wait_until_it_runs(&copy);
    (directory, copy)
}

/// A child that another test was starting meanwhile holds our descriptor of
/// the copy until it calls exec, and what is open for writing does not run
/// (ETXTBSY).
fn wait_until_it_runs(copy: &PathBuf) {
    let deadline = Instant::now() + Duration::from_secs(10);
    loop {
        let mut command = Command::new(copy);
        command.stdin(Stdio::null());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        match command.status() {
            Err(error)
                if error.kind() == io::ErrorKind::ExecutableFileBusy
                    && Instant::now() < deadline =>
            {
                thread::sleep(Duration::from_millis(1));
            }
            status => {
                status.expect("a program that runs");
                return;
            }
        }
    }
}
