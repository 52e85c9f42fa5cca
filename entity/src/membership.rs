//! Who is in which workspace, and as what.

use sea_orm::entity::prelude::*;

use crate::{MembershipStatus, Role, UserId, WorkspaceId};

/// One row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "membership")]
pub struct Model {
    /// Where.
    #[sea_orm(primary_key, auto_increment = false)]
    pub workspace_id: WorkspaceId,
    /// Who.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    /// What they may do there.
    pub role: Role,
    /// Since when.
    pub created_at: DateTimeUtc,
    /// Whether they may come in.
    pub status: MembershipStatus,
    /// Increments on every change.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
