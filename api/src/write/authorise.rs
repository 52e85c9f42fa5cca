//! Who may write, as of the transaction.

use entity::workspace::Entity as Workspaces;
use entity::{MembershipStatus, Role, Viewer, WorkspaceId, api_token, membership, session};
use sea_orm::{EntityTrait, QuerySelect};

use super::Write;
use crate::access::Permission;
use crate::error::{Error, Result};
use crate::refusal::Code;

impl<'t> Write<'t> {
    /// The account that is signed in, where it acts in person in a session that has not ended.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] where the session has ended; [`Code::Forbidden`] of an API token.
    pub async fn in_person(&self) -> Result<&'t Viewer> {
        let viewer = self.caller.as_person()?;
        self.refuse_ended().await?;
        Ok(viewer)
    }

    /// Refuses a session that has ended and a token that was revoked or has expired: what a request knows of
    /// its caller may be two seconds old, which is enough to read by and not to write by.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`].
    pub async fn refuse_ended(&self) -> Result<()> {
        let viewer = self.caller.viewer()?;
        let is_valid = if let Some(limits) = &viewer.limits {
            let row = api_token::Entity::find_by_id(limits.token_id).one(self.transaction()).await?;
            row.is_some_and(|row| row.revoked_at.is_none() && self.caller.now < row.expires_at)
        } else if let Some(id) = viewer.session_id {
            let row = session::Entity::find_by_id(id).one(self.transaction()).await?;
            row.is_some_and(|row| row.ended_at.is_none())
        } else {
            // The server's own commands.
            true
        };
        if is_valid { Ok(()) } else { Err(Error::Unauthenticated) }
    }

    /// The caller's role in a workspace at this moment, with the workspace's row locked until the transaction
    /// ends.
    ///
    /// # Errors
    /// [`Code::NotFound`] of a workspace in which the caller is no active member; [`Error::Unauthenticated`]
    /// where their session or token is not valid any more.
    pub async fn role(&self, workspace: WorkspaceId) -> Result<Role> {
        let viewer = self.caller.viewer()?;
        viewer.role_in(workspace).ok_or(Code::NotFound)?;
        let locked = Workspaces::find_by_id(workspace).lock_exclusive().one(self.transaction()).await?;
        self.refuse_ended().await?;
        locked.ok_or(Code::NotFound)?;
        self.current_role(workspace).await
    }

    /// The caller's role in a workspace at this moment, with nothing locked: two who change plans of one
    /// workspace do not wait for each other.
    ///
    /// # Errors
    /// [`Code::NotFound`] of a workspace in which the caller is no active member.
    pub async fn current_role(&self, workspace: WorkspaceId) -> Result<Role> {
        let viewer = self.caller.viewer()?;
        let row = membership::Entity::find_by_id((workspace, viewer.user_id)).one(self.transaction()).await?;
        Ok(row.filter(|row| row.status == MembershipStatus::Active).ok_or(Code::NotFound)?.role)
    }

    /// The caller's role in a workspace, locked, where it permits something in the workspace as a whole.
    ///
    /// # Errors
    /// Those of [`role`](Self::role); [`Code::Forbidden`].
    pub async fn authorise(&self, permission: Permission, workspace: WorkspaceId) -> Result<Role> {
        let role = self.role(workspace).await?;
        self.caller.check(permission, workspace, role)?;
        Ok(role)
    }
}
