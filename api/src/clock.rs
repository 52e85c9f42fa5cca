//! Time and new ids: the one place that reads the system's clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use chrono::{DateTime, NaiveDate, SubsecRound, TimeDelta, Utc};
use governor::nanos::Nanos;
use uuid::Uuid;

/// Where "now" comes from.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The system.
    System,
    /// A clock that moves only when it is told to, for tests: milliseconds since 1970.
    Set(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at a moment.
    #[must_use]
    pub fn standing_at(moment: DateTime<Utc>) -> Self {
        Self::Set(Arc::new(AtomicI64::new(moment.timestamp_millis())))
    }

    /// Moves a clock that stands; the system's goes by itself.
    pub fn advance(&self, by: TimeDelta) {
        match self {
            Self::System => {}
            Self::Set(moment) => drop(moment.fetch_add(by.num_milliseconds(), Ordering::Relaxed)),
        }
    }

    /// The moment.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    pub fn now(&self) -> DateTime<Utc> {
        match self {
            // What is stored is told again as it was told at first: PostgreSQL keeps no nanoseconds.
            Self::System => Utc::now().trunc_subsecs(3),
            Self::Set(moment) => {
                DateTime::from_timestamp_millis(moment.load(Ordering::Relaxed)).unwrap_or_default()
            }
        }
    }

    /// What day it is in a zone, by its IANA name; in UTC where the name is none.
    #[must_use]
    pub fn today(&self, time_zone: &str) -> NaiveDate {
        let zone: chrono_tz::Tz = time_zone.parse().unwrap_or(chrono_tz::UTC);
        self.now().with_timezone(&zone).date_naive()
    }
}

impl governor::clock::Clock for Clock {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        let since_1970 = self.now().timestamp_millis();
        Nanos::from(Duration::from_millis(u64::try_from(since_1970).unwrap_or_default()))
    }
}

/// A new id, later in order than those before it.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is where ids are from")]
pub fn new_id() -> Uuid {
    Uuid::now_v7()
}
