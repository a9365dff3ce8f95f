use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

/// Reads a file of /proc, /sys or a cgroup into `buffer`, as far as it fits,
/// without allocating.
pub(crate) fn read_into<'a>(path: &Path, buffer: &'a mut [u8]) -> io::Result<&'a [u8]> {
    let mut file = File::open(path)?;
    let mut filled = 0;
    while filled < buffer.len() {
        match read_some(&mut file, &mut buffer[filled..])? {
            0 => break,
            count => filled += count,
        }
    }
    Ok(&buffer[..filled])
}

/// Reads the whole file, allocating only if it does not fit into `buffer`.
pub(crate) fn read_whole<'a>(path: &Path, buffer: &'a mut [u8]) -> io::Result<Cow<'a, [u8]>> {
    let size = buffer.len();
    let text = read_into(path, buffer)?;
    if text.len() < size {
        Ok(Cow::Borrowed(text))
    } else {
        fs::read(path).map(Cow::Owned)
    }
}

/// read(2), again if a signal ends it.
pub(crate) fn read_some(file: &mut File, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match file.read(buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            answer => return answer,
        }
    }
}
