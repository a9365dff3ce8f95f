use std::io;

use crate::sys;

/// `work(0)` to `work(count - 1)`, on several threads if there are many, or the
/// first error. The threads may have taken each other's last descriptor: what
/// was left without is done once more, alone.
pub(crate) fn each<T: Send>(
    count: usize,
    work: impl Fn(usize) -> io::Result<T> + Sync,
) -> io::Result<Vec<T>> {
    let answers = sys::in_parallel(count, &work).into_iter().enumerate();
    let answers = answers.map(|(at, answer)| match answer {
        Err(error) if sys::is_exhaustion(&error) => work(at),
        answer => answer,
    });
    answers.collect()
}
