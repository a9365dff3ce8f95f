//! How many instructions the parsers take: `npm run bench:instructions`.
//!
//! A benchmark hands its input back, so that dropping it is not counted. Parsers
//! that allocate have seen it before: what else the allocator was asked for, such
//! as for the path of the checkout, shall not count.

mod inputs;

use std::hint::black_box;

use gungraun::prelude::*;
use inputs::{corpus, recorded, seed};
use process_utils::Identity;
use process_utils::parse::{
    count_cpu_list, has_variable, parse_cfs_quota, parse_cgroup_mounts, parse_children,
    parse_cpu_max, parse_membership, parse_name, parse_stat, parse_tgid,
};

type Files = Vec<Vec<u8>>;

fn each<T>(files: Files, parse: impl Fn(&[u8]) -> T) -> Files {
    for text in &files {
        black_box(parse(black_box(text)));
    }
    files
}

fn parse_identity(text: &[u8]) -> Option<Identity> {
    str::from_utf8(text).ok()?.parse().ok()
}

#[library_benchmark]
#[bench::corpus(corpus("stat"))]
#[bench::sleeping(seed("stat", "sleeping"))]
fn stat(files: Files) -> Files {
    each(files, parse_stat)
}

#[library_benchmark]
#[bench::corpus(corpus("stat"))]
#[bench::sleeping(seed("stat", "sleeping"))]
fn name(files: Files) -> Files {
    each(files, |text| parse_name(text).map(<[u8]>::len))
}

#[library_benchmark]
#[bench::corpus(corpus("status"))]
#[bench::thread(seed("status", "thread"))]
fn status(files: Files) -> Files {
    each(files, parse_tgid)
}

#[library_benchmark]
#[bench::corpus(each(corpus("children"), parse_children))]
#[bench::thousand(each(inputs::children(1000), parse_children))]
fn children(files: Files) -> Files {
    each(files, parse_children)
}

#[library_benchmark]
#[bench::corpus(corpus("environ"))]
#[bench::hundred_variables(inputs::environ(100))]
fn environ(files: Files) -> Files {
    each(files, |text| has_variable(text, b"SCOPE"))
}

#[library_benchmark]
#[bench::corpus(corpus("membership"))]
#[bench::recorded(recorded("proc/self/cgroup"))]
fn membership(files: Files) -> Files {
    for text in &files {
        black_box(parse_membership(black_box(text)));
    }
    files
}

#[library_benchmark]
#[bench::corpus(each(corpus("mountinfo"), parse_cgroup_mounts))]
#[bench::recorded(each(recorded("proc/self/mountinfo"), parse_cgroup_mounts))]
#[bench::hundred_mounts(each(inputs::mounts(100), parse_cgroup_mounts))]
fn mountinfo(files: Files) -> Files {
    each(files, parse_cgroup_mounts)
}

#[library_benchmark]
#[bench::corpus(corpus("cpu_max"))]
#[bench::recorded(recorded("cpu.max"))]
fn cpu_max(files: Files) -> Files {
    each(files, parse_cpu_max)
}

#[library_benchmark]
#[bench::recorded(inputs::recorded_quotas())]
fn cfs_quota(files: Vec<(Vec<u8>, Vec<u8>)>) -> Vec<(Vec<u8>, Vec<u8>)> {
    for (quota, period) in &files {
        black_box(parse_cfs_quota(black_box(quota), black_box(period)));
    }
    files
}

#[library_benchmark]
#[bench::corpus(corpus("cpu_list"))]
fn cpu_list(files: Files) -> Files {
    each(files, count_cpu_list)
}

#[library_benchmark]
#[bench::corpus(each(corpus("identity"), parse_identity))]
#[bench::linux(each(seed("identity", "linux"), parse_identity))]
fn identity(files: Files) -> Files {
    each(files, parse_identity)
}

library_benchmark_group!(
    name = parsers,
    benchmarks = [
        cfs_quota, children, cpu_list, cpu_max, environ, identity, membership, mountinfo, name,
        stat, status
    ]
);

main!(library_benchmark_groups = parsers);
