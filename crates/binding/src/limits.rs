use napi::bindgen_prelude::{Either, Null};
use napi_derive::napi;
use process_utils::{CpuLimitSource, cgroup::CgroupVersion};

use crate::error::from_io;

/// See `CpuLimits` in lib/parallelism.ts.
#[napi(object, object_from_js = false)]
pub struct NativeCpuLimits {
    pub logical: u32,
    pub affinity: u32,
    pub quota: Either<f64, Null>,
    pub count: u32,
    #[napi(ts_type = "'logical' | 'affinity' | 'cgroup-v1' | 'cgroup-v2'")]
    pub source: &'static str,
}

/// See `FdLimit` in lib/fd-limits.ts.
#[napi(object, object_from_js = false)]
pub struct NativeFdLimit {
    pub soft: f64,
    pub hard: f64,
}

#[napi(catch_unwind)]
pub fn cpu_count() -> napi::Result<u32> {
    process_utils::cpu_count().map_err(from_io)
}

#[napi(catch_unwind)]
pub fn cpu_limits() -> napi::Result<NativeCpuLimits> {
    let limits = process_utils::cpu_limits().map_err(from_io)?;
    Ok(NativeCpuLimits {
        logical: limits.logical,
        affinity: limits.affinity,
        quota: limits.quota.map_or(Either::B(Null), Either::A),
        count: limits.count,
        source: match limits.source {
            CpuLimitSource::Logical => "logical",
            CpuLimitSource::Affinity => "affinity",
            CpuLimitSource::Cgroup(CgroupVersion::V1) => "cgroup-v1",
            CpuLimitSource::Cgroup(CgroupVersion::V2) => "cgroup-v2",
        },
    })
}

#[napi(catch_unwind)]
pub fn parallel_threads(cloud: Option<String>) -> napi::Result<u32> {
    process_utils::parallel_threads(cloud.as_deref()).map_err(from_io)
}

#[napi(catch_unwind)]
pub fn fd_limit() -> napi::Result<NativeFdLimit> {
    let limit = process_utils::fd_limit().map_err(from_io)?;
    // Above 2^53 a double is off by less than anyone can count.
    #[allow(clippy::cast_precision_loss)]
    let number = |limit: Option<u64>| limit.map_or(f64::INFINITY, |limit| limit as f64);
    Ok(NativeFdLimit {
        soft: number(limit.soft),
        hard: number(limit.hard),
    })
}

#[napi(catch_unwind)]
pub fn max_workers_estimate(fds_per_worker: f64, cloud: Option<String>) -> napi::Result<u32> {
    // lib/ passes positive safe integers; the cast saturates all else.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let fds_per_worker = fds_per_worker as u64;
    process_utils::max_workers_estimate(fds_per_worker, cloud.as_deref()).map_err(from_io)
}
