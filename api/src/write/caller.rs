//! Who sends a request.

use chrono::{DateTime, Utc};
use entity::{AuditAction, Role, UserId, Viewer, WorkspaceId};

use crate::access::{self, Permission, Relation};
use crate::audit::{Entry, Origin};
use crate::error::{Error, Result};
use crate::refusal::{Code, Refusal};

/// Who sends a request: the account with its roles and token limits, where it comes from, and when.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The account; none of an anonymous caller and of the server itself.
    pub viewer: Option<Viewer>,
    /// Address, device and request id.
    pub origin: Origin,
    /// Time of the request.
    pub now: DateTime<Utc>,
}

impl Caller {
    /// The account that is signed in.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] of an anonymous caller.
    pub fn viewer(&self) -> Result<&Viewer> {
        self.viewer.as_ref().ok_or(Error::Unauthenticated)
    }

    /// The id of the account; none of an anonymous caller and of the server itself.
    #[must_use]
    pub fn user_id(&self) -> Option<UserId> {
        self.viewer.as_ref().map(|viewer| viewer.user_id)
    }

    /// The account, where it acts in person: what an API token must not do.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] of an anonymous caller; [`Code::Forbidden`] of an API token.
    pub fn as_person(&self) -> Result<&Viewer> {
        let viewer = self.viewer()?;
        if viewer.limits.is_some() { Err(Code::Forbidden.into()) } else { Ok(viewer) }
    }

    /// Refuses what a role, with the limits of the caller's token, does not permit in a workspace as a whole.
    ///
    /// # Errors
    /// [`Code::Forbidden`].
    pub fn check(&self, permission: Permission, workspace: WorkspaceId, role: Role) -> Result<()> {
        let limits = self.viewer()?.limits.as_ref();
        access::check(permission, Relation::in_workspace(role), limits)
            .map_err(|_denied| Refusal::from(Code::Forbidden).within(workspace))?;
        Ok(())
    }

    /// Refuses to give a role that decides over others, to a caller of role `own` who does not manage roles.
    ///
    /// # Errors
    /// [`Code::Forbidden`].
    pub fn check_grant(&self, workspace: WorkspaceId, own: Role, given: Role) -> Result<()> {
        if access::decides_over_others(given) {
            self.check(Permission::ManageRoles, workspace, own)
        } else {
            Ok(())
        }
    }

    /// An entry of the audit log about something that the caller does.
    #[must_use]
    pub fn entry(&self, action: AuditAction) -> Entry {
        let viewer = self.viewer.as_ref();
        let token = viewer.and_then(|viewer| Some(viewer.limits.as_ref()?.token_id));
        Entry::of(action, viewer.map(|viewer| viewer.user_id)).by_token(token)
    }
}
