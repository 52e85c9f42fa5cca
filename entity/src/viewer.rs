//! Who asks.

use crate::{ApiTokenId, CampaignId, DepartmentId, Role, Scope, SessionId, UserId, WorkspaceId};

/// Somebody who is signed in, where they are, and what they may see there: what every read starts from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// Who.
    pub user_id: UserId,
    /// The session that they ask in; none of a token for scripts.
    pub session_id: Option<SessionId>,
    /// Their workspaces and what they may do there, oldest workspace first.
    pub memberships: Vec<(WorkspaceId, Role)>,
    /// Those of them that the request is about: one, of people; all, of the server's own commands and pages.
    pub in_view: Vec<(WorkspaceId, Role)>,
    /// What narrows that, of a token for scripts.
    pub limits: Option<Limits>,
}

/// What a token for scripts is limited to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Which token.
    pub token_id: ApiTokenId,
    /// What it may do of what its person may.
    pub scopes: Vec<Scope>,
    /// Work of these departments; of any where there are none.
    pub departments: Vec<DepartmentId>,
    /// These campaigns; any where there are none.
    pub campaigns: Vec<CampaignId>,
}

impl Limits {
    /// Whether it is for some departments or campaigns alone.
    #[must_use]
    pub fn is_narrow(&self) -> bool {
        !self.departments.is_empty() || !self.campaigns.is_empty()
    }

    /// Whether the token is good for an address alone.
    #[must_use]
    pub fn is_of_address(&self) -> bool {
        self.scopes.iter().any(|scope| scope.is_of_address())
    }
}

impl Viewer {
    /// The workspaces whose rows they may see: those that the request is about.
    pub fn workspace_ids(&self) -> impl Iterator<Item = WorkspaceId> + '_ {
        self.in_view.iter().map(|(workspace, _)| *workspace)
    }

    /// Asks about one of their workspaces from now on; false where they are not in it.
    pub fn ask_about(&mut self, workspace: WorkspaceId) -> bool {
        let found = self.memberships.iter().find(|(known, _)| *known == workspace).copied();
        if let Some(found) = found {
            self.in_view = vec![found];
        }
        found.is_some()
    }

    /// What they are in a workspace.
    #[must_use]
    pub fn role_in(&self, workspace: WorkspaceId) -> Option<Role> {
        self.memberships.iter().find(|(id, _)| *id == workspace).map(|(_, role)| *role)
    }

    /// The only campaigns that they may see; any of their workspace where there are none.
    #[must_use]
    pub fn campaign_ids(&self) -> &[CampaignId] {
        self.limits.as_ref().map_or(&[], |limits| &limits.campaigns)
    }
}
