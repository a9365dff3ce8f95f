use std::collections::HashMap;

use crate::process_info::ProcessInfo;
use crate::state::ProcessState;

/// What a system tells of one process at one moment.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub pid: u32,
    /// 0 where the parent is outside of this pid namespace, or unknown.
    pub ppid: u32,
    /// In the unit of an identity; `None` if it cannot be read.
    pub start: Option<u64>,
    /// Empty if it cannot be read.
    pub name: String,
    pub state: ProcessState,
    /// Linux: it had one thread only. False where nobody asks.
    pub is_single_threaded: bool,
}

impl Entry {
    /// It is there, and nothing else is known of it.
    #[allow(dead_code, reason = "not every system is known")]
    pub(crate) fn unreadable(pid: u32, state: ProcessState) -> Self {
        Self {
            pid,
            ppid: 0,
            start: None,
            name: String::new(),
            state,
            is_single_threaded: false,
        }
    }

    pub(crate) fn has_exited(&self) -> bool {
        matches!(self.state, ProcessState::Zombie | ProcessState::Gone)
    }

    /// Whether it can be a child of a process of this pid and start. What is
    /// older is the child of one that had the pid before: the system may keep
    /// telling the pid of a parent that is long gone (Windows), and a pid may
    /// be recycled between two looks. What cannot be read was found as a child,
    /// and is believed.
    pub(crate) fn is_child_of(&self, pid: u32, start: Option<u64>) -> bool {
        match (self.start, start) {
            (None, _) => true,
            (Some(_), None) => self.ppid == pid,
            (Some(child), Some(parent)) => self.ppid == pid && child >= parent,
        }
    }

    pub(crate) fn into_info(self, depth: u32) -> ProcessInfo {
        ProcessInfo {
            pid: self.pid,
            ppid: self.ppid,
            depth,
            name: self.name,
            state: self.state,
            start: self.start,
        }
    }
}

/// Whatever has an entry, with its depth: parents before their children, and 0
/// for those whose parent is not among them.
pub(crate) fn parents_first<T>(items: Vec<T>, entry_of: impl Fn(&T) -> &Entry) -> Vec<(u32, T)> {
    let known = items.iter().map(&entry_of);
    let starts: HashMap<_, _> = known.map(|entry| (entry.pid, entry.start)).collect();
    let mut ordered = Vec::with_capacity(items.len());
    let mut below = HashMap::<_, Vec<_>>::new();
    for item in items {
        let entry = entry_of(&item);
        match starts.get(&entry.ppid) {
            Some(&start) if entry.is_child_of(entry.ppid, start) => {
                below.entry(entry.ppid).or_default().push(item);
            }
            _ => ordered.push((0, item)),
        }
    }
    let mut at = 0;
    while let Some((depth, parent)) = ordered.get(at) {
        let (depth, children) = (depth + 1, below.remove(&entry_of(parent).pid));
        ordered.extend(children.into_iter().flatten().map(|child| (depth, child)));
        at += 1;
    }
    // Pids recycled between two reads could feign a ring.
    ordered.extend(below.into_values().flatten().map(|item| (0, item)));
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(ppid: u32, start: Option<u64>) -> Entry {
        Entry {
            ppid,
            start,
            ..Entry::unreadable(7, ProcessState::Running)
        }
    }

    #[test]
    fn a_child_is_no_older_than_its_parent() {
        assert!(entry(5, Some(100)).is_child_of(5, Some(100)));
        assert!(entry(5, Some(101)).is_child_of(5, Some(100)));
        assert!(!entry(5, Some(99)).is_child_of(5, Some(100)));
        assert!(!entry(6, Some(101)).is_child_of(5, Some(100)));
        assert!(entry(5, Some(0)).is_child_of(5, None));
        assert!(!entry(6, Some(0)).is_child_of(5, None));
        assert!(entry(0, None).is_child_of(5, Some(100)));
    }

    #[test]
    fn parents_come_first() {
        let entry = |pid, ppid, start| Entry {
            pid,
            ..entry(ppid, Some(start))
        };
        let ordered = |entries| -> Vec<_> {
            let ordered = parents_first(entries, |entry| entry);
            let ordered = ordered.into_iter();
            ordered.map(|(depth, entry)| (depth, entry.pid)).collect()
        };
        assert_eq!(
            ordered(vec![
                entry(9, 8, 3),
                entry(8, 7, 3),
                entry(7, 1, 3),
                entry(6, 8, 3)
            ]),
            [(0, 7), (1, 8), (2, 9), (2, 6)]
        );
        let older = vec![entry(9, 8, 2), entry(8, 7, 3)];
        assert_eq!(ordered(older), [(0, 9), (0, 8)], "a recycled parent");
        let ring = ordered(vec![entry(9, 8, 3), entry(8, 9, 3), entry(7, 7, 3)]);
        assert_eq!(ring.len(), 3);
    }
}
