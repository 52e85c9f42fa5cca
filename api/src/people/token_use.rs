//! When tokens for scripts are used: noted beside the requests that use them.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use entity::{ApiTokenId, AuditAction, api_token};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};

use crate::app::App;
use crate::audit::{self, Entry, Origin};
use crate::auth::SignedIn;
use crate::error::Result;
use crate::store::work;

/// How often the use of a token is noted in its row.
const NOTED: TimeDelta = TimeDelta::minutes(1);

/// In seconds: of each, the first use is remembered in the audit log.
const HOUR: i64 = 60 * 60;

/// Notes that a token is used, beside the request that uses it.
pub fn note(app: &Arc<App>, who: &SignedIn, origin: &Origin, now: DateTime<Utc>) {
    let Some(limits) = &who.viewer.limits else { return };
    let last = who.token_last_used_at;
    let hour = |moment: DateTime<Utc>| moment.timestamp().div_euclid(HOUR);
    let is_new_hour = last.is_none_or(|last| hour(last) != hour(now));
    if !is_new_hour && last.is_some_and(|last| now - last < NOTED) {
        return;
    }
    // Another replica may have noted it since it was read: then it is neither noted nor remembered twice.
    let since =
        if is_new_hour { now - TimeDelta::seconds(now.timestamp().rem_euclid(HOUR)) } else { now - NOTED };
    let (id, user, workspace) = (limits.token_id, who.viewer.user_id, who.viewer.workspace_ids().next());
    let (origin, app) = (origin.clone(), Arc::clone(app));
    tokio::spawn(async move {
        let work = work::<(), _>(move |transaction| {
            let origin = origin.clone();
            Box::pin(async move {
                let noted = write(transaction, id, since, now).await?;
                if noted && is_new_hour {
                    let entry =
                        Entry::of(AuditAction::TokenUsed, Some(user)).to(id.to_string()).by_token(Some(id));
                    audit::record(transaction, &origin, now, entry.within(workspace)).await?;
                }
                Ok(())
            })
        });
        if let Err(error) = app.store.write(work).await {
            tracing::warn!(%error, "the use of a token was not noted");
        }
    });
}

/// Whether it had not been noted since a moment.
async fn write(
    transaction: &impl ConnectionTrait,
    id: ApiTokenId,
    since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let last = api_token::Column::LastUsedAt;
    let is_old = Condition::any().add(last.is_null()).add(last.lt(since));
    let noted = api_token::Entity::update_many()
        .col_expr(last, Expr::value(now))
        .filter(api_token::Column::Id.eq(id))
        .filter(is_old)
        .exec(transaction)
        .await?;
    Ok(noted.rows_affected > 0)
}
