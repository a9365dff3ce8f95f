//! `/proc/PID/stat`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use process_utils::parse::{parse_name, parse_stat};

fuzz_target!(|text: &[u8]| {
    let Some(stat) = parse_stat(text) else {
        return;
    };
    assert!(stat.state.is_ascii_alphabetic());
    assert_eq!(stat.has_exited(), b"ZXx".contains(&stat.state));
    // Whatever stands before the last parenthesis belongs to the name.
    let end_of_name = text.iter().rposition(|&byte| byte == b')').expect("parsed");
    assert_eq!(parse_stat(&text[end_of_name..]), Some(stat));
    assert!(parse_name(text).is_none_or(|name| name.len() < end_of_name));
});
