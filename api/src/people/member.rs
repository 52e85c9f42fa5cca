//! Members of a workspace: their roles and departments, and how they leave.

use entity::{
    AuditAction, DepartmentId, MembershipStatus, Role, SessionEnd, UserId, WorkspaceId, api_token,
    department, department_member, membership,
};
use sea_orm::{ActiveEnum, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::session;
use super::{keep_an_owner, refuse_unknown};
use crate::access::Permission;
use crate::error::Result;
use crate::refusal::{Code, Refusal};
use crate::store::sql::Values;
use crate::write::Write;

/// A member to decide over, with the workspace's row locked.
#[derive(Debug)]
pub struct Member {
    row: membership::Model,
    /// The caller's own role.
    own: Role,
}

impl Member {
    /// A member of a workspace in which the caller has the role `own`.
    ///
    /// # Errors
    /// [`Code::NotFound`]; [`Code::Forbidden`] where the member is an owner or an administrator and the
    /// caller does not manage roles.
    pub async fn find(
        write: &Write<'_>,
        own: Role,
        workspace_id: WorkspaceId,
        user_id: UserId,
    ) -> Result<Self> {
        let row = membership::Entity::find_by_id((workspace_id, user_id)).one(write.transaction()).await?;
        let row = row.filter(|row| row.status != MembershipStatus::Left).ok_or(Code::NotFound)?;
        if matches!(row.role, Role::Owner | Role::Admin) {
            write.caller.check(Permission::ManageRoles, workspace_id, own)?;
        }
        Ok(Self { row, own })
    }

    /// The caller's own membership, to leave.
    ///
    /// # Errors
    /// [`Code::NotFound`], [`Code::Forbidden`] of an API token.
    pub async fn own(write: &Write<'_>, workspace_id: WorkspaceId) -> Result<Self> {
        let viewer = write.caller.as_person()?;
        let own = write.role(workspace_id).await?;
        let key = (workspace_id, viewer.user_id);
        let row = membership::Entity::find_by_id(key).one(write.transaction()).await?;
        Ok(Self { row: row.ok_or(Code::NotFound)?, own })
    }

    /// The version of the membership.
    #[must_use]
    pub const fn version(&self) -> i32 {
        self.row.version
    }

    /// Gives the member another role.
    ///
    /// # Errors
    /// [`Code::Forbidden`], [`Code::LastOwner`].
    pub async fn change_role(self, write: &mut Write<'_>, role: Role) -> Result<()> {
        let Self { row, own } = self;
        write.caller.check(Permission::ManageRoles, row.workspace_id, own)?;
        if row.role == role {
            return Ok(());
        }
        let details = json!({ "from": row.role.to_value(), "to": role.to_value() });
        save(write, &row, membership::Model { role, ..row.clone() }).await?;
        write.record(entry(write, AuditAction::RoleChanged, &row).with(details)).await
    }

    /// Suspends, resumes or removes the member; their work stays theirs.
    ///
    /// # Errors
    /// [`Code::LastOwner`], [`Code::StillResponsible`].
    pub async fn set_status(self, write: &mut Write<'_>, status: MembershipStatus) -> Result<()> {
        let Self { row, .. } = self;
        if row.status == status {
            return Ok(());
        }
        let action = match status {
            MembershipStatus::Active => AuditAction::MemberResumed,
            MembershipStatus::Suspended => AuditAction::MemberSuspended,
            MembershipStatus::Left => {
                refuse_responsible(write, &row).await?;
                release(write, &row).await?;
                AuditAction::MemberLeft
            }
        };
        save(write, &row, membership::Model { status, ..row.clone() }).await?;
        write.record(entry(write, action, &row)).await
    }

    /// Moves the member to these departments, and out of all others.
    ///
    /// # Errors
    /// [`Code::NotFound`] of a department that is not the workspace's.
    pub async fn set_departments(self, write: &mut Write<'_>, departments: &[DepartmentId]) -> Result<()> {
        let touched = self.place(write, departments).await?;
        increment_versions(write, &touched).await
    }

    /// Moves the member to these departments, and out of all others: those that the member joined or left,
    /// whose versions are the caller's to increment.
    ///
    /// # Errors
    /// [`Code::NotFound`] of a department that is not the workspace's.
    pub async fn place(
        self,
        write: &mut Write<'_>,
        departments: &[DepartmentId],
    ) -> Result<Vec<DepartmentId>> {
        let Self { row, .. } = self;
        known_departments(write, row.workspace_id, departments).await?;
        let touched = replace_departments(write, (row.workspace_id, row.user_id), departments).await?;
        // The version of a member stands for their departments too.
        let version = row.version + 1;
        save(write, &row, membership::Model { version, ..row.clone() }).await?;
        let details =
            json!({ "departments": departments.iter().map(ToString::to_string).collect::<Vec<_>>() });
        write.record(entry(write, AuditAction::DepartmentsChanged, &row).with(details)).await?;
        Ok(touched)
    }

    /// Ends all sessions of the member.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn sign_out(self, write: &mut Write<'_>) -> Result<()> {
        let open = session::open(write.transaction(), self.row.user_id).await?;
        session::end(write, open, SessionEnd::SignedOutByAdmin).await?;
        write.record(entry(write, AuditAction::MemberSignedOut, &self.row)).await
    }
}

fn entry(write: &Write<'_>, action: AuditAction, row: &membership::Model) -> crate::audit::Entry {
    write.caller.entry(action).within(row.workspace_id).to(row.user_id.to_string())
}

async fn save(write: &mut Write<'_>, before: &membership::Model, after: membership::Model) -> Result<()> {
    write.update(before, after).await?;
    keep_an_owner(write.transaction(), before.workspace_id).await
}

/// Makes a member of an account, one that had left included.
pub(super) async fn join(
    write: &mut Write<'_>,
    workspace_id: WorkspaceId,
    user_id: UserId,
    role: Role,
) -> Result<()> {
    let (created_at, status) = (write.caller.now, MembershipStatus::Active);
    let known = membership::Entity::find_by_id((workspace_id, user_id)).one(write.transaction()).await?;
    match known {
        Some(row) if row.status == MembershipStatus::Left => {
            let again = membership::Model { role, status, created_at, ..row.clone() };
            write.update(&row, again).await.map(drop)
        }
        Some(_) => Err(Code::AlreadyMember.into()),
        None => {
            let row = membership::Model { workspace_id, user_id, role, created_at, status, version: 1 };
            write.insert(row).await
        }
    }
}

/// Whoever leaves leaves their departments and their tokens behind: joining again does not bring them back.
async fn release(write: &mut Write<'_>, row: &membership::Model) -> Result<()> {
    assign(write, row.workspace_id, row.user_id, &[]).await?;
    let tokens = api_token::Entity::find()
        .filter(api_token::Column::WorkspaceId.eq(row.workspace_id))
        .filter(api_token::Column::UserId.eq(row.user_id))
        .filter(api_token::Column::RevokedAt.is_null())
        .all(write.transaction())
        .await?;
    for token in tokens {
        let revoked = api_token::Model { revoked_at: Some(write.caller.now), ..token.clone() };
        write.update(&token, revoked).await?;
    }
    Ok(())
}

/// Whoever leaves hands over first what nobody would be responsible for.
async fn refuse_responsible(write: &Write<'_>, row: &membership::Model) -> Result<()> {
    let mut values = Values::default();
    let (workspace, user) = (values.bind(row.workspace_id), values.bind(row.user_id));
    let sql = format!(
        "select (select count(*) from campaign where workspace_id = {workspace} and owner_id = {user}
                and deleted_at is null and status not in ('ended', 'reviewed', 'cancelled'))
            + (select count(*) from department where workspace_id = {workspace} and lead_id = {user})
            + (select count(*) from work_package p join campaign c on c.id = p.campaign_id
                where p.workspace_id = {workspace} and p.accountable_id = {user} and not p.done
                and c.deleted_at is null and c.status not in ('ended', 'reviewed', 'cancelled'))
            as n"
    );
    let count = values.count(write.transaction(), sql).await?;
    if count > 0 { Err(Refusal::from(Code::StillResponsible).with("count", &count).into()) } else { Ok(()) }
}

/// Refuses departments that are not the workspace's.
pub(super) async fn known_departments(
    write: &Write<'_>,
    workspace: WorkspaceId,
    departments: &[DepartmentId],
) -> Result<()> {
    let known = existing_departments(write, workspace, departments).await?;
    refuse_unknown(known.len() as u64, departments.len())
}

/// Those of some departments that the workspace has: others may have been deleted since somebody was invited.
pub(super) async fn existing_departments(
    write: &Write<'_>,
    workspace: WorkspaceId,
    departments: &[DepartmentId],
) -> Result<Vec<DepartmentId>> {
    let rows = department::Entity::find()
        .filter(department::Column::WorkspaceId.eq(workspace))
        .filter(department::Column::Id.is_in(departments.iter().copied()))
        .all(write.transaction())
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Puts a member into these departments, and out of all others.
pub(super) async fn assign(
    write: &mut Write<'_>,
    workspace_id: WorkspaceId,
    user_id: UserId,
    departments: &[DepartmentId],
) -> Result<()> {
    let touched = replace_departments(write, (workspace_id, user_id), departments).await?;
    increment_versions(write, &touched).await
}

/// Increments the versions of departments, which stand for their members too.
///
/// # Errors
/// What the database answers.
pub async fn increment_versions(write: &mut Write<'_>, departments: &[DepartmentId]) -> Result<()> {
    if departments.is_empty() {
        return Ok(());
    }
    let these = department::Column::Id.is_in(departments.iter().copied());
    for row in department::Entity::find().filter(these).all(write.transaction()).await? {
        let version = row.version + 1;
        write.update(&row, department::Model { version, ..row.clone() }).await?;
    }
    Ok(())
}

/// Puts a member into these departments, and out of all others: those that the member joined or left.
async fn replace_departments(
    write: &mut Write<'_>,
    (workspace_id, user_id): (WorkspaceId, UserId),
    departments: &[DepartmentId],
) -> Result<Vec<DepartmentId>> {
    let current = department_member::Entity::find()
        .filter(department_member::Column::WorkspaceId.eq(workspace_id))
        .filter(department_member::Column::UserId.eq(user_id))
        .all(write.transaction())
        .await?;
    let (kept, gone): (Vec<_>, Vec<_>) =
        current.into_iter().partition(|row| departments.contains(&row.department_id));
    let is_new = |id: &DepartmentId| kept.iter().all(|row| row.department_id != *id);
    let new: Vec<_> = departments.iter().copied().filter(is_new).collect();
    let touched = gone.iter().map(|row| row.department_id).chain(new.iter().copied()).collect();
    write.delete_all(gone).await?;
    let row = |department_id| department_member::Model { workspace_id, department_id, user_id };
    write.insert_all(new.into_iter().map(row)).await?;
    Ok(touched)
}
