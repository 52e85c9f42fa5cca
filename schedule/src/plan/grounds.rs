//! Which work as-late-as-possible work can name as what it waits for.

use hashbrown::HashMap;

use crate::network::{Arc, Key, Network, NodeId, Place, TaskId};
use crate::plan::arc::Positions;
use crate::plan::driver::{Driver, Reason};
use crate::plan::forward::BoundaryRanks;
use crate::table::{Id, Table};

/// Which nodes are where they are by what comes before them, back to a date: of these no reason leads to
/// as-late-as-possible work, so that such work can name them as what it waits for.
///
/// Reasons never go in a circle: work that is placed late names what follows it, if that is placed late too
/// or grounded, and everything else names what comes before it.
#[derive(Clone, Debug)]
pub(crate) struct Grounds {
    nodes: Table<NodeId, bool>,
    /// The phases that reasons have named: whether all of their leaves are grounded.
    phases: HashMap<TaskId, bool>,
}

impl Grounds {
    pub(crate) fn with_capacity(len: usize) -> Self {
        Self { nodes: Table::with_capacity(len), phases: HashMap::new() }
    }

    /// Notes what drives the next node, which is at `positions`.  Of what asks for the same place, what is
    /// grounded drives it.
    pub(crate) fn push<K: Key>(
        &mut self,
        network: &Network<K>,
        (id, driver): (NodeId, Driver),
        drivers: &Table<NodeId, Driver>,
        at: (&Positions, &BoundaryRanks),
    ) -> Driver {
        if !network.nodes[id].role.is_leaf() {
            self.nodes.push(false);
            return driver;
        }
        let mut driver = driver;
        let mut is_grounded = self.holds(network, id, driver, drivers);
        let is_unsettled = !is_grounded && driver != Driver::Late;
        if let Some(tied) = is_unsettled.then(|| self.tied(network, id, drivers, at)).flatten() {
            (driver, is_grounded) = (tied, true);
        }
        self.nodes.push(is_grounded);
        driver
    }

    pub(super) fn is_grounded(&self, leaf: NodeId) -> bool {
        leaf.index() < self.nodes.len() && self.nodes[leaf]
    }

    /// Whether what drives a leaf is grounded: of a phase, all of its leaves, since the reason names the
    /// phase.
    fn holds<K: Key>(
        &mut self,
        network: &Network<K>,
        id: NodeId,
        driver: Driver,
        drivers: &Table<NodeId, Driver>,
    ) -> bool {
        let arc = match driver {
            Driver::Late => return false,
            Driver::CampaignStart
            | Driver::Constraint
            | Driver::Actual
            | Driver::Manual
            | Driver::StatusDate => return true,
            Driver::Arc(arc) => arc,
        };
        let Reason::Link { peer, .. } = network.link_reason(arc, |relay| drivers[relay], id) else {
            return false;
        };
        match network.place(peer) {
            Place::Leaf(leaf) => self.is_grounded(leaf),
            Place::Phase(_) => {
                if let Some(known) = self.phases.get(&peer) {
                    return *known;
                }
                let all = network.leaves_of(peer).all(|leaf| self.is_grounded(leaf));
                self.phases.insert(peer, all);
                all
            }
        }
    }

    /// A date or a grounded predecessor that asks for the place of a node.
    fn tied<K: Key>(
        &mut self,
        network: &Network<K>,
        id: NodeId,
        drivers: &Table<NodeId, Driver>,
        (positions, starts): (&Positions, &BoundaryRanks),
    ) -> Option<Driver> {
        let node = &network.nodes[id];
        let calendar = network.calendar(node.calendar);
        let own = positions.ranks[id];
        let by_row = !node.plain && {
            let constraint = network.task(node.task).constraint;
            let bound = constraint.map(|constraint| constraint.start_rank(node, calendar).1);
            bound == Some(own.start) || network.floor_rank(node, calendar) == own.start
        };
        if by_row {
            return Some(Driver::Constraint);
        }
        if node.from_start && starts.start_of(node) == own.start {
            return Some(Driver::CampaignStart);
        }
        let asks = |arc: &Arc| arc.start_asked((own.length(), calendar), positions) == own.start;
        let mut tied = network.ins_with_ids(id).filter(|(_, arc)| asks(arc)).map(|(arc, _)| Driver::Arc(arc));
        tied.find(|driver| self.holds(network, id, *driver, drivers))
    }
}
