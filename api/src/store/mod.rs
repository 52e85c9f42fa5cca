//! Rows, on SQLite or PostgreSQL behind one door: consistent reads, and writes that are acknowledged when they are
//! durable.

mod postgres;
mod queue;
pub mod sql;
mod sqlite;

use std::hash::{BuildHasher, RandomState};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, TransactionTrait};

use crate::error::{Error, Result};
use queue::Queue;

/// Work inside a transaction.
pub type Work<'t, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 't>>;

/// A closure as work: said so, the compiler knows that what it makes lives as long as the transaction that it is given.
pub const fn work<T, F>(work: F) -> F
where
    F: for<'t> Fn(&'t DatabaseTransaction) -> Work<'t, T>,
{
    work
}

/// How long a request waits for a connection before it is told that the server is busy.
const POOL_WAIT: Duration = Duration::from_millis(1500);

/// How often a write that lost against another is tried.
const ATTEMPTS: u32 = 3;

/// A database with its schema as this server knows it.
#[derive(Clone)]
pub struct Store {
    reader: DatabaseConnection,
    writer: Writer,
    statements: Arc<AtomicU64>,
}

#[derive(Clone)]
enum Writer {
    /// SQLite has one writer at a time: a queue is quicker and fairer than its locks.
    Queue(Queue),
    /// PostgreSQL has many; each write runs in a task of its own, so that a client that hangs up cannot drop it
    /// half-way and leave its connection inside a transaction.
    Pool(DatabaseConnection),
}

impl Store {
    /// Opens the database of a `sqlite://` or `postgres://` address; `create` makes a SQLite file that is not there.
    ///
    /// # Errors
    /// Where the address is of neither, the database cannot be reached, or one of the settings that durability rests on
    /// does not hold.
    pub async fn open(url: &str, create: bool) -> Result<Self> {
        let statements = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&statements);
        let count = move |connection: &mut DatabaseConnection| {
            let counter = Arc::clone(&counter);
            connection.set_metric_callback(move |_| {
                counter.fetch_add(1, Ordering::Relaxed);
            });
        };
        if url.starts_with("sqlite:") {
            let (mut reader, mut writer) = sqlite::open(url, create).await?;
            count(&mut reader);
            count(&mut writer);
            Ok(Self { reader, writer: Writer::Queue(Queue::start(writer)), statements })
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            let (mut reader, mut writer) = postgres::open(url).await?;
            count(&mut reader);
            count(&mut writer);
            Ok(Self { reader, writer: Writer::Pool(writer), statements })
        } else {
            Err(Error::bad_input("database_url", "expected sqlite://FILE or postgres://…"))
        }
    }

    /// Brings the schema up to date.
    ///
    /// # Errors
    /// Where the schema is newer than this server knows, or a migration fails.
    pub async fn migrate(&self) -> Result<()> {
        // One server at a time: others that start wait here, and find it done.
        let transaction = match &self.writer {
            Writer::Queue(queue) => queue.connection().begin_with_options(queue::IMMEDIATE).await?,
            Writer::Pool(pool) => {
                let transaction = pool.begin().await?;
                transaction.execute_unprepared("select pg_advisory_xact_lock(4711)").await?;
                transaction
            }
        };
        Migrator::up(&transaction, None).await?;
        Ok(transaction.commit().await?)
    }

    /// Single statements, which need no transaction to be consistent.
    #[must_use]
    pub const fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// Several statements that see one state of the database.
    ///
    /// # Errors
    /// [`Error::Unavailable`] where no connection comes free in time; else what reading fails with.
    pub async fn snapshot(&self) -> Result<DatabaseTransaction> {
        // Connections of PostgreSQL's readers are told to; a deferred transaction of SQLite does so by itself.
        Ok(self.reader.begin().await?)
    }

    /// Does work that writes: all of it or nothing, and durable when this returns.  The work is done again where the
    /// database gave up for somebody else's sake.
    ///
    /// # Errors
    /// The work's own; [`Error::Conflict`] where it lost three times; [`Error::Unavailable`] where too much waits.
    pub async fn write<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> Fn(&'t DatabaseTransaction) -> Work<'t, T> + Send + Sync + 'static,
    {
        match &self.writer {
            Writer::Queue(queue) => queue.write(work).await,
            Writer::Pool(pool) => {
                let pool = pool.clone();
                tokio::spawn(async move { write_with_retries(&pool, &work).await })
                    .await
                    .map_err(Error::internal)?
            }
        }
    }

    /// SQL statements sent so far, transaction control left out.
    #[must_use]
    pub fn statement_count(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// Where it does not.
    pub async fn ping(&self) -> Result<()> {
        Ok(self.reader.ping().await?)
    }
}

async fn write_with_retries<T, F>(pool: &DatabaseConnection, work: &F) -> Result<T>
where
    F: for<'t> Fn(&'t DatabaseTransaction) -> Work<'t, T>,
{
    for attempt in 1..ATTEMPTS {
        match write_once(pool, work).await {
            Err(Error::Conflict) => tokio::time::sleep(backoff(attempt)).await,
            outcome => return outcome,
        }
    }
    write_once(pool, work).await
}

async fn write_once<T, F>(pool: &DatabaseConnection, work: &F) -> Result<T>
where
    F: for<'t> Fn(&'t DatabaseTransaction) -> Work<'t, T>,
{
    let transaction = pool.begin().await?;
    let outcome = work(&transaction).await?;
    transaction.commit().await?;
    Ok(outcome)
}

/// A wait that grows, and differs between those that met.
fn backoff(attempt: u32) -> Duration {
    let jitter = RandomState::new().hash_one(attempt) % 20;
    Duration::from_millis(u64::from(attempt) * 10 + jitter)
}
