//! `/proc/self/mountinfo`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use process_utils::parse::parse_cgroup_mounts;

fuzz_target!(|text: &[u8]| {
    let mounts = parse_cgroup_mounts(text);
    assert!(mounts.len() <= text.split(|&byte| byte == b'\n').count());
    for mount in mounts {
        assert!(mount.root.len() + mount.mount_point.len() <= text.len());
    }
});
