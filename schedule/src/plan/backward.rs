//! The backward pass: late start and finish, in reverse topological order, from the campaign's required finish.

use crate::boundary::{Boundary, Span};
use crate::calendar::Calendar;
use crate::campaign::{Anchor, LinkType, Target};
use crate::error::Error;
use crate::network::{Arc, Key, Network, Node, NodeId, Role, Stage};
use crate::plan::arc::{Positions, Ranks};
use crate::plan::forward::{BoundaryRanks, Forward};
use crate::plan::reason::Driver;
use crate::plan::typed::Bind;
use crate::table::Table;

/// The rank of the campaign's end on each calendar: its required finish, else its latest early finish.
pub(super) fn ends<K: Key>(network: &Network<K>, early: &Forward) -> BoundaryRanks {
    let required = network.campaign().required_finish.map(Target::boundary);
    match (required, early.finish) {
        (Some(required), _) => BoundaryRanks::new(network, required),
        (None, finish) => BoundaryRanks::of_latest_finish(network, finish.unwrap_or(Boundary::LAST)),
    }
}

/// Late positions, from early ones and what drives them.
pub(super) fn pass<K: Key>(
    network: &Network<K>,
    (early, drivers): (&Positions, &Table<NodeId, Driver>),
    ends: &BoundaryRanks,
) -> Result<Positions, Error<K>> {
    let mut late = early.clone();
    for (id, node) in network.nodes.enumerate().rev() {
        if node.stage == Stage::Finished {
            continue;
        }
        let calendar = network.calendar(node.calendar);
        if !node.role.is_leaf() {
            let boundary = network.relay_left(id, drivers, &late);
            late.set(id, Ranks::of(Span::at(boundary), calendar), Span::at(boundary));
            continue;
        }
        let limit = ends.end_of(node);
        let left = network.finish_left(id, drivers, &late);
        let rank = if node.plain { left.min(limit) } else { network.capped(node, left, limit, calendar) };
        let (ranks, span) = network.late(node, rank, calendar);
        if !span.is_in_range() {
            return Err(network.out_of_range(id));
        }
        late.set(id, ranks, span);
    }
    Ok(late)
}

/// Higher than all ranks of any plan.
pub(crate) const ANY_RANK: i32 = i32::MAX / 2;

impl Calendar {
    /// The rank of the latest finish that does not pass a limit.
    pub(crate) fn limit_rank(&self, role: Role, limit: Boundary) -> i32 {
        match role {
            Role::OpeningMilestone => self.rank_begun(limit),
            Role::Work | Role::ClosingMilestone | Role::Latest | Role::Earliest => self.rank(limit),
        }
    }
}

impl<K: Key> Network<K> {
    /// The rank of the latest finish that successors leave.
    #[inline]
    fn finish_left(&self, id: NodeId, drivers: &Table<NodeId, Driver>, late: &Positions) -> i32 {
        let node = &self.nodes[id];
        let calendar = self.calendar(node.calendar);
        let mut left = ANY_RANK;
        for arc in self.outs(id) {
            if arc.is_between_plain() || self.binds(id, arc, drivers, late) {
                left = left.min(arc.finish_left(self, (node.duration, calendar), late));
            }
        }
        left
    }

    fn relay_left(&self, id: NodeId, drivers: &Table<NodeId, Driver>, late: &Positions) -> Boundary {
        let bound = self.outs(id).iter().filter(|arc| self.binds(id, arc, drivers, late));
        let left = bound.map(|arc| arc.left(self, late));
        left.min().unwrap_or(Boundary::AFTER_ALL)
    }

    /// Whether a successor still asks anything of a node: not if it has happened already, nor if it is a phase that
    /// starts with another leaf.
    fn binds(&self, id: NodeId, arc: &Arc, drivers: &Table<NodeId, Driver>, late: &Positions) -> bool {
        let successor = &self.nodes[arc.peer];
        let has_started = self.nodes[id].stage > Stage::Open || successor.stage > Stage::Open;
        let is_settled = has_started && arc.link_type == LinkType::StartToStart;
        let starts_elsewhere = self.starts_elsewhere(id, arc, drivers);
        let asks_nothing = late.spans[arc.peer].start == Boundary::AFTER_ALL;
        successor.stage != Stage::Finished && !is_settled && !starts_elsewhere && !asks_nothing
    }

    /// The late position of a node whose finish has a rank; work in progress needs only what remains.
    fn late(&self, node: &Node, finish: i32, calendar: &Calendar) -> (Ranks, Span) {
        let needed = match node.stage {
            Stage::Started => self.task(node.task).remaining_of(node.duration),
            Stage::Open | Stage::Finished => node.duration,
        };
        let ranks = Ranks { start: finish - needed, finish };
        (ranks, node.role.span(ranks, calendar))
    }

    /// The rank of the latest finish of a node that its row, its phases or an anchor limit.
    fn capped(&self, node: &Node, left: i32, limit: i32, calendar: &Calendar) -> i32 {
        let task = self.task(node.task);
        let mut rank = left.min(self.anchor_rank(node, limit, calendar));
        if let Some((bind, start)) = task.constraint.map(|constraint| constraint.start_rank(node, calendar)) {
            let finish = start + node.duration;
            rank = match bind {
                Bind::NoEarlier => rank,
                Bind::Must if task.constraint_wins => finish,
                Bind::NoLater | Bind::Must => rank.min(finish),
            };
        }
        if let Some(deadline) = task.deadline {
            rank = rank.min(calendar.limit_rank(node.role, node.role.end_of(deadline.date)) - task.buffer);
        }
        rank.min(calendar.limit_rank(node.role, self.limits_of(node).cap))
    }

    /// The rank of the finish that a node's anchor leaves: its own, else its phase's, else the campaign's end; less the
    /// larger of its own buffer and its phase's.
    fn anchor_rank(&self, node: &Node, limit: i32, calendar: &Calendar) -> i32 {
        let (task, limits) = (self.task(node.task), self.limits_of(node));
        let buffer = if task.anchor.is_some() { task.buffer } else { task.buffer.max(limits.buffer) };
        let anchor = task.anchor.or(limits.anchor).and_then(|id| self.anchor(id)).map(Anchor::boundary);
        anchor.map_or(limit, |boundary| calendar.limit_rank(node.role, boundary)) - buffer
    }
}

impl<K: Key> Network<K> {
    /// Whether an arc leads to the start of a phase that comes from another of its leaves.
    pub(crate) fn starts_elsewhere(&self, id: NodeId, arc: &Arc, drivers: &Table<NodeId, Driver>) -> bool {
        self.nodes[arc.peer].role == Role::Earliest
            && drivers[arc.peer].arc().is_none_or(|driving| self.in_arc(driving).peer != id)
    }
}
