//! `cpu.max`, and version 1's quota and period as its two lines.

#![no_main]

use libfuzzer_sys::fuzz_target;
use process_utils::parse::{parse_cfs_quota, parse_cpu_max};

fuzz_target!(|text: &[u8]| {
    let mut lines = text.splitn(2, |&byte| byte == b'\n');
    let quota = lines.next().unwrap_or_default();
    let period = lines.next().unwrap_or_default();
    for cpus in [parse_cpu_max(text), parse_cfs_quota(quota, period)] {
        assert!(cpus.is_none_or(|cpus| cpus > 0.0 && cpus.is_finite()));
    }
});
