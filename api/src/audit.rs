//! The audit log: who signed in, what was refused, which token was used, and every act of administration.

use chrono::{DateTime, Utc};
use entity::{ApiTokenId, AuditAction, AuditEntryId, UserId, WorkspaceId, audit_entry};
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::clock::new_id;
use crate::error::Result;
use crate::store::sql;

/// Where a request comes from.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Origin {
    /// The address of its other end.
    pub address: String,
    /// What the client calls itself.
    pub device: String,
    /// The request's id, which finds it in the log.
    pub request_id: String,
}

/// What a client calls itself, as it is kept: without control characters, 200 at most.
#[must_use]
pub fn device(text: &str) -> String {
    text.chars().filter(|character| !character.is_control()).take(200).collect()
}

/// What is to be remembered.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The workspace that it is about; none where it is about none.
    pub workspace_id: Option<WorkspaceId>,
    /// Who; none of strangers.
    pub user_id: Option<UserId>,
    /// With which token for scripts.
    pub token_id: Option<ApiTokenId>,
    /// What.
    pub action: AuditAction,
    /// To what: an id, or an address of e-mail.
    pub subject: Option<String>,
    /// More; never a secret.
    pub details: Value,
}

impl Entry {
    /// Something that somebody did, to nothing in particular.
    #[must_use]
    pub fn of(action: AuditAction, user_id: Option<UserId>) -> Self {
        Self { workspace_id: None, user_id, token_id: None, action, subject: None, details: json!({}) }
    }

    /// The same, done to something.
    #[must_use]
    pub fn to(self, subject: impl Into<String>) -> Self {
        Self { subject: Some(subject.into()), ..self }
    }

    /// The same, in a workspace.
    #[must_use]
    pub fn within(self, workspace_id: impl Into<Option<WorkspaceId>>) -> Self {
        Self { workspace_id: workspace_id.into(), ..self }
    }

    /// The same, with more to tell.
    #[must_use]
    pub fn with(self, details: Value) -> Self {
        Self { details, ..self }
    }

    /// The same, with a token for scripts.
    #[must_use]
    pub fn by_token(self, token_id: Option<ApiTokenId>) -> Self {
        Self { token_id, ..self }
    }
}

/// Remembers, in the transaction of what is remembered.
///
/// # Errors
/// What the database answers.
pub async fn record(
    transaction: &impl ConnectionTrait,
    origin: &Origin,
    now: DateTime<Utc>,
    entry: Entry,
) -> Result<()> {
    let Entry { workspace_id, user_id, token_id, action, subject, details } = entry;
    let row = audit_entry::Model {
        id: AuditEntryId(new_id()),
        workspace_id,
        at: now,
        user_id,
        api_token_id: token_id,
        action,
        subject,
        address: origin.address.clone(),
        request_id: origin.request_id.clone(),
        details: details.to_string(),
    };
    sql::insert(transaction, &[row]).await
}
