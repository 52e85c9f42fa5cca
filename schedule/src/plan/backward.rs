//! The backward pass: late start and finish, in reverse topological order, from the campaign's required
//! finish.

use crate::boundary::{Boundary, Span};
use crate::calendar::Calendar;
use crate::campaign::{Anchor, AnchorId, LinkType, Target};
use crate::error::Error;
use crate::network::{Arc, Key, Network, Node, NodeId, Role, Stage, Wait};
use crate::plan::arc::{Positions, Ranks};
use crate::plan::driver::Driver;
use crate::plan::forward::{BoundaryRanks, Forward};
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

/// Which manual work leaves its predecessors no later than its typed dates.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Typed {
    /// All of it: where as-late-as-possible work is placed.
    All,
    /// All but that of `constraint_wins`, before which Microsoft Project shows the slack that the logic
    /// leaves.
    Own,
}

/// Late positions, from early ones and what drives them.
pub(super) fn pass<K: Key>(
    network: &Network<K>,
    (early, drivers): (&Positions, &Table<NodeId, Driver>),
    ends: &BoundaryRanks,
    typed: Typed,
) -> Result<Positions, Error<K>> {
    let before = Before { network, early, drivers, typed };
    let mut late = early.clone();
    for (id, node) in network.nodes.enumerate().rev() {
        if node.is_done && node.stage > Stage::Open {
            continue;
        }
        let calendar = network.calendar(node.calendar);
        let (ranks, span) = match node.role {
            Role::Latest | Role::Earliest => placed_at(before.boundary_left(id, &late), calendar),
            Role::ClosingMilestone => {
                placed_at(network.close_left(node, before.boundary_left(id, &late), ends), calendar)
            }
            Role::Work | Role::OpeningMilestone => {
                let (limit, left) = (ends.end_of(node), before.finish_left(id, &late));
                let rank =
                    if node.plain { left.min(limit) } else { network.capped(node, left, limit, calendar) };
                before.late(id, rank, calendar)
            }
        };
        if node.role.is_leaf() && !span.is_in_range() {
            return Err(network.out_of_range(id));
        }
        late.set(id, ranks, span);
    }
    Ok(late)
}

fn placed_at(boundary: Boundary, calendar: &Calendar) -> (Ranks, Span) {
    let span = Span::at(boundary);
    (Ranks::of(span, calendar), span)
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

/// What successors leave to what comes before them.
pub(super) struct Before<'a, K> {
    pub(super) network: &'a Network<K>,
    pub(super) early: &'a Positions,
    pub(super) drivers: &'a Table<NodeId, Driver>,
    pub(super) typed: Typed,
}

impl<K: Key> Before<'_, K> {
    /// The rank of the latest finish that successors leave.
    #[inline]
    fn finish_left(&self, id: NodeId, late: &Positions) -> i32 {
        let node = &self.network.nodes[id];
        let calendar = self.network.calendar(node.calendar);
        let mut left = ANY_RANK;
        for arc in self.network.outs(id) {
            left = left.min(if arc.is_between_plain() {
                arc.finish_left(self.network, (node.duration, calendar), late)
            } else {
                self.finish_left_by(id, arc, late)
            });
        }
        left
    }

    /// The rank of the latest finish that one successor leaves.
    pub(super) fn finish_left_by(&self, id: NodeId, arc: &Arc, late: &Positions) -> i32 {
        let node = &self.network.nodes[id];
        let calendar = self.network.calendar(node.calendar);
        if arc.is_between_plain() {
            return arc.finish_left(self.network, (node.duration, calendar), late);
        }
        match self.left_by(id, arc, late) {
            None => ANY_RANK,
            Some(boundary) => {
                let end = arc.end_by(calendar, boundary);
                if arc.from.opens() { end + self.length(id) } else { end }
            }
        }
    }

    fn boundary_left(&self, id: NodeId, late: &Positions) -> Boundary {
        let left = self.network.outs(id).iter().filter_map(|arc| self.left_by(id, arc, late));
        left.min().unwrap_or(Boundary::AFTER_ALL)
    }

    /// The latest boundary at which the end of a node that an arc counts from leaves the successor where it
    /// has to be; `None` if the successor asks nothing: it is done, or a phase that starts with another leaf.
    pub(super) fn left_by(&self, id: NodeId, arc: &Arc, late: &Positions) -> Option<Boundary> {
        let (network, successor) = (self.network, &self.network.nodes[arc.peer]);
        let asks_nothing = late.spans[arc.peer].start == Boundary::AFTER_ALL;
        if asks_nothing || successor.is_done || network.starts_elsewhere(id, arc, self.drivers) {
            return None;
        }
        if arc.link_type == LinkType::StartToStart {
            if network.nodes[id].stage > Stage::Open {
                return None;
            }
            if successor.stage > Stage::Open {
                return self.left_by_started(arc);
            }
        }
        let left = arc.left(network, late);
        Some(if self.is_typed(arc.peer) { left.min(arc.left(network, self.early)) } else { left })
    }

    /// What started work leaves to an unstarted predecessor of its start: to start when what is done of it
    /// ends, and nothing less than the campaign's end if nothing follows it (Microsoft Project; lags do not
    /// count).
    fn left_by_started(&self, arc: &Arc) -> Option<Boundary> {
        let successor = &self.network.nodes[arc.peer];
        let is_followed = self.network.outs(arc.peer).iter().any(|out| out.wait != Wait::Member);
        let done = successor.duration - self.network.remaining(successor);
        let start = self.early.ranks[arc.peer].start;
        is_followed.then(|| self.network.calendar(successor.calendar).opening(start + done))
    }

    /// Whether a node is manual work whose typed dates its predecessors have to come before.
    pub(super) fn is_typed(&self, id: NodeId) -> bool {
        let node = &self.network.nodes[id];
        let wins = || self.network.task(node.task).constraint_wins;
        !node.plain && self.drivers[id] == Driver::Manual && (self.typed == Typed::All || !wins())
    }

    /// Working days of a node; of manual work, those between its typed dates, which may be none.
    fn length(&self, id: NodeId) -> i32 {
        if self.drivers[id] == Driver::Manual {
            self.early.ranks[id].length()
        } else {
            self.network.nodes[id].duration
        }
    }

    /// The late position of a node whose finish has a rank; work in progress needs only what remains.
    #[inline]
    fn late(&self, id: NodeId, finish: i32, calendar: &Calendar) -> (Ranks, Span) {
        let node = &self.network.nodes[id];
        if node.plain {
            let ranks = Ranks { start: finish - node.duration, finish };
            return (ranks, node.role.span(ranks, calendar));
        }
        let needed = match node.stage {
            Stage::Started => self.network.remaining(node),
            Stage::Open | Stage::Finished => self.length(id),
        };
        let ranks = Ranks { start: finish - needed, finish };
        if needed == 0 && node.role == Role::Work && node.stage == Stage::Open {
            return (ranks, self.on_days_off(id, finish, calendar));
        }
        (ranks, node.role.span(ranks, calendar))
    }

    /// The late span of manual work that lies wholly on days off: as many days, after the last working day
    /// before its late finish.
    fn on_days_off(&self, id: NodeId, finish: i32, calendar: &Calendar) -> Span {
        let typed = self.early.spans[id];
        if finish == self.early.ranks[id].finish {
            return typed;
        }
        let start = calendar.closing(finish);
        Span { start, finish: start + (typed.finish.days() - typed.start.days()) }
    }
}

impl<K: Key> Network<K> {
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

    /// The rank of the finish that a node's anchor leaves: its own, else its phase's, else the campaign's
    /// end; less the larger of its own buffer and its phase's.
    fn anchor_rank(&self, node: &Node, limit: i32, calendar: &Calendar) -> i32 {
        let (anchor, buffer) = self.anchor_of(node);
        let anchor = anchor.and_then(|id| self.anchor(id)).map(Anchor::boundary);
        anchor.map_or(limit, |boundary| calendar.limit_rank(node.role, boundary)) - buffer
    }

    /// The anchor of a node, and the working days to keep free before it, or before the campaign's end.
    pub(super) fn anchor_of(&self, node: &Node) -> (Option<AnchorId>, i32) {
        let (task, limits) = (self.task(node.task), self.limits_of(node));
        let buffer = if task.anchor.is_some() { task.buffer } else { task.buffer.max(limits.buffer) };
        (task.anchor.or(limits.anchor), buffer)
    }
}

impl<K: Key> Network<K> {
    /// Whether an arc leads to the start of a phase that comes from another of its leaves.
    pub(crate) fn starts_elsewhere(&self, id: NodeId, arc: &Arc, drivers: &Table<NodeId, Driver>) -> bool {
        self.nodes[arc.peer].role == Role::Earliest
            && drivers[arc.peer].arc().is_none_or(|driving| self.in_arc(driving).peer != id)
    }
}
