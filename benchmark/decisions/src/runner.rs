use std::sync::mpsc::{Sender, channel};
use std::thread;

use napi::Status;
use napi::bindgen_prelude::Function;
use napi::threadsafe_function::ThreadsafeFunctionCallMode;
use napi_derive::napi;

/// The least that a runner in Rust could do: it calls back for each item.
#[napi]
pub fn call_each(call: Function<u32, ()>, count: u32) -> napi::Result<()> {
    (0..count).try_for_each(|item| call.call(item))
}

/// A runner whose queue is a thread's: `call` is called for each item, and
/// `finished()` is to be called when the item is done.
#[napi]
pub struct NativeRunner {
    finished: Sender<()>,
}

#[napi]
impl NativeRunner {
    #[napi(constructor)]
    pub fn new(call: Function<u32, ()>, count: u32, concurrency: u32) -> napi::Result<Self> {
        let call = call
            .build_threadsafe_function::<u32>()
            .callee_handled::<false>()
            .build()?;
        let (finished, ends) = channel();
        thread::spawn(move || {
            for item in 0..count {
                if item >= concurrency && ends.recv().is_err() {
                    return;
                }
                let status = call.call(item, ThreadsafeFunctionCallMode::NonBlocking);
                if status != Status::Ok {
                    return;
                }
            }
        });
        Ok(Self { finished })
    }

    #[napi]
    pub fn finished(&self) {
        // Nobody listens any more once the last item has started.
        let _ = self.finished.send(());
    }
}
