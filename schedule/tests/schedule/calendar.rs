//! Working days.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};
use proptest::prelude::*;
use schedule::{Boundary, Calendar, CalendarError};
use serde::Deserialize;

use crate::draft::{MONDAY_TO_FRIDAY, cases, china, closing, date, opening};

#[test]
fn a_boundary_between_working_days_opens_the_next_and_closes_the_last() {
    let calendar = china();
    assert_eq!(calendar.fwd(opening("11-08")), Ok(opening("11-10")));
    assert_eq!(calendar.back(opening("11-10")), Ok(closing("11-07")));
    assert_eq!(calendar.fwd(opening("11-10")), Ok(opening("11-10")));
    assert_eq!(calendar.back(closing("11-07")), Ok(closing("11-07")));
}

#[test]
fn worked_weekends_and_holidays_count_as_they_are_worked() {
    let calendar = china();
    assert!(calendar.is_working(date("09-28")) && calendar.is_working(date("10-11")));
    assert!(!calendar.is_working(date("10-08")) && !calendar.is_working(date("10-12")));
    assert_eq!(calendar.working_days(opening("09-26"), closing("10-11")), 7);
}

#[test]
fn a_calendar_without_working_days_is_refused() {
    assert_eq!(Calendar::new([false; 7], []).err(), Some(CalendarError::NoWorkingDay));
    assert_eq!(Calendar::new([false; 7], [(date("11-03"), false)]).err(), Some(CalendarError::NoWorkingDay));
}

#[test]
fn a_walk_beyond_the_last_working_day_ever_is_an_error_and_ends() {
    let once = Calendar::new([false; 7], [(date("11-03"), true)]).unwrap();
    assert_eq!(once.fwd(opening("01-01")), Ok(opening("11-03")));
    assert_eq!(once.fwd(closing("11-03")), Err(CalendarError::OutOfRange));
    assert_eq!(once.back(opening("11-03")), Err(CalendarError::OutOfRange));
    assert_eq!(once.add(opening("01-01"), 2), Err(CalendarError::OutOfRange));
    for days in [i32::MIN, i32::MAX] {
        assert_eq!(china().add(opening("11-03"), days), Err(CalendarError::OutOfRange));
        assert_eq!(once.add(opening("11-03"), days), Err(CalendarError::OutOfRange));
    }
}

#[test]
fn exceptions_must_agree_and_lie_in_range() {
    let both = [(date("11-03"), true), (date("11-03"), false)];
    assert_eq!(
        Calendar::new(MONDAY_TO_FRIDAY, both).err(),
        Some(CalendarError::ContradictoryException(date("11-03")))
    );
    for day in [NaiveDate::MIN, NaiveDate::MAX, date("1899-12-31"), date("2200-01-01")] {
        let error = Calendar::new(MONDAY_TO_FRIDAY, [(day, false)]).err();
        assert_eq!(error, Some(CalendarError::ExceptionOutOfRange(day)));
    }
    assert!(
        Calendar::new(MONDAY_TO_FRIDAY, [(date("1900-01-01"), false), (date("2199-12-31"), true)]).is_ok()
    );
}

#[derive(Deserialize)]
struct Statutory {
    week: Vec<String>,
    exceptions: Vec<Exception>,
}

#[derive(Deserialize)]
struct Exception {
    date: String,
    working: bool,
}

#[test]
fn the_statutory_calendar_of_china_gives_its_holidays() {
    let file: Statutory = serde_json::from_str(include_str!("../../../calendars/cn.json")).unwrap();
    let week =
        ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"].map(|day| file.week.iter().any(|on| on == day));
    let exceptions = file.exceptions.iter().map(|row| (date(&row.date), row.working));
    let calendar = Calendar::new(week, exceptions).unwrap();
    for offset in 0..365 {
        let day = date("01-01") + Days::new(offset);
        if (date("09-26")..=date("11-14")).contains(&day) {
            assert_eq!(calendar.is_working(day), china().is_working(day), "{day}");
        }
    }
    assert_eq!(calendar.add(opening("09-26"), 5), Ok(closing("10-09")));
    let of_2026 = calendar.working_days(opening("2026-01-01"), opening("2027-01-01"));
    let counted = (0..365).filter(|day| calendar.is_working(date("2026-01-01") + Days::new(*day))).count();
    assert_eq!(usize::try_from(of_2026), Ok(counted));
}

/// A week with a working day, and exceptions over some years.
fn calendars() -> impl Strategy<Value = ([bool; 7], BTreeMap<i64, bool>)> {
    let week = any::<[bool; 7]>().prop_filter("works", |week| week.contains(&true));
    (week, proptest::collection::btree_map(0_i64..3_000, any::<bool>(), 0..60))
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn every_answer_is_that_of_counting_days((week, exceptions) in calendars(), from in -800_i64..4_500, walk in -40_i32..40) {
        let zero = date("2020-01-01");
        let day = |offset: i64| zero + chrono::TimeDelta::days(offset);
        let calendar = Calendar::new(week, exceptions.iter().map(|(on, working)| (day(*on), *working))).unwrap();
        let works = |on: i64| {
            let weekday = day(on).weekday().num_days_from_monday() as usize;
            exceptions.get(&on).copied().unwrap_or(week[weekday])
        };
        let start = Boundary::opening(day(from));
        let ahead = || (from..from + 4_000).filter(|on| works(*on));
        let behind = || (1..4_000).map(|back| from - back).filter(|on| works(*on));
        let next = ahead().next().unwrap();
        prop_assert_eq!(calendar.fwd(start), Ok(Boundary::opening(day(next))));
        let last = behind().next().unwrap();
        prop_assert_eq!(calendar.back(start), Ok(Boundary::closing(day(last))));
        let steps = usize::try_from(walk.unsigned_abs()).unwrap();
        let walked = match walk {
            0 => start,
            1.. => Boundary::closing(day(ahead().nth(steps - 1).unwrap())),
            _ => Boundary::opening(day(behind().nth(steps - 1).unwrap())),
        };
        prop_assert_eq!(calendar.add(start, walk), Ok(walked));
        prop_assert_eq!(calendar.working_days(start, walked), walk);
    }
}

#[test]
fn a_boundary_shows_the_date_that_begins_there() {
    assert_eq!(format!("{:?}", opening("11-03")), "2025-11-03 00:00");
}
