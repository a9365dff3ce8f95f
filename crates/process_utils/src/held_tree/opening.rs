use std::io;

use crate::entry::Entry;
use crate::handle::Handle;
use crate::scope::Scope;
use crate::{error_code, sys};

/// A process that was found, held if that was possible.
pub(super) struct Opened {
    pub entry: Entry,
    pub handle: Option<Handle>,
    /// Descriptors have run out: it could not be held.
    pub was_short: bool,
}

/// Opens whatever has the pid, unless no more may be held, and reads what it
/// is. `None` if it is gone, or does not belong to the scope.
pub(super) fn open(
    table: &sys::Table,
    pid: u32,
    scope: Option<&Scope>,
    may_hold: bool,
) -> io::Result<Option<Opened>> {
    if !may_hold {
        return open_unheld(table, pid, scope);
    }
    match open_held(table, pid, scope) {
        Err(error) if error_code(&error) == Some("ESRCH") => Ok(None),
        Err(error) => {
            let mut opened = open_unheld(table, pid, scope)?;
            if let Some(opened) = &mut opened {
                opened.was_short = sys::is_exhaustion(&error);
            }
            Ok(opened)
        }
        opened => opened,
    }
}

fn open_held(table: &sys::Table, pid: u32, scope: Option<&Scope>) -> io::Result<Option<Opened>> {
    let process = sys::Process::open(pid)?;
    if !belongs(scope, pid)? {
        return Ok(None);
    }
    // Proves that the mark was that of the process held, too.
    let entry = process.entry(table)?;
    // What cannot be told from another process is not held either.
    let handle = entry
        .start
        .map(|start| Handle::from_parts(process, pid, start));
    Ok(Some(Opened {
        entry,
        handle,
        was_short: false,
    }))
}

fn open_unheld(table: &sys::Table, pid: u32, scope: Option<&Scope>) -> io::Result<Option<Opened>> {
    let Some(entry) = table.see(pid)? else {
        return Ok(None);
    };
    if scope.is_some() {
        let is_same = |after: Entry| after.start == entry.start;
        if !belongs(scope, pid)? || !table.see(pid)?.is_some_and(is_same) {
            return Ok(None);
        }
    }
    Ok(Some(Opened {
        entry,
        handle: None,
        was_short: false,
    }))
}

fn belongs(scope: Option<&Scope>, pid: u32) -> io::Result<bool> {
    scope.map_or(Ok(true), |scope| scope.owns(pid))
}
