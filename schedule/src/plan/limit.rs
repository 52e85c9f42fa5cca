//! What keeps as-late-as-possible work from being later: what follows it, or a date.

use crate::boundary::Boundary;
use crate::campaign::{ConstraintKind, LinkType};
use crate::network::{Arc, Key, Network, NodeId, Role, Stage, TaskId, Wait};
use crate::plan::arc::Positions;
use crate::plan::backward::{Before, Typed};
use crate::plan::driver::Reason;
use crate::plan::{Bind, Plan};
use crate::table::Table;

impl<K: Key> Plan<K> {
    /// Where as-late-as-possible work is placed.
    fn latest(&self) -> &Positions {
        self.alap.as_ref().and_then(|alap| alap.latest.as_ref()).unwrap_or(&self.late)
    }

    fn before(&self) -> Before<'_, K> {
        Before { network: self.network(), early: &self.early, drivers: &self.drivers, typed: Typed::All }
    }

    /// The arc out of a node that keeps it from being later; `None` if it is a date of its own or the
    /// campaign's end.
    fn binding(&self, id: NodeId) -> Option<Arc> {
        let (network, before, late) = (self.network(), self.before(), self.latest());
        let node = &network.nodes[id];
        let (by_rank, by_boundary) = (late.ranks[id].finish, late.spans[id].finish);
        let binds = |arc: &&Arc| match node.role {
            Role::Work | Role::OpeningMilestone => before.finish_left_by(id, arc, late) <= by_rank,
            Role::ClosingMilestone | Role::Latest | Role::Earliest => {
                before.left_by(id, arc, late).is_some_and(|left| left <= by_boundary)
            }
        };
        network.outs(id).iter().find(binds).copied()
    }

    /// The link that keeps a leaf from being later, and what it leads to; a leaf's tie to the end of its
    /// phase names the phase.
    pub(super) fn hold(&self, node: NodeId) -> Option<(Reason, TaskId)> {
        let nodes = &self.network().nodes;
        let (mut from, mut arc) = (node, self.binding(node)?);
        while arc.wait == Wait::Member {
            from = arc.peer;
            arc = self.binding(from)?;
        }
        let (given_for, peer) = (nodes[from].task, nodes[arc.peer].task);
        Some((Reason::Link { peer, given_for, link_type: arc.link_type }, peer))
    }

    /// The date that keeps a node from being later, its own or that of something that follows it.
    pub(super) fn late_limit(&self, node: NodeId) -> Reason {
        let Some(alap) = &self.alap else { return Reason::RequiredFinish };
        alap.limits.get_or_init(|| self.late_limits())[node]
    }

    fn late_limits(&self) -> Table<NodeId, Reason> {
        let network = self.network();
        let before = self.before();
        let mut limits = Table::filled(Reason::RequiredFinish, network.nodes.len());
        for (id, node) in network.nodes.enumerate().rev() {
            limits[id] = match self.binding(id) {
                None if node.role.is_leaf() => self.own_limit(id),
                None => Reason::RequiredFinish,
                Some(arc) if before.is_typed(arc.peer) => Reason::Manual,
                Some(arc) if network.nodes[arc.peer].stage > Stage::Open => match arc.link_type {
                    LinkType::StartToStart => Reason::Actual,
                    LinkType::FinishToStart | LinkType::FinishToFinish | LinkType::StartToFinish => {
                        limits[arc.peer]
                    }
                },
                Some(arc) => limits[arc.peer],
            };
        }
        limits
    }

    /// What keeps a leaf that no successor binds from being later.
    fn own_limit(&self, node: NodeId) -> Reason {
        let network = self.network();
        let row = &network.nodes[node];
        let late = self.latest().ranks[node];
        let calendar = network.calendar_of_node(node);
        if row.plain {
            return Reason::RequiredFinish;
        }
        let is_reached = |limit| calendar.limit_rank(row.role, limit) <= late.finish;
        let task = network.task(row.task);
        let before_buffer = |limit| calendar.closing(calendar.rank(limit) - task.buffer);
        if network.deadline_of(node).is_some_and(|deadline| is_reached(before_buffer(deadline))) {
            return Reason::Deadline;
        }
        let cap = network.limits_of(row).cap;
        if is_reached(cap) {
            return if network.is_constraint_of_phase(row.task, cap) {
                Reason::Constraint
            } else {
                Reason::Deadline
            };
        }
        let constraint = task.constraint.map(|constraint| constraint.start_rank(row, calendar));
        if constraint
            .is_some_and(|(bind, start)| bind != Bind::NoEarlier && start + row.duration <= late.finish)
        {
            return Reason::Constraint;
        }
        task.anchor.or(network.limits_of(row).anchor).map_or(Reason::RequiredFinish, Reason::Anchor)
    }
}

impl<K: Key> Network<K> {
    /// Whether a boundary is that of a phase above that is not to finish later, and not a deadline's.
    fn is_constraint_of_phase(&self, task: TaskId, boundary: Boundary) -> bool {
        let mut above = std::iter::successors(self.parent(task), |phase| self.parent(*phase));
        above.any(|phase| {
            self.task(phase).constraint.is_some_and(|constraint| {
                constraint.kind == ConstraintKind::FinishNoLaterThan && constraint.close().1 == boundary
            })
        })
    }
}
