//! Node-API binding of `process_utils`: converts, calls, maps the error.
//!
//! lib/ validates what callers pass before it gets here. Every export catches
//! panics (`catch_unwind`): none may reach Node.

mod error;
mod exit_flag;
mod handles;
mod identity;
mod limits;
mod liveness;
mod mounts;
#[cfg(feature = "panic-probe")]
mod panic_probe;
mod pid;
mod processes;
mod timeline;
mod trees;

use napi_derive::napi;

/// The version of the package this binary was built from.
#[napi(catch_unwind)]
pub fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}
