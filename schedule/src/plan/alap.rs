//! The second forward pass, of plans with as-late-as-possible work: such work is placed at its late dates, and pushes
//! what follows it.

use crate::boundary::{Boundary, Span};
use crate::error::Error;
use crate::network::{Key, Network, NodeId, Role};
use crate::plan::forward::{Demand, Forward, StartRanks};
use crate::plan::reason::Driver;
use crate::table::Table;

/// Places every node and sets early dates anew.
///
/// Early dates of as-soon-as-possible work follow its as-late-as-possible predecessors where those are placed; early
/// dates of as-late-as-possible work follow early dates alone.
pub(super) fn pass<K: Key>(
    network: &Network<K>,
    early: &mut Forward,
    late: &Table<NodeId, Span>,
) -> Result<Table<NodeId, Span>, Error<K>> {
    let starts = StartRanks::new(network, Boundary::opening(network.campaign().start));
    let mut placed: Table<NodeId, Span> = Table::with_capacity(network.nodes.len());
    for (id, node) in network.nodes.enumerate() {
        let calendar = network.calendar(node.calendar);
        let pushed = Demand::on(network, id, calendar, |peer| placed[peer]);
        let span = match node.role {
            Role::Latest | Role::Earliest => {
                early.spans[id] = Span::at(Demand::on(network, id, calendar, |peer| early.spans[peer]).start);
                early.drivers[id] = Driver::by(pushed.start_by);
                Span::at(pushed.start)
            }
            Role::Work | Role::OpeningMilestone | Role::ClosingMilestone => {
                let is_alap = network.is_alap(node);
                let own = Demand::on(network, id, calendar, |peer| if is_alap { early.spans[peer] } else { placed[peer] });
                let fixed = network.fixed(node, calendar);
                let is_fixed = fixed.is_some();
                let (span, driver) = fixed.unwrap_or_else(|| {
                    let (rank, driver) = network.constrained_rank(node, &own, starts.of(node), calendar);
                    (node.role.span_at(rank, node.duration, calendar), driver)
                });
                (early.spans[id], early.drivers[id]) = (span, driver);
                if is_alap && !is_fixed {
                    let (span, driver) = network.as_late_as_possible(id, late[id], &pushed);
                    early.drivers[id] = driver;
                    span
                } else {
                    span
                }
            }
        };
        if !span.is_in_range() || !early.spans[id].is_in_range() {
            return Err(network.out_of_range(id));
        }
        placed.push(span);
    }
    Ok(placed)
}

impl<K: Key> Network<K> {
    /// The late span, or later where predecessors push beyond it and links win over constraints.
    fn as_late_as_possible(&self, id: NodeId, late: Span, pushed: &Demand) -> (Span, Driver) {
        let node = &self.nodes[id];
        let calendar = self.calendar(node.calendar);
        let late_rank = match node.role {
            Role::ClosingMilestone => calendar.rank(late.finish),
            Role::Work | Role::OpeningMilestone | Role::Latest | Role::Earliest => calendar.rank(late.start),
        };
        match pushed.start_rank(node, calendar) {
            Some((rank, arc)) if rank > late_rank && !self.task(node.task).constraint_wins => {
                (node.role.span_at(rank, node.duration, calendar), Driver::Arc(arc))
            }
            _ => (late, Driver::Late),
        }
    }
}
