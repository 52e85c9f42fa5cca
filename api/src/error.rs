//! What can go wrong, once: every part of the server answers with this, and one place turns it into what clients see.

use sea_orm::{DbErr, RuntimeErr, SqlErr};

use crate::refusal::Refusal;

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nobody is signed in, or the token does not hold.
    #[error("sign in first: send `Authorization: Bearer <accessToken>`")]
    Unauthenticated,
    /// An argument or a field of an input cannot be read.
    #[error("{field}: {message}")]
    BadInput {
        /// Its path: `first`, `filter.department`.
        field: String,
        /// What is wrong, and what would be right.
        message: String,
    },
    /// The document or what it asks for is too large.
    #[error("{0}")]
    TooLarge(String),
    /// Somebody else was quicker; trying again may work.
    #[error("the same rows were being changed by somebody else; try again")]
    Conflict,
    /// Too much was asked in too short a time; trying again after this long will work.
    #[error("too many requests; try again in {} s", crate::auth::whole_seconds(*.0))]
    RateLimited(std::time::Duration),
    /// It took longer than a request may; whether it was done is not known.
    #[error("the request took longer than {} s", .0.as_secs())]
    TimedOut(std::time::Duration),
    /// There is more to do than can be done now; trying again may work.
    #[error("the server is busy; try again")]
    Unavailable,
    /// What the user can put right: an answer's `userErrors`.
    #[error("refused")]
    Refused(Vec<Refusal>),
    /// A fault of ours: logged once, never shown.
    #[error("something went wrong on our side; the request id finds it in our log")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// What most of the server answers.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Of an argument that cannot be read.
    pub fn bad_input(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::BadInput { field: field.into(), message: message.into() }
    }

    /// A fault of ours.
    pub fn internal(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(source.into())
    }

    /// The code that clients go by: `extensions.code`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::BadInput { .. } => "BAD_INPUT",
            Self::TooLarge(_) => "TOO_LARGE",
            Self::Conflict => "CONFLICT",
            Self::RateLimited(_) => "RATE_LIMITED",
            Self::TimedOut(_) => "TIMED_OUT",
            Self::Unavailable => "UNAVAILABLE",
            Self::Refused(_) => "REFUSED",
            Self::Internal(_) => "INTERNAL",
        }
    }

    /// Whether the same request may succeed later.
    #[must_use]
    pub const fn is_retryable(&self) -> bool {
        matches!(self, Self::Conflict | Self::RateLimited(_) | Self::TimedOut(_) | Self::Unavailable)
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(vec![refusal])
    }
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        if matches!(error, DbErr::ConnectionAcquire(_)) {
            return Self::Unavailable;
        }
        match sqlstate(&error).as_deref() {
            Some(STATEMENT_TIMEOUT) => Self::Unavailable,
            Some(code) if CONTENTION.contains(&code) => Self::Conflict,
            // SQLite's busy database by its words: the driver's codes are not those of SQL.
            _ if error.to_string().contains("database is locked") => Self::Conflict,
            _ if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => Self::Conflict,
            _ => Self::internal(error),
        }
    }
}

/// What PostgreSQL says where it gave up for somebody else's sake: serialization failures, deadlocks, lock time-outs.
const CONTENTION: [&str; 3] = ["40001", "40P01", "55P03"];

/// What it says of a statement that took too long.
const STATEMENT_TIMEOUT: &str = "57014";

fn sqlstate(error: &DbErr) -> Option<String> {
    let (DbErr::Exec(RuntimeErr::SqlxError(error))
    | DbErr::Query(RuntimeErr::SqlxError(error))
    | DbErr::Conn(RuntimeErr::SqlxError(error))) = error
    else {
        return None;
    };
    error.as_database_error()?.code().map(std::borrow::Cow::into_owned)
}
