use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// Where a file comes to be, and what is written beside it until then; nothing
/// for a FIFO or a device, which can't be replaced, and must not be.
pub(super) fn destination(
    path: &Path,
    temporary: &str,
) -> io::Result<(PathBuf, Option<Temporary>)> {
    let real = match fs::metadata(path) {
        // Some systems open it, and fail later in ways of their own.
        Ok(found) if found.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
        Ok(found) if !found.is_file() => return Ok((path.into(), None)),
        // What a link leads to is replaced, not the link.
        Ok(_) => fs::canonicalize(path)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => path.into(),
        Err(error) => return Err(error),
    };
    let temporary = Temporary::create(real.with_file_name(temporary))?;
    Ok((real, Some(temporary)))
}

/// A file that is gone when this is: renamed or removed.
#[derive(Debug)]
pub(super) struct Temporary {
    path: PathBuf,
    file: Option<File>,
}

impl Temporary {
    fn create(path: PathBuf) -> io::Result<Self> {
        // Never what somebody else has put there.
        let file = Some(File::create_new(&path)?);
        Ok(Self { path, file })
    }

    /// Writes it and puts it into its place.
    pub(super) fn replace(
        mut self,
        path: &Path,
        write: impl FnOnce(&File) -> io::Result<()>,
    ) -> io::Result<()> {
        if let Some(file) = self.file.take() {
            // Some systems rename nothing that is open: it is closed here.
            write(&file)?;
        }
        fs::rename(&self.path, path)
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // Some systems remove nothing that is open.
        self.file = None;
        // The first error tells more than another one.
        let _ = fs::remove_file(&self.path);
    }
}
