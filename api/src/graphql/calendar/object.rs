use async_graphql::{Object, SimpleObject};
use schedule::Boundary;

use crate::error::Error;
use crate::graphql::enums::Weekday;
use crate::graphql::error::Answer;
use crate::graphql::scalar::{Date, Id};
use crate::plan::{self, Directory};

/// A calendar of a workspace.
#[derive(Clone, Copy)]
pub(crate) struct Calendar<'a>(&'a plan::Calendar);

impl<'a> Calendar<'a> {
    /// The calendar of an id.
    pub(crate) fn find(directory: &'a Directory, id: entity::CalendarId) -> Option<Self> {
        directory.calendars.get(directory.calendar(id)?).map(Self)
    }

    /// All of a workspace, by name.
    pub(crate) fn all(directory: &'a Directory) -> impl Iterator<Item = Self> {
        directory.calendars.iter().map(Self)
    }
}

/// A day on which a calendar departs from its weekly pattern.
#[derive(SimpleObject)]
struct CalendarException<'a> {
    /// The day.
    date: Date,
    /// Whether it is worked: a Saturday made up for a holiday is.
    is_working_day: bool,
    /// Why: the holiday.
    name: Option<&'a str>,
}

/// Which days are worked: a weekly pattern with exceptions in both directions.
#[Object]
impl<'a> Calendar<'a> {
    /// Opaque id of the calendar, never reused; `node(id)` finds it.
    async fn id(&self) -> Id<entity::CalendarId> {
        Id(self.0.row.id)
    }

    /// Its name, unique in the workspace.
    async fn name(&self) -> &'a str {
        &self.0.row.name
    }

    /// Where its holidays are from.
    async fn source(&self) -> Option<&'a str> {
        self.0.row.source.as_deref()
    }

    /// Last date for which its holidays are known.  Work after it is reported by the finding
    /// `CALENDAR_UNKNOWN`.  Null if there is no such limit.
    async fn known_through(&self) -> Option<Date> {
        self.0.row.known_through.map(Date)
    }

    /// Whether campaigns that name none use it.
    async fn is_default(&self) -> bool {
        self.0.row.is_default
    }

    /// The days worked in an ordinary week, Monday first.
    async fn working_weekdays(&self) -> Vec<Weekday> {
        let week = plan::week(self.0.row.week);
        Weekday::ALL.into_iter().zip(week).filter_map(|(day, is_worked)| is_worked.then_some(day)).collect()
    }

    /// The days that depart from the week, by date.
    async fn exceptions(
        &self,
        #[graphql(desc = "Only from this day on.")] from: Option<Date>,
        #[graphql(desc = "Only up to this day.")] to: Option<Date>,
    ) -> Vec<CalendarException<'a>> {
        let is_asked = |date| from.is_none_or(|from| from.0 <= date) && to.is_none_or(|to| date <= to.0);
        let exceptions = self.0.exceptions.iter().filter(|day| is_asked(day.on_date));
        let exception = |day: &'a entity::calendar_exception::Model| CalendarException {
            date: Date(day.on_date),
            is_working_day: day.working,
            name: day.name.as_deref(),
        };
        exceptions.map(exception).collect()
    }

    /// Whether a day is worked.
    async fn is_working_day(&self, #[graphql(desc = "The day.")] date: Date) -> bool {
        self.0.days.is_working(date.0)
    }

    /// How many days are worked from one day to another, both counted; negative where `to` comes before
    /// `from`.
    async fn working_days_between(
        &self,
        #[graphql(desc = "The first day counted.")] from: Date,
        #[graphql(desc = "The last day counted.")] to: Date,
    ) -> i32 {
        if to < from {
            return -self.0.days.working_days(Boundary::opening(to.0), Boundary::closing(from.0));
        }
        self.0.days.working_days(Boundary::opening(from.0), Boundary::closing(to.0))
    }

    /// The day that comes so many working days after a day, or before it where `days` is negative.  0 is the
    /// day itself, or the next that is worked.
    async fn add_working_days(
        &self,
        #[graphql(desc = "Where to count from; not counted itself.")] date: Date,
        #[graphql(desc = "How many working days, from -100000 to 100000.")] days: i32,
    ) -> Option<Answer<Date>> {
        let refuse = |field: &str, message: String| Some(Err(Error::bad_input(field, message).into()));
        if !(-100_000..=100_000).contains(&days) {
            return refuse("days", "expected -100000 to 100000".to_owned());
        }
        let (opening, closing) = (Boundary::opening(date.0), Boundary::closing(date.0));
        let found = match days {
            0 => self.0.days.fwd(opening).map(Boundary::date_opened),
            1.. => self.0.days.add(closing, days).map(Boundary::date_closed),
            ..0 => self.0.days.add(opening, days).map(Boundary::date_opened),
        };
        match found {
            Ok(date) => Some(Ok(Date(date))),
            Err(error) => refuse("date", error.to_string()),
        }
    }

    /// Version of the calendar: increments whenever it changes.
    async fn version(&self) -> i32 {
        self.0.row.version
    }
}
