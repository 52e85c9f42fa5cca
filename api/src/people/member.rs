//! Members of a workspace: their roles and departments, and their going.

use entity::{
    AuditAction, DepartmentId, MembershipStatus, Role, SessionEnd, UserId, WorkspaceId, api_token,
    department, department_member, membership,
};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveEnum, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;

use super::{Act, keep_an_owner, refuse_unknown, touch_directory};
use crate::access::Permission;
use crate::auth::session;
use crate::error::Result;
use crate::refusal::Code;
use crate::store::sql::{self, Values};

/// A member that something is done to.
#[derive(Clone, Copy, Debug)]
pub struct Whom {
    /// Where.
    pub workspace_id: WorkspaceId,
    /// Who.
    pub user_id: UserId,
    /// The version that the change was made up from.
    pub expected_version: Option<i32>,
}

/// The member, and what the viewer is, with the workspace's row locked; refused to whom it is not for to decide over them.
async fn decide_over(
    transaction: &impl ConnectionTrait,
    act: &Act,
    whom: Whom,
) -> Result<(membership::Model, Role)> {
    let own = act.authorise(transaction, Permission::ManagePeople, whom.workspace_id).await?;
    let row = membership::Entity::find_by_id((whom.workspace_id, whom.user_id)).one(transaction).await?;
    let row = row.filter(|row| row.status != MembershipStatus::Left).ok_or(Code::NotFound.at("userId"))?;
    if matches!(row.role, Role::Owner | Role::Admin) {
        act.check(Permission::ManageRoles, whom.workspace_id, own)?;
    }
    if whom.expected_version.is_some_and(|expected| expected != row.version) {
        return Err(Code::Conflict.at("expectedVersion").with("version", &row.version).into());
    }
    Ok((row, own))
}

async fn save(
    transaction: &impl ConnectionTrait,
    row: &membership::Model,
    role: Role,
    status: MembershipStatus,
) -> Result<()> {
    touch_directory(transaction, row.workspace_id).await?;
    membership::Entity::update_many()
        .col_expr(membership::Column::Role, Expr::value(role.to_value()))
        .col_expr(membership::Column::Status, Expr::value(status.to_value()))
        .col_expr(membership::Column::Version, Expr::col(membership::Column::Version).add(1))
        .filter(membership::Column::WorkspaceId.eq(row.workspace_id))
        .filter(membership::Column::UserId.eq(row.user_id))
        .exec(transaction)
        .await?;
    keep_an_owner(transaction, row.workspace_id).await
}

/// Gives a member another role.
///
/// # Errors
/// [`Code::NotFound`], [`Code::Forbidden`], [`Code::Conflict`], [`Code::LastOwner`].
pub async fn change_role(
    transaction: &impl ConnectionTrait,
    act: &Act,
    whom: Whom,
    role: Role,
) -> Result<()> {
    let (row, own) = decide_over(transaction, act, whom).await?;
    act.check(Permission::ManageRoles, whom.workspace_id, own)?;
    if row.role == role {
        return Ok(());
    }
    save(transaction, &row, role, row.status).await?;
    let details = json!({ "from": row.role.to_value(), "to": role.to_value() });
    let entry = act
        .entry(AuditAction::RoleChanged)
        .within(whom.workspace_id)
        .to(whom.user_id.to_string())
        .with(details);
    act.record(transaction, entry).await
}

/// Shuts a member out, lets them in again, or removes them; their work stays theirs.
///
/// # Errors
/// [`Code::NotFound`], [`Code::Forbidden`], [`Code::Conflict`], [`Code::LastOwner`], [`Code::StillResponsible`].
pub async fn set_status(
    transaction: &impl ConnectionTrait,
    act: &Act,
    whom: Whom,
    status: MembershipStatus,
) -> Result<()> {
    let (row, _) = decide_over(transaction, act, whom).await?;
    if row.status == status {
        return Ok(());
    }
    let action = match status {
        MembershipStatus::Active => AuditAction::MemberResumed,
        MembershipStatus::Suspended => AuditAction::MemberSuspended,
        MembershipStatus::Left => {
            refuse_responsible(transaction, whom).await?;
            let_go(transaction, act, whom).await?;
            AuditAction::MemberLeft
        }
    };
    save(transaction, &row, row.role, status).await?;
    act.record(transaction, act.entry(action).within(whom.workspace_id).to(whom.user_id.to_string())).await
}

/// Leaves a workspace, as oneself.
///
/// # Errors
/// [`Code::NotFound`], [`Code::LastOwner`], [`Code::StillResponsible`].
pub async fn leave(transaction: &impl ConnectionTrait, act: &Act, workspace_id: WorkspaceId) -> Result<()> {
    let viewer = act.as_person()?;
    act.role(transaction, workspace_id).await?;
    let whom = Whom { workspace_id, user_id: viewer.user_id, expected_version: None };
    let row = membership::Entity::find_by_id((workspace_id, viewer.user_id)).one(transaction).await?;
    let row = row.ok_or(Code::NotFound.at("workspaceId"))?;
    refuse_responsible(transaction, whom).await?;
    let_go(transaction, act, whom).await?;
    save(transaction, &row, row.role, MembershipStatus::Left).await?;
    act.record(
        transaction,
        act.entry(AuditAction::MemberLeft).within(workspace_id).to(viewer.user_id.to_string()),
    )
    .await
}

/// Makes a member of somebody, or lets them in again who had left.
pub(super) async fn join(
    transaction: &impl ConnectionTrait,
    act: &Act,
    workspace_id: WorkspaceId,
    user_id: UserId,
    role: Role,
) -> Result<()> {
    let again = membership::Entity::update_many()
        .col_expr(membership::Column::Role, Expr::value(role.to_value()))
        .col_expr(membership::Column::Status, Expr::value(MembershipStatus::Active.to_value()))
        .col_expr(membership::Column::Version, Expr::col(membership::Column::Version).add(1))
        .col_expr(membership::Column::CreatedAt, Expr::value(act.now))
        .filter(membership::Column::WorkspaceId.eq(workspace_id))
        .filter(membership::Column::UserId.eq(user_id))
        .filter(membership::Column::Status.eq(MembershipStatus::Left))
        .exec(transaction)
        .await?;
    if again.rows_affected > 0 {
        return Ok(());
    }
    let row = membership::Model {
        workspace_id,
        user_id,
        role,
        created_at: act.now,
        status: MembershipStatus::Active,
        version: 1,
    };
    sql::insert(transaction, &[row]).await
}

/// Whoever goes leaves their departments and their tokens behind: coming again does not bring them back.
async fn let_go(transaction: &impl ConnectionTrait, act: &Act, whom: Whom) -> Result<()> {
    put_into(transaction, whom.workspace_id, whom.user_id, &[]).await?;
    api_token::Entity::update_many()
        .col_expr(api_token::Column::RevokedAt, Expr::value(act.now))
        .filter(api_token::Column::WorkspaceId.eq(whom.workspace_id))
        .filter(api_token::Column::UserId.eq(whom.user_id))
        .filter(api_token::Column::RevokedAt.is_null())
        .exec(transaction)
        .await?;
    Ok(())
}

/// Whoever goes hands over first what would be nobody's.
async fn refuse_responsible(transaction: &impl ConnectionTrait, whom: Whom) -> Result<()> {
    let mut values = Values::default();
    let (workspace, user) = (values.bind(whom.workspace_id), values.bind(whom.user_id));
    let sql = format!(
        "select (select count(*) from campaign where workspace_id = {workspace} and owner_id = {user}
                and status not in ('ended', 'reviewed', 'cancelled'))
            + (select count(*) from department where workspace_id = {workspace} and lead_id = {user})
            + (select count(*) from work_package where workspace_id = {workspace} and accountable_id = {user} and not done)
            as n"
    );
    let count = values.count(transaction, sql).await?;
    if count > 0 { Err(Code::StillResponsible.at("userId").with("count", &count).into()) } else { Ok(()) }
}

/// Moves a member between departments: these, and no others.
///
/// # Errors
/// [`Code::NotFound`], [`Code::Forbidden`], [`Code::Conflict`].
pub async fn set_departments(
    transaction: &impl ConnectionTrait,
    act: &Act,
    whom: Whom,
    departments: &[DepartmentId],
) -> Result<()> {
    let (row, _) = decide_over(transaction, act, whom).await?;
    known_departments(transaction, whom.workspace_id, departments).await?;
    put_into(transaction, whom.workspace_id, whom.user_id, departments).await?;
    save(transaction, &row, row.role, row.status).await?;
    let details = json!({ "departments": departments.iter().map(ToString::to_string).collect::<Vec<_>>() });
    let entry =
        act.entry(AuditAction::DepartmentsChanged).within(whom.workspace_id).to(whom.user_id.to_string());
    act.record(transaction, entry.with(details)).await
}

/// Refuses departments that are not the workspace's.
pub(super) async fn known_departments(
    transaction: &impl ConnectionTrait,
    workspace: WorkspaceId,
    departments: &[DepartmentId],
) -> Result<()> {
    let known = department::Entity::find()
        .filter(department::Column::WorkspaceId.eq(workspace))
        .filter(department::Column::Id.is_in(departments.iter().copied()))
        .count(transaction)
        .await?;
    refuse_unknown(known, departments.len(), "departmentIds")
}

/// Puts a member into these departments and no others.
pub(super) async fn put_into(
    transaction: &impl ConnectionTrait,
    workspace_id: WorkspaceId,
    user_id: UserId,
    departments: &[DepartmentId],
) -> Result<()> {
    department_member::Entity::delete_many()
        .filter(department_member::Column::WorkspaceId.eq(workspace_id))
        .filter(department_member::Column::UserId.eq(user_id))
        .exec(transaction)
        .await?;
    let row = |id: &DepartmentId| department_member::Model { workspace_id, department_id: *id, user_id };
    sql::insert(transaction, &departments.iter().map(row).collect::<Vec<_>>()).await
}

/// Signs a member out everywhere.
///
/// # Errors
/// [`Code::NotFound`], [`Code::Forbidden`], [`Code::Conflict`].
pub async fn sign_out(transaction: &impl ConnectionTrait, act: &Act, whom: Whom) -> Result<()> {
    act.as_person()?;
    decide_over(transaction, act, whom).await?;
    let open = session::open(transaction, whom.user_id).await?;
    session::end(transaction, &open, SessionEnd::SignedOutByAdmin, act.now).await?;
    let entry =
        act.entry(AuditAction::MemberSignedOut).within(whom.workspace_id).to(whom.user_id.to_string());
    act.record(transaction, entry).await
}
