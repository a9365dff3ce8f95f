//! What this process may use: CPUs, descriptors, and workers for directories.

use std::fs::File;
use std::hint::black_box;
use std::path::Path;

use criterion::{BenchmarkId, Criterion};
use process_utils::cgroup::QuotaReader;
use process_utils::{cpu_limits, estimate_fds_for_directory, fd_limit, max_workers_estimate};

use crate::scratch::Scratch;

pub fn bench(criterion: &mut Criterion) {
    criterion.bench_function("cpu_limits", |bencher| {
        bencher.iter(|| cpu_limits().expect("limits"));
    });
    criterion.bench_function("QuotaReader, first read", |bencher| {
        bencher.iter(|| QuotaReader::new(Path::new("/")).read());
    });
    let mut reader = QuotaReader::new(Path::new("/"));
    criterion.bench_function("QuotaReader, further reads", |bencher| {
        bencher.iter(|| reader.read());
    });
    criterion.bench_function("fd_limit", |bencher| {
        bencher.iter(|| fd_limit().expect("limit"));
    });
    criterion.bench_function("max_workers_estimate", |bencher| {
        bencher.iter(|| max_workers_estimate(black_box(5), None).expect("limit"));
    });
    directories(criterion);
}

fn directories(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("estimate_fds_for_directory");
    for entries in [10, 1000] {
        let scratch = Scratch::new(&format!("entries-{entries}"));
        for entry in 0..entries {
            File::create(scratch.path().join(entry.to_string())).expect("entry");
        }
        let estimate = || estimate_fds_for_directory(black_box(scratch.path())).expect("estimate");
        assert_eq!(estimate(), 5 * entries);
        group.bench_function(BenchmarkId::from_parameter(entries), |bencher| {
            bencher.iter(estimate);
        });
    }
    group.finish();
}
