//! Spans of days in a progress table, and how far two are apart.

use chrono::NaiveDate;
use macros::SerialisedObject;
use schedule::{Boundary, TaskId};

use crate::graphql::scalar::Date;
use crate::plan::Snapshot;

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

impl Dates {
    /// From one day to another, with the working days of a work package's own calendar.
    pub(crate) fn of(snapshot: &Snapshot, task: TaskId, (start, finish): (NaiveDate, NaiveDate)) -> Self {
        let duration_days = working_days(snapshot, task, (start, finish));
        Self { start: Date(start), finish: Date(finish), duration_days }
    }
}

/// Working days of a work package's own calendar, both ends counted; 0 of a milestone.
pub(super) fn working_days(
    snapshot: &Snapshot,
    task: TaskId,
    (start, finish): (NaiveDate, NaiveDate),
) -> i32 {
    if snapshot.row(task).kind == entity::WorkPackageKind::Milestone {
        return 0;
    }
    let calendar = snapshot.network().calendar_of(task);
    calendar.working_days(Boundary::opening(start), Boundary::closing(finish))
}

/// When work really was begun and finished.
#[derive(Clone, Copy, SerialisedObject)]
#[serialised_object(name = "ActualDates")]
pub(crate) struct Actual {
    /// Actual start date.  Null while it has not begun.
    pub start: Option<Date>,
    /// Actual finish date.  Null while it is not finished.
    pub finish: Option<Date>,
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
