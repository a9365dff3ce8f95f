//! CPU limits: recorded trees of every cgroup layout, and the real limits of
//! this machine.

use std::fs;
use std::path::{Path, PathBuf};

use process_utils::cgroup::{CgroupVersion, CpuQuota, QuotaReader};
use process_utils::{CpuLimitSource, cpu_count, cpu_limits, parallel_threads};

/// Shared with the tests of the JavaScript fallback.
fn recorded() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../__test__/recorded/cgroup")
}

fn expected(case: &Path) -> Option<CpuQuota> {
    let text = fs::read_to_string(case.join("expected")).expect("expected");
    let (cpus, version) = match text.trim() {
        "none" => return None,
        text => text.split_once(' ').expect("two words"),
    };
    Some(CpuQuota {
        cpus: cpus.parse().expect("a decimal number"),
        version: match version {
            "cgroup-v1" => CgroupVersion::V1,
            "cgroup-v2" => CgroupVersion::V2,
            other => panic!("{other:?}"),
        },
    })
}

#[test]
fn reads_every_recorded_layout() {
    let mut cases = 0;
    for case in fs::read_dir(recorded()).expect("recorded trees") {
        let case = case.expect("entry").path();
        let mut reader = QuotaReader::new(&case);
        for round in ["first", "second"] {
            assert_eq!(
                reader.read(),
                expected(&case),
                "{}, {round}",
                case.display()
            );
        }
        cases += 1;
    }
    assert!(cases >= 15, "only {cases} recorded trees");
}

#[test]
fn sees_limits_and_cgroups_that_change() {
    let tree = tempfile::tempdir().expect("temporary directory");
    let write = |path: &str, text: &str| {
        let path = tree.path().join(path);
        fs::create_dir_all(path.parent().expect("parent")).expect("directory");
        fs::write(path, text).expect("file");
    };
    let mut reader = QuotaReader::new(tree.path());
    let mut cpus = || reader.read().map(|quota| quota.cpus);
    assert_eq!(cpus(), None, "nothing there yet");

    write("proc/self/cgroup", "0::/a\n");
    write(
        "proc/self/mountinfo",
        "1 1 0:1 / /mnt rw - cgroup2 none rw\n",
    );
    assert_eq!(cpus(), None, "no limit yet");
    write("mnt/a/cpu.max", "200000 100000\n");
    assert_eq!(cpus(), Some(2.0));
    write("mnt/a/cpu.max", "50000 100000\n");
    assert_eq!(cpus(), Some(0.5));
    write("mnt/a/cpu.max", "max 100000\n");
    assert_eq!(cpus(), None);
    write("mnt/cpu.max", "300000 100000\n");
    assert_eq!(cpus(), Some(3.0), "an ancestor's");
    write("mnt/b/c/cpu.max", "100000 100000\n");
    assert_eq!(cpus(), Some(3.0), "another cgroup's");
    write("proc/self/cgroup", "0::/b/c\n");
    assert_eq!(cpus(), Some(1.0), "moved there");
    fs::remove_dir_all(tree.path().join("mnt/b")).expect("remove");
    assert_eq!(cpus(), Some(3.0), "the ancestor that is left");
}

#[test]
fn the_parts_agree() {
    let limits = cpu_limits().expect("cpu_limits");
    let count = cpu_count().expect("cpu_count");
    assert!(limits.count >= 1);
    assert!(limits.affinity >= 1 && limits.affinity <= limits.logical);
    assert!(count >= 1 && count <= limits.affinity);
    assert_eq!(count, limits.count);
    match limits.source {
        CpuLimitSource::Logical => assert_eq!(count, limits.logical),
        CpuLimitSource::Affinity => assert_eq!(count, limits.affinity),
        CpuLimitSource::Cgroup(_) => {
            let quota = limits.quota.expect("quota");
            assert!(quota < f64::from(limits.affinity));
        }
    }
    let threads = (count - 1).max(4);
    for (cloud, expected) in [
        (None, threads),
        (Some(""), threads),
        (Some("aws"), threads),
        (Some("kubernetes"), 4 * threads),
        (Some("KuberNetes"), 4 * threads),
    ] {
        assert_eq!(
            parallel_threads(cloud).expect("threads"),
            expected,
            "{cloud:?}"
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn the_affinity_is_the_calling_threads() {
    use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
    use nix::unistd::Pid;

    let before = cpu_limits().expect("cpu_limits").affinity;
    let this_thread = Pid::from_raw(0);
    let pinned = std::thread::spawn(move || {
        let mask = sched_getaffinity(this_thread).expect("sched_getaffinity");
        let first = (0..CpuSet::count())
            .find(|&cpu| mask.is_set(cpu).expect("cpu"))
            .expect("a CPU");
        let mut one = CpuSet::new();
        one.set(first).expect("cpu");
        sched_setaffinity(this_thread, &one).expect("sched_setaffinity");
        (
            cpu_limits().expect("cpu_limits"),
            cpu_count().expect("cpu_count"),
        )
    });
    let (limits, count) = pinned.join().expect("thread");
    assert_eq!((limits.affinity, limits.count, count), (1, 1, 1));
    if limits.logical > 1 && limits.quota.is_none_or(|quota| quota >= 1.0) {
        assert_eq!(limits.source, CpuLimitSource::Affinity);
    }
    assert_eq!(cpu_limits().expect("cpu_limits").affinity, before);
}
