use std::collections::HashMap;
use std::io;

use super::proc_info::{Info, all, see};
use crate::entry::Entry;

/// The processes at one moment, by sysctl(3) `KERN_PROC_ALL`: to ask for one
/// takes the kernel as long as to look at all.
pub(crate) struct Table {
    infos: HashMap<u32, Info>,
    children: HashMap<u32, Vec<u32>>,
}

impl Table {
    pub(crate) fn new() -> io::Result<Self> {
        let mut children = HashMap::<_, Vec<_>>::new();
        let all = all()?;
        for info in &all {
            children.entry(info.ppid).or_default().push(info.pid);
        }
        Ok(Self {
            infos: all.into_iter().map(|info| (info.pid, info)).collect(),
            children,
        })
    }

    pub(crate) fn of_all() -> io::Result<Self> {
        Self::new()
    }

    /// What has started since is asked for alone.
    pub(crate) fn see(&self, pid: u32) -> io::Result<Option<Entry>> {
        match self.infos.get(&pid) {
            Some(info) => Ok(Some(info.to_entry())),
            None => see(pid),
        }
    }

    #[allow(clippy::unnecessary_wraps, reason = "the same signature everywhere")]
    pub(crate) fn children(&self, pid: u32, _is_single_threaded: bool) -> io::Result<Vec<u32>> {
        Ok(self.children.get(&pid).cloned().unwrap_or_default())
    }
}
