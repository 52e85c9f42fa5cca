//! Total and free slack, in working days of each work package's own calendar (SCHEDULING.md §4).

use crate::boundary::{Boundary, Span};
use crate::network::{Key, Network, Node, NodeId, Role, Side, Stage};
use crate::table::Table;

/// What a node can slip.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Slack {
    /// Without anything passing its required date.
    pub(crate) total: i32,
    /// Without moving any successor.
    pub(crate) free: i32,
}

/// The slack of every node, from where it is early, late and placed.
pub(crate) fn of<K: Key>(
    network: &Network<K>,
    early: &Table<NodeId, Span>,
    late: &Table<NodeId, Span>,
    placed: &Table<NodeId, Span>,
) -> Table<NodeId, Slack> {
    let mut slack = Table::filled(Slack { total: 0, free: 0 }, network.nodes.len());
    let mut relays = Relays::default();
    for (id, node) in network.nodes.enumerate().rev() {
        if node.stage == Stage::Finished {
            continue;
        }
        let (start, finish) = left_by_placed(network, id, placed, &relays);
        if !node.role.is_leaf() {
            relays.0.push((id, start.min(finish)));
            continue;
        }
        let total = total(network, node, early[id], late[id]);
        slack[id] = Slack { total, free: free(network, node, placed[id], (start, finish)).unwrap_or(total).max(0) };
    }
    slack
}

/// `min(LS − ES, LF − EF)`; of work in progress LF − EF alone, since its start has happened.
fn total<K: Key>(network: &Network<K>, node: &Node, early: Span, late: Span) -> i32 {
    let calendar = network.calendar(node.calendar);
    let by_finish = calendar.working_days(early.finish, late.finish);
    match (node.role, node.stage) {
        (Role::Work, Stage::Open) if node.plain => by_finish,
        (_, Stage::Started | Stage::Finished) => by_finish,
        // Microsoft Project shows no slack of work that it has placed as late as possible.
        _ if network.is_alap(node) && network.task(node.task).constraint_wins => 0,
        _ => by_finish.min(calendar.working_days(early.start, late.start)),
    }
}

/// What the successors leave of a placed span; `None` without successors.
fn free<K: Key>(
    network: &Network<K>,
    node: &Node,
    placed: Span,
    (start, finish): (Boundary, Boundary),
) -> Option<i32> {
    let calendar = network.calendar(node.calendar);
    let by_finish = (finish < Boundary::AFTER_ALL).then(|| calendar.working_days(placed.finish, finish));
    let by_start = (start < Boundary::AFTER_ALL)
        .then(|| calendar.rank_begun(start) - calendar.rank(placed.start));
    [by_finish, by_start].into_iter().flatten().min()
}

/// The latest start and finish of a node at which no successor moves.
fn left_by_placed<K: Key>(
    network: &Network<K>,
    id: NodeId,
    placed: &Table<NodeId, Span>,
    relays: &Relays,
) -> (Boundary, Boundary) {
    let (mut start, mut finish) = (Boundary::AFTER_ALL, Boundary::AFTER_ALL);
    for arc in network.outs(id) {
        let successor = &network.nodes[arc.peer];
        if successor.stage == Stage::Finished {
            continue;
        }
        let span = if successor.role.is_leaf() { placed[arc.peer] } else { relays.span(arc.peer) };
        if span.start == Boundary::AFTER_ALL {
            continue;
        }
        let boundary = arc.leaves(span, network.calendar(successor.calendar));
        match arc.from {
            Side::Start => start = start.min(boundary),
            Side::Finish => finish = finish.min(boundary),
        }
    }
    (start, finish)
}

/// Where the relays could be without moving what comes after them, by falling position.
#[derive(Default)]
struct Relays(Vec<(NodeId, Boundary)>);

impl Relays {
    fn span(&self, relay: NodeId) -> Span {
        let found = self.0.binary_search_by(|(id, _)| relay.cmp(id));
        let boundary = found.ok().and_then(|at| self.0.get(at)).map(|(_, boundary)| *boundary);
        Span::at(boundary.unwrap_or(Boundary::AFTER_ALL))
    }
}
