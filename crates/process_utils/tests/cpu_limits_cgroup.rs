//! CPU limits of a process in a real version 1 cgroup.

#![cfg(target_os = "linux")]

mod support;

use std::fs;
use std::io;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};

use process_utils::cpu_limits;
use process_utils::parse::{parse_cgroup_mounts, parse_membership};
use support::waiting_child;

/// A cgroup that is removed with the value: its processes must end before.
struct Cgroup(PathBuf);

impl Cgroup {
    fn create(parent: &Path, name: &str) -> io::Result<Self> {
        let path = parent.join(name);
        fs::create_dir(&path)?;
        Ok(Self(path))
    }

    fn write(&self, file: &str, value: impl ToString) {
        let written = fs::write(self.0.join(file), value.to_string());
        written.unwrap_or_else(|error| panic!("{}/{file}: {error}", self.0.display()));
    }
}

impl Drop for Cgroup {
    fn drop(&mut self) {
        // A panic here, while the test panics, would hide what went wrong.
        if let Err(error) = fs::remove_dir(&self.0) {
            eprintln!("{}: {error}", self.0.display());
        }
    }
}

/// The cgroup that this process is in, below version 1's `cpu` controller.
fn our_cgroup() -> Option<PathBuf> {
    let mountinfo = fs::read("/proc/self/mountinfo").ok()?;
    let mounts = parse_cgroup_mounts(&mountinfo);
    let mount = mounts.into_iter().find(|mount| !mount.is_v2)?;
    let membership = fs::read("/proc/self/cgroup").ok()?;
    let path = parse_membership(&membership).v1_cpu?;
    let mut directory = mount.mount_point;
    directory.extend(path.strip_prefix(mount.root.as_slice()).unwrap_or_default());
    Some(std::ffi::OsString::from_vec(directory).into())
}

/// One inside the other.
fn create_cgroups() -> Option<(Cgroup, Cgroup)> {
    let name = format!("process_utils-test-{}", std::process::id());
    let outer = Cgroup::create(&our_cgroup()?, &name).ok()?;
    if !outer.0.join("cpu.cfs_quota_us").exists() {
        return None;
    }
    let inner = Cgroup::create(&outer.0, "inner").ok()?;
    Some((outer, inner))
}

#[test]
fn a_quota_limits_the_processes_of_its_cgroup() {
    // The later is dropped first: the child, the inner, the outer cgroup.
    let Some((outer, inner)) = create_cgroups() else {
        println!("skipped: no writable cgroup v1 cpu controller");
        return;
    };
    let ours = cpu_limits().expect("cpu_limits");
    let mut child = waiting_child();
    let pid = child.pid();
    let mut assert_limits = |quota: Option<f64>, why: &str| {
        let tightest = match (quota, ours.quota) {
            (Some(quota), Some(ours)) => Some(quota.min(ours)),
            (quota, ours) => quota.or(ours),
        };
        let answer = child.ask("cpu_limits");
        let expected = tightest.map_or_else(|| "none".into(), |quota| quota.to_string());
        assert!(
            answer.contains(&format!(" quota={expected} ")),
            "{why}: {answer}"
        );
        if let Some(quota) = tightest.filter(|&quota| quota < f64::from(ours.affinity)) {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let count = (quota as u32).max(1);
            let expected = format!(" count={count} source=cgroup-v1");
            assert!(answer.ends_with(&expected), "{why}: {answer}");
        }
    };
    assert_limits(None, "not there yet");

    inner.write("cgroup.procs", pid);
    assert_limits(None, "no quota yet");
    outer.write("cpu.cfs_period_us", 100_000);
    outer.write("cpu.cfs_quota_us", 150_000);
    assert_limits(Some(1.5), "an ancestor's quota");
    inner.write("cpu.shares", 2);
    assert_limits(Some(1.5), "shares are no limit");
    inner.write("cpu.cfs_quota_us", 25_000);
    assert_limits(Some(0.25), "its own, set while it runs");
    inner.write("cpu.cfs_quota_us", -1);
    outer.write("cpu.cfs_quota_us", 500_000);
    assert_limits(Some(5.0), "more than there are CPUs");
    outer.write("cpu.cfs_quota_us", -1);
    assert_limits(None, "lifted");
}
