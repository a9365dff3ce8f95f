use napi_derive::napi;

use crate::error::from_io;

#[napi(catch_unwind)]
pub fn is_process_alive(pid: f64) -> napi::Result<bool> {
    // Not taken as u32: Node-API would let 2^32 + 1 wrap to pid 1.
    let whole = pid.fract() == 0.0 && (1.0..=f64::from(u32::MAX)).contains(&pid);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let pid = if whole { pid as u32 } else { 0 };
    process_utils::is_process_alive(pid).map_err(from_io)
}

#[napi(catch_unwind)]
pub fn are_processes_alive(pids: &[u32]) -> napi::Result<Vec<bool>> {
    process_utils::are_processes_alive(pids).map_err(from_io)
}
