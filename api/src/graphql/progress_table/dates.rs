//! Spans of days in a progress table, and how far two are apart.

use macros::SerialisedObject;

use crate::graphql::scalar::Date;

/// A first and a last day, both counted.
#[derive(Clone, Copy, SerialisedObject)]
#[serialised_object(name = "DateSpan")]
pub(crate) struct Dates {
    /// The first day.
    pub start: Date,
    /// The last day.
    pub finish: Date,
    /// Working days of its calendar from the first to the last day; 0 of a milestone.
    pub duration_days: i32,
}

/// When work really was begun and finished.
#[derive(Clone, Copy, SerialisedObject)]
#[serialised_object(name = "ActualDates")]
pub(crate) struct Actual {
    /// When it was begun.
    pub(super) start: Option<Date>,
    /// When it was finished; absent while it goes on.
    pub(super) finish: Option<Date>,
}

/// Planned less baseline, in working days: positive is late, or longer.
#[derive(Clone, Copy, SerialisedObject)]
#[serialised_object(name = "ScheduleVariance")]
#[expect(clippy::struct_field_names, reason = "as the schema names them: with their unit")]
pub(crate) struct Variance {
    /// Of the start.
    pub(super) start_days: i32,
    /// Of the finish.
    pub(super) finish_days: i32,
    /// Of the duration.
    pub(super) duration_days: i32,
}
