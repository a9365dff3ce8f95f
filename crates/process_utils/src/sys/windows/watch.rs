use std::ffi::c_void;
use std::io;
use std::os::windows::io::{AsRawHandle, OwnedHandle};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::null_mut;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{self, ThreadId};

use windows_sys::Win32::Foundation::{HANDLE, INVALID_HANDLE_VALUE};
use windows_sys::Win32::System::Threading::{
    INFINITE, RegisterWaitForSingleObject, UnregisterWaitEx, WT_EXECUTEONLYONCE,
};

pub(crate) type OnExit = Box<dyn FnOnce() + Send>;

/// A wait that the system's thread pool does (RegisterWaitForSingleObject): one
/// of its threads waits for 63 processes.
pub(crate) struct Registration {
    wait: HANDLE,
    shared: Arc<Shared>,
    /// Waited for, hence open until the wait is no more.
    _process: Arc<OwnedHandle>,
}

struct Shared {
    state: Mutex<State>,
    /// The callback has returned.
    returned: Condvar,
}

struct State {
    on_exit: Option<OnExit>,
    /// The thread that runs it.
    running: Option<ThreadId>,
}

// SAFETY: the wait handle is a token that any thread may unregister.
unsafe impl Send for Registration {}

// SAFETY: nothing can be done with a shared reference.
unsafe impl Sync for Registration {}

impl std::fmt::Debug for Registration {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_tuple("Registration")
            .field(&self.wait)
            .finish()
    }
}

impl Registration {
    pub(super) fn new(process: Arc<OwnedHandle>, on_exit: OnExit) -> io::Result<Self> {
        let state = State {
            on_exit: Some(on_exit),
            running: None,
        };
        let shared = Arc::new(Shared {
            state: Mutex::new(state),
            returned: Condvar::new(),
        });
        let mut wait = null_mut();
        // SAFETY: the process handle stays open and `shared` lives until the
        // wait is unregistered, which drop() waits for.
        let registered = unsafe {
            RegisterWaitForSingleObject(
                &raw mut wait,
                process.as_raw_handle(),
                Some(call_back),
                Arc::as_ptr(&shared).cast(),
                INFINITE,
                WT_EXECUTEONLYONCE,
            )
        };
        if registered == 0 {
            return Err(io::Error::last_os_error());
        }
        Ok(Self {
            wait,
            shared,
            _process: process,
        })
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        let running = self.shared.lock().running;
        // Inside of the callback, waiting for it would never end.
        let is_callback = running == Some(thread::current().id());
        let completion = if is_callback {
            null_mut()
        } else {
            INVALID_HANDLE_VALUE
        };
        // SAFETY: registered once, and unregistered here alone.
        unsafe { UnregisterWaitEx(self.wait, completion) };
        if is_callback {
            return;
        }
        // Wine may return while the callback runs.
        let mut state = self.shared.lock();
        while state.running.is_some() {
            let returned = self.shared.returned.wait(state);
            state = returned.unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Shared {
    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

unsafe extern "system" fn call_back(context: *mut c_void, _timed_out: bool) {
    let context: *const Shared = context.cast_const().cast();
    // SAFETY: `Registration` keeps it alive until this function has returned,
    // or is dropped by the callback below.
    unsafe { Arc::increment_strong_count(context) };
    // SAFETY: the count was raised for this one, which outlives that drop.
    let shared = unsafe { Arc::from_raw(context) };
    let on_exit = {
        let mut state = shared.lock();
        state.running = Some(thread::current().id());
        state.on_exit.take()
    };
    if let Some(on_exit) = on_exit {
        // The panic hook has told of it.
        let _ = catch_unwind(AssertUnwindSafe(on_exit));
    }
    shared.lock().running = None;
    shared.returned.notify_all();
}

pub(crate) fn can_watch() -> bool {
    true
}

/// The threads are the system's.
pub(crate) fn end_idle_watcher() {}
