//! The backward pass: late start and finish, in reverse topological order, from the campaign's required finish.

use crate::boundary::{Boundary, Span};
use crate::calendar::Calendar;
use crate::error::Error;
use crate::network::{Arc, Key, Network, Node, NodeId, Role, Side, Stage};
use crate::plan::forward::Forward;
use crate::plan::reason::Driver;
use crate::plan::typed::Bind;
use crate::table::Table;

pub(super) fn pass<K: Key>(network: &Network<K>, early: &Forward) -> Result<Table<NodeId, Span>, Error<K>> {
    let required = network.campaign().required_finish.map(|target| target.boundary());
    let finish = required.or(early.finish).unwrap_or(Boundary::LAST);
    let mut late = early.spans.clone();
    for (id, node) in network.nodes.enumerate().rev() {
        if node.stage == Stage::Finished {
            continue;
        }
        let calendar = network.calendar(node.calendar);
        let left = Left::by(network, id, early, &late);
        late[id] = match node.role {
            Role::Latest | Role::Earliest => Span::at(left.finish.min(left.start)),
            Role::Work | Role::OpeningMilestone | Role::ClosingMilestone => {
                let rank = if node.plain {
                    left.finish_rank(node, finish, calendar)
                } else {
                    network.capped_rank(node, &left, finish, calendar)
                };
                network.late_span(node, rank, calendar)
            }
        };
        if node.role.is_leaf() && !late[id].is_in_range() {
            return Err(network.out_of_range(id));
        }
    }
    Ok(late)
}

/// What the successors of a node leave to it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Left {
    /// The latest start that successors of its start leave.
    pub(crate) start: Boundary,
    /// The latest finish that successors of its finish leave.
    pub(crate) finish: Boundary,
}

impl Left {
    fn by<K: Key>(network: &Network<K>, id: NodeId, early: &Forward, late: &Table<NodeId, Span>) -> Self {
        let node = &network.nodes[id];
        let mut left = Self { start: Boundary::AFTER_ALL, finish: Boundary::AFTER_ALL };
        for arc in network.outs(id) {
            let successor = &network.nodes[arc.peer];
            let asks_nothing = late[arc.peer].start == Boundary::AFTER_ALL;
            if successor.stage == Stage::Finished || asks_nothing || arc.is_settled(node, successor) {
                continue;
            }
            if successor.role == Role::Earliest && !early.is_driven(network, arc.peer, id) {
                continue;
            }
            let boundary = arc.leaves(late[arc.peer], network.calendar(successor.calendar));
            match arc.from {
                Side::Start => left.start = left.start.min(boundary),
                Side::Finish => left.finish = left.finish.min(boundary),
            }
        }
        left
    }

    /// The rank of the latest finish within what successors leave and `limit`.
    pub(crate) fn finish_rank(&self, node: &Node, limit: Boundary, calendar: &Calendar) -> i32 {
        let by_finish = calendar.rank(self.finish.min(limit));
        if self.start == Boundary::AFTER_ALL {
            return by_finish;
        }
        by_finish.min(calendar.rank_begun(self.start) + node.duration)
    }
}

impl Arc {
    /// A tie of two starts of which one has happened asks nothing more.
    fn is_settled(&self, predecessor: &Node, successor: &Node) -> bool {
        let has_started = predecessor.stage > Stage::Open || successor.stage > Stage::Open;
        has_started && self.from == Side::Start && self.to == Side::Start
    }
}

impl Forward {
    /// Whether `member` is the leaf, or the relay, that an earliest start comes from.
    pub(crate) fn is_driven<K: Key>(&self, network: &Network<K>, relay: NodeId, member: NodeId) -> bool {
        match self.drivers[relay] {
            Driver::Arc(arc) => network.in_arc(arc).peer == member,
            _ => false,
        }
    }
}

impl<K: Key> Network<K> {
    /// The late span of a node whose finish has a rank; work in progress needs only what remains.
    fn late_span(&self, node: &Node, finish: i32, calendar: &Calendar) -> Span {
        let needed = match node.stage {
            Stage::Started => self.task(node.task).remaining_of(node.duration),
            Stage::Open | Stage::Finished => node.duration,
        };
        let Span { start, .. } = node.role.span_at(finish - needed, needed, calendar);
        match node.role {
            Role::Work => Span { start, finish: calendar.closing(finish) },
            Role::OpeningMilestone | Role::ClosingMilestone | Role::Latest | Role::Earliest => Span::at(start),
        }
    }

    /// The rank of the latest finish of a node that its row, its phases or an anchor limit.
    fn capped_rank(&self, node: &Node, left: &Left, finish: Boundary, calendar: &Calendar) -> i32 {
        let task = self.task(node.task);
        let mut rank = left.finish_rank(node, Boundary::AFTER_ALL, calendar);
        rank = rank.min(self.anchor_rank(node, finish, calendar));
        if let Some((bind, start)) = task.constraint.map(|constraint| constraint.start_rank(node, calendar)) {
            let finish = start + node.duration;
            rank = match bind {
                Bind::NoEarlier => rank,
                Bind::Must if task.constraint_wins => finish,
                Bind::NoLater | Bind::Must => rank.min(finish),
            };
        }
        if let Some(deadline) = task.deadline {
            rank = rank.min(calendar.rank(node.role.end_of(deadline.date)) - task.buffer);
        }
        rank.min(calendar.rank(self.limits_of(node).cap))
    }

    /// The rank of the finish that a node's anchor leaves: its own, else its phase's, else the campaign's end.
    fn anchor_rank(&self, node: &Node, finish: Boundary, calendar: &Calendar) -> i32 {
        let task = self.task(node.task);
        match task.anchor.and_then(|id| self.anchor(id)) {
            Some(anchor) => calendar.rank(anchor.boundary()) - task.buffer,
            None => match self.limits_of(node).anchor {
                Some((_, boundary)) => calendar.rank(boundary) - task.buffer,
                None => calendar.rank(finish) - task.buffer,
            },
        }
    }
}
