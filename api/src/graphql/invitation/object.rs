use async_graphql::{ID, Object};
use entity::{InvitationId, invitation};

use crate::graphql::enums::Role;
use crate::graphql::scalar::{DateTime, Email, Id};

/// An invitation into a workspace.
#[derive(Clone)]
pub(crate) struct Invitation(pub(crate) invitation::Model);

/// An invitation into a workspace, sent by e-mail.
#[Object]
impl Invitation {
    /// Opaque id of the invitation, never reused; `node(id)` finds it.
    async fn id(&self) -> Id<InvitationId> {
        Id(self.0.id)
    }

    /// E-mail address that the invitation was sent to.
    async fn email(&self) -> Email {
        Email(self.0.email.clone())
    }

    /// What they will be.
    async fn role(&self) -> Role {
        self.0.role.into()
    }

    /// The departments that they will work in.
    async fn department_ids(&self) -> Vec<ID> {
        self.0.departments.split(' ').filter(|id| !id.is_empty()).map(ID::from).collect()
    }

    /// When it was sent.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// Time at which it expires.
    async fn expires_at(&self) -> DateTime {
        DateTime(self.0.expires_at)
    }
}
