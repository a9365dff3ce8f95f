use std::io;

use crate::parallelism::parallel_threads;
use crate::sys;

/// Descriptors that are kept for the program itself.
pub(crate) const RESERVED_FDS: u64 = 100;

/// The limit on open file descriptors (RLIMIT_NOFILE, getrlimit(2)); `None`
/// stands for unlimited. Windows has no such limit: both are `None` there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FdLimit {
    /// What the kernel enforces.
    pub soft: Option<u64>,
    /// How far an ordinary process may raise it.
    pub hard: Option<u64>,
}

/// The limit on open file descriptors of this process.
///
/// # Errors
/// Where the system does not tell.
pub fn fd_limit() -> io::Result<FdLimit> {
    sys::fd_limit()
}

/// How many workers of `fds_per_worker` descriptors each fit into the limit:
/// (soft limit - 100) / `fds_per_worker`, at least 1 and at most
/// [`parallel_threads`]. Touches no file.
///
/// # Errors
/// Where the system does not tell the limit.
pub fn max_workers_estimate(fds_per_worker: u64, cloud: Option<&str>) -> io::Result<u32> {
    let most = parallel_threads(cloud)?;
    Ok(workers(fd_limit()?.soft, fds_per_worker, most))
}

pub(crate) fn workers(soft: Option<u64>, fds_per_worker: u64, most: u32) -> u32 {
    let Some(soft) = soft else {
        return most;
    };
    let fitting = soft.saturating_sub(RESERVED_FDS) / fds_per_worker.max(1);
    u32::try_from(fitting).unwrap_or(u32::MAX).clamp(1, most)
}

#[cfg(test)]
mod tests {
    use super::workers;

    #[test]
    fn clamps_on_both_sides() {
        assert_eq!(workers(Some(1024), 5, 4), 4);
        assert_eq!(workers(Some(115), 5, 4), 3);
        assert_eq!(workers(Some(109), 5, 4), 1);
        assert_eq!(workers(Some(64), 5, 4), 1);
        assert_eq!(workers(Some(0), 5, 4), 1);
        assert_eq!(workers(Some(u64::MAX), 1, 4), 4);
        assert_eq!(workers(Some(1024), u64::MAX, 4), 1);
        assert_eq!(workers(Some(1024), 0, 4), 4);
        assert_eq!(workers(None, u64::MAX, 4), 4);
    }
}
