use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::cgroup::{CgroupVersion, CpuQuota, QuotaReader};
use crate::sys;

/// How long a quota that was read may serve further calls. Shorter than any
/// change can be told to a program, long enough to serve a burst of calls.
const QUOTA_SERVES: Duration = Duration::from_micros(10);

/// Which limit decides the CPU count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CpuLimitSource {
    /// Nothing beyond the CPUs that are online.
    Logical,
    /// The affinity mask (sched_setaffinity(2), cpusets, `taskset`).
    Affinity,
    /// A cgroup quota.
    Cgroup(CgroupVersion),
}

/// Every limit on the CPUs that this process can use.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CpuLimits {
    /// Logical CPUs that are online.
    pub logical: u32,
    /// CPUs in the affinity mask of the calling thread; as `logical` where the
    /// system has no such mask (macOS).
    pub affinity: u32,
    /// The tightest cgroup quota in CPUs, fractional (Linux only).
    pub quota: Option<f64>,
    /// Whole CPUs that can really be used, at least 1.
    pub count: u32,
    /// The limit that decides `count`.
    pub source: CpuLimitSource,
}

/// Whole CPUs that this process can really use: the affinity mask, lowered by
/// the cgroup quota of every level, rounded down, at least 1.
///
/// # Errors
/// Where the system does not tell.
pub fn cpu_count() -> io::Result<u32> {
    let affinity = match sys::affinity_cpus() {
        Some(cpus) => cpus,
        None => sys::logical_cpus()?,
    };
    Ok(usable(affinity, current_quota()))
}

/// [`cpu_count`] with all that leads to it.
///
/// # Errors
/// Where the system does not tell.
pub fn cpu_limits() -> io::Result<CpuLimits> {
    // The kernel leaves only online CPUs in the mask: fewer CPUs online than
    // in the mask means that the list of them is virtualised (LXCFS).
    let affinity = sys::affinity_cpus();
    let logical = sys::logical_cpus()?.max(affinity.unwrap_or(1));
    let affinity = affinity.unwrap_or(logical);
    let quota = current_quota();
    let source = match quota {
        Some(quota) if quota.cpus < f64::from(affinity) => CpuLimitSource::Cgroup(quota.version),
        _ if affinity < logical => CpuLimitSource::Affinity,
        _ => CpuLimitSource::Logical,
    };
    Ok(CpuLimits {
        logical,
        affinity,
        quota: quota.map(|quota| quota.cpus),
        count: usable(affinity, quota),
        source,
    })
}

/// Threads worth running for work that waits more than it computes:
/// max(4, CPU count - 1), four times that for the cloud "kubernetes" (in any
/// case).
///
/// # Errors
/// Where the system does not tell the CPU count.
pub fn parallel_threads(cloud: Option<&str>) -> io::Result<u32> {
    let is_kubernetes = cloud.is_some_and(|cloud| cloud.eq_ignore_ascii_case("kubernetes"));
    let multiplier = if is_kubernetes { 4 } else { 1 };
    Ok((cpu_count()? - 1).max(4).saturating_mul(multiplier))
}

fn usable(affinity: u32, quota: Option<CpuQuota>) -> u32 {
    let Some(quota) = quota else {
        return affinity.max(1);
    };
    // Truncation is the rounding wanted; a float above u32 saturates.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let whole = quota.cpus as u32;
    affinity.min(whole).max(1)
}

struct RecentQuota {
    reader: QuotaReader,
    read_at: Instant,
    quota: Option<CpuQuota>,
}

fn current_quota() -> Option<CpuQuota> {
    static RECENT: Mutex<Option<RecentQuota>> = Mutex::new(None);
    if !sys::HAS_CGROUPS {
        return None;
    }
    let mut recent = RECENT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(recent) = &*recent
        && recent.read_at.elapsed() < QUOTA_SERVES
    {
        return recent.quota;
    }
    let mut reader = recent
        .take()
        .map_or_else(|| QuotaReader::new(Path::new("/")), |recent| recent.reader);
    let quota = reader.read();
    *recent = Some(RecentQuota {
        reader,
        read_at: Instant::now(),
        quota,
    });
    quota
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quota(cpus: f64) -> Option<CpuQuota> {
        let version = CgroupVersion::V2;
        Some(CpuQuota { cpus, version })
    }

    #[test]
    fn rounds_down_but_never_below_one() {
        assert_eq!(usable(8, None), 8);
        assert_eq!(usable(8, quota(2.5)), 2);
        assert_eq!(usable(8, quota(0.25)), 1);
        assert_eq!(usable(2, quota(7.9)), 2);
        assert_eq!(usable(2, quota(1e300)), 2);
        assert_eq!(usable(0, None), 1);
    }
}
