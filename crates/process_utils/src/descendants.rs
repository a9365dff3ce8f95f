use std::collections::HashSet;
use std::io;

use crate::each::each;
use crate::entry::Entry;
use crate::process_info::ProcessInfo;
use crate::state::is_possible;
use crate::sys;

/// The descendants of the process `pid`, level by level, parents before their
/// children; zombies among them too. None if the pid is free, that of a thread,
/// or beyond what the system can have.
///
/// A process whose parent has exited has another parent: it is not found any
/// more. Processes come and go while they are read: only what is stopped is
/// told for certain, see [`HeldTree`](crate::HeldTree).
///
/// # Errors
/// - EPERM: the processes cannot be seen; on Linux where /proc is not mounted or
///   that of another pid namespace.
/// - EMFILE, ENFILE, ENOMEM: nothing left to read them with.
/// - `Unsupported`: a system that this crate does not know.
pub fn descendants(pid: u32) -> io::Result<Vec<ProcessInfo>> {
    find(&sys::Table::new()?, pid)
}

/// The same where the system does not list the children of a process; for
/// tests.
///
/// # Errors
/// As [`descendants`].
#[doc(hidden)]
pub fn descendants_by_scan(pid: u32) -> io::Result<Vec<ProcessInfo>> {
    find(&sys::Table::of_all()?, pid)
}

/// A process and the pids that were told to be its children.
struct Visited {
    entry: Entry,
    children: Vec<u32>,
}

fn find(table: &sys::Table, pid: u32) -> io::Result<Vec<ProcessInfo>> {
    let mut found = Vec::new();
    if !is_possible(pid) {
        return Ok(found);
    }
    let Some(root) = visit(table, pid)? else {
        return Ok(found);
    };
    let mut seen = HashSet::from([pid]);
    let mut level = vec![root];
    for depth in 1.. {
        let children = visit_children(table, &level)?.into_iter();
        // One may have come to another parent while the lists were read.
        level = children
            .filter(|child| seen.insert(child.entry.pid))
            .collect();
        if level.is_empty() {
            break;
        }
        found.extend(
            level
                .iter()
                .map(|child| child.entry.clone().into_info(depth)),
        );
    }
    Ok(found)
}

fn visit_children(table: &sys::Table, parents: &[Visited]) -> io::Result<Vec<Visited>> {
    let mut listed = Vec::new();
    for Visited { entry, children } in parents {
        let possible = children.iter().filter(|&&pid| is_possible(pid));
        listed.extend(possible.map(|&pid| (entry, pid)));
    }
    let visits = each(listed.len(), |index| {
        let (parent, pid) = listed[index];
        visit_child(table, parent, pid)
    })?;
    Ok(visits.into_iter().flatten().collect())
}

fn visit_child(table: &sys::Table, parent: &Entry, pid: u32) -> io::Result<Option<Visited>> {
    let is_child = |child: &Visited| child.entry.is_child_of(parent.pid, parent.start);
    let mut visited = visit(table, pid)?.filter(is_child);
    if let Some(child) = &mut visited {
        // What cannot be read was told to be its child.
        child.entry.ppid = parent.pid;
    }
    Ok(visited)
}

fn visit(table: &sys::Table, pid: u32) -> io::Result<Option<Visited>> {
    let Some(entry) = table.see(pid)? else {
        return Ok(None);
    };
    let children = if entry.has_exited() {
        Vec::new()
    } else {
        table.children(pid, entry.is_single_threaded)?
    };
    Ok(Some(Visited { entry, children }))
}

/// This process, its parent, the parent of that, and so on, as far as they can
/// be seen: up to the first process of this pid namespace, or to one that
/// cannot be read.
#[must_use]
pub fn lineage() -> Vec<u32> {
    let own = std::process::id();
    let mut pids = vec![own];
    let Ok(table) = sys::Table::new() else {
        return pids;
    };
    let see = |pid| table.see(pid).ok().flatten();
    let mut child = see(own);
    while let Some(entry) = child {
        let parent = entry.ppid;
        if parent == 0 || pids.contains(&parent) {
            break;
        }
        child = see(parent).filter(|parent| entry.is_child_of(parent.pid, parent.start));
        pids.extend(child.as_ref().map(|parent| parent.pid));
    }
    pids
}
