//! The second forward pass, of plans with as-late-as-possible work: such work is placed at its late dates,
//! and pushes what follows it.

use std::borrow::Cow;
use std::sync::OnceLock;

use crate::boundary::Boundary;
use crate::error::Error;
use crate::network::{Key, Network, NodeId, Role, Stage};
use crate::plan::arc::Positions;
use crate::plan::backward::{self, Typed};
use crate::plan::driver::{Driver, Reason};
use crate::plan::forward::{BoundaryRanks, Forward, Placed};
use crate::plan::grounds::Grounds;
use crate::plan::typed::Bind;
use crate::table::Table;

/// Where everything is placed if some of it is placed as late as possible.
#[derive(Clone, Debug)]
pub(crate) struct Alap {
    pub(crate) placed: Positions,
    /// The late positions at which such work is placed, where they are not those that slack is measured by.
    pub(super) latest: Option<Positions>,
    pub(super) grounds: Grounds,
    /// The date behind each late position, for reasons; worked out when the first is asked for.
    pub(super) limits: OnceLock<Table<NodeId, Reason>>,
}

impl Alap {
    /// Places every node and sets early dates anew.
    ///
    /// Early dates of as-soon-as-possible work follow its as-late-as-possible predecessors where those are
    /// placed; early dates of as-late-as-possible work follow early dates alone.
    pub(super) fn new<K: Key>(
        network: &Network<K>,
        early: &mut Forward,
        late: &Positions,
        ends: &BoundaryRanks,
    ) -> Result<Self, Error<K>> {
        let latest = latest(network, early, late, ends)?;
        let starts = BoundaryRanks::new(network, Boundary::opening(network.campaign().start));
        let mut placed = Positions::with_capacity(network.nodes.len());
        let mut grounds = Grounds::with_capacity(network.nodes.len());
        for (id, node) in network.nodes.enumerate() {
            let is_alap = network.is_alap(node);
            let (own, (ranks, span, driver)) = if !node.role.is_leaf() {
                (network.place_relay(id, &early.positions), network.place_relay(id, &placed))
            } else if is_alap {
                let own = network.place_early(id, &starts, &early.positions);
                let moves = node.stage == Stage::Open && own.2 != Driver::Manual;
                (own, if moves { network.place_late(id, &latest, &placed) } else { own })
            } else {
                let own = network.place_early(id, &starts, &placed);
                (own, own)
            };
            if node.role.is_leaf() && !(span.is_in_range() && own.1.is_in_range()) {
                return Err(network.out_of_range(id));
            }
            early.positions.set(id, own.0, own.1);
            placed.push(ranks, span);
            let at = (&placed, &starts);
            early.drivers[id] = grounds.push(network, (id, driver), &early.drivers, at);
        }
        let latest = match latest {
            Cow::Borrowed(_) => None,
            Cow::Owned(latest) => Some(latest),
        };
        Ok(Self { placed, latest, grounds, limits: OnceLock::new() })
    }
}

/// The late positions at which as-late-as-possible work is placed: before all manual work that it must
/// precede.
fn latest<'a, K: Key>(
    network: &Network<K>,
    early: &Forward,
    late: &'a Positions,
    ends: &BoundaryRanks,
) -> Result<Cow<'a, Positions>, Error<K>> {
    let mut manual = network.nodes.enumerate().filter(|(id, _)| early.drivers[*id] == Driver::Manual);
    if manual.any(|(_, node)| network.task(node.task).constraint_wins) {
        let early = (&early.positions, &early.drivers);
        return backward::pass(network, early, ends, Typed::All).map(Cow::Owned);
    }
    Ok(Cow::Borrowed(late))
}

impl<K: Key> Network<K> {
    /// The late position, or later where predecessors, its own constraint or its phase push beyond it and
    /// links win.  A date that must be met is met, whatever successors and a deadline ask for.
    fn place_late(&self, id: NodeId, late: &Positions, placed: &Positions) -> Placed {
        let node = &self.nodes[id];
        if node.role == Role::ClosingMilestone {
            return self.place_late_close(id, late.spans[id].finish, placed);
        }
        let calendar = self.calendar(node.calendar);
        let task = self.task(node.task);
        let linked = self.linked(id, (node.duration, calendar), placed);
        let at = |rank, driver| {
            let (ranks, span) = node.at(rank, calendar);
            (ranks, span, driver)
        };
        let bound = task.constraint.map(|constraint| constraint.start_rank(node, calendar));
        let not_before = match bound {
            Some((Bind::Must, rank)) if task.constraint_wins => return at(rank, Driver::Constraint),
            Some((Bind::Must | Bind::NoEarlier, rank)) => Some(rank),
            Some((Bind::NoLater, _)) | None => None,
        };
        let mut earliest = (linked.rank, Driver::Arc(linked.arc));
        for floor in not_before.into_iter().chain([self.floor_rank(node, calendar)]) {
            if floor > earliest.0 {
                earliest = (floor, Driver::Constraint);
            }
        }
        if earliest.0 > late.ranks[id].start && !task.constraint_wins {
            return at(earliest.0, earliest.1);
        }
        (late.ranks[id], late.spans[id], Driver::Late)
    }
}
