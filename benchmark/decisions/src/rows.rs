use std::cell::RefCell;

use napi::bindgen_prelude::{Uint8Array, Uint32Array};
use napi_derive::napi;
use serde::Serialize;

/// As `ProcessInfo` in lib/types.ts.
#[napi(object, object_from_js = false)]
#[derive(Clone, Serialize)]
pub struct Row {
    pub pid: u32,
    pub ppid: u32,
    pub depth: u32,
    pub name: String,
    pub state: &'static str,
    pub identity: String,
}

/// As `NativeProcesses` in crates/binding.
#[napi(object, object_from_js = false)]
pub struct Columns {
    pub numbers: Uint32Array,
    pub names: String,
    pub identities: String,
}

thread_local! {
    static ROWS: RefCell<Vec<Row>> = const { RefCell::new(Vec::new()) };
}

#[napi]
pub fn set_rows(count: u32, name: String, identity: String) {
    let rows = (1..=count).map(|index| Row {
        pid: 100_000 + index,
        ppid: 100_000,
        depth: 1,
        name: name.clone(),
        state: "running",
        identity: identity.clone(),
    });
    ROWS.set(rows.collect());
}

/// Owned, as the core hands them over: each way of crossing has its own.
#[napi]
pub fn rows_as_objects() -> Vec<Row> {
    ROWS.with_borrow(Clone::clone)
}

#[napi]
pub fn rows_as_json() -> napi::Result<String> {
    let rows = rows_as_objects();
    Ok(serde_json::to_string(&rows)?)
}

#[napi]
pub fn rows_as_columns() -> Columns {
    let mut numbers = Vec::new();
    let mut names = String::new();
    let mut identities = String::new();
    for row in rows_as_objects() {
        numbers.extend([0, 0, row.pid, row.ppid, row.depth, 0]);
        names.push_str(&row.name);
        names.push('\0');
        identities.push_str(&row.identity);
        identities.push('\0');
    }
    Columns {
        numbers: Uint32Array::new(numbers),
        names,
        identities,
    }
}

/// What crosses in `areProcessesAlive`, and nothing else.
#[napi]
pub fn answers_as_booleans(pids: &[u32]) -> Vec<bool> {
    pids.iter().map(|pid| pid % 2 == 0).collect()
}

#[napi]
pub fn answers_as_bytes(pids: &[u32]) -> Uint8Array {
    let answers = pids.iter().map(|pid| u8::from(pid % 2 == 0));
    Uint8Array::new(answers.collect())
}
