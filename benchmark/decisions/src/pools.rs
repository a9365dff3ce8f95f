//! One scan, counting the entries of a directory, on three kinds of threads.

use std::fs;
use std::io;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, LazyLock, Mutex};
use std::thread;

use napi::bindgen_prelude::{AsyncTask, Object};
use napi::{Env, Task};
use napi_derive::napi;

/// As many as libuv has by default.
const OWN_THREADS: usize = 4;

fn scan(path: &str) -> io::Result<u32> {
    let count = fs::read_dir(path)?.count();
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

pub struct Scan(String);

impl Task for Scan {
    type Output = u32;
    type JsValue = u32;

    fn compute(&mut self) -> napi::Result<u32> {
        Ok(scan(&self.0)?)
    }

    fn resolve(&mut self, _env: Env, output: u32) -> napi::Result<u32> {
        Ok(output)
    }
}

#[napi(ts_return_type = "Promise<number>")]
pub fn scan_on_libuv(path: String) -> AsyncTask<Scan> {
    AsyncTask::new(Scan(path))
}

#[napi(ts_return_type = "Promise<number>")]
pub fn scan_on_new_thread(env: &Env, path: String) -> napi::Result<Object<'_>> {
    let (deferred, promise) = env.create_deferred()?;
    thread::spawn(move || {
        let answer = scan(&path);
        deferred.resolve(move |_| Ok(answer?));
    });
    Ok(promise)
}

type Job = Box<dyn FnOnce() + Send>;

static POOL: LazyLock<Sender<Job>> = LazyLock::new(|| {
    let (sender, jobs) = channel::<Job>();
    let jobs = Arc::new(Mutex::new(jobs));
    for _ in 0..OWN_THREADS {
        let jobs = Arc::clone(&jobs);
        thread::spawn(move || {
            loop {
                let job = jobs.lock().map(|jobs| jobs.recv());
                match job {
                    Ok(Ok(job)) => job(),
                    _ => return,
                }
            }
        });
    }
    sender
});

#[napi(ts_return_type = "Promise<number>")]
pub fn scan_on_own_pool(env: &Env, path: String) -> napi::Result<Object<'_>> {
    let (deferred, promise) = env.create_deferred()?;
    let job: Job = Box::new(move || {
        let answer = scan(&path);
        deferred.resolve(move |_| Ok(answer?));
    });
    POOL.send(job)
        .map_err(|_| napi::Error::from_reason("the pool has ended"))?;
    Ok(promise)
}

#[napi]
pub fn scan_sync(path: String) -> napi::Result<u32> {
    Ok(scan(&path)?)
}
