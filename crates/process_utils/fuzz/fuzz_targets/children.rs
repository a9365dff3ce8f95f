//! `/proc/PID/task/TID/children`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use process_utils::parse::parse_children;

fuzz_target!(|text: &[u8]| {
    let Some(pids) = parse_children(text) else {
        return;
    };
    assert!(!pids.contains(&0));
    // As the kernel writes them.
    let written: String = pids.iter().map(|pid| format!("{pid} ")).collect();
    assert_eq!(parse_children(written.as_bytes()), Some(pids));
});
