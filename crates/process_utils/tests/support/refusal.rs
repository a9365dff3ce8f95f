//! System calls refused to a single thread, as a container's seccomp filter
//! refuses them to a process.

use std::thread;

use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, apply_filter};

/// Runs `ask` in a thread of its own to which each system call is answered by
/// its errno. The filter ends with the thread.
pub fn with_refused<T: Send>(refusals: &[(i64, i32)], ask: impl FnOnce() -> T + Send) -> T {
    let filters: Vec<_> = refusals.iter().map(filter).collect();
    thread::scope(|scope| {
        let asking = scope.spawn(|| {
            for filter in &filters {
                apply_filter(filter).expect("seccomp filter");
            }
            ask()
        });
        asking
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn filter(&(syscall, errno): &(i64, i32)) -> BpfProgram {
    let filter = SeccompFilter::new(
        [(syscall, Vec::new())].into(),
        SeccompAction::Allow,
        SeccompAction::Errno(errno.unsigned_abs()),
        std::env::consts::ARCH.try_into().expect("architecture"),
    );
    filter.and_then(TryInto::try_into).expect("seccomp filter")
}
