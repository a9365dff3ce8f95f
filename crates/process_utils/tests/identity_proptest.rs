//! The text of identities, and texts that differ by a byte.

use process_utils::Identity;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 2_000,
        // Nothing to write down: a failing case becomes a unit test.
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn identities_are_read_as_they_are_written(
        machine in "0|[0-9a-f]{16}",
        boot in "[0-9a-f]{32}",
        pid_namespace: u64,
        time_namespace: u64,
        pid in 1..=i32::MAX,
        start: u64,
        at: prop::sample::Index,
        byte in 0..0x80_u8,
    ) {
        let rest = format!("{pid}-{start}");
        let namespaces = format!("{pid_namespace}.{time_namespace}");
        for text in [
            format!("v1-linux-{machine}-{boot}-{namespaces}-{rest}"),
            format!("v1-darwin-{machine}-{boot}-0.0-{rest}"),
            format!("v1-win32-{machine}-0-0.0-{rest}"),
        ] {
            let identity: Identity = text.parse().expect("identity");
            prop_assert_eq!(identity.to_string(), text.clone());
            prop_assert_eq!(identity.pid(), pid.unsigned_abs());
            // Another text is another identity, or none.
            let mut other = text.clone().into_bytes();
            other[at.index(text.len())] = byte;
            let other = String::from_utf8(other).expect("ASCII");
            if let Ok(read) = other.parse::<Identity>() {
                prop_assert_eq!(read.to_string(), other.clone());
                prop_assert_eq!(read == identity, other == text);
            }
        }
    }
}
