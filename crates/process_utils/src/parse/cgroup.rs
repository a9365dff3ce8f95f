use super::number::whole;

/// Where a process stands in the hierarchies that can limit its CPU time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Membership<'a> {
    /// Path in the version 1 hierarchy that holds the `cpu` controller.
    pub v1_cpu: Option<&'a [u8]>,
    /// Path in the version 2 hierarchy.
    pub v2: Option<&'a [u8]>,
}

/// Parses `/proc/self/cgroup` (cgroups(7)): lines of
/// `hierarchy-id:controllers:path`, the path may hold further colons.
#[must_use]
pub fn parse_membership(text: &[u8]) -> Membership<'_> {
    let mut membership = Membership::default();
    for line in text.split(|&byte| byte == b'\n') {
        let mut parts = line.splitn(3, |&byte| byte == b':');
        let (Some(id), Some(controllers), Some(path)) = (parts.next(), parts.next(), parts.next())
        else {
            continue;
        };
        if !path.starts_with(b"/") {
            continue;
        }
        if id == b"0" && controllers.is_empty() {
            membership.v2 = Some(path);
        } else if controllers.split(|&byte| byte == b',').any(|c| c == b"cpu") {
            membership.v1_cpu = Some(path);
        }
    }
    membership
}

/// CPUs allowed by a `cpu.max` file: `max 100000`, `150000 100000`
/// (Documentation/admin-guide/cgroup-v2.rst). `None` means no limit.
#[must_use]
pub fn parse_cpu_max(text: &[u8]) -> Option<f64> {
    let mut fields = text
        .split(u8::is_ascii_whitespace)
        .filter(|field| !field.is_empty());
    let quota = fields.next()?;
    // The kernel always writes both; 100 ms is what it takes for a missing one.
    let period = fields.next().unwrap_or(b"100000");
    ratio(whole(quota)?, whole(period)?)
}

/// CPUs allowed by version 1's `cpu.cfs_quota_us` (-1: no limit) and
/// `cpu.cfs_period_us` (Documentation/scheduler/sched-bwc.rst).
#[must_use]
pub fn parse_cfs_quota(quota: &[u8], period: &[u8]) -> Option<f64> {
    ratio(whole(quota)?, whole(period)?)
}

fn ratio(quota: i64, period: i64) -> Option<f64> {
    // Both are microseconds, far below 2^53: the conversion is exact.
    #[allow(clippy::cast_precision_loss)]
    (quota > 0 && period > 0).then(|| quota as f64 / period as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_cpu_controller_in_every_layout() {
        let v1 = b"12:cpuset:/\n4:cpu,cpuacct:/docker/a:b\n1:name=systemd:/x\n";
        assert_eq!(
            parse_membership(v1).v1_cpu,
            Some(&b"/docker/a:b"[..]),
            "version 1, and a colon in the path"
        );
        assert_eq!(parse_membership(v1).v2, None);
        assert_eq!(
            parse_membership(b"0::/user.slice\n").v2,
            Some(&b"/user.slice"[..])
        );
        let hybrid = parse_membership(b"2:cpuacct:/no\n1:cpu:/yes\n0::/unified\n");
        assert_eq!(hybrid.v1_cpu, Some(&b"/yes"[..]));
        assert_eq!(hybrid.v2, Some(&b"/unified"[..]));
    }

    #[test]
    fn ignores_lines_it_cannot_read() {
        let garbage = b"\n:::\n0:\n0::relative\ncpu\n5:cpuset,cpuacct:/\n";
        assert_eq!(parse_membership(garbage), Membership::default());
    }

    #[test]
    fn reads_quotas() {
        assert_eq!(parse_cpu_max(b"150000 100000\n"), Some(1.5));
        assert_eq!(parse_cpu_max(b"25000 100000\n"), Some(0.25));
        assert_eq!(parse_cpu_max(b"200000\n"), Some(2.0));
        for text in [
            &b"max 100000\n"[..],
            b"max",
            b"",
            b"-1 100000",
            b"0 1",
            b"1 0",
            b"x y",
        ] {
            assert_eq!(parse_cpu_max(text), None, "{text:?}");
        }
        assert_eq!(parse_cfs_quota(b"50000\n", b"20000\n"), Some(2.5));
        assert_eq!(parse_cfs_quota(b"-1\n", b"100000\n"), None);
        assert_eq!(parse_cfs_quota(b"50000", b""), None);
    }
}
