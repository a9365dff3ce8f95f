use std::collections::HashSet;
use std::io;

use super::finding::Found;
use super::member::{Hold, Stop};
use super::opening::Opened;
use super::{HeldTree, Member};
use crate::each::each;
use crate::entry::parents_first;
use crate::scope::Scope;
use crate::state::is_possible;
use crate::sys;

impl HeldTree {
    /// Finds and holds what is new, parents before their children: what was
    /// added (of depth 0), the descendants of the members, and with a scope
    /// whatever belongs to it. Each is told once.
    ///
    /// # Errors
    /// EMFILE, ENFILE, ENOMEM: nothing left to look with. What was found until
    /// then is told by the next look.
    pub fn look(&mut self) -> io::Result<Vec<Member>> {
        let table = self.table()?;
        self.look_below(&table, 0)?;
        if let Some(scope) = self.scope.clone() {
            let first = self.members.len();
            self.look_in(&table, &scope)?;
            self.look_below(&table, first)?;
        }
        Ok(std::mem::take(&mut self.untold))
    }

    /// The descendants of the members from `first` on, level by level.
    fn look_below(&mut self, table: &sys::Table, mut first: usize) -> io::Result<()> {
        loop {
            let may_have = |&index: &usize| self.members[index].may_have_new_children();
            let parents: Vec<_> = (first..self.members.len()).filter(may_have).collect();
            if parents.is_empty() {
                return Ok(());
            }
            first = self.members.len();
            self.look_at_children(table, &parents)?;
        }
    }

    fn look_at_children(&mut self, table: &sys::Table, parents: &[usize]) -> io::Result<()> {
        let lists = each(parents.len(), |at| {
            let parent = &self.members[parents[at]];
            table.children(parent.pid, parent.is_single_threaded)
        })?;
        let mut listed = Vec::new();
        for (&parent, pids) in parents.iter().zip(lists) {
            let possible = pids.into_iter().filter(|&pid| is_possible(pid));
            listed.extend(possible.map(|pid| (parent, pid)));
        }
        let slots = self.free_slots()?;
        let found = each(listed.len(), |at| {
            let (parent, pid) = listed[at];
            self.find_child(table, parent, pid, at < slots)
        })?;
        // One may have come to another parent while the lists were read.
        let mut taken = HashSet::new();
        let mut incomplete = HashSet::new();
        for ((parent, pid), found) in listed.into_iter().zip(found) {
            match found {
                Found::New(opened) if taken.insert(pid) => self.take_in(opened, Some(parent)),
                Found::New(_) | Found::Known => {}
                Found::Vanished => {
                    incomplete.insert(parent);
                }
            }
        }
        for &parent in parents {
            let member = &mut self.members[parent];
            member.is_single_threaded = false;
            member.has_all_children =
                member.stop == Stop::Confirmed && !incomplete.contains(&parent);
        }
        self.make_room();
        Ok(())
    }

    fn look_in(&mut self, table: &sys::Table, scope: &Scope) -> io::Result<()> {
        let is_held = |pid| {
            let member = self.by_pid.get(&pid).map(|&index| &self.members[index]);
            member.is_some_and(|member| member.is_held_and_alive())
        };
        let pids = scope.carriers(&is_held)?;
        let slots = self.free_slots()?;
        let found = each(pids.len(), |at| {
            self.find_carrier(table, scope, pids[at], at < slots)
        })?;
        let new = found.into_iter().filter_map(|found| match found {
            Found::New(opened) => Some(opened),
            Found::Known | Found::Vanished => None,
        });
        for (_, opened) in parents_first(new.collect(), |opened: &Opened| &opened.entry) {
            let parent = self.parent_of(&opened.entry);
            self.take_in(opened, parent);
        }
        self.make_room();
        Ok(())
    }

    /// Once descriptors have run out nothing more is held, and two are given
    /// back: a signal to what is not held takes two for the moment.
    fn make_room(&mut self) {
        if !self.is_short || self.has_made_room {
            return;
        }
        self.has_made_room = true;
        let held = self.members.iter_mut().rev();
        for member in held
            .filter(|member| matches!(member.hold, Hold::Handle(_)))
            .take(2)
        {
            member.let_go();
        }
    }
}
