use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, Builder, Scope, ScopedJoinHandle};

use nix::sys::signal::{SigSet, SigmaskHow};

use crate::sys::affinity_cpus;

/// Below it a thread costs more than it saves (some 30 us against 5 to 20 each).
const LEAST: usize = 16;

const MOST_THREADS: u32 = 4;

const STACK_SIZE: usize = 256 * 1024;

/// `work(0)` to `work(count - 1)`: on several threads if there are many. Each
/// takes the next as it can, so that a slow one keeps nobody waiting.
pub(crate) fn in_parallel<T: Send>(count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let cpus = if count < LEAST {
        1
    } else {
        affinity_cpus().unwrap_or(1).min(MOST_THREADS)
    };
    if cpus <= 1 {
        return (0..count).map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let take = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= count {
                return done;
            }
            done.push((index, work(index)));
        }
    };
    let mut done = thread::scope(|scope| {
        let helpers = start(scope, cpus - 1, take);
        let mut done = take();
        // The work does not panic, and what is missing is noticed below.
        done.extend(
            helpers
                .into_iter()
                .flat_map(|helper| helper.join().unwrap_or_default()),
        );
        done
    });
    done.sort_unstable_by_key(|&(index, _)| index);
    if done.len() != count {
        return (0..count).map(work).collect();
    }
    done.into_iter().map(|(_, answer)| answer).collect()
}

/// As many as can be started. Signals are the host's: its handlers never run on
/// these threads.
fn start<'scope, T: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    count: u32,
    take: impl Fn() -> T + Copy + Send + 'scope,
) -> Vec<ScopedJoinHandle<'scope, T>> {
    let Ok(before) = SigSet::all().thread_swap_mask(SigmaskHow::SIG_SETMASK) else {
        return Vec::new();
    };
    let builder = || {
        Builder::new()
            .name("procpilot-read".to_owned())
            .stack_size(STACK_SIZE)
    };
    let helpers = (0..count).map_while(|_| builder().spawn_scoped(scope, take).ok());
    let helpers = helpers.collect();
    // Fails for a wrong argument only.
    let _ = before.thread_set_mask();
    helpers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_come_in_order() {
        for count in [0, 1, LEAST - 1, LEAST, 1000] {
            let answers = in_parallel(count, |index| index);
            assert_eq!(answers, Vec::from_iter(0..count));
        }
    }

    #[test]
    fn helpers_take_no_signal() {
        let caller = thread::current().id();
        let masks = in_parallel(1000, |_| {
            thread::sleep(std::time::Duration::from_micros(10));
            let mask = SigSet::thread_get_mask().expect("mask");
            (thread::current().id() != caller, mask)
        });
        let is_blocked = |mask: &SigSet| mask.contains(nix::sys::signal::SIGTERM);
        assert!(
            masks
                .iter()
                .all(|(is_helper, mask)| *is_helper == is_blocked(mask))
        );
    }
}
