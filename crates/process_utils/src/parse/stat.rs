use super::number::whole;

/// What liveness, identity and trees need of `/proc/PID/stat`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stat {
    /// Field 3: `R`, `S`, `D`, `T`, `t`, `I`, or `Z` and `X` for the exited.
    pub state: u8,
    /// Field 4: the pid of the parent; 0 where that is outside of this pid
    /// namespace.
    pub ppid: u32,
    /// Field 9: PF_ bits of the kernel's include/linux/sched.h.
    pub flags: u64,
    /// Field 20: threads of the group that have not been reaped yet.
    pub threads: u64,
    /// Field 22: when the process started, in clock ticks since boot. All
    /// threads that lead the group in turn (exec) have the same.
    pub start: u64,
    /// Field 38: the signal sent to the parent on exit; -1 marks a thread that
    /// does not lead its group (the kernel's own test for a leader).
    pub exit_signal: i32,
    /// Field 51: where the environment ends in the memory of the process. 0
    /// where that is none of our business, and for kernel threads, in exit, and
    /// in execve(2) until the new program has its environment.
    pub env_end: u64,
}

impl Stat {
    /// Whether the thread this line is about has exited. The process lives on
    /// as long as another thread of it does.
    #[must_use]
    pub fn has_exited(&self) -> bool {
        matches!(self.state, b'Z' | b'X' | b'x')
    }

    /// Whether the thread is stopped, by a signal or by a debugger.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        matches!(self.state, b'T' | b't')
    }

    /// PF_KTHREAD: a thread of the kernel, which has no environment.
    #[must_use]
    pub fn is_of_kernel(&self) -> bool {
        self.flags & 0x0020_0000 != 0
    }

    /// PF_EXITING: it is about to be a zombie.
    #[must_use]
    pub fn is_exiting(&self) -> bool {
        self.flags & 4 != 0
    }
}

/// Parses `/proc/PID/stat` (proc_pid_stat(5)).
///
/// The command name may hold blanks, newlines and `)`: the fields are counted
/// from the last `)`, which no later field can contain.
#[must_use]
pub fn parse_stat(text: &[u8]) -> Option<Stat> {
    let end_of_name = text.iter().rposition(|&byte| byte == b')')?;
    let mut fields = text
        .get(end_of_name + 1..)?
        .split(u8::is_ascii_whitespace)
        .filter(|field| !field.is_empty());
    let state = match fields.next()? {
        &[state] if state.is_ascii_alphabetic() => state,
        _ => return None,
    };
    let ppid = whole(fields.next()?)?;
    // That was field 4; `nth` skips what lies between.
    let flags = whole(fields.nth(9 - 5)?)?;
    let threads = whole(fields.nth(20 - 10)?)?;
    let start = whole(fields.nth(22 - 21)?)?;
    let exit_signal = whole(fields.nth(38 - 23)?)?;
    // Older kernels have no such field.
    let env_end = fields.nth(51 - 39).and_then(whole).unwrap_or(0);
    Some(Stat {
        state,
        ppid,
        flags,
        threads,
        start,
        exit_signal,
        env_end,
    })
}

/// The command name in `/proc/PID/stat`, which the kernel writes there as it
/// is: from the first `(` to the last `)`.
#[must_use]
pub fn parse_name(text: &[u8]) -> Option<&[u8]> {
    let start = text.iter().position(|&byte| byte == b'(')?;
    let end = text.iter().rposition(|&byte| byte == b')')?;
    text.get(start + 1..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    const AFTER_NAME: &str = "S 1 7 7 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 3 0 99 100 200 \
        18446744073709551615 1 1 0 0 0 0 0 4096 0 0 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 77 0";

    fn line(name: &str) -> String {
        format!("42 ({name}) {AFTER_NAME}\n")
    }

    #[test]
    fn reads_the_fields_whatever_the_name() {
        for name in ["node", "a b", "x) Z 1 (", ")", "", "two\nlines", "(((", "Z"] {
            let stat = parse_stat(line(name).as_bytes());
            let expected = Stat {
                state: b'S',
                ppid: 1,
                flags: 4_194_560,
                threads: 3,
                start: 99,
                exit_signal: 17,
                env_end: 77,
            };
            assert_eq!(stat, Some(expected), "{name:?}");
            assert_eq!(parse_name(line(name).as_bytes()), Some(name.as_bytes()));
        }
    }

    #[test]
    fn reads_a_name_that_is_not_utf8() {
        let mut text = b"42 (\xff\xfe) ".to_vec();
        text.extend_from_slice(AFTER_NAME.as_bytes());
        assert_eq!(parse_stat(&text).map(|stat| stat.threads), Some(3));
    }

    #[test]
    fn refuses_what_is_cut_off_or_garbage() {
        let whole_line = line("node");
        let exit_signal_at = whole_line.find(" 17 1 0").expect("field 38");
        for end in 0..=exit_signal_at {
            assert_eq!(parse_stat(&whole_line.as_bytes()[..end]), None, "{end}");
        }
        assert_eq!(parse_stat(b") ZZ 1"), None);
        assert_eq!(parse_stat(b"no parenthesis"), None);
        for text in [&b""[..], b"(", b")", b")("] {
            assert_eq!(parse_name(text), None);
        }
    }
}
