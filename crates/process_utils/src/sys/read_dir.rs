use std::io;
use std::path::Path;

/// Entries of the directory at `path`, `.` and `..` aside. May stop as soon as
/// `enough` were seen and then tells how many it saw.
pub(crate) fn count_entries(path: &Path, enough: u64) -> io::Result<u64> {
    let mut entries = 0;
    for entry in std::fs::read_dir(path)? {
        entry?;
        entries += 1;
        if entries >= enough {
            break;
        }
    }
    Ok(entries)
}
