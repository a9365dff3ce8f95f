//! Liveness, identity, trees and handles.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion};
use process_utils::{
    Handle, are_processes_alive, descendants, identity_state, is_process_alive, process_identity,
    process_state,
};

use crate::programs::Program;

pub fn bench(criterion: &mut Criterion) {
    liveness(criterion);
    identity(criterion);
    trees(criterion);
    handles(criterion);
}

fn liveness(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("is_process_alive");
    let (live, zombie) = (Program::start(), Program::start_zombie());
    for (state, pid, is_alive) in [
        ("live", live.pid(), true),
        ("dead", Program::dead_pid(), false),
        ("zombie", zombie.pid(), false),
    ] {
        assert_eq!(
            is_process_alive(pid).expect("liveness"),
            is_alive,
            "{state}"
        );
        group.bench_function(state, |bencher| {
            bencher.iter(|| is_process_alive(black_box(pid)).expect("liveness"));
        });
    }
    group.finish();

    let programs = Program::start_many(50);
    let pids: Vec<_> = programs.iter().map(Program::pid).collect();
    criterion.bench_function("are_processes_alive/50", |bencher| {
        bencher.iter(|| are_processes_alive(black_box(&pids)).expect("liveness"));
    });
}

fn identity(criterion: &mut Criterion) {
    let program = Program::start();
    let pid = program.pid();
    let identity = process_identity(pid).expect("identity").expect("live");
    criterion.bench_function("process_identity", |bencher| {
        bencher.iter(|| process_identity(black_box(pid)).expect("identity"));
    });
    criterion.bench_function("process_state", |bencher| {
        bencher.iter(|| process_state(black_box(pid)).expect("state"));
    });
    criterion.bench_function("identity_state", |bencher| {
        bencher.iter(|| identity_state(black_box(&identity)).expect("state"));
    });
}

fn trees(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("descendants");
    for count in [1, 50] {
        // The root of the tree is this process.
        let programs = Program::start_many(count);
        let root = std::process::id();
        assert_eq!(descendants(root).expect("descendants").len(), count);
        group.bench_function(BenchmarkId::from_parameter(count), |bencher| {
            bencher.iter(|| descendants(black_box(root)).expect("descendants"));
        });
        drop(programs);
    }
    group.finish();
}

fn handles(criterion: &mut Criterion) {
    let program = Program::start();
    let pid = program.pid();
    criterion.bench_function("Handle::open, has_exited", |bencher| {
        bencher.iter(|| {
            let handle = Handle::open(black_box(pid), None).expect("open");
            handle.has_exited().expect("liveness")
        });
    });
    let handle = Handle::open(pid, None).expect("open");
    criterion.bench_function("Handle::has_exited", |bencher| {
        bencher.iter(|| black_box(&handle).has_exited().expect("liveness"));
    });
}
