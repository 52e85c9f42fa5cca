//! What can go wrong, once: every part of the server answers with this, and one place turns it into what
//! clients see.

use std::time::Duration;

use crate::refusal::{At, Code, Refusal};

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
    /// No font of the server has some of a picture's characters: whoever runs it can install one.
    #[error("{0}")]
    FontMissing(String),
    /// Somebody else was quicker; trying again may work.
    #[error("the same rows were being changed by somebody else; try again")]
    Conflict,
    /// Too much was asked in too short a time; trying again after this long will work.
    #[error("too many requests; try again in {} s", whole_seconds(*.0))]
    RateLimited(Duration),
    /// A query took longer than a request may.
    #[error("the request took longer than {} s", .0.as_secs())]
    TimedOut(Duration),
    /// There is more to do than can be done now; nothing was done, and trying again may work.
    #[error("the server is busy; try again")]
    Busy,
    /// The database cannot be reached, read or written at this moment; nothing was done, and trying again may
    /// work.
    #[error("the database is not available; nothing was done; try again")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A write was under way when its connection was lost or its time was up: it may have been done or not.
    /// With an idempotency key it can be sent again without being done twice.
    #[error("it is not known whether this was done: {}", if *has_key { "send it again with the same \
        idempotency key" } else { "look before you send it again" })]
    OutcomeUnknown {
        /// Whether the request had an idempotency key.
        has_key: bool,
    },
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
            Self::FontMissing(_) => "FONT_MISSING",
            Self::Conflict => "CONFLICT",
            Self::RateLimited(_) => "RATE_LIMITED",
            Self::TimedOut(_) => "TIMED_OUT",
            Self::Busy => "BUSY",
            Self::Unavailable(_) => "UNAVAILABLE",
            Self::OutcomeUnknown { .. } => "OUTCOME_UNKNOWN",
            Self::Refused(_) => "REFUSED",
            Self::Internal(_) => "INTERNAL",
        }
    }

    /// Whether the same request can be sent again without harm, and may succeed then.
    #[must_use]
    pub const fn is_retryable(&self) -> bool {
        matches!(
            self,
            Self::Conflict
                | Self::RateLimited(_)
                | Self::TimedOut(_)
                | Self::Busy
                | Self::Unavailable(_)
                | Self::OutcomeUnknown { has_key: true }
        )
    }
}

impl<T> At for Result<T, Error> {
    fn at(self, field: &str) -> Self {
        self.map_err(|error| {
            let Error::Refused(refusals) = error else { return error };
            Error::Refused(refusals.into_iter().map(|refusal| refusal.at(field)).collect())
        })
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(vec![refusal])
    }
}

impl From<Code> for Error {
    fn from(code: Code) -> Self {
        Refusal::from(code).into()
    }
}

/// Seconds to wait, rounded up, as headers have them.
#[must_use]
pub fn whole_seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}
