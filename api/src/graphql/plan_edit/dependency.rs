//! Edits of dependencies.

use async_graphql::{ID, InputObject};
use entity::DependencyId;

use super::parse::{self, MAX_DAYS};
use super::permit::Permit;
use crate::access::Permission;
use crate::clock::new_id;
use crate::graphql::enums::{DependencyType, LagUnit, SchemaEnum};
use crate::planning::{Draft, Link};
use crate::refusal::{At, Refusal};
use crate::write::expect_version;

/// A dependency to create.  The one that is there between the same ends gets this lag.
#[derive(InputObject, Clone)]
pub(crate) struct CreateDependencyEdit {
    /// An id of the client's own making: `lnk_` and 26 characters of base 32.  The server makes one if left
    /// out.
    pub id: Option<ID>,
    /// The work package that is waited for.
    pub predecessor_id: ID,
    /// The work package that waits.
    pub successor_id: ID,
    /// Which ends are linked.
    #[graphql(name = "type", default_with = "SchemaEnum(entity::LinkType::FinishToStart)")]
    pub link_type: DependencyType,
    /// Days between the two ends, counted in `lagUnit`; negative is a lead.
    #[graphql(default)]
    pub lag_days: i32,
    /// Which days the lag counts.
    #[graphql(default_with = "SchemaEnum(entity::LagUnit::WorkingDay)")]
    pub lag_unit: LagUnit,
}

/// Another lag of a dependency.
#[derive(InputObject, Clone)]
pub(crate) struct UpdateDependencyEdit {
    /// The dependency.
    pub dependency_id: ID,
    /// Days between the two ends, counted in `lagUnit`; negative is a lead.
    pub lag_days: Option<i32>,
    /// Which days the lag counts.
    pub lag_unit: Option<LagUnit>,
    /// The version that the change was made from; if it is another by now, nothing is done (`CONFLICT`).
    pub expected_version: Option<i32>,
}

/// A dependency to delete.
#[derive(InputObject, Clone)]
pub(crate) struct DeleteDependencyEdit {
    /// The dependency.
    pub dependency_id: ID,
    /// The version that the change was made from; if it is another by now, nothing is done (`CONFLICT`).
    pub expected_version: Option<i32>,
}

impl CreateDependencyEdit {
    pub(super) fn apply(&self, draft: &mut Draft, permit: &dyn Permit) -> Result<DependencyId, Refusal> {
        let Self { id, predecessor_id, successor_id, link_type, lag_days, lag_unit } = self;
        let predecessor_id = parse::work_package_id(predecessor_id).at("predecessorId")?;
        let successor_id = parse::work_package_id(successor_id).at("successorId")?;
        draft.row(predecessor_id).at("predecessorId")?;
        let successor = draft.row(successor_id).at("successorId")?;
        permit.check_row(Permission::PlanWorkPackage, successor).at("successorId")?;
        let id = match id {
            Some(id) => parse::dependency_id(id).at("id")?,
            None => DependencyId(new_id()),
        };
        let lag_days = parse::within(*lag_days, -MAX_DAYS..=MAX_DAYS).at("lagDays")?;
        let (link_type, lag_unit) = ((*link_type).into(), (*lag_unit).into());
        draft.link(Link { id, predecessor_id, successor_id, link_type, lag_days, lag_unit }).at("id")
    }
}

impl UpdateDependencyEdit {
    pub(super) fn apply(&self, draft: &mut Draft, permit: &dyn Permit) -> Result<DependencyId, Refusal> {
        let Self { dependency_id: id, lag_days, lag_unit, expected_version } = self;
        let id = linked(draft, permit, (id, *expected_version))?;
        let lag_days =
            lag_days.map(|days| parse::within(days, -MAX_DAYS..=MAX_DAYS)).transpose().at("lagDays")?;
        draft.set_lag(id, lag_days, lag_unit.map(Into::into)).at("dependencyId")?;
        Ok(id)
    }
}

impl DeleteDependencyEdit {
    pub(super) fn apply(&self, draft: &mut Draft, permit: &dyn Permit) -> Result<DependencyId, Refusal> {
        let Self { dependency_id: id, expected_version } = self;
        let id = linked(draft, permit, (id, *expected_version))?;
        draft.unlink(id).at("dependencyId")?;
        Ok(id)
    }
}

/// The dependency that an edit names, of whose successor the caller may plan the work, at the version that
/// the client has seen.
fn linked(
    draft: &Draft,
    permit: &dyn Permit,
    (id, expected_version): (&ID, Option<i32>),
) -> Result<DependencyId, Refusal> {
    let id = parse::dependency_id(id).at("dependencyId")?;
    let link = draft.dependency(id).at("dependencyId")?;
    let successor = draft.row(link.successor_id).at("dependencyId")?;
    permit.check_row(Permission::PlanWorkPackage, successor).at("dependencyId")?;
    expect_version(link.version, expected_version).at("expectedVersion")?;
    Ok(id)
}
