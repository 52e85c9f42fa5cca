//! People who were asked into a workspace.

use sea_orm::entity::prelude::*;

use crate::{InvitationId, Role, UserId, WorkspaceId};

/// One row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invitation")]
pub struct Model {
    /// Opaque id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InvitationId,
    /// Where to.
    pub workspace_id: WorkspaceId,
    /// Who, in lower case.
    pub email: String,
    /// As what.
    pub role: Role,
    /// The departments they will work in: ids with a space between.
    pub departments: String,
    /// SHA-256 in base64url of the link's token.
    pub hash: String,
    /// Who asked.
    pub invited_by: Option<UserId>,
    /// When.
    pub created_at: DateTimeUtc,
    /// Time at which it expires.
    pub expires_at: DateTimeUtc,
    /// When they came.
    pub accepted_at: Option<DateTimeUtc>,
    /// When it was taken back.
    pub revoked_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
