//! When API tokens are used: noted beside the requests that use them.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use entity::{ApiTokenId, AuditAction, api_token};
use sea_orm::{ActiveModelTrait, EntityTrait, QuerySelect, Set};

use crate::app::App;
use crate::audit::Origin;
use crate::auth::SignedIn;
use crate::error::Result;
use crate::write::{Caller, Command, Write, execute};

/// How often the use of a token is noted in its row.
const NOTED: TimeDelta = TimeDelta::minutes(1);

/// In seconds: of each, the first use is kept in the audit log.
const HOUR: i64 = 60 * 60;

/// Notes that a token is used, beside the request that uses it.
pub fn note(app: &Arc<App>, who: &SignedIn, origin: &Origin, now: DateTime<Utc>) {
    let Some(limits) = &who.viewer.limits else { return };
    let use_of_token = NoteTokenUse(limits.token_id);
    if !is_worth_noting(who.token_last_used_at, now) {
        return;
    }
    let (app, origin) = (Arc::clone(app), origin.clone());
    let caller = Caller { viewer: Some(who.viewer.clone()), origin, now };
    tokio::spawn(async move {
        if let Err(error) = execute(&app, &caller, "noteTokenUse", None, use_of_token).await {
            tracing::warn!(%error, "the use of a token was not noted");
        }
    });
}

struct NoteTokenUse(ApiTokenId);

impl Command for NoteTokenUse {
    type Done = ();

    async fn run(&self, write: &mut Write<'_>) -> Result<()> {
        let now = write.caller.now;
        let row = api_token::Entity::find_by_id(self.0).lock_exclusive().one(write.transaction()).await?;
        // Another request or another replica may have noted it meanwhile.
        let Some(row) = row.filter(|row| is_worth_noting(row.last_used_at, now)) else { return Ok(()) };
        if is_new_hour(row.last_used_at, now) {
            let workspace = write.caller.viewer()?.workspace_ids().next();
            let entry = write.caller.entry(AuditAction::TokenUsed).to(row.id.to_string());
            write.record(entry.within(workspace)).await?;
        }
        // Not by the diff of the row: what its caller may do is as it was, and stays cached.
        let noted = api_token::ActiveModel { last_used_at: Set(Some(now)), ..row.into() };
        noted.update(write.transaction()).await?;
        Ok(())
    }
}

fn is_worth_noting(last: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    is_new_hour(last, now) || last.is_none_or(|last| now - last >= NOTED)
}

fn is_new_hour(last: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    let hour = |moment: DateTime<Utc>| moment.timestamp().div_euclid(HOUR);
    last.is_none_or(|last| hour(last) != hour(now))
}
