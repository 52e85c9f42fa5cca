//! Why a work package is where it is, as people read it.

use crate::network::{Key, NodeId};
use crate::plan::Plan;
use crate::plan::driver::{Driver, Reason};
use crate::plan::grounds::Grounds;
use crate::table::Table;

impl<K: Key> Plan<K> {
    /// What decides the planned dates of a leaf.
    pub(crate) fn reason(&self, node: NodeId) -> Reason {
        let grounds = self.alap.as_ref().map(|alap| &alap.grounds);
        self.reason_by(node, &self.drivers, grounds)
    }

    /// What decides the dates of a leaf, by what drives the nodes of this plan or of a forecast of it.
    pub(crate) fn reason_by(
        &self,
        node: NodeId,
        drivers: &Table<NodeId, Driver>,
        grounds: Option<&Grounds>,
    ) -> Reason {
        match drivers[node] {
            Driver::CampaignStart if self.is_moved_by_calendar(node) => Reason::Calendar,
            Driver::CampaignStart => Reason::CampaignStart,
            Driver::Arc(arc) => self.network().link_reason(arc, |relay| drivers[relay], node),
            Driver::Constraint => Reason::Constraint,
            Driver::Late => {
                let is_named = |leaf: NodeId| {
                    drivers[leaf] == Driver::Late || grounds.is_some_and(|grounds| grounds.is_grounded(leaf))
                };
                match self.hold(node) {
                    Some((link, peer)) if self.network().leaves_of(peer).all(is_named) => link,
                    Some(_) | None => self.late_limit(node),
                }
            }
            Driver::Actual => Reason::Actual,
            Driver::Manual => Reason::Manual,
            Driver::StatusDate => Reason::StatusDate,
        }
    }

    fn is_moved_by_calendar(&self, node: NodeId) -> bool {
        !self.network().calendar_of_node(node).is_working(self.network().campaign().start)
    }
}
