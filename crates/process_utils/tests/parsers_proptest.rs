//! The parsers on arbitrary bytes, on generated files of the kernel, and on the
//! fuzz corpus.

use std::fs;
use std::path::{Path, PathBuf};

use process_utils::Identity;
use process_utils::parse::{
    Stat, count_cpu_list, has_variable, parse_cfs_quota, parse_cgroup_mounts, parse_children,
    parse_cpu_max, parse_membership, parse_name, parse_stat, parse_tgid,
};
use proptest::collection::vec;
use proptest::prelude::*;

type Parser = fn(&[u8]);

/// By the names of the fuzz targets.
const PARSERS: [(&str, Parser); 9] = [
    ("identity", |text| assert!(is_written_as_read(text))),
    ("stat", |text| assert!(is_a_state(text))),
    ("status", |text| assert!(is_the_first(text))),
    ("membership", |text| assert!(are_absolute(text))),
    ("mountinfo", |text| assert!(are_no_longer(text))),
    ("cpu_max", |text| assert!(are_limits(text))),
    ("children", |text| assert!(are_pids(text))),
    ("environ", |text| assert!(is_in_an_entry(text))),
    ("cpu_list", |text| assert_ne!(count_cpu_list(text), Some(0))),
];

fn are_pids(text: &[u8]) -> bool {
    let pids = parse_children(text).unwrap_or_default();
    pids.len() <= text.len() && !pids.contains(&0)
}

fn is_in_an_entry(text: &[u8]) -> bool {
    let name = b"SCOPE";
    let set = has_variable(text, name);
    let longer = [text, b"\0SCOPE=1\0"].concat();
    has_variable(&longer, name) && (!set || text.windows(6).any(|part| part == b"SCOPE="))
}

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
            "\0",
            "SCOPE=",
            "SCOPE",
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
        others in vec(any::<i64>(), 52 - 3 - 6),
        ppid: u32,
        flags: u32,
        env_end: u64,
        threads: u32,
        start: u64,
        exit_signal: i32,
        cut_off in 0..10_usize,
    ) {
        let mut fields: Vec<_> = others.iter().map(ToString::to_string).collect();
        fields.insert(4 - 4, ppid.to_string());
        fields.insert(9 - 4, flags.to_string());
        fields.insert(20 - 4, threads.to_string());
        fields.insert(22 - 4, start.to_string());
        fields.insert(38 - 4, exit_signal.to_string());
        fields.insert(51 - 4, env_end.to_string());
        // Older kernels write fewer fields.
        fields.truncate(fields.len() - cut_off);
        let mut line = format!("{pid} (").into_bytes();
        line.extend(&name);
        line.extend(format!(") {} {}\n", char::from(state), fields.join(" ")).bytes());
        let (threads, flags) = (threads.into(), flags.into());
        let env_end = if cut_off < 2 { env_end } else { 0 };
        let expected = Stat { state, ppid, flags, threads, start, exit_signal, env_end };
        prop_assert_eq!(parse_stat(&line), Some(expected));
        prop_assert_eq!(parse_name(&line), Some(&name[..]));
    }

    #[test]
    fn status_files_tell_the_group(name in "[ -~]{0,15}", tgid: u32, others: u32) {
        let text = format!("Name:\t{name}\nNgid:\t{others}\nTgid:\t{tgid}\nPid:\t{others}\n");
        prop_assert_eq!(parse_tgid(text.as_bytes()), Some(tgid));
    }

    #[test]
    fn lists_of_children_are_read(pids in vec(1..=u32::MAX, 0..300)) {
        let text: String = pids.iter().map(|pid| format!("{pid} ")).collect();
        prop_assert_eq!(parse_children(text.as_bytes()), Some(pids));
    }

    #[test]
    fn variables_are_found_by_their_whole_name(
        entries in vec("(SCOPES?|M?YSCOPE|A)=?[A=SCOPE]{0,6}", 0..8),
    ) {
        let environ: String = entries.iter().map(|entry| format!("{entry}\0")).collect();
        let expected = entries.iter().any(|entry| entry.starts_with("SCOPE="));
        prop_assert_eq!(has_variable(environ.as_bytes(), b"SCOPE"), expected);
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
