//! What the parsers are given: recorded files of the kernel, the fuzz corpus, and
//! files that are as long as they come. In the order of their names, so that the
//! allocator is asked for the same in each run.

use std::fs;
use std::path::{Path, PathBuf};

const CORE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// The seeds of a fuzz target.
pub fn corpus(target: &str) -> Vec<Vec<u8>> {
    let directory = Path::new(CORE).join("fuzz/corpus").join(target);
    entries(&directory).iter().map(|file| read(file)).collect()
}

/// One of them.
pub fn seed(target: &str, name: &str) -> Vec<Vec<u8>> {
    vec![read(
        &Path::new(CORE).join("fuzz/corpus").join(target).join(name),
    )]
}

/// The recorded files of that name.
pub fn recorded(name: &str) -> Vec<Vec<u8>> {
    recorded_paths(name).iter().map(|file| read(file)).collect()
}

/// The recorded quotas of version 1, each with its period.
pub fn recorded_quotas() -> Vec<(Vec<u8>, Vec<u8>)> {
    let with_period = |quota: PathBuf| {
        let period = fs::read(quota.with_file_name("cpu.cfs_period_us"));
        (read(&quota), period.unwrap_or_default())
    };
    let quotas = recorded_paths("cpu.cfs_quota_us");
    quotas.into_iter().map(with_period).collect()
}

/// A process with that many children.
pub fn children(count: u32) -> Vec<Vec<u8>> {
    let pids: String = (0..count)
        .map(|n| format!("{} ", 100_000 + 7 * n))
        .collect();
    vec![pids.into_bytes()]
}

/// An environment of that many variables, the one in question last.
pub fn environ(count: u32) -> Vec<Vec<u8>> {
    let variable = |n| format!("VARIABLE_{n:03}=/usr/lib/some/path/of/a/variable:{n}\0");
    let others: String = (1..count).map(variable).collect();
    vec![(others + "SCOPE=1\0").into_bytes()]
}

/// The mount table of a machine that runs that many containers.
pub fn mounts(count: u32) -> Vec<Vec<u8>> {
    let layer = |n| {
        format!(
            "{} 29 0:{} / /var/lib/containers/{n:064x}/merged rw,relatime shared:{n} - overlay \
             overlay rw,lowerdir=/var/lib/l/{n:032x},upperdir=/var/lib/u/{n:032x}\n",
            200 + n,
            50 + n
        )
    };
    let cgroup = "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw\n";
    let layers: String = (1..count).map(layer).collect();
    vec![(layers + cgroup).into_bytes()]
}

fn recorded_paths(name: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut directories = vec![Path::new(CORE).join("../../__test__/recorded")];
    while let Some(directory) = directories.pop() {
        for entry in entries(&directory) {
            if entry.is_dir() {
                directories.push(entry);
            } else if entry.ends_with(name) {
                found.push(entry);
            }
        }
    }
    assert!(!found.is_empty(), "{name}: nothing recorded");
    found.sort_unstable();
    found
}

fn entries(directory: &Path) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(directory).unwrap_or_else(|error| panic!("{}: {error}", directory.display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("entry").path()).collect();
    paths.sort_unstable();
    paths
}

fn read(file: &Path) -> Vec<u8> {
    fs::read(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}
