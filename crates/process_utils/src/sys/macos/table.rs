use std::collections::HashMap;
use std::io;

use super::proc_info;
use crate::entry::Entry;

/// Who is whose child, by sysctl(3) `KERN_PROC_ALL`: to ask for one process takes
/// the kernel as long as to look at all.
pub(crate) struct Table {
    children: HashMap<u32, Vec<u32>>,
}

impl Table {
    pub(crate) fn new() -> io::Result<Self> {
        let mut children = HashMap::<_, Vec<_>>::new();
        for info in proc_info::all()? {
            children.entry(info.ppid).or_default().push(info.pid);
        }
        Ok(Self { children })
    }

    pub(crate) fn of_all() -> io::Result<Self> {
        Self::new()
    }

    /// Asked anew: it may have exited since.
    #[allow(clippy::unused_self, reason = "the same signature everywhere")]
    pub(crate) fn see(&self, pid: u32) -> io::Result<Option<Entry>> {
        proc_info::see(pid)
    }

    #[allow(clippy::unnecessary_wraps, reason = "the same signature everywhere")]
    pub(crate) fn children(&self, pid: u32, _is_single_threaded: bool) -> io::Result<Vec<u32>> {
        Ok(self.children.get(&pid).cloned().unwrap_or_default())
    }
}
