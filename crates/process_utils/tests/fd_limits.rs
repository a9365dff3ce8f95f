//! The limit on open files and the workers it allows. The limit is the whole
//! process's: this file has a single test.

use process_utils::{fd_limit, max_workers_estimate, parallel_threads};

#[cfg(unix)]
#[test]
fn the_estimate_follows_the_limit() {
    use nix::sys::resource::{RLIM_INFINITY, Resource, getrlimit, setrlimit};
    use process_utils::max_workers_for_file_mounts;

    let (before, hard) = getrlimit(Resource::RLIMIT_NOFILE).expect("getrlimit");
    let directory = tempfile::tempdir().expect("temporary directory");
    for entry in 0..30 {
        std::fs::File::create(directory.path().join(entry.to_string())).expect("entry");
    }
    for soft in [
        32, 99, 100, 105, 109, 110, 250, 399, 400, 401, 700, 1024, 4096,
    ] {
        if soft > hard {
            continue;
        }
        setrlimit(Resource::RLIMIT_NOFILE, soft, hard).expect("setrlimit");
        let limit = fd_limit().expect("fd_limit");
        assert_eq!(limit.soft, Some(soft));
        assert_eq!(limit.hard, (hard != RLIM_INFINITY).then_some(hard));
        for cloud in [None, Some("kubernetes")] {
            let most = u64::from(parallel_threads(cloud).expect("parallel_threads"));
            let expected = |fds: u64| (soft.saturating_sub(100) / fds).clamp(1, most);
            for fds in [1, 5, 17, 100, 1 << 40] {
                let answer = max_workers_estimate(fds, cloud).expect("max_workers_estimate");
                assert_eq!(u64::from(answer), expected(fds), "soft {soft}, {fds} each");
            }
            let answer = max_workers_for_file_mounts([directory.path()], cloud);
            let answer = answer.expect("max_workers_for_file_mounts");
            assert_eq!(u64::from(answer), expected(150), "soft {soft}, directory");
        }
    }
    setrlimit(Resource::RLIMIT_NOFILE, before, hard).expect("setrlimit");
}

#[cfg(windows)]
#[test]
fn windows_has_no_limit() {
    let limit = fd_limit().expect("fd_limit");
    assert_eq!((limit.soft, limit.hard), (None, None));
    let most = parallel_threads(None).expect("parallel_threads");
    assert_eq!(max_workers_estimate(1 << 40, None).expect("workers"), most);
}
