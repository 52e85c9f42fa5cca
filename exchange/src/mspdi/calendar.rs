//! Calendars of Microsoft Project as calendars of a plan.

use std::collections::{BTreeMap, HashMap};

use chrono::{Datelike, NaiveDate};

use super::days::{date_in, minutes, time};
use super::xml::Element;
use super::{MINUTES_OF_A_DAY, recurrence};
use crate::draft::Draft;
use crate::plan;

/// The most days that a week of its own is spelled out for.
const LONGEST: usize = 3_700;

/// Days of a week, Monday first, as plan files name them.
const WEEK: [&str; 7] = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"];

/// A calendar with what it inherits put in.
#[derive(Clone, Debug)]
pub struct Calendar {
    pub name: String,
    week: [bool; 7],
    /// Dates against the week, with their names.
    pub exceptions: BTreeMap<NaiveDate, (bool, Option<String>)>,
}

impl Calendar {
    /// Monday to Friday.
    fn standard() -> Self {
        let week = [true, true, true, true, true, false, false];
        Self { name: "Standard".to_owned(), week, exceptions: BTreeMap::new() }
    }

    pub fn is_working(&self, date: NaiveDate) -> bool {
        self.exceptions.get(&date).map_or_else(|| self.is_worked(day_of(date)), |(is_working, _)| *is_working)
    }

    fn is_worked(&self, day: usize) -> bool {
        self.week.get(day).copied().unwrap_or_default()
    }

    /// Working days from one date to another, both counted.
    pub fn working_days(&self, from: NaiveDate, to: NaiveDate) -> i32 {
        let days = from.iter_days().take_while(|date| *date <= to).filter(|date| self.is_working(*date));
        i32::try_from(days.count()).unwrap_or(i32::MAX)
    }

    pub fn plan(&self) -> plan::Calendar {
        let worked = WEEK.into_iter().zip(self.week).filter(|(_, is_worked)| *is_worked);
        let exception = |(date, (working, name)): (&NaiveDate, &(bool, Option<String>))| plan::Exception {
            date: *date,
            working: *working,
            name: name.clone(),
        };
        let exceptions = self.exceptions.iter().map(exception).collect();
        plan::Calendar { name: self.name.clone(), week: worked.map(|(day, _)| day).collect(), exceptions }
    }
}

fn day_of(date: NaiveDate) -> usize {
    usize::try_from(date.weekday().num_days_from_monday()).unwrap_or_default()
}

/// The calendars of a file.
pub struct Calendars {
    elements: HashMap<i64, Element>,
    known: HashMap<i64, Calendar>,
    minutes_per_day: i64,
}

impl Calendars {
    pub fn new(elements: Vec<Element>, minutes_per_day: i64) -> Self {
        let elements =
            elements.into_iter().filter_map(|element| Some((element.int("UID")?, element))).collect();
        Self { elements, known: HashMap::new(), minutes_per_day }
    }

    /// A calendar by its id, read once; that of Monday to Friday where there is none.
    pub fn get(&mut self, uid: i64, draft: &mut Draft) -> &Calendar {
        if !self.known.contains_key(&uid) {
            let mut chain = Vec::new();
            let mut next = Some(uid);
            // A chain that bites its tail ends.
            while let Some(element) =
                next.filter(|uid| !chain.contains(uid)).and_then(|uid| self.elements.get(&uid))
            {
                chain.extend(next);
                next = element.int("BaseCalendarUID");
            }
            let mut calendar = Calendar::standard();
            for element in chain.iter().rev().filter_map(|uid| self.elements.get(uid)) {
                calendar.name = element.text("Name").map_or_else(|| format!("Calendar {uid}"), str::to_owned);
                inherit(&mut calendar, element, self.minutes_per_day, draft);
            }
            self.known.insert(uid, calendar);
        }
        self.known.entry(uid).or_insert_with(Calendar::standard)
    }

    /// The days that a calendar has off which the one that it is derived from has not: a person's own.
    pub fn own_days_off(&mut self, uid: i64, draft: &mut Draft) -> Vec<(NaiveDate, Option<String>)> {
        let Some(base) = self.elements.get(&uid).and_then(|element| element.int("BaseCalendarUID")) else {
            return Vec::new();
        };
        let base = self.get(base, draft).clone();
        let own = &self.get(uid, draft).exceptions;
        let is_own =
            |(date, (is_working, _)): &(&NaiveDate, &(bool, _))| !is_working && base.is_working(**date);
        own.iter().filter(is_own).map(|(date, (_, name))| (*date, name.clone())).collect()
    }
}

/// Puts what an element says of a calendar over what it has inherited.
fn inherit(calendar: &mut Calendar, element: &Element, minutes_per_day: i64, draft: &mut Draft) {
    let place = format!("calendar {:?}", calendar.name);
    let days = || element.child("WeekDays").into_iter().flat_map(|list| list.all("WeekDay"));
    for day in days() {
        let Some(worked) = day.int("DayType").and_then(weekday).and_then(|at| calendar.week.get_mut(at))
        else {
            continue;
        };
        *worked = is_worked(day);
        note_hours(day, minutes_per_day, &place, draft);
    }
    let weeks = element.child("WorkWeeks").into_iter().flat_map(|list| list.all("WorkWeek"));
    for week in weeks {
        if apply_week(calendar, week).is_none() {
            draft.tally(&place, "a week of its own", "lasts too long to be kept as single days");
        }
    }
    // Project 2003 has exceptions among the days of the week, and later ones have both.
    let old = days().filter(|day| day.int("DayType") == Some(0));
    let new = element.child("Exceptions").into_iter().flat_map(|list| list.all("Exception"));
    for exception in old.chain(new) {
        let Some(dates) = recurrence::dates(exception) else {
            draft.tally(&place, "an exception", "recurs in a way that cannot be kept as single days");
            continue;
        };
        let name = exception.text("Name").and_then(crate::text::line);
        calendar
            .exceptions
            .extend(dates.into_iter().map(|date| (date, (is_worked(exception), name.clone()))));
        note_hours(exception, minutes_per_day, &place, draft);
    }
    let week = calendar.week;
    calendar.exceptions.retain(|date, (is_working, name)| {
        name.is_some() || week.get(day_of(*date)).is_some_and(|is_worked| is_worked != is_working)
    });
}

/// A week of its own, for some time: day by day.
fn apply_week(calendar: &mut Calendar, week: &Element) -> Option<()> {
    let period = week.child("TimePeriod")?;
    let (first, last) = (date_in(period, "FromDate")?, date_in(period, "ToDate")?);
    let dates: Vec<_> = first.iter_days().take_while(|date| *date <= last).take(LONGEST + 1).collect();
    if dates.len() > LONGEST {
        return None;
    }
    let name = week.text("Name").and_then(crate::text::line);
    for day in week.child("WeekDays").into_iter().flat_map(|list| list.all("WeekDay")) {
        let Some(at) = day.int("DayType").and_then(weekday) else { continue };
        let of_week = dates.iter().filter(|date| day_of(**date) == at);
        if is_worked(day) != calendar.is_worked(at) {
            calendar.exceptions.extend(of_week.map(|date| (*date, (is_worked(day), name.clone()))));
        }
    }
    Some(())
}

/// The day of the week that a number stands for: 1 is Sunday.
fn weekday(day_type: i64) -> Option<usize> {
    (1..=7).contains(&day_type).then(|| usize::try_from((day_type + 5) % 7).unwrap_or_default())
}

fn is_worked(day: &Element) -> bool {
    day.is("DayWorking")
}

/// Notes days that are worked for longer or shorter than others.
fn note_hours(day: &Element, minutes_per_day: i64, place: &str, draft: &mut Draft) {
    let times = day.child("WorkingTimes").into_iter().flat_map(|list| list.all("WorkingTime"));
    let length = |times: &Element| {
        let (from, to) = (minutes(time(times.text("FromTime")?)?), minutes(time(times.text("ToTime")?)?));
        // Midnight ends the day.
        Some(if to > from { to - from } else { to + MINUTES_OF_A_DAY - from })
    };
    let worked: i64 = times.filter_map(length).sum();
    if worked > 0 && worked != minutes_per_day && is_worked(day) {
        let hours = format!("{}:{:02}", worked / 60, worked % 60);
        draft.tally(place, format!("days of {hours} hours"), "count as whole days, as all days do");
    }
}
