//! `CALENDAR_UNKNOWN`: work beyond the last day for which its calendar's holidays are known.

use std::sync::Arc;

use schedule::{CalendarId, Code, Edge, Finding, Params, Severity, Subject, suggest};

use crate::draft::{Draft, Key, Seen, china, date, draft};

/// Holidays are known through Friday 11-07 on calendar 0, and always on calendar 1.
fn known(mut draft: Draft) -> Draft {
    draft.0.calendars = vec![Arc::new(china().known_through(date("11-07"))), Arc::new(china())];
    draft
}

fn unknown(seen: &Seen, key: Key) -> Option<Finding> {
    let subject = Subject::Task(seen.id(key));
    seen.findings().into_iter().find(|found| found.code == Code::CalendarUnknown && found.subject == subject)
}

#[test]
fn work_beyond_what_its_calendar_knows_is_found() {
    let plan = known(draft("11-03").task("A", 5).task("B", 6).task("C", 6))
        .with(|task| task.calendar = Some(CalendarId(1)))
        .plan();
    let seen = plan.as_of("2025-10-31");
    assert_eq!((unknown(&seen, "A"), unknown(&seen, "C")), (None, None));
    let found = unknown(&seen, "B").unwrap();
    assert_eq!((found.since, found.days, found.severity), (date("11-10"), 1, Severity::Warning));
    assert_eq!(found.params, Params::Day(date("11-07")));
    let records = schedule::Records::default();
    let thresholds = schedule::Thresholds::default();
    assert!(suggest(&seen.0, (&records, &thresholds), &seen.findings(), &found).is_empty());
}

#[test]
fn a_forecast_or_an_event_beyond_it_is_found_and_done_work_is_not() {
    let plan = known(
        draft("11-03").task("A", 5).milestone("M", Edge::StartOfDay).task("B", 9).done("11-03", "11-13"),
    )
    .fs("A", "M")
    .plan();
    assert!(unknown(&plan.as_of("2025-10-31"), "M").is_some());
    assert!(unknown(&plan.as_of("11-05"), "A").is_some());
    assert!(unknown(&plan.as_of("11-20"), "B").is_none());
}

#[test]
fn a_calendar_says_what_it_knows() {
    assert_eq!(china().last_known_day(), None);
    assert_eq!(china().known_through(date("11-07")).last_known_day(), Some(date("11-07")));
}
