//! The audit log.

use entity::{ApiTokenId, AuditEntryId, audit_entry};
use macros::serialised_object;

use crate::plan::Directory;

use super::enums::AuditAction;
use super::scalar::{DateTime, Id};
use super::user::User;

/// Something that is remembered.
#[derive(Clone, Copy)]
pub(crate) struct AuditEntry<'a> {
    /// Its row.
    pub row: &'a audit_entry::Model,
    /// Of the workspace whose log it is read in.
    pub directory: &'a Directory,
}

/// Something that the audit log remembers.
#[serialised_object(name = "AuditEntry", implements("Node"))]
impl<'a> AuditEntry<'a> {
    /// Its id; sorts by time.
    fn id(&self) -> Id<AuditEntryId> {
        Id(self.row.id)
    }

    /// When.
    fn at(&self) -> DateTime {
        DateTime(self.row.at)
    }

    /// What.
    fn action(&self) -> AuditAction {
        self.row.action.into()
    }

    /// Who did it; absent of strangers, and of who never was in the workspace.
    fn user(&self) -> Option<User<'a>> {
        User::find(self.directory, self.row.user_id?)
    }

    /// The token for scripts that it was done with.
    fn token_id(&self) -> Option<Id<ApiTokenId>> {
        self.row.api_token_id.map(Id)
    }

    /// What it was done to: an id, or an address of e-mail.
    fn subject(&self) -> Option<&'a str> {
        self.row.subject.as_deref()
    }

    /// The address that the request came from.
    fn address(&self) -> &'a str {
        &self.row.address
    }

    /// The request, as the server's log has it.
    fn request_id(&self) -> &'a str {
        &self.row.request_id
    }

    /// More about it, as a JSON object; there is never a secret in it.
    fn details(&self) -> &'a str {
        &self.row.details
    }
}
