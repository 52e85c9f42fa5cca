//! Calendars: created, updated, deleted.

use entity::{CalendarId, WorkspaceId, calendar, workspace};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, Select};

use super::exception::{of_calendar, refuse_idle};
use super::{refuse_many, refuse_taken};
use crate::access::Permission;
use crate::error::Result;
use crate::people::workspace::authorised;
use crate::refusal::{Code, Refusal};
use crate::store::sql::Values;
use crate::write::Write;

fn of_workspace(id: WorkspaceId) -> Select<calendar::Entity> {
    calendar::Entity::find().filter(calendar::Column::WorkspaceId.eq(id))
}

/// A calendar for a caller who may change it, with its workspace's row locked.
///
/// # Errors
/// [`Code::NotFound`], [`Code::Forbidden`].
pub async fn find(write: &Write<'_>, id: CalendarId) -> Result<(workspace::Model, calendar::Model)> {
    let find = calendar::Entity::find_by_id(id);
    let row = find.clone().one(write.transaction()).await?.ok_or(Code::NotFound)?;
    let workspace = authorised(write, Permission::ManageCalendars, row.workspace_id).await?;
    // Once more, now that the workspace is locked.
    Ok((workspace, find.one(write.transaction()).await?.ok_or(Code::NotFound)?))
}

/// Refuses a name that another calendar of the workspace has.
///
/// # Errors
/// [`Code::AlreadyTaken`].
pub async fn refuse_taken_name(write: &Write<'_>, row: &calendar::Model) -> Result<()> {
    let others = of_workspace(row.workspace_id).filter(calendar::Column::Id.ne(row.id));
    refuse_taken(write, others.filter(calendar::Column::Name.eq(&row.name))).await
}

/// Inserts a calendar.
///
/// # Errors
/// [`Code::TooLarge`].
pub async fn insert(write: &mut Write<'_>, row: calendar::Model) -> Result<()> {
    refuse_many(of_workspace(row.workspace_id).count(write.transaction()).await?)?;
    if row.is_default {
        take_default(write, row.workspace_id).await?;
    }
    write.insert(row).await
}

/// Saves a calendar.  One that becomes the default takes that from the one that was.
///
/// # Errors
/// [`Code::NoWorkingDay`].
pub async fn save(write: &mut Write<'_>, before: &calendar::Model, after: calendar::Model) -> Result<()> {
    if before.week != after.week {
        refuse_idle(&after, of_calendar(write, before.id).await?)?;
    }
    if after.is_default && !before.is_default {
        take_default(write, after.workspace_id).await?;
    }
    write.update(before, after).await.map(drop)
}

/// Takes from the default calendar that it is.
async fn take_default(write: &mut Write<'_>, workspace: WorkspaceId) -> Result<()> {
    let of_workspace = of_workspace(workspace).filter(calendar::Column::IsDefault.eq(true));
    if let Some(row) = of_workspace.one(write.transaction()).await? {
        let plain = calendar::Model { is_default: false, ..row.clone() };
        write.update(&row, plain).await?;
    }
    Ok(())
}

/// Deletes a calendar with its exceptions.
///
/// # Errors
/// [`Code::DefaultCalendar`]; [`Code::StillInUse`] with how many campaigns, departments and work packages use
/// it.
pub async fn delete(write: &mut Write<'_>, row: calendar::Model) -> Result<()> {
    if row.is_default {
        return Err(Code::DefaultCalendar.into());
    }
    let mut refusal = Refusal::from(Code::StillInUse);
    let mut is_used = false;
    for (table, name) in
        [("campaign", "campaigns"), ("department", "departments"), ("work_package", "workPackages")]
    {
        let mut values = Values::default();
        let (workspace, id) = (values.bind(row.workspace_id), values.bind(row.id));
        let sql = format!(
            "select count(*) as n from {table} where workspace_id = {workspace} and calendar_id = {id}"
        );
        let count = values.count(write.transaction(), sql).await?;
        is_used |= count > 0;
        refusal = refusal.with(name, &count);
    }
    if is_used {
        return Err(refusal.into());
    }
    write.delete(row).await
}
