//! Rows, on SQLite or PostgreSQL: consistent reads, and writes that are acknowledged when they are durable.

mod connection;
mod failure;
mod health;
mod postgres;
mod queue;
pub mod row;
pub mod sql;
mod sqlite;
mod work;

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, Statement};
use sqlx::PgPool;

pub use connection::counted;
pub use postgres::WRITE_WAIT;
pub use work::{Work, work};

use crate::error::{Error, Result};
use connection::Counter;
use health::Health;
use postgres::Begins;
use queue::Queue;

/// How often a write that lost against another is tried.
const ATTEMPTS: u32 = 3;

/// How long after a failed check of the database the next one follows.
const PAUSE: Duration = Duration::from_secs(1);

/// How long a write may take that is a migration or an import, on PostgreSQL.
pub const LONG_WRITE_WAIT: Duration = Duration::from_mins(10);

/// A database with its schema as this server knows it.
#[derive(Clone)]
pub struct Store {
    reader: DatabaseConnection,
    writer: Writer,
    /// Of PostgreSQL: connections that listen to other servers and tell them.
    listening: Option<PgPool>,
    begins: Begins,
    counter: Counter,
    health: Health,
}

#[derive(Clone)]
enum Writer {
    /// SQLite has one writer at a time: a queue is quicker and fairer than its locks.
    Queue(Queue),
    /// PostgreSQL has many; each write runs in a task of its own, so that a client that hangs up cannot drop
    /// it half-way and leave its connection inside a transaction.
    Pool(DatabaseConnection),
    /// Whoever only reads has none.
    None,
}

impl Store {
    /// Opens the database of a `sqlite://` or `postgres://` address; `create` makes a SQLite file that is not
    /// there.
    ///
    /// # Errors
    /// Where the address is of neither, the database cannot be reached, or one of the settings that
    /// durability rests on does not hold.
    pub async fn open(url: &str, create: bool) -> Result<Self> {
        let (counter, health, begins) = (Counter::default(), Health::default(), Begins::default());
        let (reader, writer, listening) = if url.starts_with("sqlite:") {
            let (reader, writer) = sqlite::open(url, create, counter.clone()).await?;
            (reader, Writer::Queue(Queue::start(writer, health.clone())), None)
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            let (reader, writer) = postgres::open(url, &counter, &begins).await?;
            (reader, Writer::Pool(writer), Some(postgres::listening(url)?))
        } else {
            return Err(Error::bad_input("database_url", "expected sqlite://FILE or postgres://…"));
        };
        Ok(Self { reader, writer, listening, begins, counter, health })
    }

    /// Opens a database that is there already, to read it alone: nothing of it is made or changed.
    ///
    /// # Errors
    /// Where there is none, or its schema is not the one that this server knows.
    pub async fn open_for_reading(url: &str) -> Result<Self> {
        let (counter, begins) = (Counter::default(), Begins::default());
        let reader = if url.starts_with("sqlite:") {
            sqlite::open_for_reading(url, &counter).await?
        } else {
            postgres::open_for_reading(url, &counter, &begins).await?
        };
        let (writer, listening, health) = (Writer::None, None, Health::default());
        let store = Self { reader, writer, listening, begins, counter, health };
        store.check_schema().await?;
        Ok(store)
    }

    /// Refuses a schema of another version.
    async fn check_schema(&self) -> Result<()> {
        let sql = "select version from seaql_migrations order by version";
        let statement = Statement::from_string(self.reader.get_database_backend(), sql);
        // Of a database that is not ours the statement fails.
        let rows = self.reader.query_all_raw(statement).await.unwrap_or_default();
        let found: Vec<String> =
            rows.iter().map(|row| row.try_get("", "version")).collect::<Result<_, _>>()?;
        let known: Vec<_> = Migrator::migrations().iter().map(|known| known.name().to_owned()).collect();
        if found == known {
            return Ok(());
        }
        let message = if found.iter().any(|name| !known.contains(name)) {
            "the schema is newer than this version of leadtime"
        } else {
            "there is no schema of this version: run `leadtime migrate`"
        };
        Err(Error::bad_input("database_url", message))
    }

    /// Brings the schema up to date.
    ///
    /// # Errors
    /// Where the schema is newer than this server knows, or a migration fails.
    pub async fn migrate(&self) -> Result<()> {
        let is_postgres = matches!(self.writer, Writer::Pool(_));
        let work = work::<(), _>(move |transaction| {
            Box::pin(async move {
                // One server at a time: others that start wait here, and find it done.
                if is_postgres {
                    transaction.execute_unprepared("select pg_advisory_xact_lock(4711)").await?;
                }
                Ok(Migrator::up(transaction, None).await?)
            })
        });
        self.write_within(LONG_WRITE_WAIT, work).await
    }

    /// Single statements, which need no transaction to be consistent.
    #[must_use]
    pub const fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// Connections that listen to other servers on PostgreSQL, and tell them; none on SQLite.
    #[must_use]
    pub const fn listening(&self) -> Option<&PgPool> {
        self.listening.as_ref()
    }

    /// Several statements that see one state of the database.
    ///
    /// # Errors
    /// [`Error::Unavailable`] where no connection comes free in time; else what reading fails with.
    pub async fn snapshot(&self) -> Result<DatabaseTransaction> {
        // Connections of PostgreSQL's readers are told to; a deferred transaction of SQLite does so by
        // itself.
        Ok(self.begins.begin(&self.reader).await?)
    }

    /// Does work that writes: all of it or nothing, and durable when this returns.  The work is done again
    /// where the database gave up for somebody else's sake.
    ///
    /// # Errors
    /// The work's own; [`Error::Conflict`] where it lost three times; [`Error::Busy`] where too much waits;
    /// [`Error::Unavailable`] where the database cannot be written, and nothing was;
    /// [`Error::OutcomeUnknown`] where that is not known.
    pub async fn write<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> Fn(&'t DatabaseTransaction) -> Work<'t, T> + Send + Sync + 'static,
    {
        self.write_within(WRITE_WAIT, work).await
    }

    /// The same for work that may take another time on PostgreSQL than [`WRITE_WAIT`].
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub async fn write_within<T, F>(&self, wait: Duration, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> Fn(&'t DatabaseTransaction) -> Work<'t, T> + Send + Sync + 'static,
    {
        let outcome = match &self.writer {
            Writer::Queue(queue) => queue.write(work).await,
            Writer::Pool(pool) => {
                let (pool, begins) = (pool.clone(), self.begins.clone());
                tokio::spawn(async move { write_with_retries((&pool, &begins), wait, &work).await })
                    .await
                    .map_err(Error::internal)?
            }
            Writer::None => Err(Error::internal("a write to a database that was opened to be read")),
        };
        if let Err(Error::Unavailable(_) | Error::OutcomeUnknown { .. }) = &outcome {
            self.suspect();
        }
        outcome
    }

    /// SQL statements sent so far, transaction control left out.
    #[must_use]
    pub fn statement_count(&self) -> u64 {
        self.counter.count()
    }

    /// Whether the database answers and takes writes.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Busy`] where it does not.
    pub async fn check(&self) -> Result<()> {
        let outcome = if self.health.is_down() {
            Err(Error::Unavailable("the last write failed".into()))
        } else {
            self.begin().await
        };
        // Somebody has to find out when it is back, also where the last watch ended just before this.
        if let Err(Error::Unavailable(_)) = &outcome {
            self.suspect();
        }
        outcome
    }

    /// Looks at the database because a request could not use it, until it can be used again.
    pub fn suspect(&self) {
        if !self.health.begins_watch() {
            return;
        }
        let store = self.clone();
        tokio::spawn(async move {
            while let Err(error) = store.probe().await {
                store.health.failed(&error);
                tokio::time::sleep(PAUSE).await;
            }
            store.health.recovered();
        });
    }

    /// Reads, and begins a write.
    async fn begin(&self) -> Result<()> {
        self.reader.ping().await?;
        match &self.writer {
            Writer::Queue(queue) => queue.write(work(|_| Box::pin(async { Ok(()) }))).await,
            Writer::Pool(pool) => postgres::probe(pool, &self.begins).await,
            Writer::None => Ok(()),
        }
    }

    /// The same by a real write: of a full disk nothing else shows it.
    async fn probe(&self) -> Result<()> {
        self.reader.ping().await?;
        match &self.writer {
            Writer::Queue(queue) => {
                // A number in the header of the file that nobody reads.
                let touch = work::<(), _>(|transaction| {
                    Box::pin(async {
                        Ok(transaction.execute_unprepared("pragma user_version = 0").await.map(drop)?)
                    })
                });
                queue.write(touch).await
            }
            Writer::Pool(pool) => postgres::probe(pool, &self.begins).await,
            Writer::None => Ok(()),
        }
    }
}

async fn write_with_retries<T, F>(pool: (&DatabaseConnection, &Begins), wait: Duration, work: &F) -> Result<T>
where
    F: for<'t> Fn(&'t DatabaseTransaction) -> Work<'t, T>,
{
    for attempt in 1..ATTEMPTS {
        match postgres::write(pool, wait, work).await {
            Err(Error::Conflict) => tokio::time::sleep(backoff(attempt)).await,
            outcome => return outcome,
        }
    }
    postgres::write(pool, wait, work).await
}

/// A wait that grows, and differs between those that met.
fn backoff(attempt: u32) -> Duration {
    let jitter = RandomState::new().hash_one(attempt) % 20;
    Duration::from_millis(u64::from(attempt) * 10 + jitter)
}
