//! Invitations: a link by e-mail, for one person, once.

use chrono::TimeDelta;
use entity::{
    AuditAction, DepartmentId, InvitationId, MembershipStatus, Role, UserId, WorkspaceId, invitation,
    membership, user, workspace,
};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveEnum, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::{Act, account, decides_over_others, member, touch_directory};
use crate::access::{self, Permission, Standing};
use crate::audit::Entry;
use crate::auth::secret;
use crate::clock::new_id;
use crate::error::Result;
use crate::mail::Letter;
use crate::refusal::Code;
use crate::store::sql;

/// How long an invitation holds.
const LIFETIME: TimeDelta = TimeDelta::days(7);

/// Whom to ask, and as what.
#[derive(Clone, Debug)]
pub struct Invite {
    /// Where to.
    pub workspace_id: WorkspaceId,
    /// Who, in lower case.
    pub email: String,
    /// As what.
    pub role: Role,
    /// The departments that they will work in.
    pub departments: Vec<DepartmentId>,
}

/// Asks somebody into a workspace; an open invitation of the same person is replaced.
///
/// # Errors
/// [`Code::NotFound`], [`Code::Forbidden`], [`Code::AlreadyMember`].
pub async fn invite(
    transaction: &impl ConnectionTrait,
    act: &Act,
    invite: &Invite,
) -> Result<(invitation::Model, Letter)> {
    let Invite { workspace_id, email, role, departments } = invite;
    let own = act.authorise(transaction, Permission::ManagePeople, *workspace_id).await?;
    act.check_gift(*workspace_id, own, *role)?;
    member::known_departments(transaction, *workspace_id, departments).await?;
    if let Some(user) = account::find(transaction, email).await? {
        let known = membership::Entity::find_by_id((*workspace_id, user.id)).one(transaction).await?;
        if known.is_some_and(|row| row.status != MembershipStatus::Left) {
            return Err(Code::AlreadyMember.at("email").into());
        }
    }
    replace(transaction, act, (*workspace_id, own), email).await?;
    let token = secret::link_token()?;
    let row = invitation::Model {
        id: InvitationId(new_id()),
        workspace_id: *workspace_id,
        email: email.clone(),
        role: *role,
        departments: departments.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
        hash: secret::hash(&token),
        invited_by: Some(act.viewer()?.user_id),
        created_at: act.now,
        expires_at: act.now + LIFETIME,
        accepted_at: None,
        revoked_at: None,
    };
    sql::insert(transaction, std::slice::from_ref(&row)).await?;
    let details = json!({ "role": role.to_value(), "invitation": row.id.to_string() });
    let entry = act.entry(AuditAction::MemberInvited).within(*workspace_id).to(email).with(details);
    act.record(transaction, entry).await?;
    let workspace = workspace::Entity::find_by_id(*workspace_id).one(transaction).await?;
    let name = workspace.map(|row| row.name).unwrap_or_default();
    let letter = Letter::invitation(email, &name, &act.app.link("accept-invitation", &token));
    Ok((row, letter))
}

/// Takes back the open invitation of an address, which is for who may give its role.
async fn replace(
    transaction: &impl ConnectionTrait,
    act: &Act,
    (workspace, own): (WorkspaceId, Role),
    email: &str,
) -> Result<()> {
    let open = invitation::Entity::find()
        .filter(invitation::Column::WorkspaceId.eq(workspace))
        .filter(invitation::Column::Email.eq(email))
        .filter(invitation::Column::AcceptedAt.is_null())
        .filter(invitation::Column::RevokedAt.is_null());
    let Some(row) = open.one(transaction).await? else { return Ok(()) };
    if act.now < row.expires_at {
        act.check_gift(workspace, own, row.role)?;
    }
    take_back(transaction, act, row.id).await.map(drop)
}

/// Whether it was still open.
async fn take_back(transaction: &impl ConnectionTrait, act: &Act, id: InvitationId) -> Result<bool> {
    let revoked = invitation::Entity::update_many()
        .col_expr(invitation::Column::RevokedAt, Expr::value(act.now))
        .filter(invitation::Column::Id.eq(id))
        .filter(invitation::Column::AcceptedAt.is_null())
        .filter(invitation::Column::RevokedAt.is_null())
        .exec(transaction)
        .await?;
    Ok(revoked.rows_affected > 0)
}

/// Takes an invitation back.
///
/// # Errors
/// [`Code::NotFound`], [`Code::Forbidden`].
pub async fn revoke(
    transaction: &impl ConnectionTrait,
    act: &Act,
    id: InvitationId,
) -> Result<invitation::Model> {
    let unknown = || Code::NotFound.at("invitationId");
    let visible = act.viewer()?.memberships.iter().map(|(workspace, _)| *workspace);
    let of_id = invitation::Entity::find_by_id(id).filter(invitation::Column::WorkspaceId.is_in(visible));
    let row = of_id.one(transaction).await?.ok_or_else(unknown)?;
    let own = act.authorise(transaction, Permission::ManagePeople, row.workspace_id).await?;
    act.check_gift(row.workspace_id, own, row.role)?;
    if !take_back(transaction, act, id).await? {
        return Err(unknown().into());
    }
    let entry = act.entry(AuditAction::InvitationRevoked).within(row.workspace_id).to(&row.email);
    act.record(transaction, entry).await?;
    Ok(invitation::Model { revoked_at: Some(act.now), ..row })
}

/// Who comes, where they have no account yet.
#[derive(Clone, Debug)]
pub struct Newcomer {
    /// As they wish to be called.
    pub name: String,
    /// The language that they read.
    pub locale: String,
    /// Where their day begins.
    pub time_zone: String,
    /// A PHC string.
    pub password_hash: String,
}

/// The open invitation that a link's token stands for.
///
/// # Errors
/// [`Code::InvalidLink`].
pub async fn open(connection: &impl ConnectionTrait, act: &Act, token: &str) -> Result<invitation::Model> {
    let of_hash = invitation::Entity::find()
        .filter(invitation::Column::Hash.eq(secret::hash_of_given(token)))
        .filter(invitation::Column::AcceptedAt.is_null())
        .filter(invitation::Column::RevokedAt.is_null())
        .filter(invitation::Column::ExpiresAt.gt(act.now));
    Ok(of_hash.one(connection).await?.ok_or(Code::InvalidLink.at("token"))?)
}

/// Comes in by an invitation.  Whoever has an account has to be signed in as it; somebody new makes one.
///
/// # Errors
/// [`Code::InvalidLink`]; [`Code::Forbidden`] where the account is another's; [`Code::AlreadyMember`]; [`Code::Required`]
/// where somebody new does not say who they are.
pub async fn accept(
    transaction: &impl ConnectionTrait,
    act: &Act,
    token: &str,
    newcomer: Option<&Newcomer>,
) -> Result<(UserId, WorkspaceId)> {
    let row = open(transaction, act, token).await?;
    touch_directory(transaction, row.workspace_id).await?;
    refuse_without_host(transaction, &row).await?;
    let accepted = invitation::Entity::update_many()
        .col_expr(invitation::Column::AcceptedAt, Expr::value(act.now))
        .filter(invitation::Column::Id.eq(row.id))
        .filter(invitation::Column::AcceptedAt.is_null())
        .filter(invitation::Column::RevokedAt.is_null())
        .exec(transaction)
        .await?;
    if accepted.rows_affected == 0 {
        return Err(Code::InvalidLink.at("token").into());
    }
    let user_id = guest(transaction, act, &row, newcomer).await?;
    let known = membership::Entity::find_by_id((row.workspace_id, user_id)).one(transaction).await?;
    if known.is_some_and(|row| row.status != MembershipStatus::Left) {
        return Err(Code::AlreadyMember.at("token").into());
    }
    member::join(transaction, act, row.workspace_id, user_id, row.role).await?;
    let departments: Vec<_> = row.departments.split(' ').filter_map(DepartmentId::parse).collect();
    member::put_into(transaction, row.workspace_id, user_id, &departments).await?;
    let entry = Entry::of(AuditAction::InvitationAccepted, Some(user_id))
        .within(row.workspace_id)
        .to(user_id.to_string());
    act.record(transaction, entry).await?;
    Ok((user_id, row.workspace_id))
}

/// An invitation holds while who asked may ask.
async fn refuse_without_host(transaction: &impl ConnectionTrait, row: &invitation::Model) -> Result<()> {
    let host = match row.invited_by {
        Some(host) => membership::Entity::find_by_id((row.workspace_id, host)).one(transaction).await?,
        None => None,
    };
    let host = host.filter(|host| host.status == MembershipStatus::Active);
    let may = host.is_some_and(|host| {
        let may = |permission| access::check(permission, Standing::in_workspace(host.role), None).is_ok();
        may(Permission::ManagePeople) && (!decides_over_others(row.role) || may(Permission::ManageRoles))
    });
    if may { Ok(()) } else { Err(Code::InvalidLink.at("token").into()) }
}

/// Whose account it is that comes.
async fn guest(
    transaction: &impl ConnectionTrait,
    act: &Act,
    invitation: &invitation::Model,
    newcomer: Option<&Newcomer>,
) -> Result<UserId> {
    if let Some(user) = account::find(transaction, &invitation.email).await? {
        let is_they = act.as_person().is_ok_and(|viewer| viewer.user_id == user.id);
        if !is_they {
            return Err(Code::Forbidden.at("token").within(invitation.workspace_id).into());
        }
        act.refuse_ended(transaction).await?;
        return Ok(user.id);
    }
    let newcomer = newcomer.ok_or(Code::Required.at("newcomer"))?.clone();
    let id = UserId(new_id());
    let row = user::Model {
        id,
        email: invitation.email.clone(),
        name: newcomer.name,
        locale: newcomer.locale,
        time_zone: newcomer.time_zone,
        password_hash: Some(newcomer.password_hash),
        created_at: act.now,
        is_service: false,
    };
    sql::insert(transaction, &[row]).await?;
    Ok(id)
}
