//! Pids that really are recycled, in a pid namespace of their own.

#![cfg(target_os = "linux")]

mod support;

use std::process::Command;

use support::counts::rounds;
use support::example;

#[test]
fn neither_a_handle_nor_an_identity_takes_another_process_for_its_own() {
    let unshare = || {
        let mut command = Command::new("unshare");
        command.args(["--pid", "--fork", "--mount-proc"]);
        command
    };
    let can_force = "test -w /proc/sys/kernel/ns_last_pid";
    match unshare().args(["sh", "-c", can_force]).status() {
        Ok(status) if status.success() => {}
        answer => {
            println!("skipped: no pid namespace whose pids can be forced: {answer:?}");
            return;
        }
    }
    let rounds = rounds(300).to_string();
    let output = unshare()
        .arg(example("recycle_core"))
        .arg(&rounds)
        .output()
        .expect("unshare");
    let (out, err) = (&output.stdout, &output.stderr);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(err));
    assert_eq!(String::from_utf8_lossy(out), format!("recycled {rounds}\n"));
}
