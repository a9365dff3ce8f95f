//! The text of an identity.

#![no_main]

use libfuzzer_sys::fuzz_target;
use process_utils::Identity;

fuzz_target!(|text: &str| {
    let Ok(identity) = text.parse::<Identity>() else {
        return;
    };
    assert!(identity.pid() > 0);
    // One text for one identity: texts may be compared instead.
    assert_eq!(identity.to_string(), text);
});
