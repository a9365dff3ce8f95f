//! A trace file of many events.

use std::fs;

use criterion::{Criterion, Throughput};
use process_utils::timeline::{TimelineFile, TimelineTrack, write_timeline};

use crate::scratch::Scratch;

const EVENTS: u32 = 100_000;
/// Events of a chunk.
const CHUNK: usize = 4096;
const TEXTS: [&str; 3] = ["load", "parse \"a\" file", "größer"];

pub fn bench(criterion: &mut Criterion) {
    let columns = columns();
    let texts = texts();
    let scratch = Scratch::new("timeline");
    let file = TimelineFile {
        path: scratch.path().join("trace.json"),
        temporary: ".temporary",
        head: "{\"traceEvents\":[{}",
        tracks: vec![TimelineTrack {
            place: ",\"pid\":4711,\"tid\":1",
            ids: "0x1",
            events: columns.iter().map(|(at, of)| (&at[..], &of[..])).collect(),
            texts: vec![&texts],
            text_count: TEXTS.len(),
        }],
        foot: "]}",
    };
    write_timeline(&file).expect("written");
    let written = fs::read_to_string(&file.path).expect("read");
    assert_eq!(written.lines().count(), EVENTS as usize + 1);

    let mut group = criterion.benchmark_group("write_timeline");
    group.throughput(Throughput::Elements(EVENTS.into()));
    group.bench_function("100000 events", |bencher| {
        bencher.iter(|| write_timeline(&file).expect("written"));
    });
    group.finish();
}

/// Begins and ends, half of them asynchronous, every tenth with a message.
fn columns() -> Vec<(Vec<f64>, Vec<u32>)> {
    let all: Vec<_> = (0..EVENTS).collect();
    let chunk = |numbers: &[u32]| {
        let times = numbers.iter().map(|&n| f64::from(n) * 12.345).collect();
        let whats = numbers.iter().map(|n| n % 4 + 4 * (1 + n % 3));
        let ids = numbers.iter().copied();
        let messages = numbers.iter().map(|n| u32::from(n % 10 == 0));
        (times, whats.chain(ids).chain(messages).collect())
    };
    all.chunks(CHUNK).map(chunk).collect()
}

/// Each after its length plus 1, in two units, and a zero.
fn texts() -> Vec<u16> {
    let with_length = |text: &&str| {
        let units: Vec<u16> = text.encode_utf16().collect();
        let length = u16::try_from(units.len() + 1).expect("short");
        [vec![length, 0], units].concat()
    };
    let mut all: Vec<u16> = TEXTS.iter().flat_map(with_length).collect();
    all.push(0);
    all
}
