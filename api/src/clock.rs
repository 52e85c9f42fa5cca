//! Time and new ids: the one place that reads the system's clock.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use chrono::{DateTime, NaiveDate, SubsecRound, TimeDelta, Utc};
use governor::nanos::Nanos;
use uuid::Uuid;

/// Where "now" comes from.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The system.
    System,
    /// A clock that moves only when it is told to, for tests.
    Set(Arc<Set>),
}

/// What a clock of the tests shows.
#[derive(Debug, Default)]
pub struct Set {
    /// Milliseconds since 1970.
    moment: AtomicI64,
    /// Milliseconds that have passed, whatever the clock was set to meanwhile.
    passed: AtomicU64,
}

impl Clock {
    /// A clock that stands at a moment.
    #[must_use]
    pub fn fixed_at(moment: DateTime<Utc>) -> Self {
        let moment = AtomicI64::new(moment.timestamp_millis());
        Self::Set(Arc::new(Set { moment, passed: AtomicU64::default() }))
    }

    /// Lets time pass on a clock that stands; the system's goes by itself.
    pub fn advance(&self, by: TimeDelta) {
        if let Self::Set(set) = self {
            set.passed.fetch_add(by.num_milliseconds().unsigned_abs(), Ordering::Relaxed);
        }
        self.set(by);
    }

    /// Sets a clock that stands, forward or back, as an administrator does: no time passes.
    pub fn set(&self, by: TimeDelta) {
        match self {
            Self::System => {}
            Self::Set(set) => drop(set.moment.fetch_add(by.num_milliseconds(), Ordering::Relaxed)),
        }
    }

    /// The moment.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    pub fn now(&self) -> DateTime<Utc> {
        match self {
            // What is stored is told again as it was told at first: PostgreSQL keeps no nanoseconds.
            Self::System => Utc::now().trunc_subsecs(3),
            Self::Set(set) => {
                DateTime::from_timestamp_millis(set.moment.load(Ordering::Relaxed)).unwrap_or_default()
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

/// Quotas come back with the time that passes: a clock that is set back must not keep everybody waiting.
impl governor::clock::Clock for Clock {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        Nanos::from(match self {
            Self::System => START.elapsed(),
            Self::Set(set) => Duration::from_millis(set.passed.load(Ordering::Relaxed)),
        })
    }
}

/// A day as RFC 3339 has it, `2026-11-11`, of the years that plans may have.
#[must_use]
pub fn day(text: &str) -> Option<NaiveDate> {
    let is_in_place = |(place, byte): (usize, u8)| match place {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    };
    let is_strict = text.len() == 10 && text.bytes().enumerate().all(is_in_place);
    let date = text.parse().ok().filter(|_| is_strict);
    date.filter(|date| schedule::Boundary::covers(*date))
}

/// A new id, later in order than those before it.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is where ids are from")]
pub fn new_id() -> Uuid {
    Uuid::now_v7()
}
