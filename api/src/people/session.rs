//! Sessions: signed in once on a device, refreshed by refresh tokens that can each be exchanged once.

use chrono::{DateTime, TimeDelta, Utc};
use entity::{AuditAction, SessionEnd, SessionId, UserId, refresh_token, session};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use serde::{Deserialize, Serialize};

use crate::audit::Entry;
use crate::auth::secret;
use crate::clock::new_id;
use crate::error::Result;
use crate::write::{Command, Write};

/// How long a session lasts that nobody uses.
pub(crate) const IDLE: TimeDelta = TimeDelta::days(30);

/// How long a token that was exchanged still answers with what it was exchanged for: the answer may have been
/// lost.
const GRACE: TimeDelta = TimeDelta::seconds(10);

/// A session with the refresh token to continue it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Session {
    /// Opaque id.
    pub id: SessionId,
    /// The account.
    pub user_id: UserId,
    /// Exchanged, once, for the next one.
    pub refresh_token: String,
    /// Until when that is valid.
    pub expires_at: DateTime<Utc>,
}

/// Begins a session of an account, without a sign-in.
pub struct BeginSession(pub UserId);

impl Command for BeginSession {
    type Done = Session;

    async fn run(&self, write: &mut Write<'_>) -> Result<Session> {
        begin(write, self.0, None).await
    }
}

/// Begins a session of an account; `device` is what the client calls itself there, else its `User-Agent`.
///
/// # Errors
/// What the database answers.
pub async fn begin(write: &mut Write<'_>, user_id: UserId, device: Option<&str>) -> Result<Session> {
    let (id, now) = (SessionId(new_id()), write.caller.now);
    let expires_at = now + IDLE;
    let row = session::Model {
        id,
        user_id,
        device: device.unwrap_or(&write.caller.origin.device).to_owned(),
        address: write.caller.origin.address.clone(),
        created_at: now,
        last_used_at: now,
        expires_at,
        ended_at: None,
        ended_because: None,
    };
    write.insert(row).await?;
    let refresh_token = secret::refresh_token()?;
    issue(write, id, &refresh_token).await?;
    Ok(Session { id, user_id, refresh_token, expires_at })
}

async fn issue(write: &mut Write<'_>, session_id: SessionId, token: &str) -> Result<()> {
    let row = refresh_token::Model {
        hash: secret::hash(token),
        session_id,
        created_at: write.caller.now,
        used_at: None,
        successor: None,
    };
    write.insert(row).await
}

/// Exchanges a refresh token for the next one; none where it is not valid.  However many come with it at
/// once, one exchanges it, and the others get the same answer.  Where it comes again later, two have it, and
/// the session is ended.
///
/// # Errors
/// What the database answers.
pub async fn exchange(write: &mut Write<'_>, token: &str) -> Result<Option<Session>> {
    let (hash, now) = (secret::hash_of_given(token), write.caller.now);
    let found = refresh_token::Entity::find_by_id(&hash).lock_exclusive().one(write.transaction()).await?;
    let Some(found) = found else { return Ok(None) };
    let of_token =
        session::Entity::find_by_id(found.session_id).lock_exclusive().one(write.transaction()).await?;
    let Some(session) = of_token.filter(|row| row.ended_at.is_none() && now < row.expires_at) else {
        return Ok(None);
    };
    let (id, user_id) = (session.id, session.user_id);
    let Some(used_at) = found.used_at else {
        let next = secret::refresh_token()?;
        let successor = Some(secret::seal(&next, token));
        write.update(&found, refresh_token::Model { used_at: Some(now), successor, ..found.clone() }).await?;
        issue(write, id, &next).await?;
        let expires_at = now + IDLE;
        let address = write.caller.origin.address.clone();
        let used = session::Model { last_used_at: now, expires_at, address, ..session.clone() };
        write.update(&session, used).await?;
        return Ok(Some(Session { id, user_id, refresh_token: next, expires_at }));
    };
    // It was exchanged a moment ago, which may have been the same client, or long ago.
    let is_recent = now - used_at <= GRACE;
    let successor = found.successor.filter(|_| is_recent).and_then(|sealed| secret::unseal(&sealed, token));
    if let Some(refresh_token) = successor {
        return Ok(Some(Session { id, user_id, refresh_token, expires_at: session.expires_at }));
    }
    write.record(Entry::of(AuditAction::SessionReused, Some(user_id)).to(id.to_string())).await?;
    end(write, vec![session], SessionEnd::Reused).await?;
    Ok(None)
}

/// Ends sessions.
///
/// # Errors
/// What the database answers.
pub async fn end(write: &mut Write<'_>, open: Vec<session::Model>, because: SessionEnd) -> Result<()> {
    let ended_at = Some(write.caller.now);
    for row in open {
        let ended = session::Model { ended_at, ended_because: Some(because), ..row.clone() };
        write.update(&row, ended).await?;
    }
    Ok(())
}

/// The sessions of an account that have not ended.
///
/// # Errors
/// What the database answers.
pub async fn open(connection: &impl ConnectionTrait, user_id: UserId) -> Result<Vec<session::Model>> {
    let open = session::Entity::find()
        .filter(session::Column::UserId.eq(user_id))
        .filter(session::Column::EndedAt.is_null());
    Ok(open.lock_exclusive().all(connection).await?)
}
