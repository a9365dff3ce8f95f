//! The CPU quota of the cgroups this process is in: version 1, version 2 and
//! hybrid hierarchies, with every level that can be seen from here.

use std::path::{Path, PathBuf};

use crate::parse::{
    CgroupMount, Membership, parse_cfs_quota, parse_cgroup_mounts, parse_cpu_max, parse_membership,
};
use crate::small_file::{read_into, read_whole};
use crate::sys;

/// The version of the cgroup interface that a limit was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CgroupVersion {
    /// `cpu.cfs_quota_us` and `cpu.cfs_period_us`.
    V1,
    /// `cpu.max`.
    V2,
}

/// A limit on CPU time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CpuQuota {
    /// How many CPUs' worth of time may be used, fractional, above 0.
    pub cpus: f64,
    /// Where it was read.
    pub version: CgroupVersion,
}

/// Reads the tightest CPU quota, remembering where the files are.
///
/// Finding them means parsing the mount table, which is done again only when
/// the process was moved to another cgroup; the limits themselves are read
/// anew by each call.
#[derive(Debug)]
pub struct QuotaReader {
    root: PathBuf,
    membership: Vec<u8>,
    levels: Vec<Level>,
}

#[derive(Debug)]
enum Level {
    V1 { quota: PathBuf, period: PathBuf },
    V2 { max: PathBuf },
}

impl QuotaReader {
    /// A reader of the file system below `root`: `/`, or a recorded tree.
    #[must_use]
    pub fn new(root: &Path) -> Self {
        Self {
            root: root.to_path_buf(),
            membership: Vec::new(),
            levels: Vec::new(),
        }
    }

    /// The tightest quota of all levels; `None` when nothing limits the CPU
    /// time or nothing can be read. Weights and shares are no limits.
    pub fn read(&mut self) -> Option<CpuQuota> {
        let mut buffer = [0; 4096];
        let path = self.root.join("proc/self/cgroup");
        let membership = read_whole(&path, &mut buffer).ok()?;
        if self.levels.is_empty() || self.membership != *membership {
            self.levels = find_levels(&self.root, &parse_membership(&membership));
            self.membership = membership.into_owned();
        }
        self.levels
            .iter()
            .filter_map(Level::read)
            .min_by(|a, b| a.cpus.total_cmp(&b.cpus))
    }
}

impl Level {
    fn read(&self) -> Option<CpuQuota> {
        let (mut first, mut second) = ([0; 64], [0; 64]);
        match self {
            Self::V1 { quota, period } => {
                let quota = read_into(quota, &mut first).ok()?;
                // -1 is the common case, and then the period does not matter.
                if quota.starts_with(b"-") {
                    return None;
                }
                let period = read_into(period, &mut second).ok()?;
                Some(CpuQuota {
                    cpus: parse_cfs_quota(quota, period)?,
                    version: CgroupVersion::V1,
                })
            }
            Self::V2 { max } => Some(CpuQuota {
                cpus: parse_cpu_max(read_into(max, &mut first).ok()?)?,
                version: CgroupVersion::V2,
            }),
        }
    }
}

/// The directories of this process's cgroup and of its ancestors, up to the
/// mount point. The `cpu` controller is in one version's hierarchy, never in
/// both, and version 1's line names it.
fn find_levels(root: &Path, membership: &Membership<'_>) -> Vec<Level> {
    let (is_v2, path) = match (membership.v1_cpu, membership.v2) {
        (Some(path), _) => (false, path),
        (None, Some(path)) => (true, path),
        (None, None) => return Vec::new(),
    };
    let Ok(mountinfo) = std::fs::read(root.join("proc/self/mountinfo")) else {
        return Vec::new();
    };
    let mounts = parse_cgroup_mounts(&mountinfo);
    // Of several mounts, the one with the shortest root shows most ancestors.
    let best = mounts
        .iter()
        .filter(|mount| mount.is_v2 == is_v2)
        .filter_map(|mount| Some((mount, below_mount(path, mount)?)))
        .min_by_key(|(mount, _)| mount.root.len());
    let Some((mount, inner)) = best else {
        return Vec::new();
    };
    let top = root.join(relative(&mount.mount_point));
    let leaf = top.join(relative(inner));
    leaf.ancestors()
        .take_while(|directory| directory.starts_with(&top))
        .map(|directory| {
            if is_v2 {
                Level::V2 {
                    max: directory.join("cpu.max"),
                }
            } else {
                Level::V1 {
                    quota: directory.join("cpu.cfs_quota_us"),
                    period: directory.join("cpu.cfs_period_us"),
                }
            }
        })
        .collect()
}

/// The part of the cgroup path `path` that lies below what `mount` shows.
/// `None` if the mount shows another part of the hierarchy, whose limits are
/// not ours, or if the path leads out of the cgroup namespace (`/../x`).
fn below_mount<'a>(path: &'a [u8], mount: &CgroupMount) -> Option<&'a [u8]> {
    if path.split(|&byte| byte == b'/').any(|name| name == b"..") {
        return None;
    }
    // Mounted from outside our cgroup namespace, the root reads `/..`: what
    // the mount point shows is an ancestor, whose limit holds for us too.
    if mount.root == b"/.." || mount.root.starts_with(b"/../") {
        return Some(b"");
    }
    let root = mount.root.strip_suffix(b"/").unwrap_or(&mount.root);
    let inner = path.strip_prefix(root)?;
    (inner.is_empty() || inner.starts_with(b"/")).then_some(inner)
}

fn relative(path: &[u8]) -> PathBuf {
    let start = path.iter().position(|&byte| byte != b'/');
    sys::path_from_bytes(start.map_or(b"", |start| &path[start..]))
}
