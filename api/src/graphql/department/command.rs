use std::collections::BTreeSet;

use async_graphql::MaybeUndefined;
use entity::{CalendarId, DepartmentId, UserId, WorkspaceId, department};
use sea_orm::EntityTrait;

use crate::access::Permission;
use crate::directory::{Basis, Done, department as departments, refuse_taken};
use crate::error::Result;
use crate::people::workspace::authorised;
use crate::refusal::At;
use crate::write::{Command, Write, expect_version};

pub(super) struct CreateDepartment {
    pub workspace_id: WorkspaceId,
    pub id: DepartmentId,
    pub name: String,
    pub colour: Option<String>,
    pub lead_id: Option<UserId>,
    pub calendar_id: Option<CalendarId>,
    pub capacity_per_day: Option<i32>,
}

impl Command for CreateDepartment {
    type Done = Done<DepartmentId>;

    async fn run(&self, write: &mut Write<'_>) -> Result<Done<DepartmentId>> {
        let Self { workspace_id, id, name, colour, lead_id, calendar_id, capacity_per_day } = self;
        let workspace = authorised(write, Permission::ManageDepartments, *workspace_id).await;
        let workspace = workspace.at("workspaceId")?;
        let row = department::Model {
            id: *id,
            workspace_id: *workspace_id,
            name: name.clone(),
            colour: colour.clone(),
            lead_id: *lead_id,
            calendar_id: *calendar_id,
            capacity_per_day: *capacity_per_day,
            position: 0,
            version: 1,
        };
        refuse_taken(write, department::Entity::find_by_id(*id)).await.at("id")?;
        departments::check(write, &row).await?;
        departments::insert(write, row).await.at("workspaceId")?;
        Done::of(write, &workspace, *id, None).await
    }
}

/// Something to do with a department.
pub(super) struct ChangeDepartment {
    pub id: DepartmentId,
    pub expected_version: Option<i32>,
    pub change: DepartmentChange,
}

pub(super) enum DepartmentChange {
    Update(Update),
    SetMembers(BTreeSet<UserId>),
    Delete,
}

/// What changes of a department; what is absent stays as it is.
pub(super) struct Update {
    pub name: Option<String>,
    pub colour: MaybeUndefined<String>,
    pub lead_id: MaybeUndefined<UserId>,
    pub calendar_id: MaybeUndefined<CalendarId>,
    pub capacity_per_day: MaybeUndefined<i32>,
    pub position: Option<usize>,
}

impl Update {
    /// Whether it works by another calendar now.
    async fn save(&self, write: &mut Write<'_>, before: department::Model) -> Result<bool> {
        let Self { name, colour, lead_id, calendar_id, capacity_per_day, position } = self;
        let mut after = before.clone();
        after.name = name.clone().unwrap_or(after.name);
        colour.clone().update_to(&mut after.colour);
        lead_id.update_to(&mut after.lead_id);
        calendar_id.update_to(&mut after.calendar_id);
        capacity_per_day.update_to(&mut after.capacity_per_day);
        // What it has may be of somebody who was suspended since, and stays.
        let entered = department::Model {
            lead_id: after.lead_id.filter(|_| after.lead_id != before.lead_id),
            ..after.clone()
        };
        departments::check(write, &entered).await?;
        let after = write.update(&before, after).await?;
        if let Some(place) = position {
            departments::reorder(write, &after, *place).await?;
        }
        Ok(after.calendar_id != before.calendar_id)
    }
}

impl Command for ChangeDepartment {
    type Done = Done<DepartmentId>;

    async fn run(&self, write: &mut Write<'_>) -> Result<Done<DepartmentId>> {
        let Self { id, expected_version, change } = self;
        let permission = match change {
            DepartmentChange::Update(_) | DepartmentChange::Delete => Permission::ManageDepartments,
            DepartmentChange::SetMembers(_) => Permission::ManagePeople,
        };
        let (workspace, row) = departments::find(write, permission, *id).await.at("departmentId")?;
        expect_version(row.version, *expected_version).at("expectedVersion")?;
        let moves_dates = match change {
            DepartmentChange::Update(update) => update.save(write, row).await?,
            DepartmentChange::SetMembers(users) => {
                departments::set_members(write, &row, users).await.at("userIds")?;
                false
            }
            DepartmentChange::Delete => {
                departments::delete(write, row).await.at("departmentId")?;
                false
            }
        };
        let basis = moves_dates.then_some(Basis::Department(*id));
        Done::of(write, &workspace, *id, basis).await.at("calendarId")
    }

    fn conflicting(&self) -> Option<Done<DepartmentId>> {
        Some(Done::conflicting(self.id))
    }
}
