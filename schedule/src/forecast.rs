//! The forecast as of a day: where work will be, given what has happened and what remains (SCHEDULING.md §5).

use chrono::NaiveDate;

use crate::boundary::{Boundary, Span};
use crate::campaign::LinkType;
use crate::error::Error;
use crate::network::{Key, Network, NodeId, Role, Stage};
use crate::plan::{BoundaryRanks, Driver, Grounds, Placed, Plan, Positions, Ranks};
use crate::table::Table;

/// Where every node is forecast to be, and what puts it there.
#[derive(Clone, Debug)]
pub(crate) struct Forecast {
    pub(crate) positions: Positions,
    pub(crate) drivers: Table<NodeId, Driver>,
    /// Of plans with as-late-as-possible work, which of its nodes that can name.
    pub(crate) grounds: Option<Grounds>,
    /// The close of the day: the earliest that anything can go on.
    pub(crate) resumptions: BoundaryRanks,
}

impl Forecast {
    /// A forward pass over what is left, the close of `as_of` being the earliest that anything can go on.
    pub(crate) fn new<K: Key>(plan: &Plan<K>, as_of: NaiveDate) -> Result<Self, Error<K>> {
        let network = plan.network();
        let pass = Pass {
            plan,
            campaign_starts: BoundaryRanks::new(network, Boundary::opening(network.campaign().start)),
            resumptions: BoundaryRanks::new(network, Boundary::closing(as_of)),
        };
        let mut positions = Positions::with_capacity(network.nodes.len());
        let mut drivers = Table::with_capacity(network.nodes.len());
        let mut grounds = network.has_alap.then(|| Grounds::with_capacity(network.nodes.len()));
        for (id, node) in network.nodes.enumerate() {
            let (ranks, span, driver) = match node.stage {
                _ if !node.role.is_leaf() => network.place_relay(id, &positions),
                Stage::Open => pass.place_open(id, &positions),
                Stage::Started => pass.place_started(id, &positions),
                Stage::Finished => (plan.early.ranks[id], plan.early.spans[id], Driver::Actual),
            };
            if !span.is_in_range() {
                return Err(network.out_of_range(id));
            }
            positions.push(ranks, span);
            let at = (&positions, &pass.campaign_starts);
            let driver = match &mut grounds {
                Some(grounds) => grounds.push(network, (id, driver), &drivers, at),
                None => driver,
            };
            drivers.push(driver);
        }
        Ok(Self { positions, drivers, grounds, resumptions: pass.resumptions })
    }
}

struct Pass<'a, K> {
    plan: &'a Plan<K>,
    campaign_starts: BoundaryRanks,
    /// The rank of the next day that can be worked.
    resumptions: BoundaryRanks,
}

impl<K: Key> Pass<'_, K> {
    fn network(&self) -> &Network<K> {
        self.plan.network()
    }

    /// Work that has not begun: where the logic has it, else from the next day on.
    fn place_open(&self, id: NodeId, positions: &Positions) -> Placed {
        let network = self.network();
        let node = &network.nodes[id];
        let calendar = network.calendar(node.calendar);
        let resumption = self.resumptions.start_of(node);
        if node.role == Role::ClosingMilestone {
            return self.place_open_close(id, positions);
        }
        let length = network.remaining(node);
        let (rank, driver) = self.logic_start(id, length, positions);
        let is_still_typed = driver == Driver::Manual
            && node.role.begins_after(self.plan.span_of(id), self.resumptions.boundary());
        if is_still_typed || node.is_done {
            let span = self.plan.span_of(id);
            return (Ranks::of(span, calendar), span, driver);
        }
        let (start, driver) =
            if rank < resumption { (resumption, Driver::StatusDate) } else { (rank, driver) };
        let ranks = Ranks { start, finish: start + length };
        (ranks, node.role.span(ranks, calendar), driver)
    }

    /// An event that closes a day and has not happened: where the logic has it, else at the close of the next
    /// day.
    fn place_open_close(&self, id: NodeId, positions: &Positions) -> Placed {
        let network = self.network();
        let node = &network.nodes[id];
        let calendar = network.calendar(node.calendar);
        let planned = self.plan.span_of(id);
        let (close, driver) = if let Some((span, driver)) = network.fixed(node, calendar) {
            (span.finish, driver)
        } else if network.is_alap(node) {
            let (close, arc) = network.latest_close(id, calendar, positions);
            if close > planned.finish {
                (close, Driver::Arc(arc))
            } else {
                (planned.finish, self.plan.drivers[id])
            }
        } else {
            let (_, span, driver) = network.place_close(id, &self.campaign_starts, positions);
            (span.finish, driver)
        };
        let (close, driver) = if node.is_done {
            (planned.finish, driver)
        } else if close > self.resumptions.boundary() {
            (close, driver)
        } else {
            (calendar.closing(self.resumptions.start_of(node)), Driver::StatusDate)
        };
        let span = Span::at(close);
        (Ranks::of(span, calendar), span, driver)
    }

    /// The start that the logic gives, with predecessors where they are forecast.
    fn logic_start(&self, id: NodeId, length: i32, positions: &Positions) -> (i32, Driver) {
        let network = self.network();
        let node = &network.nodes[id];
        let calendar = network.calendar(node.calendar);
        let linked = network.linked(id, (length, calendar), positions);
        if node.plain {
            return linked.not_before_campaign(node, self.campaign_starts.start_of(node));
        }
        if let Some((span, driver)) = network.fixed(node, calendar) {
            return (calendar.rank(span.start), driver);
        }
        if network.is_alap(node) {
            let placed = calendar.rank(self.plan.span_of(id).start);
            return if linked.rank > placed {
                (linked.rank, Driver::Arc(linked.arc))
            } else {
                (placed, self.plan.drivers[id])
            };
        }
        network.constrained(node, linked, self.campaign_starts.start_of(node), calendar)
    }

    /// Work that has begun: what remains goes on the next day, and not before predecessors whose finish it
    /// waits for are done (the retained logic of Microsoft Project and of Primavera).
    fn place_started(&self, id: NodeId, positions: &Positions) -> Placed {
        let network = self.network();
        let node = &network.nodes[id];
        let calendar = network.calendar(node.calendar);
        let span = self.plan.early.spans[id];
        let remaining = network.remaining(node);
        let start = self.plan.early.ranks[id].start;
        let mut resumption = (self.resumptions.start_of(node).max(start), Driver::StatusDate);
        if remaining == 0 {
            let close = calendar.rank(self.resumptions.boundary());
            let is_reported_done = node.is_done;
            let planned = self.plan.early.ranks[id].finish;
            let finish = if is_reported_done { planned.min(close) } else { close }.max(start);
            let ranks = Ranks { start, finish };
            return (
                ranks,
                Span { start: span.start, finish: calendar.closing(finish).max(span.start) },
                resumption.1,
            );
        }
        for (arc_id, arc) in network.ins_with_ids(id) {
            let asked = arc.start_asked((remaining, calendar), positions);
            let has_happened = arc.link_type == LinkType::StartToStart;
            if asked > resumption.0 && !has_happened {
                resumption = (asked, Driver::Arc(arc_id));
            }
        }
        let ranks = Ranks { start, finish: resumption.0 + remaining };
        let finish = node.role.span(ranks, calendar).finish;
        (ranks, Span { start: span.start, finish }, resumption.1)
    }
}
