use std::io;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use napi::bindgen_prelude::AsyncTask;
use napi::{Env, Error, Status, Task};
use napi_derive::napi;

use crate::error::from_io;

/// Work for libuv's thread pool: directories may be on slow file systems.
#[derive(Clone)]
pub enum Scan {
    EstimateFds(PathBuf),
    FileMounts(Vec<PathBuf>, Option<String>),
}

impl Scan {
    fn run(&self) -> io::Result<f64> {
        match self {
            // A double counts exactly up to 2^53 entries.
            #[allow(clippy::cast_precision_loss)]
            Self::EstimateFds(path) => {
                process_utils::estimate_fds_for_directory(path).map(|fds| fds as f64)
            }
            Self::FileMounts(sources, cloud) => {
                process_utils::max_workers_for_file_mounts(sources, cloud.as_deref()).map(f64::from)
            }
        }
    }
}

impl Task for Scan {
    type Output = f64;
    type JsValue = f64;

    fn compute(&mut self) -> napi::Result<f64> {
        // A panic here would unwind into libuv's C code.
        catch_unwind(|| self.run())
            .map_err(|_| Error::new(Status::GenericFailure, "the scan panicked"))?
            .map_err(from_io)
    }

    fn resolve(&mut self, _env: Env, output: f64) -> napi::Result<f64> {
        Ok(output)
    }
}

#[napi(catch_unwind)]
pub fn estimate_fds_sync(path: String) -> napi::Result<f64> {
    Scan::EstimateFds(path.into()).run().map_err(from_io)
}

#[napi(catch_unwind, ts_return_type = "Promise<number>")]
pub fn estimate_fds(path: String) -> AsyncTask<Scan> {
    AsyncTask::new(Scan::EstimateFds(path.into()))
}

#[napi(catch_unwind)]
pub fn file_mount_workers_sync(sources: Vec<String>, cloud: Option<String>) -> napi::Result<u32> {
    process_utils::max_workers_for_file_mounts(sources.iter().map(Path::new), cloud.as_deref())
        .map_err(from_io)
}

#[napi(catch_unwind, ts_return_type = "Promise<number>")]
pub fn file_mount_workers(sources: Vec<String>, cloud: Option<String>) -> AsyncTask<Scan> {
    let sources = sources.into_iter().map(PathBuf::from).collect();
    AsyncTask::new(Scan::FileMounts(sources, cloud))
}
