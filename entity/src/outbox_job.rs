//! The outbox: work to do after a commit, such as an e-mail.  A row is deleted once its work is done.

use sea_orm::entity::prelude::*;

/// One job.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox_job")]
pub struct Model {
    /// Its id; sorts by time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What to do, in JSON, encrypted with the server's key.
    pub body: String,
    /// Time of the commit that it belongs to.
    pub created_at: DateTimeUtc,
    /// Time of the next attempt.
    pub due_at: DateTimeUtc,
    /// Attempts begun so far.
    pub attempts: i32,
    /// Until when a worker has leased it; null where none has.
    pub leased_until: Option<DateTimeUtc>,
    /// Why the last attempt failed.
    pub last_error: Option<String>,
    /// When it was given up; null while it is tried.
    pub failed_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
