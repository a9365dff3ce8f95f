use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use napi::bindgen_prelude::{Function, Int32Array};
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi::{Env, Status};
use napi_derive::napi;
use process_utils::{Handle, Watch};

use crate::error::from_io;
use crate::exit_flag::ExitFlag;
use crate::identity::parse;
use crate::pid::to_pid;

/// Weak: it does not keep the event loop alive; lib/keep-alive.ts does.
type Deliver = ThreadsafeFunction<u32, (), u32, Status, false, true>;

struct Held {
    // Dropped first: from then on nobody writes to the flags.
    _watch: Watch,
    handle: Handle,
    _flags: Int32Array,
}

/// The processes that one thread of JavaScript holds, by numbers it chose.
#[napi]
pub struct ExitWatcher {
    deliver: Arc<Deliver>,
    held: Rc<RefCell<HashMap<u32, Held>>>,
}

#[napi]
impl ExitWatcher {
    /// `onExit` gets the number of each process that has exited.
    #[napi(constructor, catch_unwind)]
    pub fn new(env: Env, on_exit: Function<u32, ()>) -> napi::Result<Self> {
        let builder = on_exit.build_threadsafe_function::<u32>();
        let deliver = builder.weak::<true>().callee_handled::<false>().build()?;
        let held = Rc::<RefCell<HashMap<u32, Held>>>::default();
        // A worker thread that ends may take this library with it: by then no
        // thread of ours may be running in it.
        env.add_env_cleanup_hook(Rc::clone(&held), |held| {
            held.take();
            process_utils::end_idle_watcher();
        })?;
        Ok(Self {
            deliver: Arc::new(deliver),
            held,
        })
    }

    /// Holds a process and sets `flags[index]` to 1 when it has exited.
    /// Returns its identity, if that can be read.
    #[napi(catch_unwind, ts_return_type = "string | null")]
    pub fn hold(
        &self,
        id: u32,
        pid: f64,
        identity: Option<String>,
        flags: Int32Array,
        index: u32,
    ) -> napi::Result<Option<String>> {
        let expected = identity.as_deref().map(parse).transpose()?;
        let flag = ExitFlag::new(&flags, index as usize)
            .ok_or_else(|| napi::Error::from_reason("no such flag"))?;
        let handle = Handle::open(to_pid(pid), expected.as_ref()).map_err(from_io)?;
        if handle.has_exited().map_err(from_io)? {
            flag.set();
        }
        let deliver = Arc::clone(&self.deliver);
        let watch = handle
            .watch(move || {
                flag.set();
                deliver.call(id, ThreadsafeFunctionCallMode::NonBlocking);
            })
            .map_err(from_io)?;
        let identity = handle.identity().map(ToString::to_string);
        let held = Held {
            _watch: watch,
            handle,
            _flags: flags,
        };
        self.held.borrow_mut().insert(id, held);
        Ok(identity)
    }

    /// False when the process is gone or a zombie.
    #[napi(catch_unwind)]
    pub fn kill(&self, id: u32, signal: i32) -> napi::Result<bool> {
        match self.held.borrow().get(&id) {
            Some(held) => held.handle.kill(signal).map_err(from_io),
            None => Ok(false),
        }
    }

    /// Lets go of the process: its flag is not written to any more.
    #[napi(catch_unwind)]
    pub fn release(&self, id: u32) {
        let released = self.held.borrow_mut().remove(&id);
        drop(released);
    }
}
