//! Requests with an idempotency key that were done: the same request sent again is answered alike and not
//! done again.

use sea_orm::entity::prelude::*;

/// One row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_record")]
pub struct Model {
    /// The id of a user, or the network address of an anonymous caller.
    #[sea_orm(primary_key, auto_increment = false)]
    pub caller: String,
    /// SHA-256 in base64url of the key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key_hash: String,
    /// Digest of the mutation's name, its input and the key.
    pub fingerprint: String,
    /// The outcome in JSON, sealed with the key; empty while the request is being done.
    pub outcome: String,
    /// Time of the request.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
