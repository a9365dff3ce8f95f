/// The environment in what sysctl(3) `KERN_PROCARGS2` tells (exec_extract_strings
/// in XNU's bsd/kern/kern_exec.c): the number of arguments, the path of the
/// program with NULs up to the size of a pointer, the arguments, the
/// environment, and strings of the kernel's own that look like it. `None` if it
/// is anything else: a program may write over its own.
///
/// An empty first argument cannot be told from the NULs before it; then the
/// first variable is taken for an argument.
pub(super) fn environment(args: &[u8]) -> Option<&[u8]> {
    let (count, rest) = args.split_first_chunk()?;
    let count = u32::try_from(i32::from_ne_bytes(*count)).ok()?;
    let rest = after_string(rest)?;
    let first = rest.iter().position(|&byte| byte != 0)?;
    // No further than there are strings, whatever number is told.
    (0..count).try_fold(&rest[first..], |rest, _| after_string(rest))
}

fn after_string(text: &[u8]) -> Option<&[u8]> {
    let end = text.iter().position(|&byte| byte == 0)?;
    text.get(end + 1..)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(count: i32, strings: &[u8]) -> Vec<u8> {
        [&count.to_ne_bytes(), strings].concat()
    }

    #[test]
    fn begins_after_the_arguments() {
        let cases: [(i32, &[u8], &[u8]); 5] = [
            (1, b"/bin/a\0\0a\0A=1\0B=\0", b"A=1\0B=\0"),
            (3, b"/bin/a\0\0\0\0a\0\0X=1\0A=1\0", b"A=1\0"),
            (0, b"/bin/a\0A=1\0", b"A=1\0"),
            (1, b"/bin/a\0a\0", b""),
            (
                2,
                b"/bin/a\0a\0-\xff\0A=1\0\0ptr_munge=\0\0\0",
                b"A=1\0\0ptr_munge=\0\0\0",
            ),
        ];
        for (count, strings, environ) in cases {
            let args = args(count, strings);
            assert_eq!(environment(&args), Some(environ), "{strings:?}");
        }
    }

    #[test]
    fn is_not_found_in_what_is_no_such_text() {
        for count in [1, 2, 1000, i32::MAX, -1, i32::MIN] {
            for strings in [
                &b""[..],
                b"\0",
                b"\0\0\0",
                b"/bin/a",
                b"/bin/a\0",
                b"/bin/a\0a",
            ] {
                assert_eq!(environment(&args(count, strings)), None, "{strings:?}");
            }
        }
        for text in [&b""[..], b"\x01", b"\x01\0\0"] {
            assert_eq!(environment(text), None, "{text:?}");
        }
        assert_eq!(environment(&args(3, b"/bin/a\0a\0A=1\0")), None);
        assert_eq!(environment(&args(i32::MAX, &vec![b'a'; 4096])), None);
    }

    #[test]
    fn never_panics() {
        let whole = args(2, b"/bin/a\0\0a\0b\0A=1\0B=2\0");
        for end in 0..whole.len() {
            for byte in [0, 1, b'/', 0x7f, 0xff] {
                let mut cut = whole[..end].to_vec();
                let _ = environment(&cut);
                for at in 0..cut.len() {
                    let was = std::mem::replace(&mut cut[at], byte);
                    let _ = environment(&cut);
                    cut[at] = was;
                }
            }
        }
    }
}
