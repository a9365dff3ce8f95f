//! Memory of JavaScript that the watcher thread writes to. The one place of
//! unsafe code outside of the core's sys/: the pointer comes from Node.

#![allow(unsafe_code)]

use std::sync::atomic::{AtomicI32, Ordering};

use napi::bindgen_prelude::Int32Array;

/// One element of an array that JavaScript reads with Atomics.load().
pub(crate) struct ExitFlag(*const AtomicI32);

// SAFETY: the element is only ever accessed atomically, on every thread.
unsafe impl Send for ExitFlag {}

impl ExitFlag {
    /// The flag may be set only as long as `flags` is held: its reference keeps
    /// the memory, which never moves.
    pub(crate) fn new(flags: &Int32Array, index: usize) -> Option<Self> {
        let element: *const i32 = flags.get(index)?;
        Some(Self(element.cast()))
    }

    pub(crate) fn set(&self) {
        // SAFETY: the holder of the watch, whose callback this is called by,
        // drops the watch before the array; the element is aligned.
        let flag = unsafe { &*self.0 };
        flag.store(1, Ordering::Release);
    }
}
