//! Runs of days on which a person or a department is off.

use sea_orm::entity::prelude::*;

use crate::{DayOffId, DepartmentId, UserId, WorkspaceId};

/// One row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "day_off")]
pub struct Model {
    /// Opaque id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DayOffId,
    /// Where.
    pub workspace_id: WorkspaceId,
    /// Who; else a department.
    pub user_id: Option<UserId>,
    /// Which department; else a person.
    pub department_id: Option<DepartmentId>,
    /// The first day.
    pub start_on: Date,
    /// The last day.
    pub finish_on: Date,
    /// Why.
    pub reason: Option<String>,
    /// Increments on every change.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
