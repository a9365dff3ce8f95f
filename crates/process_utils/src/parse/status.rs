use super::number::whole;

/// The thread group id (the pid) from `/proc/PID/status` (proc_pid_status(5)).
///
/// The kernel escapes newlines in the `Name:` line, so a process cannot put a
/// false `Tgid:` line there.
#[must_use]
pub fn parse_tgid(text: &[u8]) -> Option<u32> {
    text.split(|&byte| byte == b'\n')
        .find_map(|line| line.strip_prefix(b"Tgid:"))
        .and_then(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_group_of_a_thread() {
        let text = b"Name:\tTgid:\\nTgid: 5\nUmask:\t0022\nState:\tS\nTgid:\t4711\nPid:\t4712\n";
        assert_eq!(parse_tgid(text), Some(4711));
    }

    #[test]
    fn refuses_garbage() {
        for text in [&b""[..], b"Tgid:", b"Tgid:\tx", b"Tgid:\t-1", b" Tgid:\t1"] {
            assert_eq!(parse_tgid(text), None, "{text:?}");
        }
    }
}
