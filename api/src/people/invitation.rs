//! Invitations: a link by e-mail, for one person, once.

use chrono::TimeDelta;
use entity::{
    AuditAction, DepartmentId, InvitationId, MembershipStatus, Role, UserId, WorkspaceId, invitation,
    membership, user, workspace,
};
use sea_orm::{ActiveEnum, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use serde_json::json;

use super::{account, member};
use crate::access::{self, Permission, Relation};
use crate::audit::Entry;
use crate::auth::secret;
use crate::clock::new_id;
use crate::error::Result;
use crate::mail::Email;
use crate::outbox::Job;
use crate::refusal::{Code, Refusal};
use crate::write::{Caller, Write};

/// How long an invitation is valid.
const LIFETIME: TimeDelta = TimeDelta::days(7);

/// Whom to invite, and to which role.
#[derive(Clone, Debug)]
pub struct Invite {
    /// The workspace.
    pub workspace_id: WorkspaceId,
    /// The address, in lower case.
    pub email: String,
    /// The role that they will have.
    pub role: Role,
    /// The departments that they will work in.
    pub departments: Vec<DepartmentId>,
}

impl Invite {
    /// Refuses departments that are not the workspace's.
    ///
    /// # Errors
    /// [`Code::NotFound`].
    pub async fn known_departments(&self, write: &Write<'_>) -> Result<()> {
        member::known_departments(write, self.workspace_id, &self.departments).await
    }

    /// Refuses an address whose person is a member already.
    ///
    /// # Errors
    /// [`Code::AlreadyMember`].
    pub async fn refuse_member(&self, write: &Write<'_>) -> Result<()> {
        let Some(user) = account::find(write.transaction(), &self.email).await? else { return Ok(()) };
        let key = (self.workspace_id, user.id);
        let known = membership::Entity::find_by_id(key).one(write.transaction()).await?;
        let is_member = known.is_some_and(|row| row.status != MembershipStatus::Left);
        if is_member { Err(Code::AlreadyMember.into()) } else { Ok(()) }
    }

    /// Invites somebody, for a caller of role `own`; an open invitation of the same address is revoked.
    ///
    /// # Errors
    /// [`Code::Forbidden`] where there is an open invitation to a role that the caller may not give.
    pub async fn send(&self, write: &mut Write<'_>, own: Role) -> Result<InvitationId> {
        let Self { workspace_id, email, role, departments } = self;
        replace(write, (*workspace_id, own), email).await?;
        let token = secret::link_token()?;
        let id = InvitationId(new_id());
        let row = invitation::Model {
            id,
            workspace_id: *workspace_id,
            email: email.clone(),
            role: *role,
            departments: departments.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
            hash: secret::hash(&token),
            invited_by: Some(write.caller.viewer()?.user_id),
            created_at: write.caller.now,
            expires_at: write.caller.now + LIFETIME,
            accepted_at: None,
            revoked_at: None,
        };
        write.insert(row).await?;
        let details = json!({ "role": role.to_value(), "invitation": id.to_string() });
        let entry = write.caller.entry(AuditAction::MemberInvited).within(*workspace_id).to(email);
        write.record(entry.with(details)).await?;
        let workspace = workspace::Entity::find_by_id(*workspace_id).one(write.transaction()).await?;
        let name = workspace.map(|row| row.name).unwrap_or_default();
        let url = write.link("accept-invitation", &token);
        write.enqueue(&Job::Email(Email::invitation(email, &name, &url))).await?;
        Ok(id)
    }
}

/// Revokes the open invitation of an address, which is for who may give its role.
async fn replace(write: &mut Write<'_>, (workspace, own): (WorkspaceId, Role), email: &str) -> Result<()> {
    let open = invitation::Entity::find()
        .filter(invitation::Column::WorkspaceId.eq(workspace))
        .filter(invitation::Column::Email.eq(email))
        .filter(invitation::Column::AcceptedAt.is_null())
        .filter(invitation::Column::RevokedAt.is_null())
        .lock_exclusive();
    let Some(row) = open.one(write.transaction()).await? else { return Ok(()) };
    if write.caller.now < row.expires_at {
        write.caller.check_grant(workspace, own, row.role)?;
    }
    let revoked = invitation::Model { revoked_at: Some(write.caller.now), ..row.clone() };
    write.update(&row, revoked).await.map(drop)
}

/// Revokes an open invitation.
///
/// # Errors
/// [`Code::NotFound`], [`Code::Forbidden`].
pub async fn revoke(write: &mut Write<'_>, id: InvitationId) -> Result<()> {
    let found = invitation::Entity::find_by_id(id).one(write.transaction()).await?;
    let found = found.ok_or(Code::NotFound)?;
    let own = write.authorise(Permission::ManagePeople, found.workspace_id).await?;
    write.caller.check_grant(found.workspace_id, own, found.role)?;
    // Once more, now that the workspace is locked: they may have come meanwhile.
    let locked = invitation::Entity::find_by_id(id).lock_exclusive().one(write.transaction()).await?;
    let is_open = |row: &invitation::Model| row.accepted_at.is_none() && row.revoked_at.is_none();
    let row = locked.filter(is_open).ok_or(Code::NotFound)?;
    let revoked = invitation::Model { revoked_at: Some(write.caller.now), ..row.clone() };
    write.update(&row, revoked).await?;
    let entry = write.caller.entry(AuditAction::InvitationRevoked).within(row.workspace_id).to(&row.email);
    write.record(entry).await
}

/// Who accepts an invitation without having an account yet.
#[derive(Clone, Debug)]
pub struct Newcomer {
    /// Name of the person.
    pub name: String,
    /// Language of the person.
    pub locale: String,
    /// Time zone of the person.
    pub time_zone: String,
    /// A PHC string.
    pub password_hash: String,
}

/// The open invitation that a link's token stands for.
///
/// # Errors
/// [`Code::InvalidLink`].
pub async fn open(
    connection: &impl ConnectionTrait,
    caller: &Caller,
    token: &str,
) -> Result<invitation::Model> {
    let of_hash = invitation::Entity::find()
        .filter(invitation::Column::Hash.eq(secret::hash_of_given(token)))
        .filter(invitation::Column::AcceptedAt.is_null())
        .filter(invitation::Column::RevokedAt.is_null())
        .filter(invitation::Column::ExpiresAt.gt(caller.now));
    Ok(of_hash.one(connection).await?.ok_or(Code::InvalidLink)?)
}

/// Accepts an invitation.  Whoever has an account has to be signed in to it; somebody new gets one.
///
/// # Errors
/// [`Code::InvalidLink`]; [`Code::Forbidden`] where the account is another's; [`Code::AlreadyMember`].
pub async fn accept(
    write: &mut Write<'_>,
    token: &str,
    newcomer: Option<&Newcomer>,
) -> Result<(UserId, WorkspaceId)> {
    let found = open(write.transaction(), write.caller, token).await?;
    // The workspace first, as everywhere: two who decide about one invitation do so one after the other.
    workspace::Entity::find_by_id(found.workspace_id).lock_exclusive().one(write.transaction()).await?;
    let row = open(write.transaction(), write.caller, token).await?;
    refuse_without_host(write, &row).await?;
    let accepted = invitation::Model { accepted_at: Some(write.caller.now), ..row.clone() };
    write.update(&row, accepted).await?;
    let user_id = guest(write, &row, newcomer).await?;
    member::join(write, row.workspace_id, user_id, row.role).await?;
    let departments: Vec<_> = row.departments.split(' ').filter_map(DepartmentId::parse).collect();
    let departments = member::existing_departments(write, row.workspace_id, &departments).await?;
    member::assign(write, row.workspace_id, user_id, &departments).await?;
    let entry = Entry::of(AuditAction::InvitationAccepted, Some(user_id));
    write.record(entry.within(row.workspace_id).to(user_id.to_string())).await?;
    Ok((user_id, row.workspace_id))
}

/// An invitation is valid while the host may invite.
async fn refuse_without_host(write: &Write<'_>, row: &invitation::Model) -> Result<()> {
    let host = match row.invited_by {
        Some(host) => {
            membership::Entity::find_by_id((row.workspace_id, host)).one(write.transaction()).await?
        }
        None => None,
    };
    let host = host.filter(|host| host.status == MembershipStatus::Active);
    let may = host.is_some_and(|host| {
        let may = |permission| access::check(permission, Relation::in_workspace(host.role), None).is_ok();
        may(Permission::ManagePeople)
            && (!access::decides_over_others(row.role) || may(Permission::ManageRoles))
    });
    if may { Ok(()) } else { Err(Code::InvalidLink.into()) }
}

/// The account of whoever accepts.
async fn guest(
    write: &mut Write<'_>,
    invitation: &invitation::Model,
    newcomer: Option<&Newcomer>,
) -> Result<UserId> {
    if let Some(user) = account::find(write.transaction(), &invitation.email).await? {
        let is_they = write.caller.as_person().is_ok_and(|viewer| viewer.user_id == user.id);
        if !is_they {
            return Err(Refusal::from(Code::Forbidden).within(invitation.workspace_id).into());
        }
        write.refuse_ended().await?;
        return Ok(user.id);
    }
    let newcomer = newcomer.ok_or(Code::Required)?.clone();
    let id = UserId(new_id());
    let row = user::Model {
        id,
        email: invitation.email.clone(),
        name: newcomer.name,
        locale: newcomer.locale,
        time_zone: newcomer.time_zone,
        password_hash: Some(newcomer.password_hash),
        created_at: write.caller.now,
        is_service: false,
    };
    write.insert(row).await?;
    Ok(id)
}
