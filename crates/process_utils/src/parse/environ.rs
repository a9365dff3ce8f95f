/// Whether the environment in `/proc/PID/environ` (proc_pid_environ(5)), entries
/// that each end with a NUL, sets the variable `name`, to whatever.
#[must_use]
pub fn has_variable(environ: &[u8], name: &[u8]) -> bool {
    environ
        .split(|&byte| byte == 0)
        .filter_map(|entry| entry.strip_prefix(name))
        .any(|rest| rest.starts_with(b"="))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compares_whole_names() {
        for environ in [
            &b"SCOPE=1\0"[..],
            b"SCOPE=",
            b"A=1\0SCOPE=\0",
            b"\0\0SCOPE=a=b\0B=",
            b"SCOPES=1\0SCOPE=1",
        ] {
            assert!(has_variable(environ, b"SCOPE"), "{environ:?}");
        }
        for environ in [
            &b""[..],
            b"\0",
            b"SCOPE",
            b"SCOPE\0=",
            b"SCOPES=1\0",
            b"MYSCOPE=1\0",
            b"A=SCOPE=1\0",
            b"A=\nSCOPE=1\0",
            b"scope=1\0",
        ] {
            assert!(!has_variable(environ, b"SCOPE"), "{environ:?}");
        }
    }
}
