//! PostgreSQL: a pool for those who read and one for those who write.
//!
//! A connection may go silent: after a failover or behind a NAT nothing answers, and nothing says so.  So
//! nothing here waits without an end: statements end by the database's own time-outs, writes by
//! [`WRITE_WAIT`], connections are tried before they are lent and when they come back, and those that do not
//! answer are thrown away.

use std::pin::pin;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, SqlxPostgresConnector,
    Statement, TransactionTrait,
};
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPoolOptions};
use sqlx::{ConnectOptions, Connection, Executor, PgPool};

use super::connection::{Counter, POOL_WAIT};
use super::failure::is_rolled_back;
use super::work::{Work, work};
use crate::error::{Error, Result};

/// Connections of those who read, and of those who write.
const CONNECTIONS: (u32, u32) = (16, 8);

/// What every connection is told, and the answers that a check at start expects.
const SETTINGS: [(&str, &str); 4] = [
    ("statement_timeout", "10s"),
    ("lock_timeout", "3s"),
    ("idle_in_transaction_session_timeout", "15s"),
    // Nobody reads warnings.
    ("client_min_messages", "error"),
];

/// What every connection is told beside: how soon the database lets go of a client that does not answer, and
/// of what it has locked.  A socket of the same machine has no use for it.
const KEEPALIVE: [(&str, &str); 4] = [
    ("tcp_keepalives_idle", "10"),
    ("tcp_keepalives_interval", "5"),
    ("tcp_keepalives_count", "3"),
    ("tcp_user_timeout", "25000"),
];

/// What those who read are told beside: a transaction sees one state, and writes nothing; a statement that a
/// connection has seen is not planned anew for its values, which costs lists of deadlines half their time.
const READING: [(&str, &str); 3] = [
    ("default_transaction_isolation", "repeatable read"),
    ("default_transaction_read_only", "on"),
    ("plan_cache_mode", "force_generic_plan"),
];

/// How long a connection may take to answer that it is there.
const ANSWER_WAIT: Duration = Duration::from_millis(500);

/// How long a connection that is given back may take to end what it was in the middle of.
const RELEASE_WAIT: Duration = Duration::from_secs(2);

/// A connection that was given back so recently is lent without being tried again.
const FRESH: Duration = Duration::from_millis(100);

/// How long connections are rolled back that are given back after a BEGIN was dropped.
const DOUBT: Duration = Duration::from_secs(5);

/// How old a connection gets: addresses change behind names.
const LIFETIME: Duration = Duration::from_mins(15);

/// How long a write may take until its COMMIT, which is more than one statement may.
pub const WRITE_WAIT: Duration = Duration::from_secs(15);

/// How long a COMMIT may take.
const COMMIT_WAIT: Duration = Duration::from_secs(10);

/// Begins transactions.  A BEGIN that is dropped half-way, by a request that hung up or ran out of time,
/// leaves a connection inside a transaction that its driver does not know of, and what others write through
/// it later would be rolled back.  So connections that are given back soon after are rolled back first.
#[derive(Clone, Default)]
pub(super) struct Begins(Arc<Mutex<Option<Instant>>>);

impl Begins {
    pub(super) async fn begin(&self, pool: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
        // Dropped before what it awaits, which gives the connection back.
        let begun = pin!(pool.begin());
        let half_way = HalfWay(self);
        let begun = begun.await;
        std::mem::forget(half_way);
        begun
    }

    /// Whether a connection may be inside a transaction without its driver's knowledge.
    fn is_in_doubt(&self) -> bool {
        let dropped = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        dropped.is_some_and(|dropped| dropped.elapsed() < DOUBT)
    }
}

/// A BEGIN under way.
struct HalfWay<'a>(&'a Begins);

impl Drop for HalfWay<'_> {
    fn drop(&mut self) {
        *self.0.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }
}

/// Pools of those who read, and of those who write.
pub(super) async fn open(
    url: &str,
    counter: &Counter,
    begins: &Begins,
) -> Result<(DatabaseConnection, DatabaseConnection)> {
    let reader = open_for_reading(url, counter, begins).await?;
    let writer = counter.counted(pool(options(url)?, CONNECTIONS.1, begins.clone()).await?);
    check(&writer, &SETTINGS).await?;
    Ok((reader, writer))
}

/// The pool of those who read alone.
pub(super) async fn open_for_reading(
    url: &str,
    counter: &Counter,
    begins: &Begins,
) -> Result<DatabaseConnection> {
    let options = options(url)?;
    // A pool only says that it waited in vain; one connection says why.
    PgConnection::connect_with(&options)
        .await
        .map_err(Error::internal)?
        .close()
        .await
        .map_err(Error::internal)?;
    let reader = counter.counted(pool(options.options(READING), CONNECTIONS.0, begins.clone()).await?);
    check(&reader, &SETTINGS).await?;
    check(&reader, &READING).await?;
    Ok(reader)
}

/// A pool of the connections that listen to other servers and that tell them, made when they are first
/// needed.
pub(super) fn listening(url: &str) -> Result<PgPool> {
    let options = options(url)?;
    Ok(PgPoolOptions::new().max_connections(2).acquire_timeout(POOL_WAIT).connect_lazy_with(options))
}

fn options(url: &str) -> Result<PgConnectOptions> {
    let options = PgConnectOptions::from_str(url)
        .map_err(|error| Error::bad_input("database_url", error.to_string()))?
        .application_name("leadtime")
        .options(SETTINGS)
        .options(KEEPALIVE)
        // What is slow is said by the request; a statement in the log could be as long as somebody likes.
        .disable_statement_logging();
    Ok(options)
}

async fn pool(options: PgConnectOptions, connections: u32, begins: Begins) -> Result<DatabaseConnection> {
    let pool = PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(POOL_WAIT)
        .max_lifetime(LIFETIME)
        // The driver's own test waits without an end.
        .test_before_acquire(false)
        .before_acquire(|connection, about| {
            Box::pin(async move {
                if about.idle_for > FRESH {
                    in_time(ANSWER_WAIT, connection.ping()).await?;
                }
                Ok(true)
            })
        })
        .after_release(move |connection, _| {
            let is_in_doubt = begins.is_in_doubt();
            Box::pin(async move {
                if is_in_doubt {
                    in_time(RELEASE_WAIT, connection.execute("ROLLBACK")).await?;
                } else {
                    // The pool's own test waits without an end.
                    in_time(RELEASE_WAIT, connection.ping()).await?;
                }
                Ok(true)
            })
        })
        .connect_with(options)
        .await
        .map_err(Error::internal)?;
    Ok(SqlxPostgresConnector::from_sqlx_postgres_pool(pool))
}

/// What a connection answers; an error after which it is closed without another word where it does not.
async fn in_time<T>(
    wait: Duration,
    answer: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, sqlx::Error> {
    let timed_out = || sqlx::Error::Io(std::io::ErrorKind::TimedOut.into());
    tokio::time::timeout(wait, answer).await.map_err(|_elapsed| timed_out())?
}

/// Does a write once.  Where it takes too long its transaction is dropped, and its connection with it if it
/// is silent.
pub(super) async fn write<T, F>(
    (pool, begins): (&DatabaseConnection, &Begins),
    wait: Duration,
    to_do: &F,
) -> Result<T>
where
    F: for<'t> Fn(&'t DatabaseTransaction) -> Work<'t, T>,
{
    let begun = async {
        let transaction = begins.begin(pool).await?;
        let outcome = to_do(&transaction).await?;
        Ok::<_, Error>((transaction, outcome))
    };
    let too_long =
        |_elapsed| Error::Unavailable(format!("a write took more than {} s", wait.as_secs()).into());
    let (transaction, outcome) = tokio::time::timeout(wait, begun).await.map_err(too_long)??;
    match tokio::time::timeout(COMMIT_WAIT, transaction.commit()).await {
        Ok(Ok(())) => Ok(outcome),
        Ok(Err(error)) if is_rolled_back(&error) => Err(error.into()),
        Ok(Err(_)) | Err(_) => Err(Error::OutcomeUnknown { has_key: false }),
    }
}

/// Whether the database takes writes: it answers, and is no standby.
pub(super) async fn probe(writer: &DatabaseConnection, begins: &Begins) -> Result<()> {
    let ask = work::<(), _>(|transaction| {
        Box::pin(async move {
            let sql = "select pg_is_in_recovery() as is_standby";
            let row = transaction.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await?;
            let is_standby = row.map(|row| row.try_get("", "is_standby")).transpose()?.unwrap_or(true);
            if is_standby { Err(Error::Unavailable("the database is a standby".into())) } else { Ok(()) }
        })
    });
    write((writer, begins), POOL_WAIT + RELEASE_WAIT, &ask).await
}

/// Refuses to go on where a proxy between has dropped what connections were told.
async fn check(pool: &DatabaseConnection, settings: &[(&str, &str)]) -> Result<()> {
    for (setting, expected) in settings {
        let statement = Statement::from_string(DbBackend::Postgres, format!("show {setting}"));
        let row = pool.query_one_raw(statement).await?;
        let found: String = row.map(|row| row.try_get("", setting)).transpose()?.unwrap_or_default();
        if found != *expected {
            return Err(Error::internal(format!(
                "PostgreSQL has {setting} {found} where {expected} is needed"
            )));
        }
    }
    Ok(())
}
