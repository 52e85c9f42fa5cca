//! Workspaces: made, changed, deleted.

use entity::{AuditAction, Role, UserId, WorkspaceId, calendar, workspace};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::{Act, member, touch_directory};
use crate::access::Permission;
use crate::audit::Entry;
use crate::clock::new_id;
use crate::error::Result;
use crate::refusal::Code;
use crate::store::sql;

/// Monday to Friday, as the column has it.
const WORKING_WEEK: i16 = 0b001_1111;

/// Makes a workspace with a calendar and its owner.
///
/// # Errors
/// What the database answers.
pub async fn create(
    transaction: &impl ConnectionTrait,
    act: &Act,
    owner: UserId,
    name: String,
    time_zone: String,
) -> Result<WorkspaceId> {
    let id = WorkspaceId(new_id());
    let row = workspace::Model { id, name, time_zone, directory_seq: 0, created_at: act.now, version: 1 };
    sql::insert(transaction, &[row]).await?;
    member::join(transaction, act, id, owner, Role::Owner).await?;
    let week = calendar::Model {
        id: entity::CalendarId(new_id()),
        workspace_id: id,
        name: "Monday to Friday".to_owned(),
        week: WORKING_WEEK,
        source: None,
        known_through: None,
        is_default: true,
        version: 1,
    };
    sql::insert(transaction, &[week]).await?;
    let entry = Entry::of(AuditAction::WorkspaceCreated, Some(owner)).within(id).to(id.to_string());
    act.record(transaction, entry).await?;
    Ok(id)
}

/// What changes of a workspace; what is absent stays as it is.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Its name.
    pub name: Option<String>,
    /// The zone of what names none.
    pub time_zone: Option<String>,
    /// The version that the change was made up from.
    pub expected_version: Option<i32>,
}

/// Changes a workspace's settings.
///
/// # Errors
/// [`Code::NotFound`], [`Code::Forbidden`], [`Code::Conflict`].
pub async fn update(
    transaction: &impl ConnectionTrait,
    act: &Act,
    id: WorkspaceId,
    settings: &Settings,
) -> Result<()> {
    act.authorise(transaction, Permission::UpdateWorkspace, id).await?;
    touch_directory(transaction, id).await?;
    let row = workspace::Entity::find_by_id(id).one(transaction).await?;
    let row = row.ok_or(Code::NotFound.at("workspaceId"))?;
    if settings.expected_version.is_some_and(|expected| expected != row.version) {
        return Err(Code::Conflict.at("expectedVersion").with("version", &row.version).into());
    }
    let Settings { name, time_zone, expected_version: _ } = settings;
    let row_before = (row.name.clone(), row.time_zone.clone());
    let name = name.clone().unwrap_or(row.name);
    let time_zone = time_zone.clone().unwrap_or(row.time_zone);
    if name == row_before.0 && time_zone == row_before.1 {
        return Ok(());
    }
    let details = json!({ "name": name, "timeZone": time_zone });
    workspace::Entity::update_many()
        .col_expr(workspace::Column::Name, Expr::value(name))
        .col_expr(workspace::Column::TimeZone, Expr::value(time_zone))
        .col_expr(workspace::Column::Version, Expr::col(workspace::Column::Version).add(1))
        .filter(workspace::Column::Id.eq(id))
        .exec(transaction)
        .await?;
    let entry = act.entry(AuditAction::WorkspaceUpdated).within(id).to(id.to_string()).with(details);
    act.record(transaction, entry).await
}

/// Deletes a workspace with everything in it; its name has to be given again.
///
/// # Errors
/// [`Code::NotFound`], [`Code::Forbidden`], [`Code::Mismatch`].
pub async fn delete(
    transaction: &impl ConnectionTrait,
    act: &Act,
    id: WorkspaceId,
    name: &str,
) -> Result<()> {
    act.as_person()?;
    act.authorise(transaction, Permission::DeleteWorkspace, id).await?;
    let row = workspace::Entity::find_by_id(id).one(transaction).await?;
    let row = row.ok_or(Code::NotFound.at("workspaceId"))?;
    if row.name != name {
        return Err(Code::Mismatch.at("name").into());
    }
    // What leans on members, departments and calendars goes first: those keys do not cascade.
    for sql in [
        "delete from campaign where workspace_id = $1",
        "delete from day_off where workspace_id = $1",
        "delete from department_member where workspace_id = $1",
        "delete from department where workspace_id = $1",
        "delete from workspace where id = $1",
    ] {
        let backend = transaction.get_database_backend();
        let statement = sea_orm::Statement::from_sql_and_values(backend, sql, [id.into()]);
        transaction.execute_raw(statement).await?;
    }
    // The workspace's own log is gone with it: this entry belongs to none.
    let entry = act.entry(AuditAction::WorkspaceDeleted).to(id.to_string()).with(json!({ "name": row.name }));
    act.record(transaction, entry).await
}
