use super::number::whole;

/// What liveness and identity need of `/proc/PID/stat`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stat {
    /// Field 3: `R`, `S`, `D`, `T`, `t`, `I`, or `Z` and `X` for the exited.
    pub state: u8,
    /// Field 20: threads of the group that have not been reaped yet.
    pub threads: u64,
    /// Field 22: when the process started, in clock ticks since boot. All
    /// threads that lead the group in turn (exec) have the same.
    pub start: u64,
    /// Field 38: the signal sent to the parent on exit; -1 marks a thread that
    /// does not lead its group (the kernel's own test for a leader).
    pub exit_signal: i32,
}

impl Stat {
    /// Whether the thread this line is about has exited. The process lives on
    /// as long as another thread of it does.
    #[must_use]
    pub fn has_exited(&self) -> bool {
        matches!(self.state, b'Z' | b'X' | b'x')
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
    // The state was field 3; `nth` skips what lies between.
    let threads = whole(fields.nth(20 - 4)?)?;
    let start = whole(fields.nth(22 - 21)?)?;
    let exit_signal = whole(fields.nth(38 - 23)?)?;
    Some(Stat {
        state,
        threads,
        start,
        exit_signal,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const AFTER_NAME: &str = "S 1 7 7 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 3 0 99 100 200 \
        18446744073709551615 1 1 0 0 0 0 0 4096 0 0 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0 0";

    fn line(name: &str) -> String {
        format!("42 ({name}) {AFTER_NAME}\n")
    }

    #[test]
    fn reads_the_fields_whatever_the_name() {
        for name in ["node", "a b", "x) Z 1 (", ")", "", "two\nlines", "(((", "Z"] {
            let stat = parse_stat(line(name).as_bytes());
            let expected = Stat {
                state: b'S',
                threads: 3,
                start: 99,
                exit_signal: 17,
            };
            assert_eq!(stat, Some(expected), "{name:?}");
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
    }
}
