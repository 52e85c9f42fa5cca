//! Exceptions of a calendar that recur, as the dates that they fall on.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use super::days::date_in;
use super::xml::Element;

/// The most dates that one exception can have.
const MOST: usize = 10_000;

/// When an exception recurs.
enum Rule {
    Days(u64),
    Weeks { every: u64, days: i64 },
    Months { every: u32, on: On },
    Years { month: u32, on: On },
}

/// A day of a month.
#[derive(Clone, Copy)]
enum On {
    Day(u32),
    /// The so many-th of some days, counted from 0; the last where there are fewer than that.
    Nth {
        position: u32,
        item: i64,
    },
}

/// The dates of an exception, in order; `None` where it recurs in a way that is not known, or has too many.
pub fn dates(exception: &Element) -> Option<Vec<NaiveDate>> {
    let period = exception.child("TimePeriod")?;
    let (first, last) = (date_in(period, "FromDate")?, date_in(period, "ToDate")?);
    let dates: Vec<_> =
        Rule::of(exception)?.dates(first).take_while(|date| *date <= last).take(MOST + 1).collect();
    let is_counted = exception.is("EnteredByOccurrences");
    let count = exception.int("Occurrences").filter(|count| is_counted && *count > 0);
    let count = count.and_then(|count| usize::try_from(count).ok()).unwrap_or(MOST);
    (dates.len().min(count) <= MOST).then(|| dates.into_iter().take(count).collect())
}

impl Rule {
    fn of(exception: &Element) -> Option<Self> {
        let number = |name| exception.int(name).and_then(|number| u32::try_from(number).ok());
        let every = number("Period").unwrap_or(1).clamp(1, 10_000);
        let day = || number("MonthDay").map(On::Day);
        let nth = || Some(On::Nth { position: number("MonthPosition")?, item: exception.int("MonthItem")? });
        let month = || number("Month").map(|month| month + 1);
        Some(match exception.int("Type").unwrap_or(1) {
            1 => Self::Days(1),
            2 => Self::Years { month: month()?, on: day()? },
            3 => Self::Years { month: month()?, on: nth()? },
            4 => Self::Months { every, on: day()? },
            5 => Self::Months { every, on: nth()? },
            6 => Self::Weeks { every: every.into(), days: exception.int("DaysOfWeek")? },
            7 => Self::Days(every.into()),
            _ => return None,
        })
    }

    /// Dates from a first one on, in order; they end where the calendar does.
    fn dates(self, first: NaiveDate) -> Box<dyn Iterator<Item = NaiveDate>> {
        let days = move |every: u64| {
            std::iter::successors(Some(first), move |at| at.checked_add_days(Days::new(every)))
        };
        let months = move |from: NaiveDate, every: u32| {
            std::iter::successors(from.with_day(1), move |at| at.checked_add_months(Months::new(every)))
        };
        let is_known = |date: &NaiveDate| schedule::Boundary::covers(*date);
        match self {
            Self::Days(every) => Box::new(days(every).take_while(is_known)),
            Self::Weeks { every, days: mask } => {
                let monday = first.week(Weekday::Sun).first_day();
                let is_week = move |date: NaiveDate| {
                    ((date - monday).num_days() / 7).cast_unsigned().is_multiple_of(every)
                };
                let is_day = move |date: NaiveDate| mask >> date.weekday().num_days_from_sunday() & 1 == 1;
                Box::new(days(1).take_while(is_known).filter(move |date| is_week(*date) && is_day(*date)))
            }
            Self::Months { every, on } => {
                let found =
                    months(first, every).take_while(is_known).filter_map(move |month| on.of_month(month));
                Box::new(found.filter(move |date| *date >= first))
            }
            Self::Years { month, on } => {
                let starts = NaiveDate::from_ymd_opt(first.year(), month, 1).into_iter();
                let found = starts.flat_map(move |start| months(start, 12)).take_while(is_known);
                Box::new(found.filter_map(move |month| on.of_month(month)).filter(move |date| *date >= first))
            }
        }
    }
}

impl On {
    /// The day of a month that this is; `None` where the month has none.
    fn of_month(self, first: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Day(day) => first.with_day(day),
            Self::Nth { position, item } => {
                let next = first.checked_add_months(Months::new(1))?;
                let days =
                    first.iter_days().take_while(|date| *date < next).filter(|date| is_item(*date, item));
                let days: Vec<_> = days.collect();
                let last = 4;
                if position >= last {
                    days.last().copied()
                } else {
                    days.get(usize::try_from(position).ok()?).copied()
                }
            }
        }
    }
}

/// Whether a date is one of those that Project counts: any, weekdays, weekends, or one day of the week.
fn is_item(date: NaiveDate, item: i64) -> bool {
    let day = i64::from(date.weekday().num_days_from_sunday());
    let is_weekend = matches!(day, 0 | 6);
    match item {
        0 => true,
        1 => !is_weekend,
        2 => is_weekend,
        item => item - 3 == day,
    }
}
