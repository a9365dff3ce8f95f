use super::number::whole;

/// The pids in `/proc/PID/task/TID/children` (proc_tid_children(5)): numbers,
/// each followed by a blank. A 0, which stands for what has no pid in this
/// namespace, is left out.
#[must_use]
pub fn parse_children(text: &[u8]) -> Option<Vec<u32>> {
    text.split(u8::is_ascii_whitespace)
        .filter(|field| !field.is_empty())
        .map(whole)
        .filter(|pid| *pid != Some(0))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_pids() {
        assert_eq!(parse_children(b""), Some(vec![]));
        assert_eq!(parse_children(b"4711 "), Some(vec![4711]));
        assert_eq!(
            parse_children(b"2 0 4194304 2147483647 "),
            Some(vec![2, 4_194_304, 2_147_483_647])
        );
    }

    #[test]
    fn refuses_garbage() {
        for text in [
            &b"-1 "[..],
            b"1 x ",
            b"1,2",
            b"\xff",
            b"4294967296 ",
            b"1\x002",
        ] {
            assert_eq!(parse_children(text), None, "{text:?}");
        }
    }
}
