//! Idempotency keys: a request that is sent again is answered alike, and not done again.
//! <https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/>

use chrono::TimeDelta;
use entity::idempotency_record;
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, Set, Unchanged};
use serde::de::DeserializeOwned;

use super::Caller;
use crate::auth::{network, secret};
use crate::error::{Error, Result};
use crate::refusal::Code;
use crate::store::sql::Values;

/// How long a key is kept.
pub const KEY_KEPT: TimeDelta = TimeDelta::days(7);

/// The longest key, in bytes.
const LONGEST: usize = 200;

/// A key with the request that it was sent with.
#[derive(Clone)]
pub struct IdempotencyKey {
    text: String,
    fingerprint: String,
}

impl IdempotencyKey {
    /// A key of a request: `input` is what the mutation was asked for, without the key.
    ///
    /// # Errors
    /// [`Error::BadInput`] of a key that is empty, longer than 200 bytes or not of visible ASCII characters.
    pub fn new(text: &str, mutation: &str, input: &str) -> Result<Self> {
        let is_fine = (1..=LONGEST).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        if !is_fine {
            let message = "expected 1 to 200 visible ASCII characters, such as a UUID";
            return Err(Error::bad_input("idempotencyKey", message));
        }
        // Covered by the key, which is stored nowhere: the digest of a short input would tell what it was.
        let fingerprint = secret::hash(&format!("{text}\n{mutation}\n{input}"));
        Ok(Self { text: text.to_owned(), fingerprint })
    }
}

/// Whose keys they are: two callers may send the same.
fn owner(caller: &Caller) -> String {
    caller
        .viewer
        .as_ref()
        .map_or_else(|| network(&caller.origin.address), |viewer| viewer.user_id.to_string())
}

/// Takes a key for this request; what it was answered with, where it had been done.  On PostgreSQL the same
/// request at the same time waits here until the first has committed.
///
/// # Errors
/// [`Code::IdempotencyKeyReused`] where it was sent with another request.
pub(super) async fn claim<T: DeserializeOwned>(
    transaction: &impl ConnectionTrait,
    caller: &Caller,
    key: &IdempotencyKey,
) -> Result<Option<T>> {
    let mut values = Values::default();
    let (of, with) = (values.bind(owner(caller)), values.bind(secret::hash(&key.text)));
    let (print, now) = (values.bind(key.fingerprint.as_str()), values.bind(caller.now));
    let long_ago = values.bind(caller.now - KEY_KEPT);
    let sql = format!(
        "insert into idempotency_record (caller, key_hash, fingerprint, outcome, created_at)
        values ({of}, {with}, {print}, '', {now})
        on conflict (caller, key_hash) do update set fingerprint = {print}, outcome = '', created_at = {now}
        where idempotency_record.created_at <= {long_ago}"
    );
    if values.execute(transaction, sql).await? > 0 {
        return Ok(None);
    }
    find(transaction, caller, key).await
}

/// What a request was answered with, where it has been done.
///
/// # Errors
/// [`Code::IdempotencyKeyReused`] where the key was sent with another request.
pub async fn find<T: DeserializeOwned>(
    connection: &impl ConnectionTrait,
    caller: &Caller,
    key: &IdempotencyKey,
) -> Result<Option<T>> {
    let id = (owner(caller), secret::hash(&key.text));
    let found = idempotency_record::Entity::find_by_id(id).one(connection).await?;
    let Some(found) = found.filter(|row| caller.now - row.created_at < KEY_KEPT) else { return Ok(None) };
    if found.fingerprint != key.fingerprint {
        return Err(Code::IdempotencyKeyReused.into());
    }
    let outcome = secret::unseal(&found.outcome, &key.text).unwrap_or_default();
    serde_json::from_str(&outcome).map(Some).map_err(Error::internal)
}

/// Keeps what a request was answered with, in JSON.
pub(super) async fn remember(
    transaction: &impl ConnectionTrait,
    caller: &Caller,
    key: &IdempotencyKey,
    outcome: &str,
) -> Result<()> {
    let record = idempotency_record::ActiveModel {
        caller: Unchanged(owner(caller)),
        key_hash: Unchanged(secret::hash(&key.text)),
        outcome: Set(secret::seal(outcome, &key.text)),
        ..Default::default()
    };
    record.update(transaction).await?;
    Ok(())
}
