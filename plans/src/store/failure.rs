//! What an error of a database means to the caller, and to the connection that it came from.

use sea_orm::{DbErr, RuntimeErr, SqlErr};
use sqlx::Error as Driver;
use sqlx::error::DatabaseError;
use sqlx::sqlite::SqliteError;

use crate::error::Error;

/// What is behind an error.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Cause {
    /// Another transaction was in the way: nothing was done, and trying again may work.
    Contention,
    /// The database cannot be reached, read or written at this moment: the network, the disk, a shutdown.
    Outage,
    /// The statement is wrong, or the database is damaged.
    Fault,
}

/// Serialization failures, deadlocks, lock time-outs of PostgreSQL.
const CONTENTION: [&str; 3] = ["40001", "40P01", "55P03"];

/// Classes of SQLSTATE of a PostgreSQL that is not there or has no room: connection exceptions, insufficient
/// resources, operator intervention, system errors.
/// <https://www.postgresql.org/docs/current/errcodes-appendix.html>
const OUTAGE_CLASSES: [&str; 4] = ["08", "53", "57", "58"];

/// A standby, to which a connection leads after a failover, and the end of a session that waited inside a
/// transaction.
const OUTAGE: [&str; 2] = ["25006", "25P03"];

/// `SQLITE_BUSY` and `SQLITE_LOCKED`.  <https://www.sqlite.org/rescode.html>
const SQLITE_CONTENTION: [i32; 2] = [5, 6];

/// `SQLITE_NOMEM`, `SQLITE_READONLY`, `SQLITE_IOERR`, `SQLITE_FULL`, `SQLITE_CANTOPEN`.
const SQLITE_OUTAGE: [i32; 5] = [7, 8, 10, 13, 14];

/// A transaction that does not fit on the disk is not written to its end, so that no recovery takes it up
/// later.
const SQLITE_FULL: i32 = 13;

/// What is behind an error of a statement.
pub(super) fn cause(error: &DbErr) -> Cause {
    if matches!(error, DbErr::ConnectionAcquire(_) | DbErr::Conn(_)) {
        return Cause::Outage;
    }
    match driver(error) {
        Some(Driver::Database(error)) => cause_of(error.as_ref()),
        Some(error) if is_of_the_connection(error) => Cause::Outage,
        Some(_) | None => Cause::Fault,
    }
}

/// Whether a COMMIT that failed has certainly changed nothing, because the database says so.  After anything
/// else (a connection that is lost, a flush that failed) the transaction may be durable or not.
pub(super) fn is_rolled_back(error: &DbErr) -> bool {
    let Some(Driver::Database(error)) = driver(error) else { return false };
    sqlite_code(error.as_ref()) == Some(SQLITE_FULL) || cause_of(error.as_ref()) != Cause::Outage
}

fn cause_of(error: &dyn DatabaseError) -> Cause {
    let (is_contention, is_outage) = if let Some(code) = sqlite_code(error) {
        (SQLITE_CONTENTION.contains(&code), SQLITE_OUTAGE.contains(&code))
    } else {
        let code = error.code().unwrap_or_default();
        let is_of_class = OUTAGE_CLASSES.iter().any(|class| code.starts_with(class));
        (CONTENTION.contains(&code.as_ref()), is_of_class || OUTAGE.contains(&code.as_ref()))
    };
    match (is_contention, is_outage) {
        (true, _) => Cause::Contention,
        (false, true) => Cause::Outage,
        (false, false) => Cause::Fault,
    }
}

/// Whether another connection holds a lock of SQLite's that is needed.
pub(super) fn is_busy(error: &dyn DatabaseError) -> bool {
    sqlite_code(error).is_some_and(|code| SQLITE_CONTENTION.contains(&code))
}

/// The primary result code of SQLite; none of an error of PostgreSQL.
fn sqlite_code(error: &dyn DatabaseError) -> Option<i32> {
    error.try_downcast_ref::<SqliteError>()?;
    let extended: i32 = error.code()?.parse().ok()?;
    Some(extended & 0xff)
}

fn is_of_the_connection(error: &Driver) -> bool {
    matches!(
        error,
        Driver::Io(_)
            | Driver::Tls(_)
            | Driver::Protocol(_)
            | Driver::PoolTimedOut
            | Driver::PoolClosed
            | Driver::WorkerCrashed
            | Driver::BeginFailed
    )
}

fn driver(error: &DbErr) -> Option<&Driver> {
    let (DbErr::Exec(RuntimeErr::SqlxError(error))
    | DbErr::Query(RuntimeErr::SqlxError(error))
    | DbErr::Conn(RuntimeErr::SqlxError(error))) = error
    else {
        return None;
    };
    Some(error)
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        match cause(&error) {
            Cause::Contention => Self::Conflict,
            Cause::Outage => Self::Unavailable(error.into()),
            Cause::Fault if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
                Self::Conflict
            }
            Cause::Fault => Self::internal(error),
        }
    }
}
