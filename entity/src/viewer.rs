//! Who asks.

use crate::{Role, UserId, WorkspaceId};

/// Somebody who is signed in, with what they belong to: what every read starts from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// Who.
    pub user_id: UserId,
    /// Their workspaces and what they may do there, oldest workspace first.
    pub memberships: Vec<(WorkspaceId, Role)>,
}

impl Viewer {
    /// The workspaces whose rows they may see.
    pub fn workspace_ids(&self) -> impl Iterator<Item = WorkspaceId> + '_ {
        self.memberships.iter().map(|(workspace, _)| *workspace)
    }
}
