use super::number::whole;

/// How many CPUs a list such as `0-3,8,10-11` names, the format of
/// `/sys/devices/system/cpu/online` (cpuset(7), "List format").
#[must_use]
pub fn count_cpu_list(text: &[u8]) -> Option<u32> {
    text.trim_ascii()
        .split(|&byte| byte == b',')
        .map(|range| {
            let mut ends = range.splitn(2, |&byte| byte == b'-');
            let first: u32 = whole(ends.next()?)?;
            let last: u32 = ends.next().map_or(Some(first), whole)?;
            last.checked_sub(first)?.checked_add(1)
        })
        .try_fold(0_u32, |sum, count| sum.checked_add(count?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts() {
        for (text, count) in [
            ("0\n", 1),
            ("0-1\n", 2),
            ("0-3,8,10-11", 7),
            ("1023-1024", 2),
        ] {
            assert_eq!(count_cpu_list(text.as_bytes()), Some(count), "{text:?}");
        }
    }

    #[test]
    fn refuses_garbage() {
        for text in ["", ",", "3-1", "a-b", "0-4294967295,1", "1,,2", "0-1-2"] {
            assert_eq!(count_cpu_list(text.as_bytes()), None, "{text:?}");
        }
    }
}
