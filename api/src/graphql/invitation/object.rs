use async_graphql::{ID, Object};
use entity::{InvitationId, invitation};

use crate::graphql::enums::Role;
use crate::graphql::scalar::{DateTime, Email, Id};

/// Somebody who was asked into a workspace.
#[derive(Clone)]
pub(crate) struct Invitation(pub(crate) invitation::Model);

/// Somebody who was asked into a workspace, by a letter with a link.
#[Object]
impl Invitation {
    /// Its id.
    async fn id(&self) -> Id<InvitationId> {
        Id(self.0.id)
    }

    /// Where the letter went.
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

    /// Until when it holds.
    async fn expires_at(&self) -> DateTime {
        DateTime(self.0.expires_at)
    }
}
