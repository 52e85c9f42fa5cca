//! Accounts: registered, and their passwords.

use chrono::TimeDelta;
use entity::{AuditAction, LinkPurpose, SessionEnd, UserId, WorkspaceId, mailed_link, outbox_job, user};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use serde::{Deserialize, Serialize};

use super::{session, workspace};
use crate::audit::Entry;
use crate::auth::secret;
use crate::clock::new_id;
use crate::error::{Error, Result};
use crate::mail::Email;
use crate::outbox::Job;
use crate::refusal::Code;
use crate::write::{Caller, Command, Write};

/// How long a link is valid that somebody asked for themselves.
const LINK: TimeDelta = TimeDelta::minutes(30);

/// Links of one purpose that are valid at a time for an address.  Beyond that none is sent: one of
/// these is in the mailbox, and a stranger who asks for many keeps nobody from their own.
const LINKS: u64 = 5;

/// What somebody who registers asks for, until they have shown that the address is theirs.
#[derive(Clone, Serialize, Deserialize)]
pub struct Registration {
    /// Name of the person.
    pub name: String,
    /// A PHC string.
    pub password_hash: String,
    /// Name of their first workspace.
    pub workspace_name: String,
    /// Time zone of the person and of the workspace.
    pub time_zone: String,
    /// Language of the person.
    pub locale: String,
}

/// Sends a link to confirm a registration, or says in the e-mail that the address has an account already.
///
/// # Errors
/// What the database answers.
pub async fn register(write: &mut Write<'_>, email: &str, registration: &Registration) -> Result<()> {
    let locale = &registration.locale;
    if find(write.transaction(), email).await?.is_some() {
        return write.enqueue(&Job::Email(Email::known_address(email, locale))).await;
    }
    let body = serde_json::to_string(registration).map_err(Error::internal)?;
    let Some(token) = link(write, LinkPurpose::Registration, email, body).await? else { return Ok(()) };
    let url = write.link("register", &token);
    write.enqueue(&Job::Email(Email::registration(email, locale, &url))).await
}

/// Creates the account that a link stands for, with its first workspace.
///
/// # Errors
/// [`Code::InvalidLink`].
pub async fn confirm(write: &mut Write<'_>, token: &str) -> Result<(UserId, WorkspaceId)> {
    let link = follow(write, LinkPurpose::Registration, token).await?;
    // Whoever was invited meanwhile has an account.
    if find(write.transaction(), &link.email).await?.is_some() {
        return Err(Code::InvalidLink.into());
    }
    let asked: Registration = serde_json::from_str(&link.body).map_err(Error::internal)?;
    let id = UserId(new_id());
    let row = user::Model {
        id,
        email: link.email,
        name: asked.name,
        locale: asked.locale,
        time_zone: asked.time_zone.clone(),
        password_hash: Some(asked.password_hash),
        created_at: write.caller.now,
        is_service: false,
    };
    write.insert(row).await?;
    write.record(Entry::of(AuditAction::Registered, Some(id)).to(id.to_string())).await?;
    let workspace = workspace::create(write, id, asked.workspace_name, asked.time_zone).await?;
    Ok((id, workspace))
}

/// The account of an address.
///
/// # Errors
/// What the database answers.
pub async fn find(connection: &impl ConnectionTrait, email: &str) -> Result<Option<user::Model>> {
    let of_email = user::Entity::find().filter(user::Column::Email.eq(email));
    Ok(of_email.filter(user::Column::IsService.eq(false)).one(connection).await?)
}

/// A job of the outbox: makes a link for a new password and sends it, if the address has an account.
pub struct SendPasswordReset {
    /// The address, in lower case.
    pub email: String,
    /// The job, which is done with this.
    pub job: uuid::Uuid,
}

impl Command for SendPasswordReset {
    type Done = ();

    async fn run(&self, write: &mut Write<'_>) -> Result<()> {
        let Self { email, job } = self;
        outbox_job::Entity::delete_by_id(*job).exec(write.transaction()).await?;
        let Some(user) = find(write.transaction(), email).await? else { return Ok(()) };
        let link = link(write, LinkPurpose::PasswordReset, email, String::new()).await?;
        let Some(token) = link else { return Ok(()) };
        let entry = Entry::of(AuditAction::PasswordResetRequested, Some(user.id)).to(user.id.to_string());
        write.record(entry).await?;
        let url = write.link("reset-password", &token);
        write.enqueue(&Job::Email(Email::reset(email, &user.locale, &url))).await
    }
}

/// The account that a link for a new password stands for; the link is used up.
///
/// # Errors
/// [`Code::InvalidLink`].
pub async fn follow_reset(write: &mut Write<'_>, token: &str) -> Result<user::Model> {
    let link = follow(write, LinkPurpose::PasswordReset, token).await?;
    // Links are made for people alone.
    let found = user::Entity::find().filter(user::Column::Email.eq(link.email)).lock_exclusive();
    Ok(found.one(write.transaction()).await?.ok_or(Code::InvalidLink)?)
}

/// Gives an account another password, and ends its sessions, save the one that asks for it.
///
/// # Errors
/// What the database answers.
pub async fn set_password(
    write: &mut Write<'_>,
    user: &user::Model,
    hash: &str,
    action: AuditAction,
) -> Result<()> {
    store_hash(write, user, hash).await?;
    let here = write.caller.viewer.as_ref().and_then(|viewer| viewer.session_id);
    let mut others = session::open(write.transaction(), user.id).await?;
    others.retain(|row| Some(row.id) != here);
    session::end(write, others, SessionEnd::PasswordChanged).await?;
    write.record(Entry::of(action, Some(user.id)).to(user.id.to_string())).await
}

/// The account whose password was checked, with its row locked until the transaction ends; none where the
/// password has been changed meanwhile.
///
/// # Errors
/// What the database answers.
pub async fn still_of_hash(
    write: &Write<'_>,
    user_id: UserId,
    hash: Option<&str>,
) -> Result<Option<user::Model>> {
    let row = user::Entity::find_by_id(user_id).lock_exclusive().one(write.transaction()).await?;
    Ok(row.filter(|row| row.password_hash.as_deref() == hash))
}

/// Stores the hash of a password.
///
/// # Errors
/// What the database answers.
pub async fn store_hash(write: &mut Write<'_>, user: &user::Model, hash: &str) -> Result<()> {
    let after = user::Model { password_hash: Some(hash.to_owned()), ..user.clone() };
    write.update(user, after).await.map(drop)
}

/// Makes a link's token, unless the address has as many valid links as it may.  Older ones stay valid:
/// a stranger who asks for another must not revoke the owner's.
async fn link(
    write: &mut Write<'_>,
    purpose: LinkPurpose,
    email: &str,
    body: String,
) -> Result<Option<String>> {
    let now = write.caller.now;
    let valid = mailed_link::Entity::find()
        .filter(mailed_link::Column::Purpose.eq(purpose))
        .filter(mailed_link::Column::Email.eq(email))
        .filter(mailed_link::Column::UsedAt.is_null())
        .filter(mailed_link::Column::ExpiresAt.gt(now))
        .count(write.transaction())
        .await?;
    if valid >= LINKS {
        return Ok(None);
    }
    let token = secret::link_token()?;
    let row = mailed_link::Model {
        hash: secret::hash(&token),
        purpose,
        email: email.to_owned(),
        body,
        created_at: now,
        expires_at: now + LINK,
        used_at: None,
    };
    write.insert(row).await?;
    Ok(Some(token))
}

/// Ends all links of a purpose and an address.
///
/// # Errors
/// What the database answers.
pub async fn use_up(write: &mut Write<'_>, purpose: LinkPurpose, email: &str) -> Result<()> {
    let open = mailed_link::Entity::find()
        .filter(mailed_link::Column::Purpose.eq(purpose))
        .filter(mailed_link::Column::Email.eq(email))
        .filter(mailed_link::Column::UsedAt.is_null())
        .lock_exclusive()
        .all(write.transaction())
        .await?;
    for row in open {
        let used = mailed_link::Model { used_at: Some(write.caller.now), ..row.clone() };
        write.update(&row, used).await?;
    }
    Ok(())
}

/// What a link's token stands for, without using it.
///
/// # Errors
/// [`Code::InvalidLink`].
pub async fn peek(
    connection: &impl ConnectionTrait,
    caller: &Caller,
    purpose: LinkPurpose,
    token: &str,
) -> Result<mailed_link::Model> {
    let row = mailed_link::Entity::find_by_id(secret::hash_of_given(token)).one(connection).await?;
    Ok(row.filter(|row| is_valid(row, caller, purpose)).ok_or(Code::InvalidLink)?)
}

fn is_valid(row: &mailed_link::Model, caller: &Caller, purpose: LinkPurpose) -> bool {
    row.purpose == purpose && row.used_at.is_none() && caller.now < row.expires_at
}

/// What a link's token stands for, once; all others of its purpose and address are used up with it.
async fn follow(write: &mut Write<'_>, purpose: LinkPurpose, token: &str) -> Result<mailed_link::Model> {
    let of_token = mailed_link::Entity::find_by_id(secret::hash_of_given(token)).lock_exclusive();
    let row = of_token.one(write.transaction()).await?;
    let row = row.filter(|row| is_valid(row, write.caller, purpose)).ok_or(Code::InvalidLink)?;
    use_up(write, purpose, &row.email).await?;
    Ok(row)
}
