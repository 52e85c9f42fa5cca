//! Workspaces: made, changed, deleted, left.

mod mutation;
mod query;

pub(crate) use mutation::WorkspaceMutation;
pub(crate) use query::{WorkspaceQuery, audit_entries_by_id, invitations_by_id};
