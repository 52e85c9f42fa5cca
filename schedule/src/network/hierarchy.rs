//! Parents, WBS order, and what phases hand down to their leaves.

use hashbrown::HashMap;

use super::{Key, Limits, Phase, PhaseId, Place, TaskId};
use crate::boundary::Boundary;
use crate::campaign::{Anchor, Campaign, ConstraintKind, Edge, Kind, Target, Task};
use crate::error::Error;
use crate::table::{Id, Table};

/// The work breakdown structure.
pub(super) struct Hierarchy {
    pub(super) parent: Table<TaskId, TaskId>,
    pub(super) wbs: Vec<TaskId>,
    pub(super) wbs_rank: Table<TaskId, u32>,
}

impl Hierarchy {
    pub(super) fn new<K: Key>(campaign: &Campaign<K>, by_key: &HashMap<K, TaskId>) -> Result<Self, Error<K>> {
        let parent = parents(&campaign.tasks, by_key)?;
        let (wbs, wbs_rank) = pre_order(&parent);
        if wbs.len() < parent.len() {
            return Err(Error::HierarchyCycle(circle(&campaign.tasks, &parent, &wbs_rank)));
        }
        Ok(Self { parent, wbs, wbs_rank })
    }

    /// For each position in WBS order, the position after the last descendant.
    pub(super) fn wbs_ends(&self) -> Vec<u32> {
        let mut ends: Vec<u32> = (1..).take(self.wbs.len()).collect();
        for (rank, task) in self.wbs.iter().enumerate().rev() {
            let end = ends.get(rank).copied().unwrap_or_default();
            let parent = self.parent[*task].some().map(|parent| self.wbs_rank[parent] as usize);
            if let Some(parent_end) = parent.and_then(|rank| ends.get_mut(rank)) {
                *parent_end = end.max(*parent_end);
            }
        }
        ends
    }
}

fn parents<K: Key>(
    tasks: &[Task<K>],
    by_key: &HashMap<K, TaskId>,
) -> Result<Table<TaskId, TaskId>, Error<K>> {
    let parent_of = |task: &Task<K>| match task.parent {
        None => Ok(TaskId::NONE),
        Some(parent) => match by_key.get(&parent) {
            None => Err(Error::UnknownParent { key: task.key, parent }),
            Some(id) => match tasks.get(id.index()).map(|row| row.kind) {
                Some(Kind::Phase) => Ok(*id),
                _ => Err(Error::PhaseWithDuration(parent)),
            },
        },
    };
    tasks.iter().map(parent_of).collect()
}

/// Parents before children, siblings as given; what lies on or below a circle is left out.
fn pre_order(parent: &Table<TaskId, TaskId>) -> (Vec<TaskId>, Table<TaskId, u32>) {
    let mut first_child = Table::filled(TaskId::NONE, parent.len());
    let mut next_sibling = Table::filled(TaskId::NONE, parent.len());
    let mut first_root = TaskId::NONE;
    for task in parent.ids().rev() {
        let head = match parent[task].some() {
            Some(parent) => &mut first_child[parent],
            None => &mut first_root,
        };
        next_sibling[task] = std::mem::replace(head, task);
    }
    let mut order = Vec::with_capacity(parent.len());
    let mut rank = Table::filled(u32::MAX, parent.len());
    let mut next = first_root;
    while let Some(task) = next.some() {
        rank[task] = u32::try_from(order.len()).unwrap_or(u32::MAX);
        order.push(task);
        next = first_child[task];
        let mut done = task;
        while next == TaskId::NONE && done != TaskId::NONE {
            next = next_sibling[done];
            done = parent[done];
        }
    }
    (order, rank)
}

/// The keys of one circle of parents, each followed by its parent.
fn circle<K: Key>(tasks: &[Task<K>], parent: &Table<TaskId, TaskId>, rank: &Table<TaskId, u32>) -> Vec<K> {
    let Some(lost) = rank.ids().find(|task| rank[*task] == u32::MAX) else {
        return Vec::new();
    };
    let on_circle = rank.iter().fold(lost, |task, _| parent[task].some().unwrap_or(task));
    let upwards = std::iter::successors(Some(on_circle), |task| parent[*task].some());
    let once = upwards.skip(1).take_while(|task| *task != on_circle);
    std::iter::once(on_circle)
        .chain(once)
        .filter_map(|task| tasks.get(task.index()))
        .map(|row| row.key)
        .collect()
}

impl<K: Key> Campaign<K> {
    /// What a phase hands down, its own phase's limits included.
    pub(super) fn limits_of_phase(&self, phase: &Task<K>, above: Limits) -> Limits {
        let Some(calendar) = self.calendars.get(usize::from(self.calendar_of(phase).0)) else { return above };
        let less_buffer = |limit| match phase.buffer {
            0 => limit,
            buffer => calendar.closing(calendar.rank(limit) - buffer),
        };
        let mut limits = above;
        if let Some(deadline) = phase.deadline {
            limits.cap = limits.cap.min(less_buffer(Boundary::closing(deadline.date)));
        }
        match phase.constraint.map(|constraint| (constraint.kind, constraint.date)) {
            Some((ConstraintKind::StartNoEarlierThan, date)) => {
                limits.floor = limits.floor.max(Boundary::opening(date));
            }
            Some((ConstraintKind::FinishNoLaterThan, date)) => {
                limits.cap = limits.cap.min(Boundary::closing(date));
            }
            _ => {}
        }
        match phase.anchor {
            Some(anchor) => (limits.anchor, limits.buffer) = (Some(anchor), phase.buffer),
            None => limits.buffer = above.buffer.max(phase.buffer),
        }
        limits
    }
}

impl Anchor {
    /// The instant that it fixes.
    #[must_use]
    pub fn boundary(&self) -> Boundary {
        self.target.boundary()
    }
}

impl Target {
    /// The instant that it means.
    #[must_use]
    pub fn boundary(self) -> Boundary {
        match self.edge {
            Edge::StartOfDay => Boundary::opening(self.date),
            Edge::EndOfDay => Boundary::closing(self.date),
        }
    }
}

impl Phase {
    /// Whether the work package at this position in WBS order lies in the phase; the phase itself does.
    pub(super) fn holds(&self, own_rank: u32, rank: u32) -> bool {
        (own_rank..self.wbs_end).contains(&rank)
    }
}

/// Where every work package is planned.
pub(super) struct Places {
    pub(super) phases: Table<PhaseId, Phase>,
    pub(super) place: Table<TaskId, Place>,
}
