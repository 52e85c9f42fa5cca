//! Where people are signed in: one row a device, from a sign-in to its end.

use sea_orm::entity::prelude::*;

use crate::{SessionEnd, SessionId, UserId};

/// One row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// Opaque id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SessionId,
    /// Whose.
    pub user_id: UserId,
    /// As the client calls itself.
    pub device: String,
    /// Where it was last used from.
    pub address: String,
    /// When they signed in.
    pub created_at: DateTimeUtc,
    /// When it was last used.
    pub last_used_at: DateTimeUtc,
    /// When it ends if it is not used before.
    pub expires_at: DateTimeUtc,
    /// When it was ended.
    pub ended_at: Option<DateTimeUtc>,
    /// Why.
    pub ended_because: Option<SessionEnd>,
}

impl ActiveModelBehavior for ActiveModel {}
