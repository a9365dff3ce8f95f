use std::fs;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use ignore::{WalkBuilder, WalkState};
use napi_derive::napi;

#[napi(object, object_from_js = false)]
#[derive(Default)]
pub struct Counts {
    pub files: u32,
    pub directories: u32,
}

#[napi]
pub fn walk(path: String) -> napi::Result<Counts> {
    let mut counts = Counts::default();
    count(Path::new(&path), &mut counts)?;
    Ok(counts)
}

fn count(path: &Path, counts: &mut Counts) -> io::Result<()> {
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            counts.directories += 1;
            count(&entry.path(), counts)?;
        } else {
            counts.files += 1;
        }
    }
    Ok(())
}

/// On so many threads, by the walker of ripgrep.
#[napi]
pub fn walk_on_threads(path: String, threads: u32) -> Counts {
    let files = AtomicU32::new(0);
    let directories = AtomicU32::new(0);
    let mut builder = WalkBuilder::new(path);
    let walker = builder.standard_filters(false).threads(threads as usize);
    walker.build_parallel().run(|| {
        Box::new(|entry| {
            let kind = entry.ok().filter(|entry| entry.depth() > 0);
            if let Some(kind) = kind.and_then(|entry| entry.file_type()) {
                let counter = if kind.is_dir() { &directories } else { &files };
                counter.fetch_add(1, Ordering::Relaxed);
            }
            WalkState::Continue
        })
    });
    Counts {
        files: files.into_inner(),
        directories: directories.into_inner(),
    }
}
