//! Lateness: how late, whose it is, and where it began (SCHEDULING.md §5).
//!
//! Every node is compared with its **reference**: its baseline if it has one, else where the logic would have
//! it had nothing happened yet.  What it is later than that is its delay.  The part that a late predecessor
//! asks for is inherited, the rest is its own.

use macros::Documented;

use crate::baseline::Baseline;
use crate::forecast::Forecast;
use crate::network::{Arc, ArcId, Key, Network, NodeId, Role, Stage, TaskId};
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

/// Origin of lateness.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Documented)]
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
        let comparison = Comparison { network, forecast, reference: against };
        let mut delays = Table::with_capacity(network.nodes.len());
        let mut roots = Table::with_capacity(network.nodes.len());
        for id in network.nodes.ids() {
            let delay = comparison.delay(id, &delays);
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

/// Where every node is compared with, as if nothing had happened yet.
fn reference<K: Key>(plan: &Plan<K>, baseline: Option<&Baseline>) -> Positions {
    let network = plan.network();
    let starts = BoundaryRanks::new(network, Boundary::opening(network.campaign().start));
    let mut reference = Positions::with_capacity(network.nodes.len());
    reference.are_ranked = baseline.is_none();
    for (id, node) in network.nodes.enumerate() {
        let calendar = network.calendar(node.calendar);
        let kind = network.task(node.task).kind;
        let agreed = baseline.and_then(|baseline| baseline.span(node.task, kind));
        let (ranks, span) = match agreed {
            _ if !node.role.is_leaf() => {
                let (ranks, span, _) = network.place_relay(id, &reference);
                (ranks, span)
            }
            Some(span) => (Ranks::of(span, calendar), span),
            None if node.stage == Stage::Open && network.is_alap(node) => {
                (plan.placed().ranks[id], plan.placed().spans[id])
            }
            None => network.place_unbegun(id, &starts, &reference),
        };
        reference.push(ranks, span);
    }
    reference
}

/// What lateness is worked out from.
struct Comparison<'a, K> {
    network: &'a Network<K>,
    forecast: &'a Forecast,
    reference: &'a Positions,
}

impl<K: Key> Comparison<'_, K> {
    /// The delay of a node, those of its predecessors being known.
    fn delay(&self, id: NodeId, delays: &Table<NodeId, Delay>) -> Delay {
        let node = &self.network.nodes[id];
        if !node.role.is_leaf() {
            return self.relay_delay(id, delays);
        }
        let agreed = self.reference.ranks[id];
        let days = self.forecast.positions.ranks[id].finish - agreed.finish;
        if days <= 0 {
            return Delay::NONE;
        }
        let (inherited, by) = match node.stage {
            Stage::Started => self.held_up(id, delays),
            Stage::Open | Stage::Finished => self.pushed(id, delays),
        };
        if inherited <= 0 {
            Delay { days, ..Delay::NONE }
        } else {
            Delay { days, inherited: inherited.min(days), by }
        }
    }

    /// A relay is late if what places it is, and passes that on; so a chain of relays always ends at a leaf.
    fn relay_delay(&self, id: NodeId, delays: &Table<NodeId, Delay>) -> Delay {
        let (now, agreed) = (self.forecast.positions.spans[id].start, self.reference.spans[id].start);
        let by = match self.network.nodes[id].role {
            // A phase starts late by the leaf that was to start first.
            Role::Earliest => {
                let arcs = self.network.ins_with_ids(id);
                arcs.min_by_key(|(_, arc)| self.reference.spans[arc.peer].start).map(|(arc, _)| arc)
            }
            Role::Latest | Role::Work | Role::OpeningMilestone | Role::ClosingMilestone => {
                self.forecast.drivers[id].arc()
            }
        };
        let late = by.filter(|arc| now > agreed && self.is_late(&self.network.in_arc(*arc), delays));
        late.map_or(Delay::NONE, |by| Delay { days: 1, inherited: 1, by })
    }

    /// Whether the end of the predecessor that an arc counts from is late.
    fn is_late(&self, arc: &Arc, delays: &Table<NodeId, Delay>) -> bool {
        if !self.network.nodes[arc.peer].role.is_leaf() {
            return delays[arc.peer].days > 0;
        }
        let (now, agreed) = (self.forecast.positions.spans[arc.peer], self.reference.spans[arc.peer]);
        now.end(arc.from) > agreed.end(arc.from)
    }

    /// By how much late predecessors push work beyond where they would have let it be, and the one that
    /// pushes most.
    fn pushed(&self, id: NodeId, delays: &Table<NodeId, Delay>) -> (i32, ArcId) {
        let agreed = self.reference.ranks[id];
        let length = (agreed.length(), self.network.calendar_of_node(id));
        let late = self.network.ins_with_ids(id).filter(|(_, arc)| self.is_late(arc, delays));
        let pushes = late.map(|(arc_id, arc)| {
            let on_time = arc.start_asked(length, self.reference).max(agreed.start);
            (arc.start_asked(length, &self.forecast.positions) - on_time, arc_id)
        });
        pushes.max_by_key(|(days, arc)| (*days, u32::MAX - arc.0)).unwrap_or((0, ArcId::NONE))
    }

    /// What late predecessors cost work in progress: a late start, or a wait before it can go on.
    fn held_up(&self, id: NodeId, delays: &Table<NodeId, Delay>) -> (i32, ArcId) {
        let late_start = self.forecast.positions.ranks[id].start - self.reference.ranks[id].start;
        let (pushed, by) = self.pushed(id, delays);
        let started_late = (pushed.min(late_start), by);
        self.waited(id, delays).max(started_late)
    }

    /// How long work in progress waits for a late predecessor before it can go on.
    fn waited(&self, id: NodeId, delays: &Table<NodeId, Delay>) -> (i32, ArcId) {
        let node = &self.network.nodes[id];
        let driving = self.forecast.drivers[id].arc();
        let Some(by) = driving.filter(|arc| self.is_late(&self.network.in_arc(*arc), delays)) else {
            return (0, ArcId::NONE);
        };
        let now = self.forecast.positions.ranks[id];
        let remaining = self.network.remaining(node);
        let alone = self.forecast.resumptions.start_of(node).max(now.start) + remaining;
        (now.finish - alone, by)
    }
}
