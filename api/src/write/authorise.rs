//! Who may write, as of the transaction.

use entity::workspace::Entity as Workspaces;
use entity::{MembershipStatus, Role, Viewer, WorkspaceId, api_token, membership, session};
use sea_orm::sea_query::{Expr, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

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
        let Some(find) = self.session_or_token()? else { return Ok(()) };
        let found = self.transaction().query_one(&find).await?;
        if found.is_some() { Ok(()) } else { Err(Error::Unauthenticated) }
    }

    /// The caller's session or token where it is valid; none of the server's own commands, which have neither.
    fn session_or_token(&self) -> Result<Option<SelectStatement>> {
        let viewer = self.caller.viewer()?;
        let token = viewer.limits.as_ref().map(|limits| {
            api_token::Entity::find_by_id(limits.token_id)
                .filter(api_token::Column::RevokedAt.is_null())
                .filter(api_token::Column::ExpiresAt.gt(self.caller.now))
                .into_query()
        });
        let session = || {
            let find = session::Entity::find_by_id(viewer.session_id?);
            Some(find.filter(session::Column::EndedAt.is_null()).into_query())
        };
        Ok(token.or_else(session))
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
        Workspaces::find_by_id(workspace).lock_exclusive().one(self.transaction()).await?;
        self.current_role(workspace).await
    }

    /// The caller's role in a workspace at this moment, with nothing locked: two who change plans of one
    /// workspace do not wait for each other.
    ///
    /// # Errors
    /// As [`role`](Self::role).
    pub async fn current_role(&self, workspace: WorkspaceId) -> Result<Role> {
        let viewer = self.caller.viewer()?;
        let mut find = membership::Entity::find_by_id((workspace, viewer.user_id))
            .filter(membership::Column::Status.eq(MembershipStatus::Active));
        if let Some(valid) = self.session_or_token()? {
            find = find.filter(Expr::exists(valid));
        }
        if let Some(row) = find.one(self.transaction()).await? {
            return Ok(row.role);
        }
        self.refuse_ended().await?;
        Err(Code::NotFound.into())
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
