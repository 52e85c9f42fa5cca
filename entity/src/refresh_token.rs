//! What sessions are gone on with: each can be exchanged once.

use sea_orm::entity::prelude::*;

use crate::SessionId;

/// One row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "refresh_token")]
pub struct Model {
    /// SHA-256 in base64url.
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: String,
    /// Of which session.
    pub session_id: SessionId,
    /// When it was issued.
    pub created_at: DateTimeUtc,
    /// When it was exchanged.
    pub used_at: Option<DateTimeUtc>,
    /// What for, readable to whoever holds the token.
    pub successor: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
