//! Housekeeping: deletes what has been over for a while.  The audit log is no part of it: it is append only.
//!
//! Every server does it, whatever the others do: a batch that another replica is deleting is passed over.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use entity::CampaignId;
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::app::App;
use crate::error::Result;
use crate::planning::RESTORABLE;
use crate::store::Store;
use crate::store::sql::Values;
use crate::write::KEY_KEPT;

/// How long a server waits before it looks again, and before it looks for the first time.
const INTERVAL: Duration = Duration::from_hours(1);

/// Rows that one transaction deletes at most: others write between two batches.
const BATCH: u64 = 500;

/// Batches of one table at a time; the rest is left for the next time.
const BATCHES: u32 = 200;

/// Rows that are over.
struct Over {
    table: &'static str,
    key: &'static str,
    /// When a row was over; an index has it.
    since: &'static str,
    /// How long it is kept after that.
    kept: TimeDelta,
}

const OVER: [Over; 10] = [
    // Ended or expired sessions, with their refresh tokens.
    Over { table: "session", key: "id", since: "coalesce(ended_at, expires_at)", kept: TimeDelta::days(30) },
    // Exchanged refresh tokens of sessions that go on: until then one that comes again ends its session.
    Over { table: "refresh_token", key: "hash", since: "used_at", kept: TimeDelta::days(30) },
    Over {
        table: "mailed_link",
        key: "hash",
        since: "coalesce(used_at, expires_at)",
        kept: TimeDelta::days(30),
    },
    Over {
        table: "invitation",
        key: "id",
        since: "coalesce(accepted_at, revoked_at, expires_at)",
        kept: TimeDelta::days(90),
    },
    Over {
        table: "api_token",
        key: "id",
        since: "coalesce(revoked_at, expires_at)",
        kept: TimeDelta::days(90),
    },
    Over { table: "idempotency_record", key: "caller, key_hash", since: "created_at", kept: KEY_KEPT },
    // Deleted baselines, which an undo brings back until then.
    Over { table: "baseline", key: "id", since: "deleted_at", kept: RESTORABLE },
    // Cancelled events of calendars: until then what they were of can be restored.
    Over { table: "cancelled_event", key: "campaign_id, key", since: "at", kept: RESTORABLE },
    // Imports that were done after the answer, and what the outbox gave up of them.
    Over {
        table: "import_job",
        key: "id",
        since: "coalesce(finished_at, created_at)",
        kept: TimeDelta::days(7),
    },
    // Jobs that were given up: until then somebody may look at why.
    Over { table: "outbox_job", key: "id", since: "failed_at", kept: TimeDelta::days(30) },
];

/// Deletes what is over, every hour, for as long as the server runs.
pub async fn run(app: Arc<App>) {
    loop {
        tokio::time::sleep(INTERVAL).await;
        match delete(&app).await {
            Ok(0) => {}
            Ok(rows) => tracing::info!(rows, "deleted what has been over for a while"),
            Err(error) => tracing::warn!(%error, "housekeeping failed; it is tried again in an hour"),
        }
    }
}

/// Deletes what has been over for long enough, in batches; how many rows it was.
///
/// # Errors
/// What the database answers; the batches before are deleted.
pub async fn delete(app: &App) -> Result<u64> {
    let (store, now) = (&app.store, app.clock.now());
    // Changes with the work packages that they are about; whoever reads the change feed from before starts
    // again.
    let changes = Over { table: "change", key: "scope_id, seq", since: "at", kept: app.change_log_time };
    let mut total = 0;
    for over in OVER.iter().chain([&changes]) {
        for _ in 0..BATCHES {
            let deleted = delete_batch(store, over, now - over.kept).await?;
            total += deleted;
            if deleted < BATCH {
                break;
            }
        }
    }
    for _ in 0..BATCHES {
        let purged = purge_campaign(store, now - RESTORABLE).await?;
        total += purged;
        if purged == 0 {
            break;
        }
    }
    Ok(total)
}

/// Purges one campaign that was deleted before a time, with everything in it and its change log; how many it
/// was.
async fn purge_campaign(store: &Store, before: DateTime<Utc>) -> Result<u64> {
    let backend = store.reader().get_database_backend();
    let lock = if backend == DbBackend::Postgres { "for update skip locked" } else { "" };
    let found = format!("select id from campaign where deleted_at < $1 order by deleted_at limit 1 {lock}");
    let purge = store.write(move |transaction| {
        let (found, mut values) = (found.clone(), Values::default());
        values.bind(before);
        Box::pin(async move {
            let Some(row) = values.rows(transaction, found).await?.pop() else { return Ok(0) };
            let id: CampaignId = row.try_get("", "id")?;
            for sql in ["delete from change where scope_id = $1", "delete from campaign where id = $1"] {
                let mut values = Values::default();
                values.bind(id);
                values.execute(transaction, sql.to_owned()).await?;
            }
            Ok(1)
        })
    });
    purge.await
}

async fn delete_batch(store: &Store, over: &Over, before: DateTime<Utc>) -> Result<u64> {
    let backend = store.reader().get_database_backend();
    let lock = if backend == DbBackend::Postgres { "for update skip locked" } else { "" };
    let Over { table, key, since, kept: _ } = over;
    let sql = format!(
        "delete from {table} where ({key}) in (
            select {key} from {table} where {since} < $1 order by {since} limit {BATCH} {lock})"
    );
    let statement = Statement::from_sql_and_values(backend, sql, [before.into()]);
    let deletion = store.write(move |transaction| {
        let statement = statement.clone();
        Box::pin(async move { Ok(transaction.execute_raw(statement).await?.rows_affected()) })
    });
    deletion.await
}
