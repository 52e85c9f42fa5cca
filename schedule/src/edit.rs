//! Changes of a campaign's rows, and what a plan would be with them.

use std::sync::Arc;

use chrono::NaiveDate;
use hashbrown::HashMap;

use crate::campaign::{
    AnchorId, Campaign, Constraint, Deadline, DepartmentId, Kind, Link, LinkType, Mode, PersonId, Target,
    Task,
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
    /// Moves an anchor.
    MoveAnchor {
        /// The anchor.
        anchor: AnchorId,
        /// Where to.
        target: Target,
    },
    /// Sets or clears the day by which everything is to be done.
    Require {
        /// That day.
        finish: Option<Target>,
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
    /// [`Error::UnknownKey`], [`Error::UnknownLink`], [`Error::NoSibling`] and [`Error::UnknownAnchor`] if a
    /// change names what is not there, and [`Error::NoDuration`] if one gives a duration to what has none.
    pub fn apply(&mut self, edits: &[Edit<K>]) -> Result<(), Error<K>> {
        let mut editor = Editor::new(self.clone());
        for edit in edits {
            editor.apply(*edit)?;
        }
        *self = editor.campaign;
        Ok(())
    }
}

/// A campaign that is being changed, with what finds its rows.
struct Editor<K> {
    campaign: Campaign<K>,
    tasks: HashMap<K, usize>,
    links: HashMap<(K, K, LinkType), usize>,
}

impl<K: Key> Editor<K> {
    fn new(campaign: Campaign<K>) -> Self {
        let tasks = campaign.tasks.iter().enumerate().map(|(at, task)| (task.key, at)).collect();
        let links = campaign.links.iter().enumerate().map(|(at, link)| (link.ends(), at)).collect();
        Self { campaign, tasks, links }
    }

    fn apply(&mut self, edit: Edit<K>) -> Result<(), Error<K>> {
        match edit {
            Edit::Move { key, start, finish } => self.task(key)?.mode = Mode::Manual { start, finish },
            Edit::Release { key } => self.task(key)?.mode = Mode::Automatic,
            Edit::Resize { key, duration } => self.resize(key, duration)?,
            Edit::Remain { key, remaining } => self.task(key)?.remaining = Some(remaining),
            Edit::Link(link) => self.link(link)?,
            Edit::Unlink { predecessor, successor, link_type } => {
                self.unlink((predecessor, successor, link_type))?;
            }
            Edit::Constrain { key, constraint } => self.task(key)?.constraint = constraint,
            Edit::SetDeadline { key, deadline } => self.task(key)?.deadline = deadline,
            Edit::Report { key, actual_start, actual_finish, progress } => {
                let task = self.task(key)?;
                (task.actual_start, task.actual_finish, task.progress) =
                    (actual_start, actual_finish, progress);
                task.remaining = None;
            }
            Edit::Reorder { key, parent, after } => self.reorder(key, parent, after)?,
            Edit::MoveAnchor { anchor, target } => {
                let row = self.campaign.anchors.get_mut(usize::from(anchor.0));
                row.ok_or(Error::UnknownAnchor { key: None, anchor })?.target = target;
            }
            Edit::Require { finish } => self.campaign.required_finish = finish,
            Edit::Assign { key, department, accountable } => {
                let task = self.task(key)?;
                (task.department, task.accountable) = (department, accountable);
            }
        }
        Ok(())
    }

    fn position(&self, key: K) -> Result<usize, Error<K>> {
        self.tasks.get(&key).copied().ok_or(Error::UnknownKey(key))
    }

    fn task(&mut self, key: K) -> Result<&mut Task<K>, Error<K>> {
        let at = self.position(key)?;
        self.campaign.tasks.get_mut(at).ok_or(Error::UnknownKey(key))
    }

    fn resize(&mut self, key: K, duration: i32) -> Result<(), Error<K>> {
        let task = self.task(key)?;
        match task.kind {
            Kind::Task(_) => task.kind = Kind::Task(Some(duration)),
            Kind::Milestone(_) | Kind::Phase => return Err(Error::NoDuration(key)),
        }
        Ok(())
    }

    fn link(&mut self, link: Link<K>) -> Result<(), Error<K>> {
        self.position(link.predecessor)?;
        self.position(link.successor)?;
        if let Some(same) = self.links.get(&link.ends()).and_then(|at| self.campaign.links.get_mut(*at)) {
            *same = link;
        } else {
            self.links.insert(link.ends(), self.campaign.links.len());
            self.campaign.links.push(link);
        }
        Ok(())
    }

    fn unlink(&mut self, ends: (K, K, LinkType)) -> Result<(), Error<K>> {
        if self.links.remove(&ends).is_none() {
            let (predecessor, successor, link_type) = ends;
            return Err(Error::UnknownLink { predecessor, successor, link_type });
        }
        self.campaign.links.retain(|link| link.ends() != ends);
        self.links = self.campaign.links.iter().enumerate().map(|(at, link)| (link.ends(), at)).collect();
        Ok(())
    }

    fn reorder(&mut self, key: K, parent: Option<K>, after: Option<K>) -> Result<(), Error<K>> {
        parent.map_or(Ok(0), |parent| self.position(parent))?;
        if let Some(after) = after {
            let at = self.position(after)?;
            let is_sibling = self.campaign.tasks.get(at).is_some_and(|task| task.parent == parent);
            if !is_sibling || after == key {
                return Err(Error::NoSibling { key, after });
            }
        }
        let mut task = self.campaign.tasks.remove(self.position(key)?);
        task.parent = parent;
        let tasks = &mut self.campaign.tasks;
        let at = match after {
            Some(sibling) => {
                tasks.iter().position(|task| task.key == sibling).map_or(tasks.len(), |at| at + 1)
            }
            None => tasks.iter().position(|task| task.parent == parent).unwrap_or(tasks.len()),
        };
        tasks.insert(at, task);
        self.tasks = tasks.iter().enumerate().map(|(at, task)| (task.key, at)).collect();
        Ok(())
    }
}

impl<K: Key> Link<K> {
    /// What makes it the same link as another, whatever their lags.
    fn ends(&self) -> (K, K, LinkType) {
        (self.predecessor, self.successor, self.link_type)
    }
}

impl<K: Key> Plan<K> {
    /// The plan with changes, which leaves this one as it is: what [`Campaign::apply`] and a new plan would
    /// give.
    ///
    /// # Errors
    /// As [`Campaign::apply`], [`Network::new`] and [`Plan::new`].
    pub fn preview(&self, edits: &[Edit<K>]) -> Result<Self, Error<K>> {
        let mut campaign = self.network().campaign().clone();
        campaign.apply(edits)?;
        Self::new(Arc::new(Network::new(campaign)?))
    }
}
