//! The parsers of cgroup files on generated files of the kernel.

use process_utils::parse::{
    CgroupMount, parse_cfs_quota, parse_cgroup_mounts, parse_cpu_max, parse_membership,
};
use proptest::collection::vec;
use proptest::prelude::*;

/// A path as the kernel has it: no newline (the cgroup file system refuses
/// it), no NUL.
fn cgroup_path() -> impl Strategy<Value = Vec<u8>> {
    let name = vec(
        any::<u8>().prop_filter("a byte of a path", |b| !b"\n\0".contains(b)),
        0..40,
    );
    name.prop_map(|name| [b"/", name.as_slice()].concat())
}

/// As the kernel's mangle() does for mountinfo.
fn escape(path: &[u8]) -> Vec<u8> {
    let escaped = path.iter().flat_map(|&byte| match byte {
        b' ' | b'\t' | b'\n' | b'\\' => format!("\\{byte:03o}").into_bytes(),
        byte => vec![byte],
    });
    escaped.collect()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 2_000,
        // Nothing to write down: a failing case becomes a unit test.
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn membership_lines_are_read_in_any_order(
        v1 in prop::option::of(cgroup_path()),
        v2 in prop::option::of(cgroup_path()),
        controllers in prop::sample::select(vec!["cpu", "cpu,cpuacct", "cpuset,cpu", "a,cpu,b"]),
        other in cgroup_path(),
        v2_first: bool,
    ) {
        let line = |head: &str, path: &[u8]| [head.as_bytes(), b":", path, b"\n"].concat();
        let mut lines = vec![line("7:cpuset", &other), line("6:cpuacct,cpus", &other)];
        lines.extend(v1.as_ref().map(|path| line(&format!("3:{controllers}"), path)));
        lines.extend(v2.as_ref().map(|path| line("0:", path)));
        if v2_first {
            lines.reverse();
        }
        let text = lines.concat();
        let membership = parse_membership(&text);
        prop_assert_eq!(membership.v1_cpu, v1.as_deref());
        prop_assert_eq!(membership.v2, v2.as_deref());
    }

    #[test]
    fn quotas_are_read(quota in 1..(1_i64 << 44), period in 1_000..=1_000_000_i64) {
        #[allow(clippy::cast_precision_loss)]
        let cpus = Some(quota as f64 / period as f64);
        prop_assert_eq!(parse_cpu_max(format!("{quota} {period}\n").as_bytes()), cpus);
        let (quota, period) = (format!("{quota}\n"), format!("{period}\n"));
        prop_assert_eq!(parse_cfs_quota(quota.as_bytes(), period.as_bytes()), cpus);
        prop_assert_eq!(parse_cfs_quota(b"-1\n", period.as_bytes()), None);
        prop_assert_eq!(parse_cpu_max(format!("max {period}").as_bytes()), None);
    }

    #[test]
    fn mounts_are_unescaped(
        paths in vec((any::<bool>(), vec(1..=u8::MAX, 1..30), vec(1..=u8::MAX, 1..30)), 0..6),
        optional in prop::sample::select(vec!["", "shared:1 ", "shared:1 master:22 "]),
    ) {
        let mut text = b"22 27 0:21 / /proc rw - proc proc rw\n".to_vec();
        let mut expected = Vec::new();
        for (is_v2, root, mount_point) in paths {
            text.extend(b"35 23 0:30 ");
            text.extend([escape(&root).as_slice(), b" ", &escape(&mount_point)].concat());
            let kind = if is_v2 { "cgroup2 none rw" } else { "cgroup none rw,cpu,cpuacct" };
            text.extend(format!(" rw,noatime {optional}- {kind}\n").bytes());
            text.extend(b"36 23 0:31 / /other rw - cgroup none rw,cpuset,cpuacct\n");
            expected.push(CgroupMount { is_v2, root, mount_point });
        }
        prop_assert_eq!(parse_cgroup_mounts(&text), expected);
    }
}
