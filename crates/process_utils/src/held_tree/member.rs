use std::io;

use super::Delivery;
use crate::entry::Entry;
use crate::handle::{Handle, Watch};
use crate::identity::Identity;
use crate::state::{ProcessState, identity_state};
use crate::{error_code, sys};

/// A process of the tree, as long as the tree lives.
pub(super) struct Kept {
    pub pid: u32,
    /// That of its parent when it was found.
    pub ppid: u32,
    pub start: Option<u64>,
    pub depth: u32,
    pub parent: Option<usize>,
    /// By what was read just now, in this look.
    pub is_single_threaded: bool,
    pub hold: Hold,
    pub stop: Stop,
    /// Its children are all known, and no others can come.
    pub has_all_children: bool,
    pub watch: Option<Watch>,
}

/// By what a member is told from another process that has its pid.
pub(super) enum Hold {
    Handle(Handle),
    /// There was no descriptor left for it, or none of our own to spend.
    Identity(Identity),
    /// Which process it is cannot be known: it is told, and never signalled.
    Nothing,
    /// It has exited. Where orphans keep their parent it is held on.
    Exited(Option<Handle>),
    /// The caller wants it left alone.
    Left,
}

/// How far a member has come to a halt.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    NotSent,
    Sent,
    /// It was seen to stand still.
    Confirmed,
}

impl Kept {
    pub(super) fn is_live(&self) -> bool {
        !matches!(self.hold, Hold::Exited(_) | Hold::Left)
    }

    /// Whether its children are to be looked for.
    pub(super) fn may_have_new_children(&self) -> bool {
        let can_be_told = match &self.hold {
            Hold::Handle(_) | Hold::Identity(_) => true,
            Hold::Exited(handle) => handle.is_some(),
            Hold::Nothing | Hold::Left => false,
        };
        can_be_told && !self.has_all_children
    }

    pub(super) fn is_held_and_alive(&self) -> bool {
        matches!(self.hold, Hold::Handle(_)) && !self.has_exited()
    }

    /// Gives its descriptor back; it can still be told by its identity.
    pub(super) fn let_go(&mut self) {
        if let Hold::Handle(handle) = &self.hold
            && let Some(identity) = handle.identity()
        {
            self.hold = Hold::Identity(identity.clone());
            self.watch = None;
        }
    }

    /// Asks the system. Not for what was left.
    pub(super) fn has_exited(&self) -> bool {
        let is_over = |state: io::Result<ProcessState>| {
            matches!(state, Ok(ProcessState::Gone | ProcessState::Zombie))
        };
        match &self.hold {
            Hold::Handle(handle) => handle.has_exited().unwrap_or(false),
            Hold::Identity(identity) => is_over(identity_state(identity)),
            Hold::Nothing => is_over(sys::state(self.pid)),
            Hold::Exited(_) => true,
            Hold::Left => false,
        }
    }

    /// Whether its pid was never that of another process until now, so that
    /// what told this pid to be its parent has told the truth.
    pub(super) fn still_has_its_pid(&self, table: &sys::Table) -> io::Result<bool> {
        Ok(match &self.hold {
            Hold::Handle(handle) | Hold::Exited(Some(handle)) => {
                handle.process().still_has_its_pid()
            }
            Hold::Identity(_) => table.see(self.pid)?.is_some_and(|entry| self.is(&entry)),
            Hold::Nothing | Hold::Exited(None) | Hold::Left => false,
        })
    }

    /// Whether `entry`, read just now, can only be of this member.
    pub(super) fn is(&self, entry: &Entry) -> bool {
        entry.pid == self.pid && (entry.start.is_none() || entry.start == self.start)
    }

    pub(super) fn signal(&self, signal: i32) -> Delivery {
        let sent = match &self.hold {
            Hold::Handle(handle) => handle.kill(signal),
            // Held for the moment: a pid alone is never signalled.
            Hold::Identity(identity) => {
                Handle::open(self.pid, Some(identity)).and_then(|handle| handle.kill(signal))
            }
            Hold::Nothing if self.has_exited() => Ok(false),
            Hold::Nothing => Err(sys::denied()),
            Hold::Exited(_) | Hold::Left => Ok(false),
        };
        match sent {
            Ok(true) => Delivery::Sent,
            Ok(false) => Delivery::Gone,
            Err(error) => match error_code(&error) {
                Some("ESRCH") => Delivery::Gone,
                Some("EPERM") => Delivery::Denied,
                _ => Delivery::Failed,
            },
        }
    }
}
