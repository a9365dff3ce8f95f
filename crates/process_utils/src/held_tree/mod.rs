mod exits;
mod finding;
mod look;
mod member;
mod opening;

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use self::exits::{OnExit, Orphans};
use self::member::{Hold, Kept, Stop};
use self::opening::Opened;
use crate::each::each;
use crate::handle::{Handle, can_watch};
use crate::identity::Identity;
use crate::process_info::ProcessInfo;
use crate::scope::Scope;
use crate::{error_code, sys};

/// Processes that belong together, each held until it has exited: what was
/// added, the descendants of that, and with a scope whatever belongs to it.
///
/// It does single steps; when to look again, and what to signal in which order,
/// is for the caller to say.
pub struct HeldTree {
    scope: Option<Arc<Scope>>,
    members: Vec<Kept>,
    /// The member that had a pid last.
    by_pid: HashMap<u32, usize>,
    /// Found, and not told yet.
    untold: Vec<Member>,
    /// Known to have exited, and not told yet.
    untold_exits: Vec<usize>,
    orphans: Orphans,
    on_exit: Option<OnExit>,
    scans: bool,
    /// Descriptors have run out.
    is_short: bool,
    has_made_room: bool,
}

/// A process of a [`HeldTree`], as it was when it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its place in the order of finding, from 0.
    pub index: usize,
    /// The index of its parent; `None` where that is no member.
    pub parent: Option<usize>,
    /// What it is.
    pub info: ProcessInfo,
}

/// What became of a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// The system has it.
    Sent,
    /// The process has exited, or was left alone.
    Gone,
    /// The system forbids it, or it is not known which process it is.
    Denied,
    /// Nothing was left to send it with, or there is no such signal.
    Failed,
}

impl HeldTree {
    /// An empty tree; with `scope` the processes of that are members.
    ///
    /// # Errors
    /// - EPERM: the processes cannot be seen; on Linux where /proc is not mounted
    ///   or that of another pid namespace.
    /// - `Unsupported`: processes cannot be held here; on Linux where
    ///   pidfd_open(2) is refused.
    pub fn new(scope: Option<Arc<Scope>>) -> io::Result<Self> {
        if !can_watch() {
            return Err(io::ErrorKind::Unsupported.into());
        }
        let tree = Self {
            scope,
            members: Vec::new(),
            by_pid: HashMap::new(),
            untold: Vec::new(),
            untold_exits: Vec::new(),
            orphans: Orphans::default(),
            on_exit: None,
            scans: false,
            is_short: false,
            has_made_room: false,
        };
        sys::host()?;
        Ok(tree)
    }

    /// Looks at all processes each time, as where the system does not list the
    /// children of a process; for tests.
    #[doc(hidden)]
    pub fn scan(&mut self) {
        self.scans = true;
    }

    /// Takes the process `pid` in, which the next [`HeldTree::look`] tells. False
    /// if it is gone.
    ///
    /// # Errors
    /// As [`Handle::open`], and as [`HeldTree::look`].
    pub fn add(&mut self, pid: u32, expected: Option<&Identity>) -> io::Result<bool> {
        let handle = match Handle::open(pid, expected) {
            Ok(handle) => handle,
            Err(error) if error_code(&error) == Some("ESRCH") => return Ok(false),
            Err(error) => return Err(error),
        };
        let table = self.table()?;
        let entry = match handle.process().entry(&table) {
            Ok(entry) => entry,
            Err(error) if error_code(&error) == Some("ESRCH") => return Ok(false),
            Err(error) => return Err(error),
        };
        let is_member = |&index: &usize| {
            let member: &Kept = &self.members[index];
            member.is_live() && member.is(&entry)
        };
        if self.by_pid.get(&pid).is_none_or(|index| !is_member(index)) {
            let opened = Opened {
                entry,
                handle: Some(handle),
                was_short: false,
            };
            self.take_in(opened, None);
        }
        Ok(true)
    }

    /// Leaves a member alone, and its descendants: they are neither looked for
    /// nor signalled, and what was held of them is let go.
    pub fn leave(&mut self, index: usize) {
        let mut is_left = vec![false; self.members.len()];
        for (at, member) in self.members.iter_mut().enumerate().skip(index) {
            // Parents were found before their children.
            let is_below = member.parent.is_some_and(|parent| is_left[parent]);
            if at == index || is_below {
                is_left[at] = true;
                member.watch = None;
                member.hold = Hold::Left;
            }
        }
        self.untold_exits.retain(|&exited| !is_left[exited]);
    }

    /// Sends `signal` to a member.
    pub fn signal(&mut self, index: usize, signal: i32) -> Delivery {
        let Some(member) = self.members.get_mut(index) else {
            return Delivery::Gone;
        };
        let delivery = member.signal(signal);
        if delivery == Delivery::Sent {
            if signal == sys::SIGSTOP && member.stop == Stop::NotSent {
                member.stop = Stop::Sent;
            } else if signal == sys::SIGCONT {
                member.stop = Stop::NotSent;
                member.has_all_children = false;
            }
        }
        delivery
    }

    /// How many members were sent SIGSTOP, and no SIGCONT since, and have
    /// neither stopped nor exited yet. A call of fork(2) that was under way may
    /// still succeed before: once this is 0 the next look finds whatever there
    /// is.
    ///
    /// # Errors
    /// EMFILE, ENFILE, ENOMEM: nothing left to read the states with.
    pub fn moving(&mut self) -> io::Result<usize> {
        let members = &self.members;
        let is_sent =
            |&index: &usize| members[index].stop == Stop::Sent && members[index].is_live();
        let sent: Vec<_> = (0..members.len()).filter(is_sent).collect();
        let stopped = each(sent.len(), |at| {
            let member = &members[sent[at]];
            let is_stopped = match member.start {
                Some(start) => sys::is_stopped(member.pid, start)?,
                None => false,
            };
            Ok(is_stopped || member.has_exited())
        })?;
        let mut moving = sent.len();
        for (index, is_stopped) in sent.into_iter().zip(stopped) {
            if is_stopped {
                self.members[index].stop = Stop::Confirmed;
                moving -= 1;
            }
        }
        Ok(moving)
    }

    fn table(&self) -> io::Result<sys::Table> {
        if self.scans {
            sys::Table::of_all()
        } else {
            sys::Table::new()
        }
    }
}
