//! SQLite: one file, one writer, several readers; write-ahead log, every commit flushed.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, SqlxSqliteConnector, Statement};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection};

use super::connection::{Counter, POOL_WAIT};
use super::failure::is_busy;
use crate::error::{Error, Result};

/// Below this, a reset of the write-ahead log can corrupt the file.
const OLDEST: i32 = 3_051_003;

const READERS: u32 = 8;

/// Rows that a connection reads ahead.
const ROWS: usize = 1024;

/// How often, and after which pause, a file is opened again that another process is about to set up.
const OPEN_ATTEMPTS: u32 = 100;
const OPEN_PAUSE: Duration = Duration::from_millis(50);

/// How long a connection may take to close.
const CLOSE_WAIT: Duration = Duration::from_secs(1);

/// The one connection that writes.
pub(super) struct Writer {
    options: SqliteConnectOptions,
    counter: Counter,
    connection: Option<DatabaseConnection>,
    file: PathBuf,
    identity: Option<Identity>,
}

/// Which file a path leads to: device and inode.
type Identity = (u64, u64);

/// The pool of the readers, and the writer; `create` makes a file that is not there.
pub(super) async fn open(url: &str, create: bool, counter: Counter) -> Result<(DatabaseConnection, Writer)> {
    let options = options(url)?;
    // The writer comes first: it makes the file, and nobody else does, now or later.
    let first = connect(options.clone().create_if_missing(create), &counter).await?;
    check(&first).await?;
    let file = options.get_filename().to_path_buf();
    let identity = identity(&file);
    let reader = SqlitePoolOptions::new()
        .max_connections(READERS)
        .acquire_timeout(POOL_WAIT)
        // A file does not hang up: asking it first would wake its thread once more for each request.
        .test_before_acquire(false)
        // After an I/O error the driver may take a transaction for open that SQLite has ended.
        .before_acquire(|connection, _| Box::pin(async { Ok(!connection.is_in_transaction()) }))
        .connect_with(options.clone().pragma("query_only", "ON"))
        .await
        .map_err(Error::internal)?;
    let reader = counter.counted(SqlxSqliteConnector::from_sqlx_sqlite_pool(reader));
    Ok((reader, Writer { options, counter, connection: Some(first), file, identity }))
}

/// The pool of readers alone, of a file that is there and stays as it is.
pub(super) async fn open_for_reading(url: &str, counter: &Counter) -> Result<DatabaseConnection> {
    let options = SqliteConnectOptions::from_str(url)
        .map_err(|error| Error::bad_input("database_url", error.to_string()))?
        .read_only(true)
        .pragma("trusted_schema", "OFF")
        .pragma("mmap_size", "0")
        .busy_timeout(Duration::from_secs(5))
        .row_buffer_size(ROWS)
        .disable_statement_logging();
    let file = options.get_filename().to_path_buf();
    if !file.exists() {
        let message =
            format!("{} is not there: `leadtime serve` or `leadtime migrate` makes it", file.display());
        return Err(Error::bad_input("database_url", message));
    }
    // Without a log beside it nobody has the file open to write; to read it as usual, SQLite would make one.
    let log = file.with_file_name(format!("{}-wal", file.file_name().unwrap_or_default().display()));
    let pool = SqlitePoolOptions::new().max_connections(READERS).test_before_acquire(false);
    let pool = pool.connect_with(options.immutable(!log.exists())).await.map_err(Error::internal)?;
    Ok(counter.counted(SqlxSqliteConnector::from_sqlx_sqlite_pool(pool)))
}

fn options(url: &str) -> Result<SqliteConnectOptions> {
    let options = SqliteConnectOptions::from_str(url)
        .map_err(|error| Error::bad_input("database_url", error.to_string()))?;
    Ok(options
        .create_if_missing(false)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        .pragma("trusted_schema", "OFF")
        .pragma("mmap_size", "0")
        .optimize_on_close(true, None)
        // Rows come from a thread of the connection's own: of large answers, waking its reader for each is
        // most of it.
        .row_buffer_size(ROWS)
        // What is slow is said by the request; a statement in the log could be as long as somebody likes.
        .disable_statement_logging())
}

async fn connect(options: SqliteConnectOptions, counter: &Counter) -> Result<DatabaseConnection> {
    let pool = SqlitePoolOptions::new().max_connections(1).acquire_timeout(POOL_WAIT);
    // Closed and opened by the writer alone.
    let pool = pool.test_before_acquire(false).idle_timeout(None).max_lifetime(None);
    let mut attempts = 0;
    let opened = loop {
        match pool.clone().connect_with(options.clone()).await {
            // Of several that open a fresh file one makes its log; SQLite does not let the others wait for
            // that.
            Err(sqlx::Error::Database(error)) if is_busy(error.as_ref()) && attempts < OPEN_ATTEMPTS => {
                attempts += 1;
                tokio::time::sleep(OPEN_PAUSE).await;
            }
            opened => {
                let file = options.get_filename().display();
                break opened.map_err(|error| Error::Unavailable(format!("{file}: {error}").into()))?;
            }
        }
    };
    Ok(counter.counted(SqlxSqliteConnector::from_sqlx_sqlite_pool(opened)))
}

impl Writer {
    /// The connection, opened where there is none.
    pub(super) async fn connection(&mut self) -> Result<DatabaseConnection> {
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => connect(self.options.clone(), &self.counter).await?,
        };
        Ok(self.connection.insert(connection).clone())
    }

    /// Closes the connection: what it had not committed is rolled back.
    pub(super) async fn close(&mut self) {
        if let Some(connection) = self.connection.take() {
            // One that does not close in time is closed when its thread comes to it.
            drop(tokio::time::timeout(CLOSE_WAIT, connection.close()).await);
        }
    }

    /// Refuses to commit to a file that was deleted or replaced: nobody who opens the path would find it
    /// there.
    pub(super) fn check_file(&self) -> Result<()> {
        if identity(&self.file) == self.identity {
            return Ok(());
        }
        Err(Error::Unavailable(format!("{} was deleted or replaced", self.file.display()).into()))
    }
}

fn identity(file: &Path) -> Option<Identity> {
    std::fs::metadata(file).ok().map(|file| (file.dev(), file.ino()))
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
