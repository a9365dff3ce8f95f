//! Trace files: events that were recorded in columns, written as the JSON of the
//! Trace Event Format, which Perfetto and chrome://tracing read.

mod destination;
mod error_code;
mod events;
mod json_text;

pub use error_code::file_error_code;

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use destination::{Temporary, destination};

/// Bytes that are gathered before they are written.
const GATHERED: usize = 256 * 1024;

/// The events of one thread.
#[derive(Clone, Debug, Default)]
pub struct TimelineTrack<'a> {
    /// JSON: what all of its events have in common, with a comma before it.
    pub place: &'a str,
    /// What its ids begin with; eight hexadecimal digits follow.
    pub ids: &'a str,
    /// In chunks. For each event: microseconds. And three columns, one after
    /// the other: phase + 4 * the number of the name, id, the number of the
    /// message (0 for none). Numbers are those of `texts`, from 1.
    pub events: Vec<(&'a [f64], &'a [u32])>,
    /// In chunks of UTF-16: each text after its length plus 1, in two units,
    /// the lower first. A zero ends what is used.
    pub texts: Vec<&'a [u16]>,
    /// How many texts there are; what follows is not read.
    pub text_count: usize,
}

/// A trace file.
#[derive(Clone, Debug, Default)]
pub struct TimelineFile<'a> {
    /// Where it comes to be.
    pub path: PathBuf,
    /// The name of a file in the same folder, which nobody else uses.
    pub temporary: &'a str,
    /// JSON: what comes before the events, the last of `traceEvents` being one.
    pub head: &'a str,
    /// The events.
    pub tracks: Vec<TimelineTrack<'a>>,
    /// JSON: what comes after the events.
    pub foot: &'a str,
}

/// Writes the file under another name, and renames it when it is complete; it
/// is not synced to the disk. A link stays one, and what is no regular file is
/// written to directly.
///
/// # Errors
/// Those of the system; see [`file_error_code`]. Nothing is left then.
pub fn write_timeline(file: &TimelineFile<'_>) -> io::Result<()> {
    TimelineOutput::create(&file.path, file.temporary)?.write(file)
}

/// A file that is to be written: the one with the other name is there, from
/// now on until it is renamed or this is dropped.
#[derive(Debug)]
pub struct TimelineOutput {
    path: PathBuf,
    temporary: Option<Temporary>,
}

impl TimelineOutput {
    /// As [`write_timeline`] has it. Whoever removes the file under the other
    /// name in time keeps it from getting to its place.
    ///
    /// # Errors
    /// Those of the system; see [`file_error_code`].
    pub fn create(path: &Path, temporary: &str) -> io::Result<Self> {
        let (path, temporary) = destination(path, temporary)?;
        Ok(Self { path, temporary })
    }

    /// # Errors
    /// Those of the system; see [`file_error_code`]. Nothing is left then.
    pub fn write(self, file: &TimelineFile<'_>) -> io::Result<()> {
        match self.temporary {
            Some(temporary) => temporary.replace(&self.path, |output| write_to(output, file)),
            // Opened only now: that may take long.
            None => write_to(OpenOptions::new().write(true).open(self.path)?, file),
        }
    }
}

fn write_to(mut output: impl Write, file: &TimelineFile<'_>) -> io::Result<()> {
    let mut gathered = Vec::with_capacity(2 * GATHERED);
    gathered.extend_from_slice(file.head.as_bytes());
    for track in &file.tracks {
        let texts = json_text::read_all(&track.texts, track.text_count);
        let line = events::Lines::new(track, &texts);
        for (times, numbers) in &track.events {
            for at in 0..times.len() {
                line.write(&mut gathered, times, numbers, at);
                if gathered.len() >= GATHERED {
                    output.write_all(&gathered)?;
                    gathered.clear();
                }
            }
        }
    }
    gathered.extend_from_slice(file.foot.as_bytes());
    output.write_all(&gathered)?;
    output.flush()
}
