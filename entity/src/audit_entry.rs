//! The audit log: sign-ins, refusals, tokens and administration.

use sea_orm::entity::prelude::*;

use crate::{ApiTokenId, AuditAction, AuditEntryId, UserId, WorkspaceId};

/// One row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_entry")]
pub struct Model {
    /// Its id; sorts by time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AuditEntryId,
    /// The workspace that it is about; null where it is about none.
    pub workspace_id: Option<WorkspaceId>,
    /// When.
    pub at: DateTimeUtc,
    /// Who; none of strangers.
    pub user_id: Option<UserId>,
    /// With which token.
    pub api_token_id: Option<ApiTokenId>,
    /// What.
    pub action: AuditAction,
    /// To what: an id or an address of e-mail.
    pub subject: Option<String>,
    /// From where.
    pub address: String,
    /// In which request.
    pub request_id: String,
    /// More, in JSON; never a secret.
    pub details: String,
}

impl ActiveModelBehavior for ActiveModel {}
