//! Lateness: how late, whose it is, and where it began (SCHEDULING.md §5).
//!
//! Every node is compared with its **reference**: its baseline if it has one; else, once it has begun, where the logic
//! had it before; else its plan.  What it is later than that is its delay.  The part that a late predecessor asks for
//! is inherited, the rest is its own.

use crate::baseline::Baseline;
use crate::boundary::Span;
use crate::forecast::Forecast;
use crate::network::{Arc, ArcId, Key, Network, NodeId, Stage, TaskId};
use crate::plan::{BoundaryRanks, Plan, Positions, Ranks};
use crate::table::{Id, Table};
use crate::{Boundary, DepartmentId};

/// How late a node is forecast to finish, in working days of its own calendar.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Delay {
    /// Later than its reference; 0 or more.
    pub(crate) days: i32,
    /// Of them, asked for by a late predecessor.
    pub(crate) inherited: i32,
    /// The arc from that predecessor.
    pub(crate) by: ArcId,
}

impl Delay {
    const NONE: Self = Self { days: 0, inherited: 0, by: ArcId::NONE };

    pub(crate) fn own(self) -> i32 {
        self.days - self.inherited
    }
}

/// Whose doing lateness is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum LateOrigin {
    /// It would be late had its predecessors been on time.
    Own,
    /// It would be on time had its predecessors been.
    Inherited,
}

/// Where lateness began, and what each work package on the way added.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RootCause {
    /// The first work package that is late by its own doing.
    pub task: TaskId,
    /// From the root cause to the work package that was asked about; the days add up to its delay.
    pub path: Vec<Contribution>,
}

/// What one work package added to the lateness of another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Contribution {
    /// The work package.
    pub task: TaskId,
    /// Its department.
    pub department: Option<DepartmentId>,
    /// Working days, 0 where it only passed lateness on.
    pub days: i32,
}

/// The delay of every node.
#[derive(Clone, Debug)]
pub(crate) struct Lateness {
    delays: Table<NodeId, Delay>,
    /// The node at which each node's lateness began.
    roots: Table<NodeId, NodeId>,
}

impl Lateness {
    pub(crate) fn new<K: Key>(plan: &Plan<K>, forecast: &Forecast, baseline: Option<&Baseline>) -> Self {
        let network = plan.network();
        let has_begun = network.nodes.iter().any(|node| node.stage > Stage::Open);
        let reference = (has_begun || baseline.is_some()).then(|| reference(plan, baseline));
        let against = reference.as_ref().unwrap_or(plan.placed());
        let mut delays = Table::with_capacity(network.nodes.len());
        let mut roots = Table::with_capacity(network.nodes.len());
        for id in network.nodes.ids() {
            let delay = delay(network, id, (forecast, against), &delays);
            let root = match delay.by.some() {
                Some(arc) => roots[network.in_arc(arc).peer],
                None => id,
            };
            delays.push(delay);
            roots.push(root);
        }
        Self { delays, roots }
    }

    pub(crate) fn delay(&self, node: NodeId) -> Delay {
        self.delays[node]
    }

    pub(crate) fn root(&self, node: NodeId) -> NodeId {
        self.roots[node]
    }

    /// From the root to `node`; the days of all add up to the delay of `node`.
    pub(crate) fn root_cause<K: Key>(&self, network: &Network<K>, node: NodeId) -> RootCause {
        let mut path = Vec::new();
        let (mut at, mut days) = (node, self.delays[node].days);
        loop {
            let delay = self.delays[at];
            let row = &network.nodes[at];
            let passed_on = match delay.by.some() {
                None => 0,
                Some(_) if !row.role.is_leaf() => days,
                Some(_) => delay.inherited.min(days),
            };
            if row.role.is_leaf() {
                let department = network.task(row.task).department;
                path.push(Contribution { task: row.task, department, days: days - passed_on });
            }
            let Some(arc) = delay.by.some() else { break };
            at = network.in_arc(arc).peer;
            days = passed_on;
        }
        path.reverse();
        let task = path.first().map_or(network.nodes[node].task, |first| first.task);
        RootCause { task, path }
    }
}

/// Where every node is compared with.
fn reference<K: Key>(plan: &Plan<K>, baseline: Option<&Baseline>) -> Positions {
    let network = plan.network();
    let starts = BoundaryRanks::new(network, Boundary::opening(network.campaign().start));
    let mut reference = Positions::with_capacity(network.nodes.len());
    for (id, node) in network.nodes.enumerate() {
        let calendar = network.calendar(node.calendar);
        if !node.role.is_leaf() {
            let (ranks, span, _) = network.place_relay(id, &reference);
            reference.push(ranks, span);
            continue;
        }
        let kind = network.task(node.task).kind;
        let agreed: Option<Span> = baseline.and_then(|baseline| baseline.span(node.task, kind));
        let (ranks, span) = match agreed {
            Some(span) => (Ranks::of(span, calendar), span),
            None if node.stage > Stage::Open => network.place_unbegun(id, &starts, &plan.early),
            None => (plan.placed().ranks[id], plan.placed().spans[id]),
        };
        reference.push(ranks, span);
    }
    reference
}

fn delay<K: Key>(
    network: &Network<K>,
    id: NodeId,
    (forecast, reference): (&Forecast, &Positions),
    delays: &Table<NodeId, Delay>,
) -> Delay {
    let node = &network.nodes[id];
    // A relay is late if what places it is; so a chain of relays always ends at a leaf that is.
    let is_late = |arc: &Arc| {
        let (now, agreed) = (forecast.positions.ranks[arc.peer], reference.ranks[arc.peer]);
        let is_relay = !network.nodes[arc.peer].role.is_leaf();
        if is_relay { delays[arc.peer].days > 0 } else { now.end(arc.from) > agreed.end(arc.from) }
    };
    if !node.role.is_leaf() {
        let days = forecast.positions.ranks[id].finish - reference.ranks[id].finish;
        let driving = forecast.drivers[id].arc().filter(|arc| days > 0 && is_late(&network.in_arc(*arc)));
        return driving.map_or(Delay::NONE, |by| Delay { days, inherited: days, by });
    }
    let agreed = reference.ranks[id];
    let days = forecast.positions.ranks[id].finish - agreed.finish;
    if days <= 0 {
        return Delay::NONE;
    }
    let length = (agreed.length(), network.calendar(node.calendar));
    let mut delay = Delay { days, ..Delay::NONE };
    for (arc_id, arc) in network.ins_with_ids(id) {
        if is_late(arc) {
            let asked = arc.start_asked(length, &forecast.positions) - agreed.start;
            if asked > delay.inherited {
                (delay.inherited, delay.by) = (asked, arc_id);
            }
        }
    }
    Delay { inherited: delay.inherited.min(days), ..delay }
}
