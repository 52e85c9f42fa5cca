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
pub mod workspace;

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::{AuditAction, DepartmentId, Role, Viewer, WorkspaceId, membership};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};

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

    /// Somebody who asks as themselves, in a session: what a token for scripts must not do.
    ///
    /// # Errors
    /// [`Code::Forbidden`] of a token.
    pub fn in_person(&self) -> Result<&Viewer> {
        let viewer = self.viewer()?;
        if viewer.limits.is_some() { Err(Code::Forbidden.at("").into()) } else { Ok(viewer) }
    }

    /// The viewer's role in a workspace, where it lets them do something with it as a whole.
    ///
    /// # Errors
    /// [`Code::NotFound`] of a workspace that is not theirs, [`Code::Forbidden`] where they may not.
    pub fn authorise(&self, permission: Permission, workspace: WorkspaceId) -> Result<Role> {
        let viewer = self.viewer()?;
        let role = viewer.role_in(workspace).ok_or(Code::NotFound.at("workspaceId"))?;
        let standing = Standing::in_workspace(role);
        access::check(permission, standing, viewer.limits.as_ref())
            .map_err(|_denied| Code::Forbidden.at("workspaceId"))?;
        Ok(role)
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

/// Refuses to leave a workspace without an owner; counted with its row locked, so that two who go at once do not both
/// see the other.
async fn keep_an_owner(transaction: &impl ConnectionTrait, workspace: WorkspaceId) -> Result<()> {
    let owners = membership::Entity::find()
        .filter(membership::Column::WorkspaceId.eq(workspace))
        .filter(membership::Column::Role.eq(Role::Owner))
        .filter(membership::Column::Status.eq(entity::MembershipStatus::Active))
        .count(transaction)
        .await?;
    if owners == 0 { Err(Code::LastOwner.at("userId").into()) } else { Ok(()) }
}

/// Locks a workspace's row until the transaction ends, and moves what copies of its directory are compared with.
///
/// # Errors
/// What the database answers.
pub async fn touch_directory(transaction: &impl ConnectionTrait, id: WorkspaceId) -> Result<()> {
    use entity::workspace::{Column, Entity};
    Entity::update_many()
        .col_expr(Column::DirectorySeq, Expr::col(Column::DirectorySeq).add(1))
        .filter(Column::Id.eq(id))
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
