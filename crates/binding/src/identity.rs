use napi_derive::napi;
use process_utils::{Identity, ProcessState};

use crate::error::from_io;
use crate::pid::to_pid;

/// See `BackendFeatures` in lib/types.ts.
#[napi(object, object_from_js = false)]
pub struct NativeFeatures {
    pub identity: bool,
    #[napi(ts_type = "'kernel' | 'poll'")]
    pub exit_events: &'static str,
}

#[napi(catch_unwind)]
pub fn features() -> NativeFeatures {
    NativeFeatures {
        identity: true,
        exit_events: if process_utils::can_watch() {
            "kernel"
        } else {
            "poll"
        },
    }
}

#[napi(catch_unwind, ts_return_type = "string | null")]
pub fn process_identity(pid: f64) -> napi::Result<Option<String>> {
    let identity = process_utils::process_identity(to_pid(pid)).map_err(from_io)?;
    Ok(identity.map(|identity| identity.to_string()))
}

#[napi(
    catch_unwind,
    ts_return_type = "'running' | 'zombie' | 'gone' | 'unknown'"
)]
pub fn process_state(pid: f64) -> napi::Result<&'static str> {
    let state = process_utils::process_state(to_pid(pid)).map_err(from_io)?;
    Ok(name(state))
}

#[napi(
    catch_unwind,
    ts_return_type = "'running' | 'zombie' | 'gone' | 'unknown'"
)]
pub fn identity_state(identity: String) -> napi::Result<&'static str> {
    let state = process_utils::identity_state(&parse(&identity)?).map_err(from_io)?;
    Ok(name(state))
}

pub(crate) fn parse(identity: &str) -> napi::Result<Identity> {
    identity
        .parse()
        .map_err(|error: process_utils::ParseIdentityError| {
            napi::Error::from_reason(error.to_string())
        })
}

fn name(state: ProcessState) -> &'static str {
    match state {
        ProcessState::Running => "running",
        ProcessState::Zombie => "zombie",
        ProcessState::Gone => "gone",
        ProcessState::Unknown => "unknown",
    }
}
