//! How long the core's public calls take, on real processes and directories:
//! `cargo bench --features core --bench core -- [filter]`.

mod limits;
mod processes;
mod programs;
mod scratch;
mod timeline;

use std::time::Duration;

use criterion::Criterion;

fn main() {
    let mut criterion = Criterion::default()
        .without_plots()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
        .configure_from_args();
    processes::bench(&mut criterion);
    limits::bench(&mut criterion);
    timeline::bench(&mut criterion);
    criterion.final_summary();
}
