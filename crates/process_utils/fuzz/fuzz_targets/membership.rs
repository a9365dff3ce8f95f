//! `/proc/self/cgroup`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use process_utils::parse::parse_membership;

fuzz_target!(|text: &[u8]| {
    let membership = parse_membership(text);
    for path in [membership.v1_cpu, membership.v2].into_iter().flatten() {
        assert!(path.starts_with(b"/") && !path.contains(&b'\n'));
    }
});
