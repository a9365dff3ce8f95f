//! The parsers on arbitrary bytes, on generated files of the kernel, and on the
//! fuzz corpus.

use std::fs;
use std::path::{Path, PathBuf};

use process_utils::Identity;
use process_utils::parse::{
    Stat, count_cpu_list, parse_cfs_quota, parse_cgroup_mounts, parse_cpu_max, parse_membership,
    parse_stat, parse_tgid,
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
    fn status_files_tell_the_group(name in "[ -~]{0,15}", tgid: u32, others: u32) {
        let text = format!("Name:\t{name}\nNgid:\t{others}\nTgid:\t{tgid}\nPid:\t{others}\n");
        prop_assert_eq!(parse_tgid(text.as_bytes()), Some(tgid));
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
}
