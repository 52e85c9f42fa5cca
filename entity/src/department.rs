//! Departments of a workspace.

use sea_orm::entity::prelude::*;

use crate::{CalendarId, DepartmentId, UserId, WorkspaceId};

/// One row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "department")]
pub struct Model {
    /// Opaque id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DepartmentId,
    /// Whose.
    pub workspace_id: WorkspaceId,
    /// Unique in the workspace.
    pub name: String,
    /// `#rrggbb`, for its bars.
    pub colour: Option<String>,
    /// Who leads it.
    pub lead_id: Option<UserId>,
    /// The calendar it works by, where that is not the campaign's.
    pub calendar_id: Option<CalendarId>,
    /// Work packages that it can carry at once.
    pub capacity_per_day: Option<i32>,
    /// Its place in lists.
    pub position: i32,
    /// Increments on every change.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
