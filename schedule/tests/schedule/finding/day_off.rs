//! Days off of calendars and people, and capacities.

use std::sync::Arc;

use schedule::{
    Calendar, CalendarId, Carrier, Code, DaysOff, DepartmentId, Edge, Finding, Firmness, Params, PersonId,
    Records, Subject, Thresholds,
};

use super::{days, has, of, staffed};
use crate::draft::{china, date, draft};

#[test]
fn holidays_squeeze_work_and_worked_weekends_need_the_department() {
    assert_eq!(days(&draft("09-25").task("A", 8).plan().as_of("09-01"), "A", Code::HolidaySqueeze), Some(6));
    let mut rows = staffed(draft("10-10").task("A", 2));
    let plain = Calendar::new(crate::draft::MONDAY_TO_FRIDAY, []).unwrap();
    rows.0.calendars = vec![Arc::new(plain), Arc::new(china())];
    rows.0.departments[0].calendar = Some(CalendarId(0));
    rows.0.tasks[0].calendar = Some(CalendarId(1));
    assert!(has(&rows.plan().as_of("09-01"), "A", Code::HolidaySqueeze));
    assert!(!has(&draft("11-03").task("A", 8).plan().as_of("09-01"), "A", Code::HolidaySqueeze));
}

#[test]
fn typed_dates_on_days_off_are_found() {
    assert!(has(
        &draft("11-03").task("A", 2).manual("11-08", "11-10").plan().as_of("11-03"),
        "A",
        Code::NonWorkingDate
    ));
    let rows = draft("11-03").task("A", 2).deadline("11-09", Firmness::Soft);
    assert!(has(&rows.plan().as_of("11-03"), "A", Code::NonWorkingDate));
    assert!(!has(&draft("11-03").task("A", 2).plan().as_of("11-03"), "A", Code::NonWorkingDate));
}

#[test]
fn more_in_parallel_than_the_capacity_is_found_for_the_days_that_it_lasts() {
    let mut rows = staffed(draft("11-03").task("A", 5));
    rows = staffed(rows.task("B", 2));
    rows.0.departments[0].capacity = Some(1);
    let seen = rows.plan().as_of("10-31");
    let found = seen.findings();
    let found: Vec<&Finding> = found.iter().filter(|found| found.code == Code::OverAllocated).collect();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].subject, Subject::Carrier(Carrier::Department(DepartmentId(0))));
    assert_eq!(found[0].params, Params::Load { count: 2, capacity: 1, until: date("11-04") });
    let capacities = vec![(PersonId(7), 1)];
    let found = seen.findings_with(&Records { capacities, ..Records::default() }, Thresholds::default());
    assert_eq!(found.iter().filter(|found| found.code == Code::OverAllocated).count(), 2);
}

#[test]
fn the_person_in_charge_is_missed_on_working_days_only() {
    let seen = staffed(draft("11-03").task("A", 5)).plan().as_of("11-03");
    let off = |first, last| {
        let days_off = vec![DaysOff { person: PersonId(7), first: date(first), last: date(last) }];
        let found = seen.findings_with(&Records { days_off, ..Records::default() }, Thresholds::default());
        found.into_iter().find(|found| found.code == Code::PersonOff).map(|found| found.days)
    };
    assert_eq!(off("11-07", "11-11"), Some(1));
    assert_eq!(off("11-08", "11-09"), None);
    assert_eq!(off("10-30", "11-02"), None);
}

#[test]
fn days_off_that_overlap_count_once_and_events_count_too() {
    let mut rows = staffed(draft("11-03").task("A", 5));
    rows = staffed(rows.milestone("M", Edge::StartOfDay)).manual("11-08", "11-08");
    let seen = rows.plan().as_of("11-03");
    let run = |first, last| DaysOff { person: PersonId(7), first: date(first), last: date(last) };
    let days_off = vec![run("11-03", "11-04"), run("11-04", "11-04"), run("11-02", "11-09")];
    let found = seen.findings_with(&Records { days_off, ..Records::default() }, Thresholds::default());
    let off = |key| {
        of(&found, &seen, key).into_iter().find(|found| found.code == Code::PersonOff).map(|found| found.days)
    };
    assert_eq!((off("A"), off("M")), (Some(5), Some(1)));
}

#[test]
fn an_overload_that_is_handed_over_is_one() {
    let mut rows = staffed(draft("11-03").task("A", 5));
    for key in ["B", "C", "D"] {
        rows = staffed(rows.task(key, 1));
    }
    rows.0.departments[0].capacity = Some(1);
    let found = rows.chain(&["B", "C", "D"]).plan().as_of("10-31").findings();
    let runs: Vec<_> = found.iter().filter(|found| found.code == Code::OverAllocated).collect();
    assert_eq!(runs.len(), 1);
    assert_eq!(runs[0].params, Params::Load { count: 2, capacity: 1, until: date("11-05") });
}

#[test]
fn a_weekend_is_worked_alone_if_the_work_reaches_it() {
    let squeezed = |start, days| {
        let mut rows = staffed(draft(start).task("A", days));
        let plain = Calendar::new(crate::draft::MONDAY_TO_FRIDAY, []).unwrap();
        rows.0.calendars = vec![Arc::new(plain), Arc::new(china())];
        rows.0.departments[0].calendar = Some(CalendarId(0));
        rows.0.tasks[0].calendar = Some(CalendarId(1));
        let found = rows.plan().as_of("09-01").findings();
        let found = found.into_iter().find(|found| found.code == Code::HolidaySqueeze);
        found.map(|found| (found.since, found.days, found.params))
    };
    let saturday = Some((date("10-11"), 0, Params::Day(date("10-11"))));
    assert_eq!(squeezed("10-10", 2), saturday);
    assert_eq!(squeezed("10-11", 1), saturday);
    assert_eq!(squeezed("10-10", 1), None);
}
