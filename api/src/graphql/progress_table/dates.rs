//! Spans of days in a progress table, and how far two are apart.

use chrono::NaiveDate;

use crate::graphql::scalar::Date;
use crate::graphql::written::written;

/// A first and a last day.
#[derive(Clone, Copy)]
pub(crate) struct Dates {
    pub start: NaiveDate,
    pub finish: NaiveDate,
    pub days: i32,
}

written! {
    /// A first and a last day, both counted.
    impl[] Dates as "DateSpan";
    /// The first day.
    start: Date = |dates| Date(dates.start);
    /// The last day.
    finish: Date = |dates| Date(dates.finish);
    /// Working days of its calendar from the first to the last day; 0 of a milestone.
    durationDays: i32 = |dates| dates.days;
}

/// When work really was done.
#[derive(Clone, Copy)]
pub(crate) struct Actual {
    pub(super) start: Option<NaiveDate>,
    pub(super) finish: Option<NaiveDate>,
}

written! {
    /// When work really was begun and finished.
    impl[] Actual as "ActualDates";
    /// When it was begun.
    start: Option<Date> = |actual| actual.start.map(Date);
    /// When it was finished; absent while it goes on.
    finish: Option<Date> = |actual| actual.finish.map(Date);
}

/// Planned less baseline.
#[derive(Clone, Copy)]
pub(crate) struct Variance {
    pub(super) start: i32,
    pub(super) finish: i32,
    pub(super) duration: i32,
}

written! {
    /// Planned less baseline, in working days: positive is late, or longer.
    impl[] Variance as "ScheduleVariance";
    /// Of the start.
    startDays: i32 = |variance| variance.start;
    /// Of the finish.
    finishDays: i32 = |variance| variance.finish;
    /// Of the duration.
    durationDays: i32 = |variance| variance.duration;
}
