//! One background thread for all that is watched. It starts with the first
//! watch, sleeps until the kernel tells of an exit, and ends soon after the
//! last watch.

use std::collections::{HashMap, HashSet};
use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd, RawFd};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, LazyLock, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle, ThreadId};
use std::time::Duration;

use nix::sys::signal::{SigSet, SigmaskHow};

use crate::sys::system::{Held, Poller};

pub(crate) type OnExit = Box<dyn FnOnce() + Send>;

/// How long the thread stays when nothing is watched: a loop that opens and
/// closes shall not start one each time.
const LINGER: Duration = Duration::from_millis(100);

/// The callbacks run on it too.
const STACK_SIZE: usize = 256 * 1024;

static WATCHER: LazyLock<Watcher> = LazyLock::new(Watcher::default);

#[derive(Default)]
struct Watcher {
    state: Mutex<State>,
    /// A callback has returned.
    returned: Condvar,
}

#[derive(Default)]
struct State {
    last_token: u64,
    watches: HashMap<u64, Watched>,
    /// Those in the set: the kernel knows a watch by its descriptor.
    descriptors: HashSet<RawFd>,
    thread: Option<Running>,
    /// No longer serving, and not yet joined.
    ended: Vec<JoinHandle<()>>,
    /// Whose callbacks are running, and where.
    running: HashMap<u64, ThreadId>,
}

struct Running {
    poller: Arc<Poller>,
    handle: JoinHandle<()>,
    /// It waits without a timeout.
    sleeps: bool,
}

struct Watched {
    source: Source,
    on_exit: OnExit,
}

/// The descriptor stays open as long as it is in the set, whatever becomes of
/// the handle.
enum Source {
    Shared(Arc<Held>),
    Duplicate(OwnedFd),
}

impl AsFd for Source {
    fn as_fd(&self) -> BorrowedFd<'_> {
        match self {
            Self::Shared(held) => held.as_fd(),
            Self::Duplicate(fd) => fd.as_fd(),
        }
    }
}

/// A watch, until it is dropped.
#[derive(Debug)]
pub(crate) struct Registration(u64);

pub(crate) fn watch(held: Arc<Held>, on_exit: OnExit) -> io::Result<Registration> {
    let mut state = lock();
    let poller = state.serving_poller()?;
    let source = if state.descriptors.contains(&held.as_fd().as_raw_fd()) {
        Source::Duplicate(held.as_fd().try_clone_to_owned()?)
    } else {
        Source::Shared(held)
    };
    let token = state.last_token + 1;
    poller.add(source.as_fd(), token)?;
    state.last_token = token;
    state.descriptors.insert(source.as_fd().as_raw_fd());
    state.watches.insert(token, Watched { source, on_exit });
    Ok(Registration(token))
}

impl Drop for Registration {
    fn drop(&mut self) {
        let mut state = lock();
        if let Some(watched) = state.remove(self.0) {
            state.let_idle_thread_linger();
            // What the callback owns may come here in its own drop.
            drop(state);
            drop(watched);
            return;
        }
        let this = thread::current().id();
        while state.running.get(&self.0).is_some_and(|&id| id != this) {
            let returned = WATCHER.returned.wait(state);
            state = returned.unwrap_or_else(PoisonError::into_inner);
        }
    }
}

pub(crate) fn end_idle_watcher() {
    let mut state = lock();
    let running = if state.watches.is_empty() {
        state.thread.take()
    } else {
        None
    };
    if let Some(running) = running {
        running.poller.wake();
        state.ended.push(running.handle);
    }
    // Called by a callback it leaves this thread to the next call.
    let is_other = |ended: &mut JoinHandle<()>| ended.thread().id() != thread::current().id();
    let ended: Vec<_> = state.ended.extract_if(.., is_other).collect();
    drop(state);
    for thread in ended {
        // Callbacks cannot make it panic.
        let _ = thread.join();
    }
}

fn lock() -> MutexGuard<'static, State> {
    WATCHER.state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl State {
    fn serving_poller(&mut self) -> io::Result<Arc<Poller>> {
        if let Some(thread) = &self.thread {
            return Ok(Arc::clone(&thread.poller));
        }
        self.ended.retain(|thread| !thread.is_finished());
        let poller = Arc::new(Poller::new()?);
        let handle = start_thread(Arc::clone(&poller))?;
        self.thread = Some(Running {
            poller: Arc::clone(&poller),
            handle,
            sleeps: false,
        });
        Ok(poller)
    }

    fn remove(&mut self, token: u64) -> Option<Watched> {
        let watched = self.watches.remove(&token)?;
        let fd = watched.source.as_fd();
        self.descriptors.remove(&fd.as_raw_fd());
        if let Some(thread) = &self.thread {
            // By hand: a copy of the descriptor may stay open (epoll(7), Q6).
            thread.poller.remove(fd);
        }
        Some(watched)
    }

    fn let_idle_thread_linger(&mut self) {
        if self.watches.is_empty()
            && let Some(thread) = &mut self.thread
            && std::mem::take(&mut thread.sleeps)
        {
            thread.poller.wake();
        }
    }

    /// `None` when the calling thread is to end.
    fn timeout(&mut self) -> Option<Option<Duration>> {
        let thread = self.thread.as_mut()?;
        if thread.handle.thread().id() != thread::current().id() {
            return None;
        }
        thread.sleeps = !self.watches.is_empty();
        Some((!thread.sleeps).then_some(LINGER))
    }

    /// Whether the calling thread, idle for a while, is to end.
    fn end_if_idle(&mut self) -> bool {
        let is_serving = self.timeout().is_some();
        if is_serving && self.watches.is_empty() {
            self.ended
                .extend(self.thread.take().map(|thread| thread.handle));
        }
        !is_serving || self.thread.is_none()
    }
}

/// Signals are the host's: its handlers never run on this thread, from its
/// first instruction on.
fn start_thread(poller: Arc<Poller>) -> io::Result<JoinHandle<()>> {
    let before = SigSet::all().thread_swap_mask(SigmaskHow::SIG_SETMASK)?;
    let started = thread::Builder::new()
        .name("procpilot-watch".to_owned())
        .stack_size(STACK_SIZE)
        .spawn(move || serve(&poller));
    before.thread_set_mask()?;
    started
}

fn serve(poller: &Poller) {
    let mut tokens = Vec::new();
    loop {
        let Some(timeout) = lock().timeout() else {
            return;
        };
        match poller.wait(timeout, &mut tokens) {
            Ok(true) => {}
            Ok(false) => {
                if lock().end_if_idle() {
                    return;
                }
            }
            // Cannot happen, and must not make a busy loop if it does.
            Err(_) => thread::sleep(LINGER),
        }
        tokens.drain(..).for_each(call_back);
    }
}

fn call_back(token: u64) {
    let mut state = lock();
    // Dropped after the kernel had told of it.
    let Some(Watched { source, on_exit }) = state.remove(token) else {
        return;
    };
    state.running.insert(token, thread::current().id());
    drop(state);
    drop(source);
    // The panic hook has told of it; the other watches go on.
    let _ = catch_unwind(AssertUnwindSafe(on_exit));
    lock().running.remove(&token);
    WATCHER.returned.notify_all();
}
