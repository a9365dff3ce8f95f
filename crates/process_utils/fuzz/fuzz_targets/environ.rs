//! `/proc/PID/environ`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use process_utils::parse::has_variable;

fuzz_target!(|text: &[u8]| {
    let is_set = has_variable(text, b"SCOPE");
    let at_start = text.starts_with(b"SCOPE=");
    let after_another = text.windows(7).any(|part| part == b"\0SCOPE=");
    assert_eq!(is_set, at_start || after_another);
});
