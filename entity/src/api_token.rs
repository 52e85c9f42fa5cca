//! Tokens for scripts, of people and of service accounts.

use sea_orm::entity::prelude::*;

use crate::{ApiTokenId, UserId, WorkspaceId};

/// One row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_token")]
pub struct Model {
    /// Opaque id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ApiTokenId,
    /// The one workspace it is good for.
    pub workspace_id: WorkspaceId,
    /// Who it acts as.
    pub user_id: UserId,
    /// What it is for.
    pub name: String,
    /// SHA-256 in base64url.
    pub hash: String,
    /// Its first characters.
    pub hint: String,
    /// Words of [`Scope`](crate::Scope) with a space between.
    pub scopes: String,
    /// Who made it.
    pub created_by: Option<UserId>,
    /// When.
    pub created_at: DateTimeUtc,
    /// When it ends.
    pub expires_at: DateTimeUtc,
    /// When it was last used, to the minute.
    pub last_used_at: Option<DateTimeUtc>,
    /// When it was revoked.
    pub revoked_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
