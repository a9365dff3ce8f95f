//! The parsers on arbitrary bytes, on generated files of the kernel, and on the
//! fuzz corpus.

use std::fs;
use std::path::{Path, PathBuf};

use process_utils::Identity;
use process_utils::parse::{
    CgroupMount, Stat, count_cpu_list, parse_cfs_quota, parse_cgroup_mounts, parse_cpu_max,
    parse_membership, parse_stat, parse_tgid,
};
use proptest::collection::vec;
use proptest::prelude::*;

type Parser = fn(&[u8]);

/// By the names of the fuzz targets.
const PARSERS: [(&str, Parser); 7] = [
    ("identity", |text| assert!(is_written_as_read(text))),
    ("stat", |text| assert!(is_a_state(text))),
    ("status", |text| assert!(is_the_first(text))),
    ("membership", |text| assert!(are_absolute(text))),
    ("mountinfo", |text| assert!(are_no_longer(text))),
    ("cpu_max", |text| assert!(are_limits(text))),
    ("cpu_list", |text| assert_ne!(count_cpu_list(text), Some(0))),
];

fn is_a_state(text: &[u8]) -> bool {
    parse_stat(text).is_none_or(|stat| stat.state.is_ascii_alphabetic())
}

fn is_written_as_read(text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(text);
    match text.parse::<Identity>() {
        Ok(identity) => identity.to_string() == text,
        Err(_) => true,
    }
}

fn is_the_first(text: &[u8]) -> bool {
    let longer = [text, b"\nTgid:\t1\n"].concat();
    parse_tgid(text).is_none_or(|tgid| parse_tgid(&longer) == Some(tgid))
}

fn are_no_longer(text: &[u8]) -> bool {
    let mounts = parse_cgroup_mounts(text);
    let mut lengths = mounts.iter().map(|m| m.root.len() + m.mount_point.len());
    lengths.all(|length| length <= text.len())
}

fn are_absolute(text: &[u8]) -> bool {
    let membership = parse_membership(text);
    let mut paths = membership.v1_cpu.into_iter().chain(membership.v2);
    paths.all(|path| path.starts_with(b"/"))
}

fn are_limits(text: &[u8]) -> bool {
    let (first, second) = text.split_at(text.len() / 2);
    let limits = [parse_cpu_max(text), parse_cfs_quota(first, second)];
    limits
        .iter()
        .flatten()
        .all(|&cpus| cpus > 0.0 && cpus.is_finite())
}

fn files(directory: &Path) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(directory).unwrap_or_else(|e| panic!("{}: {e}", directory.display()));
    entries.map(|entry| entry.expect("entry").path()).collect()
}

#[test]
fn no_file_of_the_fuzz_corpus_breaks_a_parser() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    assert_eq!(files(&corpus).len(), PARSERS.len(), "one parser each");
    for (name, _) in PARSERS {
        let seeds = files(&corpus.join(name));
        assert!(seeds.len() >= 5, "{name}");
        for seed in seeds {
            let text = fs::read(&seed).expect("seed");
            for (_, parser) in PARSERS {
                parser(&text);
            }
        }
    }
}

/// Bytes that are likely to mean something to one of the parsers.
fn nasty_bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        vec(any::<u8>(), 0..8),
        any::<i64>().prop_map(|number| number.to_string().into_bytes()),
        prop::sample::select(vec![
            ") Z ",
            "(",
            ":",
            "::",
            "/",
            "/../",
            "\n",
            " ",
            " - ",
            ",",
            "-",
            "\\",
            "\\040",
            "max",
            "cpu",
            "0::/",
            "Tgid:",
            "v1-linux-0-",
            "0.0",
            "cgroup",
            "cgroup2",
            "cgroup2 x cpu",
            "+1",
            "-1",
            "\t",
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
    ];
    vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

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
    fn arbitrary_bytes_break_no_parser(
        random in vec(any::<u8>(), 0..600),
        nasty in nasty_bytes(),
    ) {
        for (_, parser) in PARSERS {
            parser(&random);
            parser(&nasty);
        }
    }

    #[test]
    fn stat_lines_are_read_whatever_the_name(
        pid in 1..=i32::MAX,
        name in vec(any::<u8>(), 0..=64),
        state in prop::sample::select(b"RSDTtZXxKWPI".to_vec()),
        others in vec(any::<i64>(), 52 - 3 - 3),
        threads: u32,
        start: u64,
        exit_signal: i32,
        cut_off in 0..10_usize,
    ) {
        let mut fields: Vec<_> = others.iter().map(ToString::to_string).collect();
        fields.insert(20 - 4, threads.to_string());
        fields.insert(22 - 4, start.to_string());
        fields.insert(38 - 4, exit_signal.to_string());
        // Older kernels write fewer fields.
        fields.truncate(fields.len() - cut_off);
        let mut line = format!("{pid} (").into_bytes();
        line.extend(&name);
        line.extend(format!(") {} {}\n", char::from(state), fields.join(" ")).bytes());
        let threads = threads.into();
        prop_assert_eq!(parse_stat(&line), Some(Stat { state, threads, start, exit_signal }));
    }

    #[test]
    fn identities_are_read_as_they_are_written(
        machine in "0|[0-9a-f]{16}",
        boot in "[0-9a-f]{32}",
        pid_namespace: u64,
        time_namespace: u64,
        pid in 1..=i32::MAX,
        start: u64,
        at: prop::sample::Index,
        byte in 0..0x80_u8,
    ) {
        let rest = format!("{pid}-{start}");
        let namespaces = format!("{pid_namespace}.{time_namespace}");
        for text in [
            format!("v1-linux-{machine}-{boot}-{namespaces}-{rest}"),
            format!("v1-darwin-{machine}-{boot}-0.0-{rest}"),
            format!("v1-win32-{machine}-0-0.0-{rest}"),
        ] {
            let identity: Identity = text.parse().expect("identity");
            prop_assert_eq!(identity.to_string(), text.clone());
            prop_assert_eq!(identity.pid(), pid.unsigned_abs());
            // Another text is another identity, or none.
            let mut other = text.clone().into_bytes();
            other[at.index(text.len())] = byte;
            let other = String::from_utf8(other).expect("ASCII");
            prop_assert!(is_written_as_read(other.as_bytes()));
            prop_assert_eq!(other.parse() == Ok(identity), other == text);
        }
    }

    #[test]
    fn status_files_tell_the_group(name in "[ -~]{0,15}", tgid: u32, others: u32) {
        let text = format!("Name:\t{name}\nNgid:\t{others}\nTgid:\t{tgid}\nPid:\t{others}\n");
        prop_assert_eq!(parse_tgid(text.as_bytes()), Some(tgid));
    }

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
    fn cpu_lists_are_counted(ranges in vec((0..100_u32, 0..100_u32), 1..20)) {
        let mut next = 0;
        let mut count = 0;
        let mut parts = Vec::new();
        for (gap, more) in ranges {
            let (first, last) = (next + gap, next + gap + more);
            parts.push(if more == 0 { first.to_string() } else { format!("{first}-{last}") });
            count += more + 1;
            next = last + 2;
        }
        prop_assert_eq!(count_cpu_list(parts.join(",").as_bytes()), Some(count));
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
