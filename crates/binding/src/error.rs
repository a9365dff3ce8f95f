use std::io;

use napi::{Error, Status};

/// A system error crosses as its code in the message; lib/errors.ts makes it
/// the error that Node's own modules would throw.
pub(crate) fn from_io(error: io::Error) -> Error {
    let message = match process_utils::error_code(&error) {
        Some(code) => format!("code:{code}"),
        None => error.to_string(),
    };
    Error::new(Status::GenericFailure, message)
}
