use std::cell::RefCell;
use std::rc::{Rc, Weak};
use std::sync::Arc;

use napi::bindgen_prelude::Function;
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi::{Env, Status};
use napi_derive::napi;
use process_utils::{Delivery, Scope};

use crate::error::from_io;
use crate::identity::parse;
use crate::pid::to_pid;
use crate::processes::{NativeProcesses, to_u32};

/// Weak: it does not keep the event loop alive.
type Tell = ThreadsafeFunction<(), (), (), Status, false, true>;

#[napi(catch_unwind)]
pub fn descendants(pid: f64) -> napi::Result<NativeProcesses> {
    let processes = process_utils::descendants(to_pid(pid)).map_err(from_io)?;
    Ok(processes.into())
}

#[napi(catch_unwind)]
pub fn lineage() -> Vec<u32> {
    process_utils::lineage()
}

/// What marks the processes of one scope.
#[napi]
pub struct NativeScope {
    scope: Arc<Scope>,
}

#[napi]
impl NativeScope {
    #[napi(constructor, catch_unwind)]
    pub fn new(variable: String) -> napi::Result<Self> {
        let scope = Scope::new(&variable).map_err(from_io)?;
        Ok(Self {
            scope: Arc::new(scope),
        })
    }

    /// Takes a process that was started just now in.
    #[napi(catch_unwind)]
    pub fn adopt(&self, pid: f64) -> napi::Result<()> {
        self.scope.adopt(to_pid(pid)).map_err(from_io)
    }

    #[napi(catch_unwind)]
    pub fn processes(&self) -> napi::Result<NativeProcesses> {
        Ok(self.scope.processes().map_err(from_io)?.into())
    }
}

type Tree = RefCell<Option<process_utils::HeldTree>>;

thread_local! {
    /// Those of this thread of JavaScript; `None` until its end is listened for.
    static OPEN: RefCell<Option<Vec<Weak<Tree>>>> = const { RefCell::new(None) };
}

/// A worker thread that ends may take this library with it: by then no thread
/// of ours may be running in it. One hook a thread: those of Node-API are kept
/// until its end, even if they are removed.
fn close_at_end(env: &Env, tree: &Rc<Tree>) -> napi::Result<()> {
    let is_first = OPEN.with_borrow(Option::is_none);
    if is_first {
        env.add_env_cleanup_hook((), |()| {
            for tree in OPEN.take().unwrap_or_default() {
                if let Some(tree) = tree.upgrade() {
                    tree.take();
                }
            }
            process_utils::end_idle_watcher();
        })?;
    }
    OPEN.with_borrow_mut(|open| {
        let open = open.get_or_insert_default();
        open.retain(|tree| tree.strong_count() > 0);
        open.push(Rc::downgrade(tree));
    });
    Ok(())
}

/// See `HeldTree` in lib/types.ts.
#[napi]
pub struct NativeTree {
    tree: Rc<Tree>,
}

#[napi]
impl NativeTree {
    #[napi(constructor, catch_unwind)]
    pub fn new(env: Env, scope: Option<&NativeScope>) -> napi::Result<Self> {
        let scope = scope.map(|scope| Arc::clone(&scope.scope));
        let tree = process_utils::HeldTree::new(scope).map_err(from_io)?;
        let tree = Rc::new(RefCell::new(Some(tree)));
        close_at_end(&env, &tree)?;
        Ok(Self { tree })
    }

    /// False if the process is gone.
    #[napi(catch_unwind)]
    pub fn add(&self, pid: f64, identity: Option<String>) -> napi::Result<bool> {
        let expected = identity.as_deref().map(parse).transpose()?;
        self.with(|tree| tree.add(to_pid(pid), expected.as_ref()).map_err(from_io))
    }

    #[napi(catch_unwind)]
    pub fn look(&self) -> napi::Result<NativeProcesses> {
        self.with(|tree| Ok(tree.look().map_err(from_io)?.into()))
    }

    #[napi(catch_unwind)]
    pub fn leave(&self, index: u32) -> napi::Result<()> {
        self.with(|tree| {
            tree.leave(index as usize);
            Ok(())
        })
    }

    /// For each index: 0 sent, 1 gone, 2 denied, 3 failed.
    #[napi(catch_unwind)]
    pub fn signal(&self, indexes: Vec<u32>, signal: i32) -> napi::Result<Vec<u32>> {
        self.with(|tree| {
            let deliver = |index: u32| match tree.signal(index as usize, signal) {
                Delivery::Sent => 0,
                Delivery::Gone => 1,
                Delivery::Denied => 2,
                Delivery::Failed => 3,
            };
            Ok(indexes.into_iter().map(deliver).collect())
        })
    }

    #[napi(catch_unwind)]
    pub fn moving(&self) -> napi::Result<u32> {
        self.with(|tree| Ok(to_u32(tree.moving().map_err(from_io)?)))
    }

    #[napi(catch_unwind)]
    pub fn exited(&self) -> napi::Result<Vec<u32>> {
        self.with(|tree| Ok(tree.exited().into_iter().map(to_u32).collect()))
    }

    /// Calls `onExit` after exits.
    #[napi(catch_unwind)]
    pub fn watch(&self, on_exit: Function<(), ()>) -> napi::Result<()> {
        let tell: Tell = on_exit
            .build_threadsafe_function::<()>()
            .weak::<true>()
            .callee_handled::<false>()
            .build()?;
        self.with(|tree| {
            tree.watch(Arc::new(move || {
                tell.call((), ThreadsafeFunctionCallMode::NonBlocking);
            }));
            Ok(())
        })
    }

    /// Lets go of all.
    #[napi(catch_unwind)]
    pub fn close(&self) {
        self.tree.take();
    }

    fn with<T>(
        &self,
        act: impl FnOnce(&mut process_utils::HeldTree) -> napi::Result<T>,
    ) -> napi::Result<T> {
        let mut tree = self.tree.borrow_mut();
        let tree = tree.as_mut();
        act(tree.ok_or_else(|| napi::Error::from_reason("the tree is closed"))?)
    }
}
