//! The forward pass: early start and finish, in topological order, from the campaign's start.

use crate::boundary::{Boundary, Span};
use crate::calendar::Calendar;
use crate::error::Error;
use crate::network::{Arc, ArcId, Key, Network, Node, NodeId, Role, Side, Stage};
use crate::plan::reason::Driver;
use crate::plan::typed::Bind;
use crate::table::{Id, Table};

/// Where every node is as soon as possible, and what put it there.
pub(crate) struct Forward {
    pub(crate) spans: Table<NodeId, Span>,
    pub(crate) drivers: Table<NodeId, Driver>,
    /// The latest finish of any leaf.
    pub(crate) finish: Option<Boundary>,
}

pub(super) fn pass<K: Key>(network: &Network<K>) -> Result<Forward, Error<K>> {
    let starts = StartRanks::new(network, Boundary::opening(network.campaign().start));
    let mut spans = Table::with_capacity(network.nodes.len());
    let mut drivers = Table::with_capacity(network.nodes.len());
    let mut finish = Boundary::BEFORE_ALL;
    for (id, node) in network.nodes.enumerate() {
        let calendar = network.calendar(node.calendar);
        let demand = Demand::on(network, id, calendar, |peer| spans[peer]);
        let (span, driver) = match node.role {
            Role::Latest | Role::Earliest => (Span::at(demand.start), Driver::by(demand.start_by)),
            _ if node.plain => demand.place(node, starts.of(node), calendar),
            _ => network.fixed(node, calendar).unwrap_or_else(|| {
                let (rank, driver) = network.constrained_rank(node, &demand, starts.of(node), calendar);
                (node.role.span_at(rank, node.duration, calendar), driver)
            }),
        };
        if !span.is_in_range() {
            return Err(network.out_of_range(id));
        }
        if node.role.is_leaf() {
            finish = finish.max(span.finish);
        }
        spans.push(span);
        drivers.push(driver);
    }
    Ok(Forward { spans, drivers, finish: Some(finish).filter(|finish| *finish > Boundary::BEFORE_ALL) })
}

/// The rank of the first day that may be worked, on each calendar.
pub(crate) struct StartRanks(Vec<i32>);

impl StartRanks {
    pub(crate) fn new<K>(network: &Network<K>, start: Boundary) -> Self
    where
        K: Key,
    {
        Self(network.campaign().calendars.iter().map(|calendar| calendar.rank(start)).collect())
    }

    /// The earliest rank of a node's start; the first end of a day is that of the first day.
    pub(crate) fn of(&self, node: &Node) -> i32 {
        let first = self.0.get(usize::from(node.calendar.0)).copied().unwrap_or_default();
        first + i32::from(node.role == Role::ClosingMilestone)
    }
}

/// What the predecessors of a node ask of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Demand {
    /// Of its start; of a relay, of the instant that it stands for.
    pub(crate) start: Boundary,
    pub(crate) start_by: ArcId,
    /// Of its finish, as a rank.
    pub(crate) finish_rank: i32,
    pub(crate) finish_by: ArcId,
}

/// Lower than all ranks of any plan.
const NO_RANK: i32 = i32::MIN / 2;

impl Demand {
    /// What the predecessors ask of a node, where they are at `span_of`.
    pub(crate) fn on<K: Key>(
        network: &Network<K>,
        id: NodeId,
        calendar: &Calendar,
        span_of: impl Fn(NodeId) -> Span,
    ) -> Self {
        let arcs = network.ins_with_ids(id);
        match network.nodes[id].role {
            Role::Latest => Self::latest(arcs, calendar, span_of),
            Role::Earliest => Self::earliest(arcs, calendar, span_of),
            Role::Work | Role::OpeningMilestone | Role::ClosingMilestone => Self::of_leaf(arcs, calendar, span_of),
        }
    }

    const NONE: Self = Self {
        start: Boundary::BEFORE_ALL,
        start_by: ArcId::NONE,
        finish_rank: NO_RANK,
        finish_by: ArcId::NONE,
    };

    fn of_leaf<'a>(
        arcs: impl Iterator<Item = (ArcId, &'a Arc)>,
        calendar: &Calendar,
        span_of: impl Fn(NodeId) -> Span,
    ) -> Self {
        let mut demand = Self::NONE;
        for (id, arc) in arcs {
            let asked = arc.demand(span_of(arc.peer), calendar);
            match arc.to {
                Side::Start if asked > demand.start => (demand.start, demand.start_by) = (asked, id),
                Side::Start => {}
                Side::Finish => {
                    let rank = arc.finish_rank(asked, calendar);
                    if rank > demand.finish_rank {
                        (demand.finish_rank, demand.finish_by) = (rank, id);
                    }
                }
            }
        }
        demand
    }

    fn latest<'a>(
        arcs: impl Iterator<Item = (ArcId, &'a Arc)>,
        calendar: &Calendar,
        span_of: impl Fn(NodeId) -> Span,
    ) -> Self {
        arcs.fold(Self::NONE, |latest, (id, arc)| {
            let asked = arc.demand(span_of(arc.peer), calendar);
            let asked = match (arc.from, arc.to) {
                (Side::Start, Side::Finish) => calendar.closing(calendar.rank(asked)),
                (Side::Finish, _) | (Side::Start, Side::Start) => asked,
            };
            if asked > latest.start { Self { start: asked, start_by: id, ..latest } } else { latest }
        })
    }

    fn earliest<'a>(
        arcs: impl Iterator<Item = (ArcId, &'a Arc)>,
        calendar: &Calendar,
        span_of: impl Fn(NodeId) -> Span,
    ) -> Self {
        let none = Self { start: Boundary::AFTER_ALL, ..Self::NONE };
        arcs.fold(none, |earliest, (id, arc)| {
            let asked = arc.demand(span_of(arc.peer), calendar);
            if asked < earliest.start { Self { start: asked, start_by: id, ..earliest } } else { earliest }
        })
    }

    /// The rank of the start that meets every demand, and the arc that asks most; `None` without predecessors.
    pub(crate) fn start_rank(&self, node: &Node, calendar: &Calendar) -> Option<(i32, ArcId)> {
        let by_finish = (self.finish_rank - node.duration, self.finish_by);
        let by_start = match self.start_by.some() {
            Some(arc) => (calendar.rank(self.start), arc),
            None => (NO_RANK, ArcId::NONE),
        };
        let driving = if by_start.0 >= by_finish.0 { by_start } else { by_finish };
        driving.1.some().map(|arc| (driving.0, arc))
    }

    /// Places a node that nothing else bears on.
    fn place(&self, node: &Node, campaign_start: i32, calendar: &Calendar) -> (Span, Driver) {
        let (rank, driver) = match self.start_rank(node, calendar) {
            Some((rank, arc)) if rank >= campaign_start || !node.from_start => (rank, Driver::Arc(arc)),
            _ => (campaign_start, Driver::CampaignStart),
        };
        (node.role.span_at(rank, node.duration, calendar), driver)
    }
}

impl<K: Key> Network<K> {
    pub(crate) fn ins_with_ids(&self, node: NodeId) -> impl Iterator<Item = (ArcId, &Arc)> {
        let first = self.in_ids(node).start.index();
        (first..).map(ArcId::from_index).zip(self.ins(node))
    }

    /// The span that actual or manual dates fix.
    pub(crate) fn fixed(&self, node: &Node, calendar: &Calendar) -> Option<(Span, Driver)> {
        let task = self.task(node.task);
        if node.stage > Stage::Open {
            return task.actual_span(node, calendar).map(|span| (span, Driver::Actual));
        }
        task.manual_span(node, calendar).map(|span| (span, Driver::Manual))
    }

    /// The rank of a node's start by links, constraint, phase and campaign start.
    ///
    /// A constraint moves the start within what links leave, and both against the campaign's start; with
    /// `constraint_wins` it moves it against links too, and replaces the campaign's start (Microsoft Project).
    pub(crate) fn constrained_rank(
        &self,
        node: &Node,
        demand: &Demand,
        campaign_start: i32,
        calendar: &Calendar,
    ) -> (i32, Driver) {
        let task = self.task(node.task);
        let linked = demand.start_rank(node, calendar);
        let floor = calendar.rank(self.limits_of(node).floor);
        let mut start = match linked {
            Some((rank, arc)) => (rank, Driver::Arc(arc)),
            None => (campaign_start, Driver::CampaignStart),
        };
        if node.from_start && start.0 < campaign_start {
            start = (campaign_start, Driver::CampaignStart);
        }
        if start.0 < floor {
            start = (floor, Driver::Constraint);
        }
        let Some((bind, rank)) = task.constraint.map(|constraint| constraint.start_rank(node, calendar)) else {
            return start;
        };
        let by_constraint = (rank, Driver::Constraint);
        match (bind, linked, task.constraint_wins) {
            (Bind::NoEarlier, None, true) | (Bind::Must, None, _) | (Bind::Must, _, true) => by_constraint,
            (Bind::NoEarlier, ..) | (Bind::Must, Some(_), false) if rank > start.0 => by_constraint,
            (Bind::NoLater, _, true) if rank < start.0 => by_constraint,
            _ => start,
        }
    }

    pub(crate) fn out_of_range(&self, node: NodeId) -> Error<K> {
        Error::DateOutOfRange { key: Some(self.task(self.nodes[node].task).key) }
    }
}
