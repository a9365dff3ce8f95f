use std::io;

use napi::{Error, Status};

/// A system error crosses as its errno in the message; lib/errors.ts makes it
/// the error that Node's own modules would throw.
pub(crate) fn from_io(error: io::Error) -> Error {
    match error.raw_os_error() {
        Some(code) => Error::new(Status::GenericFailure, format!("errno:{code}")),
        None => Error::new(Status::GenericFailure, error.to_string()),
    }
}
