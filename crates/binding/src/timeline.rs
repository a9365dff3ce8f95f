use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use napi::bindgen_prelude::{AsyncTask, Float64Array, Uint16Array, Uint32Array};
use napi::{Env, Error, Status, Task};
use napi_derive::napi;
use process_utils::timeline::{self, TimelineOutput, TimelineTrack};

use crate::error::from_file_io;

/// See `TimelineTrack` in lib/types.ts. Nobody writes to the arrays any more:
/// that is how they can be read on another thread.
#[napi(object, object_to_js = false)]
pub struct NativeTrack {
    pub place: String,
    pub ids: String,
    pub times: Vec<Float64Array>,
    pub numbers: Vec<Uint32Array>,
    pub texts: Vec<Uint16Array>,
    pub text_count: u32,
}

/// See `TimelineFile` in lib/types.ts.
#[napi(object, object_to_js = false)]
pub struct NativeTimeline {
    pub path: String,
    pub temporary: String,
    pub head: String,
    pub tracks: Vec<NativeTrack>,
    pub foot: String,
}

impl NativeTimeline {
    fn create(&self) -> io::Result<TimelineOutput> {
        TimelineOutput::create(self.path.as_ref(), &self.temporary)
    }

    fn write(&self, output: TimelineOutput) -> io::Result<()> {
        output.write(&timeline::TimelineFile {
            path: self.path.clone().into(),
            temporary: &self.temporary,
            head: &self.head,
            tracks: self.tracks.iter().map(borrow).collect(),
            foot: &self.foot,
        })
    }
}

fn borrow(track: &NativeTrack) -> TimelineTrack<'_> {
    let times = track.times.iter().map(AsRef::as_ref);
    let numbers = track.numbers.iter().map(AsRef::as_ref);
    TimelineTrack {
        place: &track.place,
        ids: &track.ids,
        events: times.zip(numbers).collect(),
        texts: track.texts.iter().map(AsRef::as_ref).collect(),
        text_count: track.text_count as usize,
    }
}

/// Work for libuv's thread pool.
pub struct Save {
    file: NativeTimeline,
    /// Taken when the work is done.
    output: Option<TimelineOutput>,
}

impl Task for Save {
    type Output = ();
    type JsValue = ();

    fn compute(&mut self) -> napi::Result<()> {
        let Some(output) = self.output.take() else {
            return Ok(());
        };
        // A panic here would unwind into libuv's C code.
        catch_unwind(AssertUnwindSafe(|| self.file.write(output)))
            .map_err(|_| Error::new(Status::GenericFailure, "the writer panicked"))?
            .map_err(from_file_io)
    }

    fn resolve(&mut self, _env: Env, (): ()) -> napi::Result<()> {
        Ok(())
    }
}

#[napi(catch_unwind)]
pub fn write_timeline_sync(file: NativeTimeline) -> napi::Result<()> {
    let output = file.create().map_err(from_file_io)?;
    file.write(output).map_err(from_file_io)
}

/// The temporary file is there when this returns: removing it supersedes the
/// work, wherever that is.
#[napi(catch_unwind, ts_return_type = "Promise<void>")]
pub fn write_timeline(file: NativeTimeline) -> napi::Result<AsyncTask<Save>> {
    let output = Some(file.create().map_err(from_file_io)?);
    Ok(AsyncTask::new(Save { file, output }))
}
