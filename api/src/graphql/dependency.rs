//! Dependencies between work packages.

use entity::{DependencyId, dependency};
use macros::serialised_object;
use sea_orm::EntityTrait;

use crate::error::Result;
use crate::plan::Snapshot;

use super::enums::{DependencyType, LagUnit};
use super::request::Request;
use super::scalar::Id;
use super::work_package::WorkPackage;

/// The campaign of a dependency, where the caller can see it.
pub(crate) async fn campaign_of(request: &Request, id: DependencyId) -> Result<Option<&Snapshot>> {
    let row = dependency::Entity::find_by_id(id).one(request.app.store.reader()).await?;
    let Some(row) = row else { return Ok(None) };
    request.snapshot_of(row.campaign_id).await
}

/// A dependency of a campaign.
#[derive(Clone, Copy)]
pub(crate) struct Dependency<'a> {
    /// The campaign.
    pub snapshot: &'a Snapshot,
    /// The link.
    pub row: &'a dependency::Model,
}

/// Dependencies by their places in a snapshot.
#[derive(Clone)]
pub(crate) struct Dependencies<'a> {
    /// The campaign.
    pub snapshot: &'a Snapshot,
    /// Places in [`Snapshot::dependencies`].
    pub places: std::slice::Iter<'a, u32>,
}

impl<'a> Iterator for Dependencies<'a> {
    type Item = Dependency<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let row = self.snapshot.dependencies.at(*self.places.next()? as usize)?;
        Some(Dependency { snapshot: self.snapshot, row })
    }
}

/// A dependency: its successor waits for its predecessor.
#[serialised_object(name = "Dependency", implements("Node"))]
impl<'a> Dependency<'a> {
    /// Opaque id of the dependency, never reused; `node(id)` finds it.
    fn id(&self) -> Id<DependencyId> {
        Id(self.row.id)
    }

    /// Which ends it ties.
    fn dependency_type(&self) -> DependencyType {
        self.row.link_type.into()
    }

    /// Days between the two ends, counted in `lagUnit`; negative is a lead.
    fn lag_days(&self) -> i32 {
        self.row.lag_days
    }

    /// What days the lag is counted in.
    fn lag_unit(&self) -> LagUnit {
        self.row.lag_unit.into()
    }

    /// Version of the dependency: increments whenever it changes; send it as `expectedVersion` to detect
    /// conflicts.
    fn version(&self) -> i32 {
        self.row.version
    }

    /// Whether both its predecessor and its successor are critical.
    fn is_critical(&self) -> bool {
        let is_critical = |id| {
            let snapshot = self.snapshot;
            let task = snapshot.network().find(&id)?;
            let leaf = snapshot.plan.leaf(task).map(|planned| planned.critical);
            leaf.or_else(|| snapshot.plan.phase(task).map(|phase| phase.critical))
        };
        [self.row.predecessor_id, self.row.successor_id].into_iter().all(|id| is_critical(id) == Some(true))
    }

    /// What is waited for.
    fn predecessor(&self) -> Option<WorkPackage<'a>> {
        WorkPackage::find(self.snapshot, self.row.predecessor_id)
    }

    /// What waits.
    fn successor(&self) -> Option<WorkPackage<'a>> {
        WorkPackage::find(self.snapshot, self.row.successor_id)
    }
}
