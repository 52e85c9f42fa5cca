//! Dependencies between work packages.

use entity::dependency;

use crate::plan::Snapshot;

use super::enums::{DependencyType, LagUnit};
use super::scalar::Id;
use super::work_package::WorkPackage;
use super::written::written;

/// A dependency of a campaign.
#[derive(Clone, Copy)]
pub(crate) struct Dependency<'a> {
    /// The campaign.
    pub snapshot: &'a Snapshot,
    /// The link.
    pub row: &'a dependency::Model,
}

impl Dependency<'_> {
    fn is_critical(&self) -> bool {
        let is_critical = |id| {
            let snapshot = self.snapshot;
            let task = snapshot.network().find(&id)?;
            let leaf = snapshot.plan.leaf(task).map(|planned| planned.critical);
            leaf.or_else(|| snapshot.plan.phase(task).map(|phase| phase.critical))
        };
        [self.row.predecessor_id, self.row.successor_id].into_iter().all(|id| is_critical(id) == Some(true))
    }
}

written! {
    /// A dependency: its successor waits for its predecessor.
    impl['a] Dependency<'a> as "Dependency", implements ["Node"];
    /// Its id.
    id: Id<entity::DependencyId> = |link| Id(link.row.id);
    /// Which ends it ties.
    dependencyType: DependencyType = |link| link.row.link_type.into();
    /// Days between the two ends, counted in `lagUnit`; negative is a lead.
    lag: i32 = |link| link.row.lag_days;
    /// What days the lag is counted in.
    lagUnit: LagUnit = |link| link.row.lag_unit.into();
    /// Whether both its predecessor and its successor are critical.
    isCritical: bool = |link| link.is_critical();
    /// What is waited for.
    predecessor: Option<WorkPackage<'a>> = |link| WorkPackage::find(link.snapshot, link.row.predecessor_id);
    /// What waits.
    successor: Option<WorkPackage<'a>> = |link| WorkPackage::find(link.snapshot, link.row.successor_id);
}
