//! Edits of dependencies.

use async_graphql::ID;
use entity::DependencyId;

use super::input::{CreateDependencyEdit, DeleteDependencyEdit, UpdateDependencyEdit};
use super::parse::{self, MAX_DAYS};
use super::permit::Permit;
use crate::access::Permission;
use crate::clock::new_id;
use crate::planning::{Draft, Link};
use crate::refusal::{At, Refusal};

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
        Ok(draft.link(Link { id, predecessor_id, successor_id, link_type, lag_days, lag_unit }))
    }
}

impl UpdateDependencyEdit {
    pub(super) fn apply(&self, draft: &mut Draft, permit: &dyn Permit) -> Result<DependencyId, Refusal> {
        let Self { dependency_id: id, lag_days, lag_unit } = self;
        let id = linked(draft, permit, id)?;
        let lag_days =
            lag_days.map(|days| parse::within(days, -MAX_DAYS..=MAX_DAYS)).transpose().at("lagDays")?;
        draft.set_lag(id, lag_days, lag_unit.map(Into::into)).at("dependencyId")?;
        Ok(id)
    }
}

impl DeleteDependencyEdit {
    pub(super) fn apply(&self, draft: &mut Draft, permit: &dyn Permit) -> Result<DependencyId, Refusal> {
        let id = linked(draft, permit, &self.dependency_id)?;
        draft.unlink(id).at("dependencyId")?;
        Ok(id)
    }
}

/// The dependency that an edit names, of whose successor the caller may plan the work.
fn linked(draft: &Draft, permit: &dyn Permit, id: &ID) -> Result<DependencyId, Refusal> {
    let id = parse::dependency_id(id).at("dependencyId")?;
    let successor = draft.successor_of(id).at("dependencyId")?;
    permit.check_row(Permission::PlanWorkPackage, successor).at("dependencyId")?;
    Ok(id)
}
