//! The audit log.

use entity::{ApiTokenId, AuditEntryId, audit_entry};

use crate::plan::Directory;

use super::enums::AuditAction;
use super::scalar::{DateTime, Id};
use super::user::User;
use super::written::written;

/// Something that is remembered.
#[derive(Clone, Copy)]
pub(crate) struct AuditEntry<'a> {
    /// Its row.
    pub row: &'a audit_entry::Model,
    /// Of the workspace whose log it is read in.
    pub directory: &'a Directory,
}

written! {
    /// Something that the audit log remembers.
    impl['a] AuditEntry<'a> as "AuditEntry";
    /// Its id; sorts by time.
    id: Id<AuditEntryId> = |entry| Id(entry.row.id);
    /// When.
    at: DateTime = |entry| DateTime(entry.row.at);
    /// What.
    action: AuditAction = |entry| entry.row.action.into();
    /// Who did it; absent of strangers, and of who never was in the workspace.
    user: Option<User<'a>> = |entry| User::find(entry.directory, entry.row.user_id?);
    /// The token for scripts that it was done with.
    tokenId: Option<Id<ApiTokenId>> = |entry| entry.row.api_token_id.map(Id);
    /// What it was done to: an id, or an address of e-mail.
    subject: Option<&'a str> = |entry| entry.row.subject.as_deref();
    /// The address that the request came from.
    address: &'a str = |entry| &entry.row.address;
    /// The request, as the server's log has it.
    requestId: &'a str = |entry| &entry.row.request_id;
    /// More about it, as a JSON object; there is never a secret in it.
    details: &'a str = |entry| &entry.row.details;
}
