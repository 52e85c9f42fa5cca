//! Workspaces: the tenants.  Everything belongs to one.

use sea_orm::entity::prelude::*;

use crate::WorkspaceId;

/// One row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "workspace")]
pub struct Model {
    /// Opaque id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: WorkspaceId,
    /// Name.
    pub name: String,
    /// An IANA name: the zone of what names none.
    pub time_zone: String,
    /// Sequence number of the latest change of its departments, people and calendars.
    pub directory_seq: i64,
    /// Time of creation.
    pub created_at: DateTimeUtc,
    /// Increments when its settings change; send it as `expectedVersion` to detect conflicts.
    pub version: i32,
    /// Thresholds of findings that it sets in place of the built-in ones, as a JSON object.
    pub finding_thresholds: Option<String>,
    /// Whether days off of people count as days off for the work that they are accountable for.
    pub days_off_move_work: bool,
}

impl ActiveModelBehavior for ActiveModel {}
