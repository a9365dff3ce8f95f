use std::sync::Arc;

use super::HeldTree;
use super::member::{Hold, Kept};
use crate::handle::Handle;
use crate::sys;

pub(super) type OnExit = Arc<dyn Fn() + Send + Sync>;

/// Members that have exited and that no one may ever reap: where their parent
/// is gone too they are children of this process now, if that is pid 1 or a
/// subreaper, and libuv reaps only what it has started. They may become that
/// only later, when their parent dies.
#[derive(Default)]
pub(super) struct Orphans(Vec<Handle>);

impl Orphans {
    /// Never with a child that this process has started: its exit status belongs
    /// to whoever waits for it.
    pub(super) fn take_in(&mut self, handle: Handle, ppid: u32) {
        if ppid != std::process::id() && sys::adopts_orphans() {
            self.0.push(handle);
        }
    }

    fn reap(&mut self) {
        self.0.retain(|handle| !handle.process().reap());
    }

    pub(super) fn count(&self) -> usize {
        self.0.len()
    }
}

impl HeldTree {
    /// The members that have exited since the last call; those that were found
    /// as zombies at once.
    pub fn exited(&mut self) -> Vec<usize> {
        for index in 0..self.members.len() {
            let member = &self.members[index];
            if member.is_live() && member.has_exited() {
                self.note_exit(index);
            }
        }
        self.orphans.reap();
        std::mem::take(&mut self.untold_exits)
    }

    pub(super) fn note_exit(&mut self, index: usize) {
        let member = &mut self.members[index];
        member.watch = None;
        let hold = std::mem::replace(&mut member.hold, Hold::Exited(None));
        if let Hold::Handle(handle) = hold {
            let ppid = member.ppid;
            self.members[index].hold = self.after_exit(Some(handle), ppid);
        }
        self.untold_exits.push(index);
        self.expect_orphans_of(index);
    }

    /// How a member is held on that has exited.
    pub(super) fn after_exit(&mut self, handle: Option<Handle>, ppid: u32) -> Hold {
        match handle {
            Some(handle) if sys::ORPHANS_KEEP_THEIR_PARENT => Hold::Exited(Some(handle)),
            Some(handle) => {
                self.orphans.take_in(handle, ppid);
                Hold::Exited(None)
            }
            None => Hold::Exited(None),
        }
    }

    /// What it left, and was not found, has another parent now: an ancestor that
    /// is a subreaper, perhaps.
    fn expect_orphans_of(&mut self, index: usize) {
        if self.members[index].has_all_children {
            return;
        }
        let mut ancestor = self.members[index].parent;
        while let Some(index) = ancestor {
            self.members[index].has_all_children = false;
            ancestor = self.members[index].parent;
        }
    }

    /// Calls `on_exit`, on a thread of this crate, after a member has exited;
    /// for several at once perhaps, and for what is found later too. Not for
    /// members that there was nothing left to watch with: ask
    /// [`HeldTree::exited`] from time to time.
    pub fn watch(&mut self, on_exit: Arc<dyn Fn() + Send + Sync>) {
        for member in &mut self.members {
            watch_member(member, &on_exit);
        }
        self.on_exit = Some(on_exit);
    }

    pub(super) fn watch_new(&mut self, index: usize) {
        if let Some(on_exit) = &self.on_exit {
            watch_member(&mut self.members[index], on_exit);
        }
    }
}

fn watch_member(member: &mut Kept, on_exit: &OnExit) {
    if let Hold::Handle(handle) = &member.hold {
        let on_exit = Arc::clone(on_exit);
        member.watch = handle.watch(move || on_exit()).ok();
    }
}

impl Drop for HeldTree {
    fn drop(&mut self) {
        // What was reported by nobody may have exited all the same.
        let _ = self.exited();
    }
}
