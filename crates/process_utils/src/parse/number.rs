use std::str::{self, FromStr};

/// A decimal number that is the whole of `text`, white space around it aside.
pub(super) fn whole<T: FromStr>(text: &[u8]) -> Option<T> {
    str::from_utf8(text.trim_ascii()).ok()?.parse().ok()
}
