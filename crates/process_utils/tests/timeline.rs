//! Trace files on a real file system.

use std::fs;
use std::path::PathBuf;

use process_utils::timeline::{TimelineFile, TimelineTrack, file_error_code, write_timeline};

const TEXTS: [u16; 8] = [2, 0, 0x61, 3, 0, 0x62, 0xd800, 0];

fn file(path: PathBuf) -> TimelineFile<'static> {
    TimelineFile {
        path,
        temporary: ".temporary",
        head: "[0",
        tracks: vec![TimelineTrack {
            place: ",\"tid\":7",
            ids: "0xa",
            // A begin of `a`, and an asynchronous end of what is not known.
            events: vec![(&[1.5, 2.0], &[4, 15, 0, 0x1f, 2, 0])],
            texts: vec![&TEXTS],
            text_count: 2,
        }],
        foot: "]",
    }
}

const WRITTEN: &str = "[0,
{\"ph\":\"B\",\"name\":\"a\",\"tid\":7,\"ts\":1.500,\"args\":{\"message\":\"b\u{fffd}\"}},
{\"ph\":\"e\",\"name\":\"?\",\"tid\":7,\"ts\":2.000,\"id2\":{\"local\":\"0xa0000001f\"}}]";

#[test]
fn a_file_is_written_and_replaced() {
    let directory = tempfile::tempdir().expect("temporary directory");
    let path = directory.path().join("trace.json");
    for _ in 0..2 {
        write_timeline(&file(path.clone())).expect("written");
        assert_eq!(fs::read_to_string(&path).expect("read"), WRITTEN);
        assert_eq!(fs::read_dir(directory.path()).expect("read").count(), 1);
    }
}

#[test]
fn what_cannot_be_written_leaves_nothing() {
    let directory = tempfile::tempdir().expect("temporary directory");
    let path = directory.path().join("missing").join("trace.json");
    let error = write_timeline(&file(path)).expect_err("no such folder");
    assert_eq!(file_error_code(&error), Some("ENOENT"));
    assert_eq!(fs::read_dir(directory.path()).expect("read").count(), 0);
}

#[test]
fn what_somebody_else_has_put_there_is_not_touched() {
    let directory = tempfile::tempdir().expect("temporary directory");
    let temporary = directory.path().join(".temporary");
    fs::write(&temporary, "mine").expect("written");
    let error = write_timeline(&file(directory.path().join("trace.json"))).expect_err("in the way");
    assert_eq!(file_error_code(&error), Some("EEXIST"));
    assert_eq!(fs::read_to_string(&temporary).expect("read"), "mine");
}

#[cfg(unix)]
#[test]
fn a_link_stays_one() {
    let directory = tempfile::tempdir().expect("temporary directory");
    let [link, path] = ["link", "trace.json"].map(|name| directory.path().join(name));
    fs::write(&path, "before").expect("written");
    std::os::unix::fs::symlink(&path, &link).expect("link");
    write_timeline(&file(link.clone())).expect("written");
    assert!(fs::symlink_metadata(&link).expect("link").is_symlink());
    assert_eq!(fs::read_to_string(&path).expect("read"), WRITTEN);
}
