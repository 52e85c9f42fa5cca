//! Changes of a campaign's rows, and what a plan would be with them.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::campaign::{
    Campaign, Constraint, Deadline, DepartmentId, Kind, Link, LinkType, Mode, PersonId, Task,
};
use crate::error::Error;
use crate::network::{Key, Network};
use crate::plan::Plan;

/// One change.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Edit<K> {
    /// Types dates: the work package is planned manually.
    Move {
        /// The work package.
        key: K,
        /// Its first day.
        start: Option<NaiveDate>,
        /// Its last day.
        finish: Option<NaiveDate>,
    },
    /// Gives the dates back to the logic.
    Release {
        /// The work package.
        key: K,
    },
    /// Sets a duration.
    Resize {
        /// The work package.
        key: K,
        /// Working days.
        duration: i32,
    },
    /// Sets the working days that are left.
    Remain {
        /// The work package.
        key: K,
        /// Working days.
        remaining: i32,
    },
    /// Adds a link, or sets the lag of the one that is there.
    Link(Link<K>),
    /// Removes a link.
    Unlink {
        /// The predecessor.
        predecessor: K,
        /// The successor.
        successor: K,
        /// The type.
        link_type: LinkType,
    },
    /// Sets or clears a constraint.
    Constrain {
        /// The work package.
        key: K,
        /// The constraint.
        constraint: Option<Constraint>,
    },
    /// Sets or clears a deadline.
    SetDeadline {
        /// The work package.
        key: K,
        /// The deadline.
        deadline: Option<Deadline>,
    },
    /// Reports what has happened.
    Report {
        /// The work package.
        key: K,
        /// When work began.
        actual_start: Option<NaiveDate>,
        /// When work was done.
        actual_finish: Option<NaiveDate>,
        /// Per cent done, 0–100.
        progress: u8,
    },
    /// Puts a work package under another phase, or under none, after a sibling, or first.
    Reorder {
        /// The work package.
        key: K,
        /// The phase.
        parent: Option<K>,
        /// The sibling that it follows.
        after: Option<K>,
    },
    /// Says who does it.
    Assign {
        /// The work package.
        key: K,
        /// The department.
        department: Option<DepartmentId>,
        /// The person in charge.
        accountable: Option<PersonId>,
    },
}

impl<K: Key> Campaign<K> {
    /// Makes changes, in order: all of them, or none.  Whether the rows can still be planned is for
    /// [`Network::new`] to say.
    ///
    /// # Errors
    /// [`Error::UnknownKey`] if a change names a work package, or a link, that is not there, and
    /// [`Error::PhaseWithDuration`] if one gives a phase a duration.
    pub fn apply(&mut self, edits: &[Edit<K>]) -> Result<(), Error<K>> {
        let mut changed = self.clone();
        for edit in edits {
            changed.apply_one(*edit)?;
        }
        *self = changed;
        Ok(())
    }

    fn apply_one(&mut self, edit: Edit<K>) -> Result<(), Error<K>> {
        match edit {
            Edit::Move { key, start, finish } => self.row(key)?.mode = Mode::Manual { start, finish },
            Edit::Release { key } => self.row(key)?.mode = Mode::Automatic,
            Edit::Resize { key, duration } => self.resize(key, duration)?,
            Edit::Remain { key, remaining } => self.row(key)?.remaining = Some(remaining),
            Edit::Link(link) => self.link(link),
            Edit::Unlink { predecessor, successor, link_type } => {
                let ends = Link {
                    predecessor,
                    successor,
                    link_type,
                    ..Link::finish_to_start(predecessor, successor)
                };
                self.unlink(&ends)?;
            }
            Edit::Constrain { key, constraint } => self.row(key)?.constraint = constraint,
            Edit::SetDeadline { key, deadline } => self.row(key)?.deadline = deadline,
            Edit::Report { key, actual_start, actual_finish, progress } => {
                let row = self.row(key)?;
                (row.actual_start, row.actual_finish, row.progress) = (actual_start, actual_finish, progress);
                row.remaining = None;
            }
            Edit::Reorder { key, parent, after } => self.reorder(key, parent, after)?,
            Edit::Assign { key, department, accountable } => {
                let row = self.row(key)?;
                (row.department, row.accountable) = (department, accountable);
            }
        }
        Ok(())
    }

    fn row(&mut self, key: K) -> Result<&mut Task<K>, Error<K>> {
        self.tasks.iter_mut().find(|task| task.key == key).ok_or(Error::UnknownKey(key))
    }

    fn resize(&mut self, key: K, duration: i32) -> Result<(), Error<K>> {
        let row = self.row(key)?;
        match row.kind {
            Kind::Task(_) => row.kind = Kind::Task(Some(duration)),
            Kind::Milestone(_) | Kind::Phase => return Err(Error::PhaseWithDuration(key)),
        }
        Ok(())
    }

    fn link(&mut self, link: Link<K>) {
        match self.links.iter_mut().rfind(|other| other.is_same(&link)) {
            Some(same) => *same = link,
            None => self.links.push(link),
        }
    }

    fn unlink(&mut self, link: &Link<K>) -> Result<(), Error<K>> {
        let before = self.links.len();
        self.links.retain(|other| !other.is_same(link));
        if self.links.len() == before { Err(Error::UnknownKey(link.predecessor)) } else { Ok(()) }
    }

    fn reorder(&mut self, key: K, parent: Option<K>, after: Option<K>) -> Result<(), Error<K>> {
        let position = |tasks: &[Task<K>], key| {
            tasks.iter().position(|task| task.key == key).ok_or(Error::UnknownKey(key))
        };
        let mut row = self.tasks.remove(position(&self.tasks, key)?);
        row.parent = parent;
        let at = match after {
            Some(sibling) => position(&self.tasks, sibling)? + 1,
            None => self.tasks.iter().position(|task| task.parent == parent).unwrap_or(self.tasks.len()),
        };
        self.tasks.insert(at, row);
        Ok(())
    }
}

impl<K: Key> Link<K> {
    /// Whether both are the same link, whatever their lags.
    fn is_same(&self, other: &Self) -> bool {
        (self.predecessor, self.successor, self.link_type)
            == (other.predecessor, other.successor, other.link_type)
    }
}

impl<K: Key> Plan<K> {
    /// The plan with changes, which leaves this one as it is: what [`Campaign::apply`] and a new plan would give.
    ///
    /// # Errors
    /// As [`Campaign::apply`], [`Network::new`] and [`Plan::new`].
    pub fn preview(&self, edits: &[Edit<K>]) -> Result<Self, Error<K>> {
        let mut campaign = self.network().campaign().clone();
        campaign.apply(edits)?;
        Self::new(Arc::new(Network::new(campaign)?))
    }
}
