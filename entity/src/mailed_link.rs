//! Links sent by e-mail that can be used once.

use sea_orm::entity::prelude::*;

use crate::LinkPurpose;

/// One row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mailed_link")]
pub struct Model {
    /// SHA-256 in base64url of its token.
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: String,
    /// What for.
    pub purpose: LinkPurpose,
    /// To whom, in lower case.
    pub email: String,
    /// What was asked for, in JSON.
    pub body: String,
    /// When it was sent.
    pub created_at: DateTimeUtc,
    /// Time at which it expires.
    pub expires_at: DateTimeUtc,
    /// When it was used.
    pub used_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
