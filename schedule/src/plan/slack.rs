//! Total and free slack, in working days of each work package's own calendar (SCHEDULING.md §4).

use crate::boundary::{Boundary, Span};
use crate::network::{Arc, Key, Network, Node, NodeId, Role, Stage};
use crate::plan::arc::{Positions, Ranks};
use crate::plan::backward::ANY_RANK;
use crate::plan::driver::Driver;
use crate::plan::forward::BoundaryRanks;
use crate::table::Table;

/// What a node can slip.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Slack {
    /// Without anything passing its required date.
    pub(crate) total: i32,
    /// Without moving any successor.
    pub(crate) free: i32,
    /// Whether it is not done, and without total slack that it could lose.
    pub(crate) critical: bool,
}

/// The slack of every node, from where it is early, late and placed.
pub(crate) fn of<K: Key>(
    network: &Network<K>,
    (early, late, placed): (&Positions, &Positions, &Positions),
    ends: &BoundaryRanks,
    drivers: &Table<NodeId, Driver>,
) -> Table<NodeId, Slack> {
    let relays = relays_left(network, placed, drivers);
    let placed = relays.as_ref().unwrap_or(placed);
    let ids = network.nodes.enumerate();
    ids.map(|(id, node)| {
        if !node.role.is_leaf() || node.is_done {
            return Slack { total: 0, free: 0, critical: false };
        }
        let total = total(network, node, early.ranks[id], late.ranks[id]);
        let free = free(network, id, placed, (ends, drivers)).unwrap_or(total).max(0);
        // Manual work that lies wholly on days off has no working day to lose.
        let is_on_days_off =
            || drivers[id] == Driver::Manual && node.role == Role::Work && early.ranks[id].length() == 0;
        let critical = total < 0 || total == 0 && (node.plain || !is_on_days_off());
        Slack { total, free, critical }
    })
    .collect()
}

/// `min(LS − ES, LF − EF)`; of work in progress LF − EF alone, since its start has happened.
fn total<K: Key>(network: &Network<K>, node: &Node, early: Ranks, late: Ranks) -> i32 {
    let by_finish = late.finish - early.finish;
    if node.plain || node.stage > Stage::Open {
        return by_finish;
    }
    // Microsoft Project shows no slack of work that it has placed as late as possible.
    if network.is_alap(node) && network.task(node.task).constraint_wins {
        return 0;
    }
    by_finish.min(late.start - early.start)
}

/// What the successors leave of where a node is placed; `None` without successors.
///
/// The campaign's end counts as a successor, so that free slack stays within total slack where only links
/// bind.  Microsoft Project, and so `constraint_wins`, leaves it out, which shows where work ends after what
/// follows it.
fn free<K: Key>(
    network: &Network<K>,
    id: NodeId,
    placed: &Positions,
    (ends, drivers): (&BoundaryRanks, &Table<NodeId, Driver>),
) -> Option<i32> {
    let node = &network.nodes[id];
    let own = placed.ranks[id];
    let mut left = ANY_RANK;
    for arc in network.outs(id) {
        if arc.is_between_plain() || is_waiting(network, (id, arc), placed, drivers) {
            let length = (own.finish - own.start, network.calendar(node.calendar));
            left = left.min(arc.finish_left(network, length, placed));
        }
    }
    if left == ANY_RANK {
        return None;
    }
    let within = left.min(ends.end_of(node));
    let may_be_beyond = within == left || network.task(node.task).constraint_wins;
    Some(if may_be_beyond { left } else { within } - own.finish)
}

/// Whether a successor would move: not if it is finished, nor if it is a phase that starts with another leaf.
fn is_waiting<K: Key>(
    network: &Network<K>,
    (id, arc): (NodeId, &Arc),
    placed: &Positions,
    drivers: &Table<NodeId, Driver>,
) -> bool {
    !network.nodes[arc.peer].is_done
        && placed.spans[arc.peer].start != Boundary::AFTER_ALL
        && !network.starts_elsewhere(id, arc, drivers)
}

/// The positions with every relay moved to where it moves nothing that comes after it; `None` without relays.
fn relays_left<K: Key>(
    network: &Network<K>,
    placed: &Positions,
    drivers: &Table<NodeId, Driver>,
) -> Option<Positions> {
    if !network.has_relays {
        return None;
    }
    let mut left = placed.clone();
    let relays = network
        .nodes
        .enumerate()
        .rev()
        .filter(|(_, node)| matches!(node.role, Role::Latest | Role::Earliest));
    for (id, node) in relays {
        let waiting = network.outs(id).iter().filter(|arc| is_waiting(network, (id, arc), &left, drivers));
        let bound = waiting.map(|arc| arc.left(network, &left));
        let span = Span::at(bound.min().unwrap_or(Boundary::AFTER_ALL));
        left.set(id, Ranks::of(span, network.calendar(node.calendar)), span);
    }
    Some(left)
}
