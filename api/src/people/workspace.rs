//! Workspaces: created, updated, deleted.

use entity::{AuditAction, Role, UserId, WorkspaceId, calendar, workspace};
use sea_orm::EntityTrait;
use serde_json::json;

use super::member;
use crate::access::Permission;
use crate::audit::Entry;
use crate::clock::new_id;
use crate::error::Result;
use crate::plan::{ThresholdChanges, ThresholdOverrides};
use crate::refusal::Code;
use crate::store::sql::Values;
use crate::write::Write;

/// Monday to Friday, as the column has it.
const WORKING_WEEK: i16 = 0b001_1111;

/// Creates a workspace with a calendar and its owner.
///
/// # Errors
/// What the database answers.
pub async fn create(
    write: &mut Write<'_>,
    owner: UserId,
    name: String,
    time_zone: String,
) -> Result<WorkspaceId> {
    let id = WorkspaceId(new_id());
    let created_at = write.caller.now;
    let row = workspace::Model {
        id,
        name,
        time_zone,
        directory_seq: 0,
        created_at,
        version: 1,
        finding_thresholds: None,
        days_off_move_work: false,
    };
    write.insert(row).await?;
    member::join(write, id, owner, Role::Owner).await?;
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
    write.insert(week).await?;
    let entry = Entry::of(AuditAction::WorkspaceCreated, Some(owner)).within(id).to(id.to_string());
    write.record(entry).await?;
    Ok(id)
}

/// What changes of a workspace; what is absent stays as it is.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The name.
    pub name: Option<String>,
    /// The time zone of campaigns and people that have none of their own.
    pub time_zone: Option<String>,
    /// Thresholds of findings.
    pub finding_thresholds: Option<ThresholdChanges>,
    /// Whether days off of people move the work that they are accountable for.
    pub days_off_move_work: Option<bool>,
}

/// The row of a workspace, for those who may do something with it as a whole; it is locked until the
/// transaction ends.
///
/// # Errors
/// [`Code::NotFound`], [`Code::Forbidden`].
pub async fn authorised(
    write: &Write<'_>,
    permission: Permission,
    id: WorkspaceId,
) -> Result<workspace::Model> {
    write.authorise(permission, id).await?;
    let row = workspace::Entity::find_by_id(id).one(write.transaction()).await?;
    Ok(row.ok_or(Code::NotFound)?)
}

/// Updates the settings of a workspace.
///
/// # Errors
/// What the database answers.
pub async fn update(write: &mut Write<'_>, before: &workspace::Model, settings: &Settings) -> Result<()> {
    let Settings { name, time_zone, finding_thresholds, days_off_move_work } = settings.clone();
    let mut after = before.clone();
    after.name = name.unwrap_or(after.name);
    after.time_zone = time_zone.unwrap_or(after.time_zone);
    if let Some(changes) = finding_thresholds {
        after.finding_thresholds = changes.apply(before.finding_thresholds.as_deref());
    }
    after.days_off_move_work = days_off_move_work.unwrap_or(after.days_off_move_work);
    if after == *before {
        return Ok(());
    }
    let after = write.update(before, after).await?;
    let details = json!({
        "name": after.name,
        "timeZone": after.time_zone,
        "daysOffMoveWork": after.days_off_move_work,
        "findingThresholds": ThresholdOverrides::read(after.finding_thresholds.as_deref()),
    });
    let entry = write.caller.entry(AuditAction::WorkspaceUpdated).within(after.id).to(after.id.to_string());
    write.record(entry.with(details)).await
}

/// Deletes a workspace with everything in it.
///
/// # Errors
/// What the database answers.
pub async fn delete(write: &mut Write<'_>, row: workspace::Model) -> Result<()> {
    // What refers to members, departments and calendars goes first: those keys do not cascade.
    for sql in [
        "delete from campaign where workspace_id = $1",
        "delete from day_off where workspace_id = $1",
        "delete from department_member where workspace_id = $1",
        "delete from department where workspace_id = $1",
        "delete from workspace where id = $1",
    ] {
        let mut values = Values::default();
        values.bind(row.id);
        values.execute(write.transaction(), sql.to_owned()).await?;
    }
    // The workspace's own log is gone with it: this entry belongs to none.
    let entry = write.caller.entry(AuditAction::WorkspaceDeleted).to(row.id.to_string());
    write.record(entry.with(json!({ "name": row.name }))).await
}
