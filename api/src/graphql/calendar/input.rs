//! Inputs of mutations of calendars.

use std::ops::RangeInclusive;

use async_graphql::{ID, InputObject, MaybeUndefined};
use chrono::NaiveDate;

use crate::directory::exception::{Day, Exceptions};
use crate::graphql::enums::Weekday;
use crate::graphql::mutate::Idempotency;
use crate::graphql::scalar::Date;
use crate::people::field;
use crate::refusal::{At, Code, Refusal};

/// A calendar to create.
#[derive(InputObject)]
pub(super) struct CreateCalendarInput {
    /// Id of the workspace; the one of the header `Leadtime-Workspace`, else the caller's oldest, if left
    /// out.
    pub workspace_id: Option<ID>,
    /// An id of the client's own making: `cal_` and 26 characters of base 32.  The server makes one if left
    /// out.
    pub id: Option<ID>,
    /// Name, 1 to 200 characters, unique in the workspace.
    pub name: String,
    /// The days worked in an ordinary week, at least one.
    pub working_weekdays: Vec<Weekday>,
    /// Whether campaigns that name no calendar use it; the one that was the default is not any more.
    #[graphql(default)]
    pub is_default: bool,
    #[graphql(flatten)]
    pub idempotency: Idempotency,
}

/// What changes of a calendar: a field that is left out stays as it is.
#[derive(InputObject)]
pub(super) struct UpdateCalendarInput {
    /// The calendar.
    pub calendar_id: ID,
    /// Name, 1 to 200 characters, unique in the workspace.
    pub name: Option<String>,
    /// The days worked in an ordinary week, at least one.
    pub working_weekdays: Option<Vec<Weekday>>,
    /// Last date for which its holidays are known; null if there is no such limit.
    pub known_through: MaybeUndefined<Date>,
    /// True makes it the default calendar of the workspace in place of the one that was; false of the default
    /// calendar is refused.
    pub is_default: Option<bool>,
    /// The version that the change was made from; if it is another by now, nothing is done (`CONFLICT`).
    pub expected_version: Option<i32>,
    #[graphql(flatten)]
    pub idempotency: Idempotency,
}

/// A calendar to delete.
#[derive(InputObject)]
pub(super) struct DeleteCalendarInput {
    /// The calendar; nothing uses it, and it is not the default.
    pub calendar_id: ID,
    /// The version that the change was made from; if it is another by now, nothing is done (`CONFLICT`).
    pub expected_version: Option<i32>,
    #[graphql(flatten)]
    pub idempotency: Idempotency,
}

/// Days on which a calendar departs from its week.
#[derive(InputObject)]
pub(super) struct CalendarExceptionInput {
    /// First day.
    start: Date,
    /// Last day, inclusive; the same day if left out.
    finish: Option<Date>,
    /// Whether these days are worked.
    is_working_day: bool,
    /// Name of these days, such as that of the holiday: 1 to 200 characters.
    name: Option<String>,
}

/// Days of a calendar that follow its week again.
#[derive(InputObject)]
pub(super) struct CalendarRangeInput {
    /// First day.
    start: Date,
    /// Last day, inclusive; the same day if left out.
    finish: Option<Date>,
}

/// Exceptions to set.
#[derive(InputObject)]
pub(super) struct SetCalendarExceptionsInput {
    /// The calendar.
    pub calendar_id: ID,
    /// Ranges from which all exceptions are removed first: with a whole year here, `exceptions` are all of
    /// that year.
    #[graphql(default)]
    pub clear: Vec<CalendarRangeInput>,
    /// Exceptions to set, each in place of the one that its day has; of two for one day the later.  4,000
    /// days at most.
    #[graphql(default)]
    pub exceptions: Vec<CalendarExceptionInput>,
    /// The version that the change was made from; if it is another by now, nothing is done (`CONFLICT`).
    pub expected_version: Option<i32>,
    #[graphql(flatten)]
    pub idempotency: Idempotency,
}

/// Holidays to import.
#[derive(InputObject)]
pub(super) struct ImportHolidaysInput {
    /// The calendar.
    pub calendar_id: ID,
    /// ISO 3166-1 code of the country.  `CN` is built in: the statutory holidays of mainland China, with the
    /// days that are worked for them (调休).
    pub country: String,
    /// The years.  2018 to 2026 are built in.
    pub years: Vec<i32>,
    /// The version that the change was made from; if it is another by now, nothing is done (`CONFLICT`).
    pub expected_version: Option<i32>,
    #[graphql(flatten)]
    pub idempotency: Idempotency,
}

/// A week as the column has it: bit 0 is Monday.
pub(super) fn week(days: &[Weekday]) -> Result<i16, Refusal> {
    let bits =
        Weekday::ALL.iter().zip(0..).filter(|(day, _)| days.contains(day)).map(|(_, bit)| 1_i16 << bit);
    let week = bits.sum();
    if week == 0 { Err(Code::NoWorkingDay.into()) } else { Ok(week) }
}

fn range(start: Date, finish: Option<Date>) -> Result<RangeInclusive<NaiveDate>, Refusal> {
    let finish = finish.unwrap_or(start);
    if finish < start { Err(Code::FinishBeforeStart.at("finish")) } else { Ok(start.0..=finish.0) }
}

/// Exceptions as they were given.
pub(super) fn exceptions(
    clear: &[CalendarRangeInput],
    given: &[CalendarExceptionInput],
) -> Result<Exceptions, Refusal> {
    let mut exceptions = Exceptions::default();
    for (CalendarRangeInput { start, finish }, index) in clear.iter().zip(0..) {
        exceptions.cleared.push(range(*start, *finish).at(&index.to_string()).at("clear")?);
    }
    for (one, index) in given.iter().zip(0..) {
        one.add(&mut exceptions).at(&index.to_string()).at("exceptions")?;
    }
    Ok(exceptions)
}

impl CalendarExceptionInput {
    fn add(&self, exceptions: &mut Exceptions) -> Result<(), Refusal> {
        let Self { start, finish, is_working_day, name } = self;
        let name = name.as_ref().map(|name| field::name(name)).transpose().at("name")?;
        exceptions.add(range(*start, *finish)?, &Day { is_working: *is_working_day, name })
    }
}
