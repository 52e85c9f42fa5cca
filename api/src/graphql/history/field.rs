//! Columns of the change log as fields of the schema.

use entity::{AnchorId, CalendarId, DepartmentId, UserId, WorkPackageId};
use serde_json::Value;
use uuid::Uuid;

/// How the schema shows a column.
#[derive(Clone, Copy)]
enum Form {
    /// As it is stored.
    Plain,
    /// A value of an enum.
    Word,
    /// An id.
    Id(fn(Uuid) -> String),
}

const ANCHOR: Form = Form::Id(|id| AnchorId(id).to_string());
const CALENDAR: Form = Form::Id(|id| CalendarId(id).to_string());
const DEPARTMENT: Form = Form::Id(|id| DepartmentId(id).to_string());
const USER: Form = Form::Id(|id| UserId(id).to_string());
const WORK_PACKAGE: Form = Form::Id(|id| WorkPackageId(id).to_string());

/// Columns that the schema shows, with the path of the field that has them.
const FIELDS: &[(&str, &str, Form)] = &[
    ("accountable_id", "accountableId", USER),
    ("active", "isActive", Form::Plain),
    ("actual_finish_on", "actual.finish", Form::Plain),
    ("actual_start_on", "actual.start", Form::Plain),
    ("anchor_id", "anchorId", ANCHOR),
    ("audience", "audience", Form::Plain),
    ("blocked_reason", "blockedReason", Form::Plain),
    ("buffer_days", "bufferDays", Form::Plain),
    ("calendar_id", "calendarId", CALENDAR),
    ("channel", "channel", Form::Plain),
    ("collaborators", "collaborators", Form::Plain),
    ("constraint_kind", "constraint.kind", Form::Word),
    ("constraint_on", "constraint.date", Form::Plain),
    ("constraint_wins", "constraint.winsOverLinks", Form::Plain),
    ("deadline_firmness", "deadline.firmness", Form::Word),
    ("deadline_on", "deadline.date", Form::Plain),
    ("deleted_at", "deletedAt", Form::Plain),
    ("department_id", "departmentId", DEPARTMENT),
    ("description", "description", Form::Plain),
    ("direction", "direction", Form::Word),
    ("duration_days", "durationDays", Form::Plain),
    ("edge", "edge", Form::Word),
    ("estimate_hours", "estimateHours", Form::Plain),
    ("external_id", "externalId", Form::Plain),
    ("goals", "goals", Form::Plain),
    ("key", "key", Form::Plain),
    ("kind", "kind", Form::Word),
    ("labels", "labels", Form::Plain),
    ("lag_days", "lagDays", Form::Plain),
    ("lag_unit", "lagUnit", Form::Word),
    ("link_type", "dependencyType", Form::Word),
    ("manual_finish_on", "typed.finish", Form::Plain),
    ("manual_start_on", "typed.start", Form::Plain),
    ("milestone_edge", "milestoneEdge", Form::Word),
    ("mode", "mode", Form::Word),
    ("name", "name", Form::Plain),
    ("note", "note", Form::Plain),
    ("on_date", "date", Form::Plain),
    ("origin", "origin", Form::Word),
    ("owner_id", "ownerId", USER),
    ("parent_id", "parentId", WORK_PACKAGE),
    ("planned_finish_on", "planned.finish", Form::Plain),
    ("planned_start_on", "planned.start", Form::Plain),
    ("predecessor_id", "predecessorId", WORK_PACKAGE),
    ("priority", "priority", Form::Word),
    ("progress", "progress", Form::Plain),
    ("remaining_days", "remainingDays", Form::Plain),
    ("required_finish_edge", "requiredFinish.edge", Form::Word),
    ("required_finish_on", "requiredFinish.date", Form::Plain),
    ("start_on", "start", Form::Plain),
    ("status", "status", Form::Word),
    ("successor_id", "successorId", WORK_PACKAGE),
    ("theme", "theme", Form::Plain),
    ("time_zone", "timeZone", Form::Plain),
    ("title", "title", Form::Plain),
];

/// The path of the field that has a column, and what shows its values; none of columns that the schema has
/// elsewhere.
pub(super) fn of_column(column: &str) -> Option<(&'static str, impl Fn(&Value) -> Option<String>)> {
    let (_, path, form) = FIELDS.iter().find(|(name, ..)| *name == column)?;
    Some((*path, |value: &Value| shown(value, *form)))
}

/// A value as the schema has it; none of null.
fn shown(value: &Value, form: Form) -> Option<String> {
    let text = match value {
        Value::Null => return None,
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    };
    Some(match form {
        Form::Plain => text,
        Form::Word => text.to_uppercase(),
        Form::Id(id) => text.parse().map_or(text, id),
    })
}
