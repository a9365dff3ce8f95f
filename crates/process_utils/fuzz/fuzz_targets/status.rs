//! `/proc/PID/status`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use process_utils::parse::parse_tgid;

fuzz_target!(|text: &[u8]| {
    if let Some(tgid) = parse_tgid(text) {
        // The first line counts, whatever follows.
        let longer = [text, b"\nTgid:\t1\n"].concat();
        assert_eq!(parse_tgid(&longer), Some(tgid));
    }
});
