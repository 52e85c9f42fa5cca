//! People and access: accounts, workspaces and their members, tokens for scripts.
//!
//! Each function does one thing inside the transaction that it is given: it reads what it needs, decides, writes, and
//! remembers in the audit log.  What the user can put right comes back as [`Error::Refused`](crate::error::Error), and
//! nothing is written then.

pub mod account;
pub mod field;
pub mod invitation;
pub mod member;
pub mod token;
pub mod token_use;
pub mod workspace;

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::workspace::{Column as WorkspaceColumn, Entity as Workspaces};
use entity::{
    AuditAction, DepartmentId, MembershipStatus, Role, Viewer, WorkspaceId, api_token, membership, session,
    user,
};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, QueryTrait,
};

use crate::access::{self, Permission, Standing};
use crate::app::App;
use crate::audit::{self, Entry, Origin};
use crate::error::{Error, Result};
use crate::refusal::{Code, Refusal};

/// Who does something, from where, and when.
#[derive(Clone)]
pub struct Act {
    /// The server.
    pub app: Arc<App>,
    /// Who; none is a stranger.
    pub viewer: Option<Viewer>,
    /// From where.
    pub origin: Origin,
    /// When.
    pub now: DateTime<Utc>,
}

impl Act {
    /// Who is signed in.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] where nobody is.
    pub fn viewer(&self) -> Result<&Viewer> {
        self.viewer.as_ref().ok_or(Error::Unauthenticated)
    }

    /// Somebody who asks as themselves: what a token for scripts must not do.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] where nobody is signed in; [`Code::Forbidden`] of a token.
    pub fn as_person(&self) -> Result<&Viewer> {
        let viewer = self.viewer()?;
        if viewer.limits.is_some() { Err(Code::Forbidden.at("").into()) } else { Ok(viewer) }
    }

    /// The same, in a session that holds at this moment.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] where none does; [`Code::Forbidden`] of a token.
    pub async fn in_person(&self, transaction: &impl ConnectionTrait) -> Result<&Viewer> {
        let viewer = self.as_person()?;
        self.refuse_ended(transaction).await?;
        Ok(viewer)
    }

    /// Refuses what is asked with a session or a token that does not hold any more: what a request knows of who asks may
    /// be two seconds old, which is enough to read by and not to write by.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`].
    pub async fn refuse_ended(&self, transaction: &impl ConnectionTrait) -> Result<()> {
        let viewer = self.viewer()?;
        let holds = if let Some(limits) = &viewer.limits {
            let row = api_token::Entity::find_by_id(limits.token_id).one(transaction).await?;
            row.is_some_and(|row| row.revoked_at.is_none() && self.now < row.expires_at)
        } else if let Some(id) = viewer.session_id {
            let row = session::Entity::find_by_id(id).one(transaction).await?;
            row.is_some_and(|row| row.ended_at.is_none())
        } else {
            // The server's own commands.
            true
        };
        if holds { Ok(()) } else { Err(Error::Unauthenticated) }
    }

    /// The viewer's role in a workspace as it is at this moment, with the workspace's row locked until the transaction
    /// ends.
    ///
    /// # Errors
    /// [`Code::NotFound`] of a workspace that is not theirs, or not there any more; [`Error::Unauthenticated`] where what
    /// they ask with does not hold.
    pub async fn role(&self, transaction: &impl ConnectionTrait, workspace: WorkspaceId) -> Result<Role> {
        let unknown = || Code::NotFound.at("workspaceId");
        let viewer = self.viewer()?;
        viewer.role_in(workspace).ok_or_else(unknown)?;
        let locked = Workspaces::update_many()
            .col_expr(WorkspaceColumn::Version, Expr::col(WorkspaceColumn::Version))
            .filter(WorkspaceColumn::Id.eq(workspace))
            .exec(transaction)
            .await?;
        self.refuse_ended(transaction).await?;
        let place = membership::Entity::find_by_id((workspace, viewer.user_id)).one(transaction).await?;
        let place = place.filter(|row| row.status == MembershipStatus::Active && locked.rows_affected > 0);
        Ok(place.ok_or_else(unknown)?.role)
    }

    /// The same, where it lets them do something with the workspace as a whole.
    ///
    /// # Errors
    /// [`Code::NotFound`] of a workspace that is not theirs, [`Code::Forbidden`] where they may not,
    /// [`Error::Unauthenticated`] where what they ask with does not hold.
    pub async fn authorise(
        &self,
        transaction: &impl ConnectionTrait,
        permission: Permission,
        workspace: WorkspaceId,
    ) -> Result<Role> {
        let role = self.role(transaction, workspace).await?;
        self.check(permission, workspace, role)?;
        Ok(role)
    }

    /// Refuses what a role does not reach in a workspace as a whole, with what the viewer asks with.
    ///
    /// # Errors
    /// [`Code::Forbidden`].
    pub fn check(&self, permission: Permission, workspace: WorkspaceId, role: Role) -> Result<()> {
        let limits = self.viewer()?.limits.as_ref();
        access::check(permission, Standing::in_workspace(role), limits)
            .map_err(|_denied| Code::Forbidden.at("workspaceId").within(workspace))?;
        Ok(())
    }

    /// Refuses to give a role that decides over others to who does not manage roles; `own` is what the viewer is.
    ///
    /// # Errors
    /// [`Code::Forbidden`].
    pub fn check_gift(&self, workspace: WorkspaceId, own: Role, given: Role) -> Result<()> {
        if decides_over_others(given) { self.check(Permission::ManageRoles, workspace, own) } else { Ok(()) }
    }

    /// An entry of the audit log about something that the viewer does.
    #[must_use]
    pub fn entry(&self, action: AuditAction) -> Entry {
        let viewer = self.viewer.as_ref();
        let token = viewer.and_then(|viewer| Some(viewer.limits.as_ref()?.token_id));
        Entry::of(action, viewer.map(|viewer| viewer.user_id)).by_token(token)
    }

    /// Remembers something.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn record(&self, transaction: &impl ConnectionTrait, entry: Entry) -> Result<()> {
        audit::record(transaction, &self.origin, self.now, entry).await
    }
}

/// Whether a role is more than one's own work.
const fn decides_over_others(role: Role) -> bool {
    match role {
        Role::Owner | Role::Admin | Role::Manager => true,
        Role::Member | Role::Viewer => false,
    }
}

/// Refuses ids of which not all are known.
fn refuse_unknown(known: u64, asked: usize, field: &'static str) -> Result<()> {
    let are_all = u64::try_from(asked).is_ok_and(|asked| asked == known);
    if are_all { Ok(()) } else { Err(Code::NotFound.at(field).into()) }
}

/// Refuses to leave a workspace without somebody who owns it: a service account is nobody.
async fn keep_an_owner(transaction: &impl ConnectionTrait, workspace: WorkspaceId) -> Result<()> {
    let people =
        user::Entity::find().select_only().column(user::Column::Id).filter(user::Column::IsService.eq(false));
    let owners = membership::Entity::find()
        .filter(membership::Column::WorkspaceId.eq(workspace))
        .filter(membership::Column::Role.eq(Role::Owner))
        .filter(membership::Column::Status.eq(MembershipStatus::Active))
        .filter(membership::Column::UserId.in_subquery(people.into_query()))
        .count(transaction)
        .await?;
    if owners == 0 { Err(Code::LastOwner.at("userId").into()) } else { Ok(()) }
}

/// Locks a workspace's row until the transaction ends, and moves what copies of its directory are compared with.
///
/// # Errors
/// What the database answers.
pub async fn touch_directory(transaction: &impl ConnectionTrait, id: WorkspaceId) -> Result<()> {
    Workspaces::update_many()
        .col_expr(WorkspaceColumn::DirectorySeq, Expr::col(WorkspaceColumn::DirectorySeq).add(1))
        .filter(WorkspaceColumn::Id.eq(id))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Ids of departments as clients give them.
///
/// # Errors
/// [`Code::NotFound`] where one of them is none.
pub fn department_ids<'a>(texts: impl Iterator<Item = &'a str>) -> Result<Vec<DepartmentId>, Refusal> {
    let ids = texts.map(DepartmentId::parse).collect::<Option<BTreeSet<_>>>();
    Ok(ids.ok_or(Code::NotFound.at("departmentIds"))?.into_iter().collect())
}
