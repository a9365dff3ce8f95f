use std::io;

use super::member::{Hold, Kept, Stop};
use super::opening::{Opened, open};
use super::{HeldTree, Member};
use crate::entry::Entry;
use crate::fd_limits::fd_limit;
use crate::identity::Identity;
use crate::scope::Scope;
use crate::sys;

/// What became of a pid that was listed.
pub(super) enum Found {
    /// It is a member.
    Known,
    /// It has exited meanwhile, or has another parent: the kernel may have
    /// passed over another child in the list (proc_tid_children(5)).
    Vanished,
    New(Opened),
}

impl HeldTree {
    pub(super) fn find_child(
        &self,
        table: &sys::Table,
        parent: usize,
        pid: u32,
        may_hold: bool,
    ) -> io::Result<Found> {
        if let Some(found) = self.find_member(table, pid)? {
            return Ok(found);
        }
        let parent = &self.members[parent];
        let Some(mut opened) = open(table, pid, None, may_hold)? else {
            return Ok(Found::Vanished);
        };
        // In this order: what told this parent did so before that was asked.
        let is_child = opened.entry.is_child_of(parent.pid, parent.start);
        if !is_child || !parent.still_has_its_pid(table)? {
            return Ok(Found::Vanished);
        }
        // What cannot be read was told to be its child.
        opened.entry.ppid = parent.pid;
        Ok(Found::New(opened))
    }

    pub(super) fn find_carrier(
        &self,
        table: &sys::Table,
        scope: &Scope,
        pid: u32,
        may_hold: bool,
    ) -> io::Result<Found> {
        if let Some(found) = self.find_member(table, pid)? {
            return Ok(found);
        }
        let opened = open(table, pid, Some(scope), may_hold)?;
        Ok(opened.map_or(Found::Vanished, Found::New))
    }

    /// `None` if another process has the pid than the member that had it last.
    fn find_member(&self, table: &sys::Table, pid: u32) -> io::Result<Option<Found>> {
        let Some(&index) = self.by_pid.get(&pid) else {
            return Ok(None);
        };
        let member = &self.members[index];
        if member.is_held_and_alive() {
            return Ok(Some(Found::Known));
        }
        let Some(entry) = table.see(pid)? else {
            return Ok(Some(Found::Vanished));
        };
        // What is held and has exited can only be seen as a zombie: what runs
        // is another one, even if it started in the same clock tick.
        let tells_exit = matches!(member.hold, Hold::Handle(_) | Hold::Exited(_));
        Ok(if !member.is(&entry) || tells_exit && !entry.has_exited() {
            None
        } else if entry.has_exited() && member.is_live() {
            Some(Found::Vanished)
        } else {
            Some(Found::Known)
        })
    }

    /// The member that is the parent by what `entry` tells.
    pub(super) fn parent_of(&self, entry: &Entry) -> Option<usize> {
        let index = *self.by_pid.get(&entry.ppid)?;
        let parent = &self.members[index];
        let keeps_its_children =
            sys::ORPHANS_KEEP_THEIR_PARENT && !matches!(parent.hold, Hold::Exited(None));
        let is_parent = entry.is_child_of(parent.pid, parent.start)
            && (keeps_its_children || !parent.has_exited());
        is_parent.then_some(index)
    }

    /// How many more may be held: half of the limit is for the program itself.
    pub(super) fn free_slots(&self) -> io::Result<usize> {
        if self.is_short {
            return Ok(0);
        }
        let Some(limit) = fd_limit()?.soft else {
            return Ok(usize::MAX);
        };
        let is_held = |member: &&Kept| matches!(member.hold, Hold::Handle(_));
        let held = self.members.iter().filter(is_held).count() + self.orphans.count();
        let most = usize::try_from(limit / 2).unwrap_or(usize::MAX);
        Ok(most.saturating_sub(held))
    }

    pub(super) fn take_in(&mut self, opened: Opened, parent: Option<usize>) {
        let Opened { entry, handle, .. } = opened;
        self.is_short |= opened.was_short;
        let index = self.members.len();
        let depth = parent.map_or(0, |parent| self.members[parent].depth + 1);
        let pid = entry.pid;
        let hold = if entry.has_exited() {
            self.untold_exits.push(index);
            self.after_exit(handle, entry.ppid)
        } else if let Some(handle) = handle {
            Hold::Handle(handle)
        } else {
            let identity = entry.start.map(|start| Identity::here(pid, start));
            identity
                .and_then(Result::ok)
                .map_or(Hold::Nothing, Hold::Identity)
        };
        self.members.push(Kept {
            pid,
            ppid: entry.ppid,
            start: entry.start,
            depth,
            parent,
            is_single_threaded: entry.is_single_threaded,
            hold,
            stop: Stop::NotSent,
            has_all_children: false,
            watch: None,
        });
        self.by_pid.insert(pid, index);
        self.watch_new(index);
        self.untold.push(Member {
            index,
            parent,
            info: entry.into_info(depth),
        });
    }
}
