//! The instants that plans are made of: midnights between two days.

use std::fmt;
use std::ops::{Add, Sub};

use chrono::{Datelike, NaiveDate};

/// A midnight, as whole days since 1970-01-01 00:00 in the campaign's time zone (SCHEDULING.md §1).
///
/// Every span is half-open: work on one date alone is `[opening(date), closing(date))`.  The type exists so
/// that a boundary is never mistaken for one of the two dates that meet in it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Boundary(i32);

/// Days from the first day of the common era to 1970-01-01.
const EPOCH_FROM_CE: i32 = 719_163;

impl Boundary {
    /// The first boundary that a plan may touch: 1900-01-01 00:00.
    pub const FIRST: Self = Self(-25_567);
    /// The last boundary that a plan may touch: the end of 2199-12-31.
    pub const LAST: Self = Self(84_006);
    /// Earlier than all boundaries of any plan: the neutral element of a maximum.
    pub(crate) const BEFORE_ALL: Self = Self(-10_000_000);
    /// Later than all boundaries of any plan: the neutral element of a minimum.
    pub(crate) const AFTER_ALL: Self = Self(10_000_000);

    /// The midnight at which `date` begins.
    #[must_use]
    pub fn opening(date: NaiveDate) -> Self {
        Self(date.num_days_from_ce() - EPOCH_FROM_CE)
    }

    /// The midnight at which `date` ends.
    #[must_use]
    pub fn closing(date: NaiveDate) -> Self {
        Self(date.num_days_from_ce() - EPOCH_FROM_CE + 1)
    }

    /// The date that begins here; the inclusive start date of a span that starts here.
    #[must_use]
    pub fn date_opened(self) -> NaiveDate {
        NaiveDate::from_num_days_from_ce_opt(self.0.saturating_add(EPOCH_FROM_CE)).unwrap_or(NaiveDate::MAX)
    }

    /// The date that ends here; the inclusive finish date of a span that ends here.
    #[must_use]
    pub fn date_closed(self) -> NaiveDate {
        Self(self.0.saturating_sub(1)).date_opened()
    }

    /// Whether a plan may touch this boundary.
    #[inline]
    #[must_use]
    pub fn is_in_range(self) -> bool {
        (Self::FIRST..=Self::LAST).contains(&self)
    }

    /// Whether a plan may hold this date: 1900-01-01 … 2199-12-31.
    #[must_use]
    pub fn covers(date: NaiveDate) -> bool {
        Self::opening(date).is_in_range() && Self::closing(date).is_in_range()
    }

    /// Days since 1970-01-01.
    pub(crate) const fn days(self) -> i32 {
        self.0
    }

    pub(crate) const fn from_days(days: i32) -> Self {
        Self(days)
    }
}

/// Later by calendar days.
impl Add<i32> for Boundary {
    type Output = Self;
    fn add(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }
}

/// Earlier by calendar days.
impl Sub<i32> for Boundary {
    type Output = Self;
    fn sub(self, days: i32) -> Self {
        Self(self.0.saturating_sub(days))
    }
}

impl fmt::Debug for Boundary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} 00:00", self.date_opened())
    }
}

/// A half-open span of days, `[start, finish)`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span {
    /// Where the first day of the span begins.
    pub start: Boundary,
    /// Where the last day of the span ends.
    pub finish: Boundary,
}

impl Span {
    /// Shorter than all spans: the neutral element of [`Span::cover`].
    pub(crate) const EMPTY: Self = Self { start: Boundary::AFTER_ALL, finish: Boundary::BEFORE_ALL };

    pub(crate) const fn at(boundary: Boundary) -> Self {
        Self { start: boundary, finish: boundary }
    }

    /// The smallest span that holds both.
    pub(crate) fn cover(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), finish: self.finish.max(other.finish) }
    }

    /// Whether both ends are boundaries that a plan may touch.
    #[inline]
    #[must_use]
    pub fn is_in_range(self) -> bool {
        self.start.is_in_range() && self.finish.is_in_range()
    }
}
