//! PostgreSQL: a pool for those who read and one for those who write.  Time-outs are the database's, so that nothing of ours has to be dropped half-way.

use std::str::FromStr;

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, SqlxPostgresConnector, Statement};
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPoolOptions};
use sqlx::{ConnectOptions, Connection, Executor};

use super::POOL_WAIT;
use crate::error::{Error, Result};

/// Connections of those who read, and of those who write.
const CONNECTIONS: (u32, u32) = (16, 8);

/// What every connection is told, and the answers that a check at start expects.
const SETTINGS: [(&str, &str); 4] = [
    ("statement_timeout", "10s"),
    ("lock_timeout", "3s"),
    ("idle_in_transaction_session_timeout", "15s"),
    // Warnings would come with every connection that is given back.
    ("client_min_messages", "error"),
];

/// What those who read are told beside: a transaction sees one state, and writes nothing.
const READING: [(&str, &str); 2] =
    [("default_transaction_isolation", "repeatable read"), ("default_transaction_read_only", "on")];

/// Pools of those who read, and of those who write.
pub(super) async fn open(url: &str) -> Result<(DatabaseConnection, DatabaseConnection)> {
    let options = PgConnectOptions::from_str(url)
        .map_err(|error| Error::bad_input("database_url", error.to_string()))?
        .application_name("leadtime")
        .options(SETTINGS)
        // What is slow is said by the request; a statement in the log could be as long as somebody likes.
        .disable_statement_logging();
    // A pool only says that it waited in vain; one connection says why.
    PgConnection::connect_with(&options)
        .await
        .map_err(Error::internal)?
        .close()
        .await
        .map_err(Error::internal)?;
    let writer = pool(options.clone(), CONNECTIONS.1).await?;
    let reader = pool(options.options(READING), CONNECTIONS.0).await?;
    check(&writer, &SETTINGS).await?;
    check(&reader, &SETTINGS).await?;
    check(&reader, &READING).await?;
    Ok((reader, writer))
}

async fn pool(options: PgConnectOptions, connections: u32) -> Result<DatabaseConnection> {
    let pool = PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(POOL_WAIT)
        .after_release(|connection, _| {
            // A request dropped while its BEGIN was under way leaves its connection inside a transaction, and what
            // others write through it later would be rolled back.  Outside of one this is a warning that nobody reads.
            Box::pin(async move { connection.execute("ROLLBACK").await.map(|_| true) })
        })
        .connect_with(options)
        .await
        .map_err(Error::internal)?;
    Ok(SqlxPostgresConnector::from_sqlx_postgres_pool(pool))
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
