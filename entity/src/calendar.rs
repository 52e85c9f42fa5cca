//! Calendars: a weekly pattern; its exceptions are in [`calendar_exception`](crate::calendar_exception).

use sea_orm::entity::prelude::*;

use crate::{CalendarId, WorkspaceId};

/// One row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "calendar")]
pub struct Model {
    /// Opaque id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CalendarId,
    /// Whose.
    pub workspace_id: WorkspaceId,
    /// Unique in the workspace.
    pub name: String,
    /// Worked days of the week; bit 0 is Monday.
    pub week: i16,
    /// Where its holidays are from.
    pub source: Option<String>,
    /// The last day for which its holidays are known; none where its week holds for good.
    pub known_through: Option<Date>,
    /// Whether campaigns and work packages that name none use it; one a workspace.
    pub is_default: bool,
    /// Increments on every change.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
