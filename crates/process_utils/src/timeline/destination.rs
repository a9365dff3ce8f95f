use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// How a file comes to be.
#[derive(Debug)]
pub(super) enum Destination {
    /// Written beside, and renamed.
    Replaced { path: PathBuf, temporary: PathBuf },
    /// A FIFO or a device: it can't be replaced, and must not be.
    Direct(PathBuf),
}

impl Destination {
    pub(super) fn of(path: &Path, temporary: &str) -> io::Result<Self> {
        let real = match fs::metadata(path) {
            // Some systems open it, and fail later in ways of their own.
            Ok(found) if found.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
            Ok(found) if !found.is_file() => return Ok(Self::Direct(path.into())),
            // What a link leads to is replaced, not the link.
            Ok(_) => fs::canonicalize(path)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => path.into(),
            Err(error) => return Err(error),
        };
        let temporary = real.with_file_name(temporary);
        Ok(Self::Replaced {
            path: real,
            temporary,
        })
    }
}
