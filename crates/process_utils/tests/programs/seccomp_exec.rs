//! Runs a program for which some system calls are refused, as container
//! runtimes and sandboxes refuse them.
//!
//! `seccomp_exec <syscall>=<errno>... -- <program> [argument...]`

#[cfg(target_os = "linux")]
fn main() -> std::process::ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    match linux::run(&arguments) {
        Ok(never) => match never {},
        Err(message) => {
            eprintln!("seccomp_exec: {message}");
            std::process::ExitCode::from(2)
        }
    }
}

#[cfg(not(target_os = "linux"))]
fn main() {}

#[cfg(target_os = "linux")]
mod linux {
    use std::convert::Infallible;
    use std::env::consts::ARCH;
    use std::error::Error;
    use std::ffi::OsString;
    use std::os::unix::process::CommandExt;
    use std::process::Command;

    use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, apply_filter};

    const USAGE: &str = "usage: seccomp_exec <syscall>=<errno>... -- <program> [argument...]";

    const SYSCALLS: &[(&str, i64)] = &[
        ("get_robust_list", libc::SYS_get_robust_list),
        ("getdents64", libc::SYS_getdents64),
        ("kill", libc::SYS_kill),
        ("openat", libc::SYS_openat),
        ("openat2", libc::SYS_openat2),
        ("pidfd_open", libc::SYS_pidfd_open),
        ("pidfd_send_signal", libc::SYS_pidfd_send_signal),
        ("poll", POLL),
        ("prlimit64", libc::SYS_prlimit64),
        ("readlinkat", libc::SYS_readlinkat),
        ("sched_getaffinity", libc::SYS_sched_getaffinity),
        ("statx", libc::SYS_statx),
        ("tgkill", libc::SYS_tgkill),
    ];

    // Younger architectures have ppoll(2) alone.
    #[cfg(target_arch = "x86_64")]
    const POLL: i64 = libc::SYS_poll;
    #[cfg(not(target_arch = "x86_64"))]
    const POLL: i64 = libc::SYS_ppoll;

    const ERRNOS: &[(&str, i32)] = &[
        ("EACCES", libc::EACCES),
        ("EINVAL", libc::EINVAL),
        ("EMFILE", libc::EMFILE),
        ("ENFILE", libc::ENFILE),
        ("ENOENT", libc::ENOENT),
        ("ENOMEM", libc::ENOMEM),
        ("ENOSYS", libc::ENOSYS),
        ("EOPNOTSUPP", libc::EOPNOTSUPP),
        ("EPERM", libc::EPERM),
    ];

    pub fn run(arguments: &[OsString]) -> Result<Infallible, Box<dyn Error>> {
        let separator = arguments.iter().position(|argument| argument == "--");
        let (refusals, program) = arguments.split_at(separator.ok_or(USAGE)?);
        let [_, program, arguments @ ..] = program else {
            return Err(USAGE.into());
        };
        if refusals.is_empty() {
            return Err(USAGE.into());
        }
        // All are read before the first is in force.
        let filters = refusals
            .iter()
            .map(|refusal| filter(refusal.to_str().ok_or(USAGE)?))
            .collect::<Result<Vec<_>, _>>()?;
        for filter in &filters {
            apply_filter(filter)?;
        }
        let error = Command::new(program).args(arguments).exec();
        Err(format!("{}: {error}", program.display()).into())
    }

    fn filter(refusal: &str) -> Result<BpfProgram, Box<dyn Error>> {
        let (syscall, errno) = refusal.split_once('=').ok_or(USAGE)?;
        let syscall = find(SYSCALLS, syscall)?;
        let errno = find(ERRNOS, errno)?.unsigned_abs();
        let filter = SeccompFilter::new(
            [(syscall, Vec::new())].into(),
            SeccompAction::Allow,
            SeccompAction::Errno(errno),
            ARCH.try_into()?,
        )?;
        Ok(filter.try_into()?)
    }

    fn find<T: Copy>(table: &[(&str, T)], name: &str) -> Result<T, String> {
        let found = table.iter().find(|(known, _)| *known == name);
        found.map(|(_, number)| *number).ok_or_else(|| {
            let known: Vec<_> = table.iter().map(|(known, _)| *known).collect();
            format!("unknown {name:?}, expected one of {}", known.join(", "))
        })
    }
}
