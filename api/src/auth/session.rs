//! Sessions: signed in once on a device, gone on with by refresh tokens that can each be exchanged once.

use chrono::{DateTime, TimeDelta, Utc};
use entity::{SessionEnd, SessionId, UserId, refresh_token, session};
use sea_orm::{
    ActiveEnum, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::Expr,
};

use super::secret;
use crate::audit::Origin;
use crate::clock::new_id;
use crate::error::Result;
use crate::store::sql;

/// How long a session lasts that nobody uses.
const IDLE: TimeDelta = TimeDelta::days(30);

/// How long a token that was exchanged still answers with what it was exchanged for: the answer may have been lost.
const GRACE: TimeDelta = TimeDelta::seconds(10);

/// A session to go on with.
#[derive(Clone, Debug)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Whose it is.
    pub user_id: UserId,
    /// What it is gone on with.
    pub refresh_token: String,
    /// Until when that holds.
    pub expires_at: DateTime<Utc>,
}

/// What comes of a refresh token.
#[derive(Clone, Debug)]
pub enum Exchanged {
    /// The next one.
    Session(Session),
    /// It had been exchanged long ago: two have it, and the session is ended.
    Reused(SessionId, UserId),
    /// It is none, or its session has ended.
    Unknown,
}

/// Begins a session.
///
/// # Errors
/// What the database answers.
pub async fn begin(
    transaction: &impl ConnectionTrait,
    user_id: UserId,
    origin: &Origin,
    now: DateTime<Utc>,
) -> Result<Session> {
    let id = SessionId(new_id());
    let expires_at = now + IDLE;
    let row = session::Model {
        id,
        user_id,
        device: origin.device.clone(),
        address: origin.address.clone(),
        created_at: now,
        last_used_at: now,
        expires_at,
        ended_at: None,
        ended_because: None,
    };
    sql::insert(transaction, &[row]).await?;
    let refresh_token = secret::refresh_token()?;
    issue(transaction, id, &refresh_token, now).await?;
    Ok(Session { id, user_id, refresh_token, expires_at })
}

async fn issue(
    transaction: &impl ConnectionTrait,
    session_id: SessionId,
    token: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let row = refresh_token::Model {
        hash: secret::hash(token),
        session_id,
        created_at: now,
        used_at: None,
        successor: None,
    };
    sql::insert(transaction, &[row]).await
}

/// Exchanges a refresh token.  However many come with it at once, one exchanges it, and the others get the same answer.
///
/// # Errors
/// What the database answers.
pub async fn exchange(
    transaction: &impl ConnectionTrait,
    token: &str,
    origin: &Origin,
    now: DateTime<Utc>,
) -> Result<Exchanged> {
    let hash = secret::hash_of_given(token);
    let found = refresh_token::Entity::find_by_id(&hash).one(transaction).await?;
    let Some(found) = found else { return Ok(Exchanged::Unknown) };
    let of_token = session::Entity::find_by_id(found.session_id).one(transaction).await?;
    let Some(session) = of_token.filter(|row| row.ended_at.is_none() && now < row.expires_at) else {
        return Ok(Exchanged::Unknown);
    };
    let next = secret::refresh_token()?;
    let exchanged = refresh_token::Entity::update_many()
        .col_expr(refresh_token::Column::UsedAt, Expr::value(now))
        .col_expr(refresh_token::Column::Successor, Expr::value(secret::seal(&next, token)))
        .filter(refresh_token::Column::Hash.eq(&hash))
        .filter(refresh_token::Column::UsedAt.is_null())
        .exec(transaction)
        .await?;
    let (id, user_id) = (session.id, session.user_id);
    if exchanged.rows_affected == 1 {
        issue(transaction, id, &next, now).await?;
        let expires_at = touch(transaction, id, origin, now).await?;
        return Ok(Exchanged::Session(Session { id, user_id, refresh_token: next, expires_at }));
    }
    // Somebody has exchanged it: a moment ago, which may have been the same client, or long ago.
    let found = refresh_token::Entity::find_by_id(&hash).one(transaction).await?;
    let successor = found.filter(|row| row.used_at.is_some_and(|used_at| now - used_at <= GRACE));
    let successor = successor.and_then(|row| secret::unseal(&row.successor?, token));
    if let Some(refresh_token) = successor {
        return Ok(Exchanged::Session(Session {
            id,
            user_id,
            refresh_token,
            expires_at: session.expires_at,
        }));
    }
    end(transaction, &[id], SessionEnd::Reused, now).await?;
    Ok(Exchanged::Reused(id, user_id))
}

/// Notes that a session was used; until when it lasts now.
async fn touch(
    transaction: &impl ConnectionTrait,
    id: SessionId,
    origin: &Origin,
    now: DateTime<Utc>,
) -> Result<DateTime<Utc>> {
    let expires_at = now + IDLE;
    session::Entity::update_many()
        .col_expr(session::Column::LastUsedAt, Expr::value(now))
        .col_expr(session::Column::ExpiresAt, Expr::value(expires_at))
        .col_expr(session::Column::Address, Expr::value(origin.address.as_str()))
        .filter(session::Column::Id.eq(id))
        .exec(transaction)
        .await?;
    Ok(expires_at)
}

/// Ends sessions that have not ended yet.
///
/// # Errors
/// What the database answers.
pub async fn end(
    transaction: &impl ConnectionTrait,
    ids: &[SessionId],
    because: SessionEnd,
    now: DateTime<Utc>,
) -> Result<()> {
    session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(now))
        .col_expr(session::Column::EndedBecause, Expr::value(because.to_value()))
        .filter(session::Column::Id.is_in(ids.iter().copied()))
        .filter(session::Column::EndedAt.is_null())
        .exec(transaction)
        .await?;
    Ok(())
}

/// The sessions of somebody that have not ended.
///
/// # Errors
/// What the database answers.
pub async fn open(connection: &impl ConnectionTrait, user_id: UserId) -> Result<Vec<SessionId>> {
    let open = session::Entity::find()
        .select_only()
        .column(session::Column::Id)
        .filter(session::Column::UserId.eq(user_id))
        .filter(session::Column::EndedAt.is_null());
    Ok(open.into_tuple().all(connection).await?)
}
