//! The second forward pass, of plans with as-late-as-possible work: such work is placed at its late dates, and pushes
//! what follows it.

use crate::boundary::{Boundary, Span};
use crate::error::Error;
use crate::network::{Key, Network, NodeId, Stage};
use crate::plan::arc::Positions;
use crate::plan::forward::{BoundaryRanks, Forward, Placed};
use crate::plan::reason::Driver;
use crate::plan::typed::Bind;

/// Places every node and sets early dates anew.
///
/// Early dates of as-soon-as-possible work follow its as-late-as-possible predecessors where those are placed; early
/// dates of as-late-as-possible work follow early dates alone.
pub(super) fn pass<K: Key>(
    network: &Network<K>,
    early: &mut Forward,
    late: &Positions,
) -> Result<Positions, Error<K>> {
    let starts = BoundaryRanks::new(network, Boundary::opening(network.campaign().start));
    let mut placed = Positions::with_capacity(network.nodes.len());
    for (id, node) in network.nodes.enumerate() {
        let is_alap = network.is_alap(node);
        let (own, (ranks, span, driver)) = if !node.role.is_leaf() {
            (network.place_relay(id, &early.positions), network.place_relay(id, &placed))
        } else if is_alap {
            let own = network.place_early(id, &starts, &early.positions);
            let moves = node.stage == Stage::Open && own.2 != Driver::Manual;
            (own, if moves { network.place_late(id, late, &placed) } else { own })
        } else {
            let own = network.place_early(id, &starts, &placed);
            (own, own)
        };
        if node.role.is_leaf() && ![own.1, span].into_iter().all(Span::is_in_range) {
            return Err(network.out_of_range(id));
        }
        early.positions.set(id, own.0, own.1);
        early.drivers[id] = driver;
        placed.push(ranks, span);
    }
    Ok(placed)
}

impl<K: Key> Network<K> {
    /// The late position, or later where predecessors, its own constraint or its phase push beyond it and links win.  A
    /// date that must be met is met, whatever successors and a deadline ask for.
    fn place_late(&self, id: NodeId, late: &Positions, placed: &Positions) -> Placed {
        let node = &self.nodes[id];
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
