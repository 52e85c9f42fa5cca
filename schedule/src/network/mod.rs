//! The rows of a campaign as a network: checked, resolved and in topological order, ready to be planned.
//!
//! A **node** is a leaf of the hierarchy, or a relay that stands for one end of a phase; an **arc** is a
//! link, or a leaf's membership in such an end.  Nodes are numbered in topological order and arcs lie grouped
//! by successor (`ins`) and by predecessor (`outs`), so that every pass is one walk over rows that lie next
//! to each other.
//!
//! | file | holds |
//! |---|---|
//! | `check` | the rules of a single row |
//! | `hierarchy` | parents, WBS order, what phases hand down |
//! | `wiring` | links to arcs |
//! | `phase_link` | links of phases to relays |
//! | `gate` | what links into phases hand down to their leaves |
//! | `node` | what the passes walk over |
//! | `grouped` | rows that lie by node |
//! | `order` | topological order, or the cycle in the way |

mod build;
mod check;
mod gate;
mod grouped;
mod hierarchy;
mod node;
mod order;
mod phase_link;
mod wiring;

use std::fmt::Debug;
use std::hash::Hash;
use std::ops::Range;

use hashbrown::HashMap;

use grouped::Grouped;
pub(crate) use node::{Arc, Node, Role, Side, Stage, Wait};

use crate::boundary::Boundary;
use crate::calendar::Calendar;
use crate::campaign::{Anchor, AnchorId, CalendarId, Campaign, Department, DepartmentId, Link, Task};
use crate::error::Error;
use crate::table::{Id, Table, id};

id!(
    /// A work package of one network, by its position in [`Campaign::tasks`].
    pub TaskId
);

impl TaskId {
    /// Its position in [`Campaign::tasks`], for tables of the caller's beside it.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

id!(pub(crate) PhaseId);
id!(pub(crate) NodeId);
id!(pub(crate) ArcId);

/// What a caller may name its work packages by.
pub trait Key: Copy + Eq + Hash + Debug {}
impl<K: Copy + Eq + Hash + Debug> Key for K {}

/// A campaign that can be planned.
#[derive(Clone, Debug)]
pub struct Network<K> {
    campaign: Campaign<K>,
    by_key: HashMap<K, TaskId>,
    /// Work packages in WBS order, parents before their children.
    wbs: Vec<TaskId>,
    /// The position of each in that order.
    wbs_rank: Table<TaskId, u32>,
    parent: Table<TaskId, TaskId>,
    place: Table<TaskId, Place>,
    pub(crate) phases: Table<PhaseId, Phase>,
    pub(crate) nodes: Table<NodeId, Node>,
    ins: Grouped<Arc>,
    outs: Grouped<Arc>,
    /// Whether links of phases need relays.
    pub(crate) has_relays: bool,
    /// Whether anything is placed as late as possible.
    pub(crate) has_alap: bool,
}

/// Where a work package is planned.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Place {
    Leaf(NodeId),
    Phase(PhaseId),
}

/// What a phase hands down to its leaves.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Phase {
    pub(crate) task: TaskId,
    /// The position in WBS order after its last descendant.
    wbs_end: u32,
    pub(crate) limits: Limits,
}

/// What binds a leaf through its phases.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Limits {
    /// No leaf starts before.
    pub(crate) floor: Boundary,
    /// No leaf should finish after: deadlines and constraints.
    pub(crate) cap: Boundary,
    /// The anchor that its leaves lead to.
    pub(crate) anchor: Option<AnchorId>,
    /// Working days to keep free before that anchor, or before the campaign's end.
    pub(crate) buffer: i32,
}

impl Limits {
    pub(crate) const NONE: Self =
        Self { floor: Boundary::BEFORE_ALL, cap: Boundary::AFTER_ALL, anchor: None, buffer: 0 };
}

impl<K: Key> Network<K> {
    /// Checks and resolves the rows of a campaign.
    ///
    /// # Errors
    /// The first rule that a row breaks, with its key.
    pub fn new(campaign: Campaign<K>) -> Result<Self, Error<K>> {
        build::network(campaign)
    }

    /// The rows that it was made of, but for the links: see [`Network::links`].
    #[must_use]
    pub fn campaign(&self) -> &Campaign<K> {
        &self.campaign
    }

    /// The work package of a key.
    #[must_use]
    pub fn find(&self, key: &K) -> Option<TaskId> {
        self.by_key.get(key).copied()
    }

    /// The row of a work package.
    ///
    /// # Panics
    /// If `task` is of another, larger network.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "a task's number is its position in the rows")]
    pub fn task(&self, task: TaskId) -> &Task<K> {
        &self.campaign.tasks[task.index()]
    }

    /// The phase that a work package belongs to.
    #[must_use]
    pub fn parent(&self, task: TaskId) -> Option<TaskId> {
        self.parent[task].some()
    }

    /// All work packages in WBS order.
    #[must_use]
    pub fn wbs(&self) -> &[TaskId] {
        &self.wbs
    }

    /// All work packages below a phase in WBS order; none below any other.
    #[must_use]
    pub fn descendants(&self, task: TaskId) -> &[TaskId] {
        let first = self.wbs_rank[task] as usize + 1;
        let end = match self.place[task] {
            Place::Leaf(_) => first,
            Place::Phase(phase) => self.phases[phase].wbs_end as usize,
        };
        self.wbs.get(first..end).unwrap_or_default()
    }

    /// The position of a work package in WBS order, from 0.
    #[must_use]
    pub fn wbs_rank(&self, task: TaskId) -> u32 {
        self.wbs_rank[task]
    }

    /// The links as they are given; of those given more than once the last holds.
    pub fn links(&self) -> impl Iterator<Item = Link<K>> {
        self.campaign.links.iter().copied()
    }

    /// The calendar that a work package is planned on: its own, else its department's, else the campaign's.
    #[must_use]
    pub fn calendar_of(&self, task: TaskId) -> &Calendar {
        self.calendar(self.campaign.calendar_of(self.task(task)))
    }

    pub(crate) fn department(&self, id: DepartmentId) -> Option<&Department> {
        self.campaign.departments.get(usize::from(id.0))
    }

    pub(crate) fn anchor(&self, id: AnchorId) -> Option<&Anchor> {
        self.campaign.anchors.get(usize::from(id.0))
    }

    #[expect(clippy::indexing_slicing, reason = "a network refuses rows that name an unknown calendar")]
    pub(crate) fn calendar(&self, id: CalendarId) -> &Calendar {
        &self.campaign.calendars[usize::from(id.0)]
    }

    /// The leaves of a phase in WBS order; a leaf itself.
    pub(crate) fn leaves_of(&self, task: TaskId) -> impl Iterator<Item = NodeId> {
        let first = self.wbs_rank[task] as usize;
        let end = match self.place[task] {
            Place::Leaf(_) => first + 1,
            Place::Phase(phase) => self.phases[phase].wbs_end as usize,
        };
        let within = self.wbs.get(first..end).unwrap_or_default().iter();
        within.filter_map(|task| match self.place[*task] {
            Place::Leaf(node) => Some(node),
            Place::Phase(_) => None,
        })
    }

    /// What the phases above a leaf hand down to it.
    pub(crate) fn limits_of(&self, node: &Node) -> Limits {
        match self.parent[node.task].some().map(|parent| self.place[parent]) {
            Some(Place::Phase(phase)) => self.phases[phase].limits,
            Some(Place::Leaf(_)) | None => Limits::NONE,
        }
    }

    /// Whether a leaf has begun.
    pub(crate) fn is_begun(&self, node: &Node) -> bool {
        !node.plain && self.task(node.task).is_started()
    }

    /// Working days that remain of a leaf.
    pub(crate) fn remaining(&self, node: &Node) -> i32 {
        if node.plain { node.duration } else { self.task(node.task).remaining_of(node.duration) }
    }

    pub(crate) fn place(&self, task: TaskId) -> Place {
        self.place[task]
    }

    /// The arcs that end in a node; its positions are [`Network::in_ids`].
    pub(crate) fn ins(&self, node: NodeId) -> &[Arc] {
        self.ins.of(node)
    }

    pub(crate) fn in_ids(&self, node: NodeId) -> Range<ArcId> {
        self.ins.ids(node)
    }

    pub(crate) fn in_arc(&self, arc: ArcId) -> Arc {
        self.ins.row(arc)
    }

    /// The arcs that begin in a node.
    pub(crate) fn outs(&self, node: NodeId) -> &[Arc] {
        self.outs.of(node)
    }
}
