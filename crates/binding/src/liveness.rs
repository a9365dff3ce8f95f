use napi::bindgen_prelude::Uint8Array;
use napi_derive::napi;

use crate::error::from_io;
use crate::pid::to_pid;

#[napi(catch_unwind)]
pub fn is_process_alive(pid: f64) -> napi::Result<bool> {
    process_utils::is_process_alive(to_pid(pid)).map_err(from_io)
}

/// In bytes: an array of booleans would cross one by one.
#[napi(catch_unwind)]
pub fn are_processes_alive(pids: &[u32]) -> napi::Result<Uint8Array> {
    let alive = process_utils::are_processes_alive(pids).map_err(from_io)?;
    Ok(alive.into_iter().map(u8::from).collect::<Vec<_>>().into())
}
