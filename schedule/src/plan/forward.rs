//! The forward pass: early start and finish, in topological order, from the campaign's start.

use crate::boundary::{Boundary, Span};
use crate::calendar::Calendar;
use crate::campaign::{CalendarId, Task};
use crate::error::Error;
use crate::network::{Arc, ArcId, Key, Network, Node, NodeId, Role, Stage};
use crate::plan::arc::{Positions, Ranks};
use crate::plan::driver::Driver;
use crate::plan::typed::Bind;
use crate::table::{Id, Table};

/// Where every node is as soon as possible, and what put it there.
pub(crate) struct Forward {
    pub(crate) positions: Positions,
    pub(crate) drivers: Table<NodeId, Driver>,
    /// The latest finish of any leaf.
    pub(crate) finish: Option<Boundary>,
}

pub(super) fn pass<K: Key>(network: &Network<K>) -> Result<Forward, Error<K>> {
    let starts = BoundaryRanks::new(network, Boundary::opening(network.campaign().start));
    let mut positions = Positions::with_capacity(network.nodes.len());
    let mut drivers = Table::with_capacity(network.nodes.len());
    let mut finish = Boundary::BEFORE_ALL;
    for (id, node) in network.nodes.enumerate() {
        let (ranks, span, driver) = if node.role.is_leaf() {
            network.place_early(id, &starts, &positions)
        } else {
            network.place_relay(id, &positions)
        };
        if node.role.is_leaf() {
            if !span.is_in_range() {
                return Err(network.out_of_range(id));
            }
            finish = finish.max(span.finish);
        }
        positions.push(ranks, span);
        drivers.push(driver);
    }
    Ok(Forward { positions, drivers, finish: Some(finish).filter(|finish| *finish > Boundary::BEFORE_ALL) })
}

/// One boundary as a rank of each calendar: the campaign's start, its end, the close of a day.
#[derive(Clone, Debug)]
pub(crate) struct BoundaryRanks {
    boundary: Boundary,
    by_calendar: Vec<i32>,
    /// The same for an event that opens a day and must not be later.
    begun_by_calendar: Vec<i32>,
}

impl BoundaryRanks {
    pub(crate) fn new<K: Key>(network: &Network<K>, boundary: Boundary) -> Self {
        let calendars = network.campaign().calendars.iter();
        let begun_by_calendar = calendars.map(|calendar| calendar.rank_begun(boundary)).collect();
        Self { begun_by_calendar, ..Self::of_latest_finish(network, boundary) }
    }

    /// The end of a campaign that ends where its work does: an event that opens the day after ends there too.
    pub(crate) fn of_latest_finish<K: Key>(network: &Network<K>, boundary: Boundary) -> Self {
        let calendars = network.campaign().calendars.iter();
        let by_calendar: Vec<i32> = calendars.map(|calendar| calendar.rank(boundary)).collect();
        Self { boundary, begun_by_calendar: by_calendar.clone(), by_calendar }
    }

    /// The boundary itself.
    pub(crate) fn boundary(&self) -> Boundary {
        self.boundary
    }

    /// The earliest rank of a node's start from the boundary on; the first end of a day is that of the first
    /// day.
    pub(crate) fn start_of(&self, node: &Node) -> i32 {
        self.on(node.calendar) + i32::from(node.role == Role::ClosingMilestone)
    }

    /// The rank of the latest finish of a node that does not pass the boundary.
    pub(crate) fn end_of(&self, node: &Node) -> i32 {
        match node.role {
            Role::OpeningMilestone => {
                self.begun_by_calendar.get(usize::from(node.calendar.0)).copied().unwrap_or_default()
            }
            Role::Work | Role::ClosingMilestone | Role::Latest | Role::Earliest => self.on(node.calendar),
        }
    }

    /// The rank on one calendar.
    pub(crate) fn on(&self, calendar: CalendarId) -> i32 {
        self.by_calendar.get(usize::from(calendar.0)).copied().unwrap_or_default()
    }
}

/// The rank of a start, and what asks for it.
pub(crate) type Asked = (i32, Driver);

/// A node's position with what put it there.
pub(crate) type Placed = (Ranks, Span, Driver);

impl<K: Key> Network<K> {
    /// Places a leaf as soon as its predecessors, placed at `positions`, its row and the campaign's start
    /// allow.
    #[inline]
    pub(crate) fn place_early(&self, id: NodeId, starts: &BoundaryRanks, positions: &Positions) -> Placed {
        let node = &self.nodes[id];
        let calendar = self.calendar(node.calendar);
        if let Some((span, driver)) =
            Some(node).filter(|node| !node.plain).and_then(|node| self.fixed(node, calendar))
        {
            return (Ranks::of(span, calendar), span, driver);
        }
        if node.role == Role::ClosingMilestone {
            return self.place_close(id, starts, positions);
        }
        let linked = self.linked(id, (node.duration, calendar), positions);
        let (rank, driver) = if node.plain {
            linked.not_before_campaign(node, starts.start_of(node))
        } else {
            self.constrained(node, linked, starts.start_of(node), calendar)
        };
        let (ranks, span) = node.at(rank, calendar);
        (ranks, span, driver)
    }

    /// Places a leaf as if it had not begun, its predecessors at `positions`.
    pub(crate) fn place_unbegun(
        &self,
        id: NodeId,
        starts: &BoundaryRanks,
        positions: &Positions,
    ) -> (Ranks, Span) {
        let node = &self.nodes[id];
        let calendar = self.calendar(node.calendar);
        if let Some(span) = Some(node)
            .filter(|node| !node.plain)
            .and_then(|node| self.task(node.task).manual_span(node, calendar))
        {
            return (Ranks::of(span, calendar), span);
        }
        if node.role == Role::ClosingMilestone {
            let (ranks, span, _) = self.place_close(id, starts, positions);
            return (ranks, span);
        }
        let linked = self.linked(id, (node.duration, calendar), positions);
        let (rank, _) = if node.plain {
            linked.not_before_campaign(node, starts.start_of(node))
        } else {
            self.constrained(node, linked, starts.start_of(node), calendar)
        };
        node.at(rank, calendar)
    }

    /// The latest start that predecessors ask for.
    #[inline]
    pub(crate) fn linked(&self, id: NodeId, length: (i32, &Calendar), positions: &Positions) -> Linked {
        let mut latest = (NO_RANK, ArcId::NONE);
        for (arc_id, arc) in self.ins_with_ids(id) {
            let asked = arc.start_asked(length, positions);
            if asked > latest.0 {
                latest = (asked, arc_id);
            }
        }
        Linked { rank: latest.0, arc: latest.1 }
    }

    /// Places a relay at the latest, or the earliest, boundary that its predecessors ask for.
    pub(crate) fn place_relay(&self, id: NodeId, positions: &Positions) -> Placed {
        let node = &self.nodes[id];
        let calendar = self.calendar(node.calendar);
        let asked = |arc: &Arc| arc.demand(positions.spans[arc.peer], calendar);
        let all = self.ins_with_ids(id).map(|(arc_id, arc)| (asked(arc), arc_id));
        let chosen = match node.role {
            Role::Earliest => all.min_by_key(|(boundary, arc)| (*boundary, arc.0)),
            Role::Latest | Role::Work | Role::OpeningMilestone | Role::ClosingMilestone => {
                all.max_by_key(|(boundary, arc)| (*boundary, u32::MAX - arc.0))
            }
        };
        let (boundary, driver) = match chosen {
            Some((boundary, arc)) => (boundary, Driver::Arc(arc)),
            None => (Boundary::BEFORE_ALL, Driver::CampaignStart),
        };
        (Ranks::of(Span::at(boundary), calendar), Span::at(boundary), driver)
    }

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
    pub(crate) fn constrained(
        &self,
        node: &Node,
        linked: Linked,
        campaign_start: i32,
        calendar: &Calendar,
    ) -> Asked {
        let task = self.task(node.task);
        let start = linked.not_before_campaign(node, campaign_start);
        let bound = task.constraint.map(|constraint| constraint.start_rank(node, calendar));
        task.constrain(start, self.floor_rank(node, calendar), bound, linked.arc != ArcId::NONE)
    }

    /// The rank of the earliest start that the phases above a node leave.
    pub(crate) fn floor_rank(&self, node: &Node, calendar: &Calendar) -> i32 {
        calendar.rank(self.limits_of(node).floor) + i32::from(node.role == Role::ClosingMilestone)
    }

    pub(crate) fn out_of_range(&self, node: NodeId) -> Error<K> {
        Error::DateOutOfRange { key: Some(self.task(self.nodes[node].task).key) }
    }
}

impl<K> Task<K> {
    /// The start that links and the campaign's start ask for, as a rank or a boundary, moved by the phases
    /// above and by its constraint.
    ///
    /// A constraint moves the start within what links leave, and both against the campaign's start; with
    /// `constraint_wins` it moves it against links too, and replaces the campaign's start (Microsoft
    /// Project).
    pub(super) fn constrain<T: Copy + Ord>(
        &self,
        mut start: (T, Driver),
        floor: T,
        bound: Option<(Bind, T)>,
        is_linked: bool,
    ) -> (T, Driver) {
        if start.0 < floor {
            start = (floor, Driver::Constraint);
        }
        let Some((bind, date)) = bound else { return start };
        let by_constraint = (date, Driver::Constraint);
        match (bind, is_linked, self.constraint_wins) {
            (Bind::NoEarlier, false, true) | (Bind::Must, false, _) | (Bind::Must, _, true) => by_constraint,
            (Bind::NoEarlier, ..) | (Bind::Must, true, false) if date > start.0 => by_constraint,
            (Bind::NoLater, _, true) if date < start.0 => by_constraint,
            (Bind::NoEarlier | Bind::NoLater | Bind::Must, ..) => start,
        }
    }
}

/// The latest start that predecessors ask for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Linked {
    pub(crate) rank: i32,
    /// The driving link; none without predecessors.
    pub(crate) arc: ArcId,
}

/// Lower than all ranks of any plan.
const NO_RANK: i32 = i32::MIN / 2;

impl Linked {
    #[inline]
    pub(crate) fn not_before_campaign(self, node: &Node, campaign_start: i32) -> Asked {
        if node.from_start && self.rank < campaign_start {
            (campaign_start, Driver::CampaignStart)
        } else {
            (self.rank, Driver::Arc(self.arc))
        }
    }
}
