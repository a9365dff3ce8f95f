use std::io;
use std::path::Path;

use crate::fd_limits::{RESERVED_FDS, fd_limit, workers};
use crate::parallelism::parallel_threads;
use crate::sys;

/// Descriptors that a transfer takes for each entry of its source, and the
/// least it takes.
const FDS_PER_ENTRY: u64 = 5;

/// Descriptors that transferring `path` takes: 5 for each entry of a directory
/// (`.` and `..` aside, not recursive), at least 5. A file, a missing path and
/// a directory that cannot be read count 5.
///
/// # Errors
/// Only when descriptors or memory have run out (EMFILE, ENFILE, ENOMEM):
/// that says nothing about the path.
pub fn estimate_fds_for_directory(path: &Path) -> io::Result<u64> {
    count_fds(path, u64::MAX)
}

/// How many workers can transfer these sources side by side: as
/// [`max_workers_estimate`](crate::max_workers_estimate), with the descriptors
/// of the most expensive source.
///
/// Directories are read only as long as the answer is open: one that leaves
/// room for a single worker ends the scan, however many entries follow.
///
/// # Errors
/// As [`estimate_fds_for_directory`], and where the system does not tell the
/// limit.
pub fn max_workers_for_file_mounts<P: AsRef<Path>>(
    sources: impl IntoIterator<Item = P>,
    cloud: Option<&str>,
) -> io::Result<u32> {
    let most = parallel_threads(cloud)?;
    let Some(soft) = fd_limit()?.soft else {
        return Ok(most);
    };
    scan(soft, sources, most)
}

fn scan<P: AsRef<Path>>(
    soft: u64,
    sources: impl IntoIterator<Item = P>,
    most: u32,
) -> io::Result<u32> {
    // With this many entries a single worker is left, and more can't change it.
    let decided_at = soft.saturating_sub(RESERVED_FDS) / (2 * FDS_PER_ENTRY) + 1;
    let mut fewest = workers(Some(soft), FDS_PER_ENTRY, most);
    for source in sources {
        if fewest == 1 {
            break;
        }
        let fds = count_fds(source.as_ref(), decided_at)?;
        fewest = fewest.min(workers(Some(soft), fds, most));
    }
    Ok(fewest)
}

fn count_fds(path: &Path, enough_entries: u64) -> io::Result<u64> {
    match sys::count_entries(path, enough_entries) {
        Ok(entries) => Ok(FDS_PER_ENTRY.saturating_mul(entries.max(1))),
        Err(error) if sys::is_exhaustion(&error) => Err(error),
        Err(_) => Ok(FDS_PER_ENTRY),
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use super::*;

    #[test]
    fn stopping_early_never_changes_the_answer() {
        let directories: Vec<_> = [0, 1, 2, 7, 30, 100]
            .into_iter()
            .map(|entries| {
                let directory = tempfile::tempdir().expect("temporary directory");
                for entry in 0..entries {
                    File::create(directory.path().join(entry.to_string())).expect("entry");
                }
                (entries, directory)
            })
            .collect();
        for soft in (0..1300).step_by(7) {
            for (entries, directory) in &directories {
                let expected = workers(Some(soft), 5 * (*entries).max(1), 40);
                let answer = scan(soft, [directory.path()], 40).expect("scan");
                assert_eq!(answer, expected, "soft {soft}, {entries} entries");
            }
            let all = scan(soft, directories.iter().map(|(_, d)| d.path()), 40).expect("scan");
            assert_eq!(all, workers(Some(soft), 500, 40), "soft {soft}, all");
        }
    }
}
