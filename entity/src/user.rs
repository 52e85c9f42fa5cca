//! People, in whatever workspaces they are.

use sea_orm::entity::prelude::*;

use crate::UserId;

/// One row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "user")]
pub struct Model {
    /// Their id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: UserId,
    /// In lower case; unique.
    pub email: String,
    /// Name of the person, 1 to 200 characters.
    pub name: String,
    /// `en` or `zh`.
    pub locale: String,
    /// An IANA name.
    pub time_zone: String,
    /// A PHC string, once they have chosen a password.
    pub password_hash: Option<String>,
    /// When they were added.
    pub created_at: DateTimeUtc,
    /// A service account, which has tokens and no password.
    pub is_service: bool,
}

impl ActiveModelBehavior for ActiveModel {}
