//! Who is in which workspace, and as what.

use sea_orm::entity::prelude::*;

use crate::{Role, UserId, WorkspaceId};

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
}

impl ActiveModelBehavior for ActiveModel {}
