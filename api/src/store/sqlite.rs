//! SQLite: one file, one writer, several readers; write-ahead log, every commit flushed.

use std::str::FromStr;
use std::time::Duration;

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, SqlxSqliteConnector, Statement};
use sqlx::ConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use super::POOL_WAIT;
use crate::error::{Error, Result};

/// Below this, a reset of the write-ahead log can corrupt the file.
const OLDEST: i32 = 3_051_003;

const READERS: u32 = 8;

/// Rows that a connection reads ahead.
const ROWS: usize = 1024;

/// Pools of readers and of the one writer.
pub(super) async fn open(url: &str, create: bool) -> Result<(DatabaseConnection, DatabaseConnection)> {
    let options = SqliteConnectOptions::from_str(url)
        .map_err(|error| Error::bad_input("database_url", error.to_string()))?
        .create_if_missing(create)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        .pragma("trusted_schema", "OFF")
        .pragma("mmap_size", "0")
        .optimize_on_close(true, None)
        // Rows come from a thread of the connection's own: of large answers, waking its reader for each is most of it.
        .row_buffer_size(ROWS)
        // What is slow is said by the request; a statement in the log could be as long as somebody likes.
        .disable_statement_logging();
    let pool = |connections| {
        let options = SqlitePoolOptions::new().max_connections(connections).acquire_timeout(POOL_WAIT);
        // A file does not hang up: asking it first would wake its thread once more for each request.
        options.test_before_acquire(false)
    };
    let writer = pool(1).connect_with(options.clone()).await.map_err(Error::internal)?;
    let reader =
        pool(READERS).connect_with(options.pragma("query_only", "ON")).await.map_err(Error::internal)?;
    let writer = SqlxSqliteConnector::from_sqlx_sqlite_pool(writer);
    check(&writer).await?;
    Ok((SqlxSqliteConnector::from_sqlx_sqlite_pool(reader), writer))
}

/// Refuses to go on where a setting that durability rests on does not hold.
async fn check(writer: &DatabaseConnection) -> Result<()> {
    if libsqlite3_sys::SQLITE_VERSION_NUMBER < OLDEST {
        return Err(Error::internal("SQLite is older than 3.51.3, which can corrupt its write-ahead log"));
    }
    for (pragma, expected) in [("journal_mode", "wal"), ("synchronous", "2"), ("foreign_keys", "1")] {
        let statement = Statement::from_string(
            DbBackend::Sqlite,
            format!("select cast({pragma} as text) as value from pragma_{pragma}"),
        );
        let row = writer.query_one_raw(statement).await?;
        let found: String = row.map(|row| row.try_get("", "value")).transpose()?.unwrap_or_default();
        if found != expected {
            return Err(Error::internal(format!("SQLite has {pragma} {found} where {expected} is needed")));
        }
    }
    Ok(())
}
