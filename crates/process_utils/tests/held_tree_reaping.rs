//! Orphans that come to this process: it shall not fill with zombies.

#![cfg(target_os = "linux")]

mod support;

use std::process::{Command, Output};

use support::example;

fn assert_reaped(output: &Output) {
    let (out, err) = (&output.stdout, &output.stderr);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(err));
    assert!(out.starts_with(b"reaped "), "{output:?}");
}

#[test]
fn a_subreaper_reaps_the_orphans_of_its_trees() {
    assert_reaped(
        &Command::new(example("reap_core"))
            .output()
            .expect("reap_core"),
    );
}

#[test]
fn pid_1_reaps_the_orphans_of_its_trees() {
    let unshare = |program| {
        let mut command = Command::new("unshare");
        command.args(["--pid", "--fork", "--mount-proc", "--kill-child"]);
        command.arg(program).output()
    };
    match unshare("true".into()) {
        Ok(output) if output.status.success() => {}
        answer => {
            println!("skipped: no pid namespace of our own: {answer:?}");
            return;
        }
    }
    let output = unshare(example("reap_core")).expect("unshare");
    assert_reaped(&output);
    assert_eq!(output.stdout, b"reaped 1\n");
}
