//! Invitations.

mod mutation;
mod object;

pub(crate) use mutation::InvitationMutation;
pub(crate) use object::Invitation;
