//! The time scale: where a day is, and what the two lines above the bars say.

use chrono::{Datelike, Days, Months, NaiveDate};

use crate::Language;

/// The most that a day is wide, so that a short plan is not stretched.
const WIDEST_DAY: f64 = 36.0;

/// What a cell of the scale covers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Unit {
    Day,
    Week,
    Month,
    /// A month below its year.
    MonthOfYear,
    Quarter,
    Year,
}

/// From days to the horizontal.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Scale {
    /// Its first day.
    pub first: NaiveDate,
    /// The day after its last.
    pub end: NaiveDate,
    /// Where the first day begins.
    pub left: f64,
    /// How wide a day is.
    pub per_day: f64,
}

/// A cell of one line of the scale.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Cell {
    pub from: f64,
    pub to: f64,
    /// What is written in it; empty where it has no room.
    pub label: String,
}

fn days_between(from: NaiveDate, to: NaiveDate) -> f64 {
    i32::try_from((to - from).num_days()).map_or(0.0, f64::from)
}

impl Scale {
    /// A scale from one day to another, in a width that it fills: a short span is continued.
    pub fn new((first, last): (NaiveDate, NaiveDate), left: f64, width: f64) -> Self {
        let first = first.checked_sub_days(Days::new(2)).unwrap_or(first);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a few days that fill a page"
        )]
        let fewest = (width / WIDEST_DAY).ceil() as u64;
        let end = last.checked_add_days(Days::new(6)).unwrap_or(last);
        let end = first.checked_add_days(Days::new(fewest)).map_or(end, |filled| end.max(filled));
        Self { first, end, left, per_day: width / days_between(first, end).max(1.0) }
    }

    /// Where a day begins.
    pub fn opening(&self, day: NaiveDate) -> f64 {
        self.left + days_between(self.first, day) * self.per_day
    }

    /// Where a day ends.
    pub fn closing(&self, day: NaiveDate) -> f64 {
        self.opening(day) + self.per_day
    }

    /// Where the scale ends.
    pub fn right(&self) -> f64 {
        self.opening(self.end)
    }

    /// What its upper and its lower line count, by how wide a day is.
    pub fn units(&self) -> (Unit, Unit) {
        match self.per_day {
            wide if wide >= 13.0 => (Unit::Month, Unit::Day),
            wide if wide >= 2.6 => (Unit::Month, Unit::Week),
            wide if wide >= 0.8 => (Unit::Year, Unit::MonthOfYear),
            _ => (Unit::Year, Unit::Quarter),
        }
    }

    /// The cells of a line.
    pub fn cells(&self, unit: Unit, language: Language, fits: impl Fn(&str, f64) -> bool) -> Vec<Cell> {
        let mut cells = Vec::new();
        let mut at = unit.begin(self.first);
        while at < self.end {
            let Some(next) = unit.next(at) else { break };
            let (from, to) = (self.opening(at.max(self.first)), self.opening(next.min(self.end)));
            let is_begun_before = unit == Unit::Week && at < self.first;
            let fitting = |label: &String| !is_begun_before && fits(label, to - from);
            let label = unit.labels(at, language).into_iter().find(fitting).unwrap_or_default();
            cells.push(Cell { from, to, label });
            at = next;
        }
        cells
    }
}

impl Unit {
    /// The first day of the one that a day is in.
    fn begin(self, day: NaiveDate) -> NaiveDate {
        let back = match self {
            Self::Day => Some(day),
            Self::Week => day.checked_sub_days(Days::new(day.weekday().num_days_from_monday().into())),
            Self::Month | Self::MonthOfYear => day.with_day(1),
            Self::Quarter => day.with_day(1).and_then(|day| day.with_month0(day.month0() / 3 * 3)),
            Self::Year => day.with_ordinal(1),
        };
        back.unwrap_or(day)
    }

    fn next(self, day: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Day => day.succ_opt(),
            Self::Week => day.checked_add_days(Days::new(7)),
            Self::Month | Self::MonthOfYear => day.checked_add_months(Months::new(1)),
            Self::Quarter => day.checked_add_months(Months::new(3)),
            Self::Year => day.checked_add_months(Months::new(12)),
        }
    }

    /// What can be written in its cell, the longest first.
    fn labels(self, day: NaiveDate, language: Language) -> Vec<String> {
        match self {
            Self::Day | Self::Week => vec![day.day().to_string()],
            Self::Month => vec![language.month_of_year(day), language.month(day)],
            Self::MonthOfYear => vec![language.month(day)],
            Self::Quarter => vec![format!("Q{}", day.month0() / 3 + 1)],
            Self::Year => vec![day.year().to_string()],
        }
    }
}
