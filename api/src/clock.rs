//! Time and new ids: the one place that reads the system's clock.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// Where "now" comes from.
#[derive(Clone, Copy, Debug)]
pub enum Clock {
    /// The system.
    System,
    /// A moment that does not pass, for tests.
    Fixed(DateTime<Utc>),
}

impl Clock {
    /// The moment.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    pub fn now(self) -> DateTime<Utc> {
        match self {
            Self::System => Utc::now(),
            Self::Fixed(moment) => moment,
        }
    }

    /// What day it is in a zone, by its IANA name; in UTC where the name is none.
    #[must_use]
    pub fn today(self, time_zone: &str) -> NaiveDate {
        let zone: chrono_tz::Tz = time_zone.parse().unwrap_or(chrono_tz::UTC);
        self.now().with_timezone(&zone).date_naive()
    }
}

/// A new id, later in order than those before it.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is where ids are from")]
pub fn new_id() -> Uuid {
    Uuid::now_v7()
}
