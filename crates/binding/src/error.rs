use std::io;

use napi::{Error, Status};

/// A system error crosses as its code in the message; lib/errors.ts makes it
/// the error that Node's own modules would throw.
pub(crate) fn from_io(error: io::Error) -> Error {
    with_code(process_utils::error_code(&error), &error)
}

/// The same, with the codes of files.
pub(crate) fn from_file_io(error: io::Error) -> Error {
    with_code(process_utils::timeline::file_error_code(&error), &error)
}

fn with_code(code: Option<&str>, error: &io::Error) -> Error {
    let message = match code {
        Some(code) => format!("code:{code}"),
        None => error.to_string(),
    };
    Error::new(Status::GenericFailure, message)
}
