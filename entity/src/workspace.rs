//! Workspaces: the tenants.  Everything belongs to one.

use sea_orm::entity::prelude::*;

use crate::WorkspaceId;

/// One row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "workspace")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: WorkspaceId,
    /// What people call it.
    pub name: String,
    /// An IANA name: the zone of what names none.
    pub time_zone: String,
    /// Moves with every change of departments, people and calendars.
    pub directory_seq: i64,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// Moves with every change of its settings.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
