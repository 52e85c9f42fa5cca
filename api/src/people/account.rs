//! Accounts: made, signed in to, and their passwords.

use chrono::TimeDelta;
use entity::{AuditAction, LinkPurpose, SessionEnd, UserId, WorkspaceId, mailed_link, user};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use serde::{Deserialize, Serialize};

use super::{Act, workspace};
use crate::audit::Entry;
use crate::auth::{secret, session};
use crate::clock::new_id;
use crate::error::Result;
use crate::mail::Letter;
use crate::refusal::Code;
use crate::store::sql;

/// How long a link holds that somebody asked for themselves.
const LINK: TimeDelta = TimeDelta::minutes(30);

/// What somebody new asks for, until they have shown that the address is theirs.
#[derive(Clone, Serialize, Deserialize)]
pub struct Registration {
    /// As they wish to be called.
    pub name: String,
    /// A PHC string.
    pub password_hash: String,
    /// Of their first workspace.
    pub workspace_name: String,
    /// Theirs, and that of the workspace.
    pub time_zone: String,
    /// The language that they read.
    pub locale: String,
}

/// Remembers what somebody new asks for; the letter to send, which nobody but the address's owner reads.
///
/// # Errors
/// What the database answers.
pub async fn register(
    transaction: &impl ConnectionTrait,
    act: &Act,
    email: &str,
    registration: &Registration,
) -> Result<Letter> {
    if find(transaction, email).await?.is_some() {
        return Ok(Letter::known_address(email, &registration.locale));
    }
    let body = serde_json::to_string(registration).map_err(crate::error::Error::internal)?;
    let token = link(transaction, act, LinkPurpose::Registration, email, body).await?;
    Ok(Letter::registration(email, &registration.locale, &act.app.link("register", &token)))
}

/// Makes the account that a link stands for, with its first workspace.
///
/// # Errors
/// [`Code::InvalidLink`].
pub async fn confirm(
    transaction: &impl ConnectionTrait,
    act: &Act,
    token: &str,
) -> Result<(UserId, WorkspaceId)> {
    let link = follow(transaction, act, LinkPurpose::Registration, token).await?;
    // Whoever was invited meanwhile has an account.
    if find(transaction, &link.email).await?.is_some() {
        return Err(Code::InvalidLink.at("token").into());
    }
    let asked: Registration = serde_json::from_str(&link.body).map_err(crate::error::Error::internal)?;
    let id = UserId(new_id());
    let row = user::Model {
        id,
        email: link.email,
        name: asked.name,
        locale: asked.locale,
        time_zone: asked.time_zone.clone(),
        password_hash: Some(asked.password_hash),
        created_at: act.now,
        is_service: false,
    };
    sql::insert(transaction, &[row]).await?;
    act.record(transaction, Entry::of(AuditAction::Registered, Some(id)).to(id.to_string())).await?;
    let workspace = workspace::create(transaction, act, id, asked.workspace_name, asked.time_zone).await?;
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

/// Sends somebody a link for a new password, where there is such an account.
///
/// # Errors
/// What the database answers.
pub async fn request_reset(
    transaction: &impl ConnectionTrait,
    act: &Act,
    email: &str,
) -> Result<Option<Letter>> {
    let Some(user) = find(transaction, email).await? else { return Ok(None) };
    let token = link(transaction, act, LinkPurpose::PasswordReset, email, String::new()).await?;
    let entry = Entry::of(AuditAction::PasswordResetRequested, Some(user.id)).to(user.id.to_string());
    act.record(transaction, entry).await?;
    Ok(Some(Letter::reset(email, &user.locale, &act.app.link("reset-password", &token))))
}

/// The account that a link for a new password stands for; the link is used up.
///
/// # Errors
/// [`Code::InvalidLink`].
pub async fn follow_reset(transaction: &impl ConnectionTrait, act: &Act, token: &str) -> Result<user::Model> {
    let link = follow(transaction, act, LinkPurpose::PasswordReset, token).await?;
    Ok(find(transaction, &link.email).await?.ok_or(Code::InvalidLink.at("token"))?)
}

/// Gives an account another password, and signs it out everywhere, save where it was changed.
///
/// # Errors
/// What the database answers.
pub async fn set_password(
    transaction: &impl ConnectionTrait,
    act: &Act,
    user_id: UserId,
    hash: &str,
    action: AuditAction,
) -> Result<()> {
    store_hash(transaction, user_id, hash).await?;
    let here = act.viewer.as_ref().and_then(|viewer| viewer.session_id);
    let mut others = session::open(transaction, user_id).await?;
    others.retain(|id| Some(*id) != here);
    session::end(transaction, &others, SessionEnd::PasswordChanged, act.now).await?;
    act.record(transaction, Entry::of(action, Some(user_id)).to(user_id.to_string())).await
}

/// The account whose password was checked, with its row locked until the transaction ends; none where the password has
/// been changed meanwhile.
///
/// # Errors
/// What the database answers.
pub async fn still_of_hash(
    transaction: &impl ConnectionTrait,
    user_id: UserId,
    hash: Option<&str>,
) -> Result<Option<user::Model>> {
    let row = user::Entity::find_by_id(user_id).lock_exclusive().one(transaction).await?;
    Ok(row.filter(|row| row.password_hash.as_deref() == hash))
}

/// Stores the hash of a password.
///
/// # Errors
/// What the database answers.
pub async fn store_hash(transaction: &impl ConnectionTrait, user_id: UserId, hash: &str) -> Result<()> {
    user::Entity::update_many()
        .col_expr(user::Column::PasswordHash, Expr::value(hash))
        .filter(user::Column::Id.eq(user_id))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Makes a link's token.  Older ones hold on: whoever asks for another must not end somebody else's.
async fn link(
    transaction: &impl ConnectionTrait,
    act: &Act,
    purpose: LinkPurpose,
    email: &str,
    body: String,
) -> Result<String> {
    let token = secret::link_token()?;
    let row = mailed_link::Model {
        hash: secret::hash(&token),
        purpose,
        email: email.to_owned(),
        body,
        created_at: act.now,
        expires_at: act.now + LINK,
        used_at: None,
    };
    sql::insert(transaction, &[row]).await?;
    Ok(token)
}

/// Ends all links of a purpose and an address.
///
/// # Errors
/// What the database answers.
pub async fn use_up(
    transaction: &impl ConnectionTrait,
    act: &Act,
    purpose: LinkPurpose,
    email: &str,
) -> Result<()> {
    mailed_link::Entity::update_many()
        .col_expr(mailed_link::Column::UsedAt, Expr::value(act.now))
        .filter(mailed_link::Column::Purpose.eq(purpose))
        .filter(mailed_link::Column::Email.eq(email))
        .filter(mailed_link::Column::UsedAt.is_null())
        .exec(transaction)
        .await?;
    Ok(())
}

/// What a link's token stands for, without using it.
///
/// # Errors
/// [`Code::InvalidLink`].
pub async fn peek(
    connection: &impl ConnectionTrait,
    act: &Act,
    purpose: LinkPurpose,
    token: &str,
) -> Result<mailed_link::Model> {
    let row = mailed_link::Entity::find_by_id(secret::hash_of_given(token)).one(connection).await?;
    let row = row.filter(|row| row.purpose == purpose && row.used_at.is_none() && act.now < row.expires_at);
    Ok(row.ok_or(Code::InvalidLink.at("token"))?)
}

/// What a link's token stands for, once; all others of its purpose and address are used up with it.
async fn follow(
    transaction: &impl ConnectionTrait,
    act: &Act,
    purpose: LinkPurpose,
    token: &str,
) -> Result<mailed_link::Model> {
    let invalid = || Code::InvalidLink.at("token");
    let hash = secret::hash_of_given(token);
    let used = mailed_link::Entity::update_many()
        .col_expr(mailed_link::Column::UsedAt, Expr::value(act.now))
        .filter(mailed_link::Column::Hash.eq(&hash))
        .filter(mailed_link::Column::Purpose.eq(purpose))
        .filter(mailed_link::Column::UsedAt.is_null())
        .filter(mailed_link::Column::ExpiresAt.gt(act.now))
        .exec(transaction)
        .await?;
    if used.rows_affected == 0 {
        return Err(invalid().into());
    }
    let row = mailed_link::Entity::find_by_id(hash).one(transaction).await?.ok_or_else(invalid)?;
    use_up(transaction, act, purpose, &row.email).await?;
    Ok(row)
}
