//! Working days: a weekly pattern with dated exceptions in both directions (SCHEDULING.md §1).

use chrono::NaiveDate;

use crate::boundary::{Boundary, Span};

/// A weekly pattern, Monday first: `true` is a working day.
pub type Week = [bool; 7];

/// Which days are worked.
///
/// Every question is answered in ranks: `rank(b)` counts the working days before a boundary from a fixed
/// origin, and `day(r)` is the working day of rank `r`.  Where exceptions lie, both are tables; before the
/// first and two years after the last exception the week repeats, and both are arithmetic.  So each answer is
/// O(1).
#[derive(Clone, Debug)]
pub struct Calendar {
    week: WeekRanks,
    /// The Monday at which the tables begin.
    table_start: i32,
    /// `rank_at[i]`: rank of the boundary `table_start + i`.
    rank_at: Box<[i32]>,
    /// The rank at which `day_of` begins, `rank_at[0]`.
    first_rank: i32,
    /// `day_of[i]`: the working day of rank `first_rank + i`.
    day_of: Box<[i32]>,
    /// What the exceptions add to every rank after the tables.
    rank_shift: i32,
    /// Days worked against the weekly pattern.
    extra_days: Box<[i32]>,
    /// Days off against the weekly pattern.
    holidays: Box<[i32]>,
    /// The last day for which holidays are known.
    known_through: Option<NaiveDate>,
}

/// Why days cannot be a calendar, or an answer is not a day that it covers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum CalendarError {
    /// Nothing is ever worked: no start could be found.
    #[error("the calendar has no working day")]
    NoWorkingDay,
    /// An exception lies outside 1900-01-01 … 2199-12-31.
    #[error("the exception on {0} lies outside 1900-01-01 … 2199-12-31")]
    ExceptionOutOfRange(NaiveDate),
    /// One date is both a day off and a working day.
    #[error("{0} is given both as a working day and as a day off")]
    ContradictoryException(NaiveDate),
    /// The answer lies outside 1900-01-01 … 2199-12-31.
    #[error("the answer lies outside 1900-01-01 … 2199-12-31")]
    OutOfRange,
}

/// Days that the tables go on after the last exception, so that next year's plans still look up.
const TABLE_TAIL_DAYS: i32 = 2 * 52 * 7;

/// A walk of more days leaves 1900–2199 from wherever it starts.
const FARTHEST_WALK: i32 = 200_000;

impl Calendar {
    /// A calendar of a weekly pattern and its exceptions, `true` for a day worked against the pattern and
    /// `false` for a day off.  The order of the exceptions does not matter, nor does repeating one.
    ///
    /// # Errors
    /// If no day is ever worked, an exception lies outside 1900–2199, or two exceptions contradict each
    /// other.
    pub fn new(
        week: Week,
        exceptions: impl IntoIterator<Item = (NaiveDate, bool)>,
    ) -> Result<Self, CalendarError> {
        let week = WeekRanks::new(week);
        let exceptions = sorted_exceptions(exceptions)?;
        if week.per_week == 0 && !exceptions.iter().any(|(_, working)| *working) {
            return Err(CalendarError::NoWorkingDay);
        }
        let (first, last) = match (exceptions.first(), exceptions.last()) {
            (Some(first), Some(last)) => (first.0, last.0),
            _ => (0, 0),
        };
        let table_start = first - (first + EPOCH_WEEKDAY).rem_euclid(7);
        let table_end = if exceptions.is_empty() { table_start } else { last + 1 + TABLE_TAIL_DAYS };
        let first_rank = week.rank(table_start);
        let mut rank = first_rank;
        let mut rank_at = vec![rank];
        let mut day_of = Vec::new();
        let mut pending = exceptions.iter().peekable();
        for day in table_start..table_end {
            let exception = pending.next_if(|(on, _)| *on == day).map(|(_, working)| *working);
            if exception.unwrap_or_else(|| week.is_working(day)) {
                day_of.push(day);
                rank += 1;
            }
            rank_at.push(rank);
        }
        let rank_shift = rank - week.rank(table_end);
        let against = |worked: bool| {
            let days = exceptions
                .iter()
                .filter(move |(day, working)| *working == worked && week.is_working(*day) != worked);
            days.map(|(day, _)| *day).collect()
        };
        let (rank_at, day_of) = (rank_at.into(), day_of.into());
        let (extra_days, holidays) = (against(true), against(false));
        let known_through = None;
        Ok(Self {
            week,
            table_start,
            rank_at,
            first_rank,
            day_of,
            rank_shift,
            extra_days,
            holidays,
            known_through,
        })
    }

    /// The calendar with the last day for which its holidays are known.  After it the weekly pattern is only
    /// assumed, and work there is found as `CALENDAR_UNKNOWN`; without such a day every day is known.
    #[must_use]
    pub fn known_through(self, date: NaiveDate) -> Self {
        Self { known_through: Some(date), ..self }
    }

    /// The last day for which holidays are known; `None` if every day is.
    #[must_use]
    pub fn last_known_day(&self) -> Option<NaiveDate> {
        self.known_through
    }

    /// Whether `date` is worked.
    #[must_use]
    pub fn is_working(&self, date: NaiveDate) -> bool {
        let opening = Boundary::opening(date);
        self.rank(opening + 1) > self.rank(opening)
    }

    /// The first boundary not before `boundary` at which a working day begins.
    ///
    /// # Errors
    /// [`CalendarError::OutOfRange`] if there is none up to 2199-12-31.
    pub fn fwd(&self, boundary: Boundary) -> Result<Boundary, CalendarError> {
        in_range(self.opening(self.rank(in_range(boundary)?)))
    }

    /// The last boundary not after `boundary` at which a working day ends.
    ///
    /// # Errors
    /// [`CalendarError::OutOfRange`] if there is none from 1900-01-01 on.
    pub fn back(&self, boundary: Boundary) -> Result<Boundary, CalendarError> {
        in_range(self.closing(self.rank(in_range(boundary)?)))
    }

    /// The boundary reached by walking `working_days` from `boundary`: forward to the end of the last day
    /// walked, backward (negative) to its beginning; 0 stays where it is.
    ///
    /// # Errors
    /// [`CalendarError::OutOfRange`] if the walk leaves 1900-01-01 … 2199-12-31.
    pub fn add(&self, boundary: Boundary, working_days: i32) -> Result<Boundary, CalendarError> {
        let rank = self.rank(in_range(boundary)?) + working_days.clamp(-FARTHEST_WALK, FARTHEST_WALK);
        in_range(match working_days {
            0 => boundary,
            1.. => self.closing(rank),
            _ => self.opening(rank),
        })
    }

    /// Working days between two boundaries; negative if `to` is before `from`.
    #[must_use]
    pub fn working_days(&self, from: Boundary, to: Boundary) -> i32 {
        self.rank(to) - self.rank(from)
    }

    /// Working days by which a boundary is after a limit: at least 1, also where only days off are between
    /// them; 0 if it is not after it.
    pub(crate) fn days_after(&self, limit: Boundary, boundary: Boundary) -> i32 {
        if boundary > limit { self.working_days(limit, boundary).max(1) } else { 0 }
    }

    /// Days of a span that the weekly pattern works and an exception does not.
    pub(crate) fn holidays(&self, span: Span) -> i32 {
        let before = |boundary: Boundary| self.holidays.partition_point(|day| *day < boundary.days());
        i32::try_from(before(span.finish) - before(span.start).min(before(span.finish))).unwrap_or(i32::MAX)
    }

    /// The days of a span that are worked against the weekly pattern.
    pub(crate) fn extra_days(&self, span: Span) -> impl Iterator<Item = NaiveDate> {
        let first = self.extra_days.partition_point(|day| *day < span.start.days());
        let days = self.extra_days.iter().skip(first).take_while(move |day| **day < span.finish.days());
        days.map(|day| Boundary::from_days(*day).date_opened())
    }

    /// How many working days lie before `boundary`, counted from a fixed origin: the one scale on which dates
    /// of this calendar are added and compared.
    #[inline]
    pub(crate) fn rank(&self, boundary: Boundary) -> i32 {
        let by_week = || self.week.rank(boundary.days());
        match usize::try_from(boundary.days().wrapping_sub(self.table_start)) {
            Ok(offset) => self.rank_at.get(offset).map_or_else(|| by_week() + self.rank_shift, |rank| *rank),
            Err(_) => by_week(),
        }
    }

    /// Where the working day of rank `rank` begins; the last boundary of that rank.
    #[inline]
    pub(crate) fn opening(&self, rank: i32) -> Boundary {
        Boundary::from_days(self.day(rank))
    }

    /// Where the working day before rank `rank` ends; the first boundary of that rank.
    #[inline]
    pub(crate) fn closing(&self, rank: i32) -> Boundary {
        Boundary::from_days(self.day(rank - 1) + 1)
    }

    #[inline]
    fn day(&self, rank: i32) -> i32 {
        match usize::try_from(rank.wrapping_sub(self.first_rank)) {
            Ok(offset) => {
                let by_week = || self.week.day(rank - self.rank_shift, Boundary::AFTER_ALL);
                self.day_of.get(offset).map_or_else(by_week, |day| *day)
            }
            Err(_) => self.week.day(rank, Boundary::BEFORE_ALL),
        }
    }
}

/// 1970-01-01 was a Thursday: days since the Monday before it.
const EPOCH_WEEKDAY: i32 = 3;

/// The weekly pattern alone, as ranks.
#[derive(Clone, Copy, Debug)]
struct WeekRanks {
    per_week: i32,
    /// Working days before each weekday, Monday first, and in the whole week.
    before: [i32; 8],
    /// The weekday of each working day of a week.
    weekday: [i32; 7],
}

impl WeekRanks {
    fn new(week: Week) -> Self {
        let mut ranks = Self { per_week: 0, before: [0; 8], weekday: [0; 7] };
        let (mut before, mut weekdays) = (ranks.before.iter_mut(), ranks.weekday.iter_mut());
        for (weekday, working) in (0..7).zip(week) {
            before.next().into_iter().for_each(|count| *count = ranks.per_week);
            if working {
                weekdays.next().into_iter().for_each(|day| *day = weekday);
                ranks.per_week += 1;
            }
        }
        before.next().into_iter().for_each(|count| *count = ranks.per_week);
        ranks
    }

    fn is_working(&self, day: i32) -> bool {
        self.rank(day + 1) > self.rank(day)
    }

    fn rank(&self, day: i32) -> i32 {
        let day = day + EPOCH_WEEKDAY;
        let weekday = usize::try_from(day.rem_euclid(7)).unwrap_or_default();
        day.div_euclid(7) * self.per_week + self.before.get(weekday).copied().unwrap_or_default()
    }

    /// The working day of a rank; where the week has none, the day of `never`.
    fn day(&self, rank: i32, never: Boundary) -> i32 {
        if self.per_week == 0 {
            return never.days();
        }
        let nth = usize::try_from(rank.rem_euclid(self.per_week)).unwrap_or_default();
        let weekday = self.weekday.get(nth).copied().unwrap_or_default();
        rank.div_euclid(self.per_week) * 7 + weekday - EPOCH_WEEKDAY
    }
}

fn sorted_exceptions(
    exceptions: impl IntoIterator<Item = (NaiveDate, bool)>,
) -> Result<Vec<(i32, bool)>, CalendarError> {
    let mut sorted = Vec::new();
    for (date, working) in exceptions {
        if !Boundary::covers(date) {
            return Err(CalendarError::ExceptionOutOfRange(date));
        }
        sorted.push((Boundary::opening(date).days(), working));
    }
    sorted.sort_unstable();
    sorted.dedup();
    let contradiction = sorted.iter().zip(sorted.iter().skip(1)).find(|(a, b)| a.0 == b.0);
    match contradiction {
        Some(((day, _), _)) => {
            Err(CalendarError::ContradictoryException(Boundary::from_days(*day).date_opened()))
        }
        None => Ok(sorted),
    }
}

fn in_range(boundary: Boundary) -> Result<Boundary, CalendarError> {
    if boundary.is_in_range() { Ok(boundary) } else { Err(CalendarError::OutOfRange) }
}
