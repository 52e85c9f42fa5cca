//! Work that is late, soon, behind or too fast.

use schedule::{Code, ConstraintKind, Edge, LateOrigin, Params, Records, Thresholds};

use super::{days, has, of};
use crate::draft::{date, draft};

#[test]
fn what_is_not_done_after_its_last_day_is_overdue() {
    let plan = draft("11-03").task("A", 2).plan();
    assert!(!has(&plan.as_of("11-04"), "A", Code::Overdue));
    assert_eq!(days(&plan.as_of("11-05"), "A", Code::Overdue), Some(1));
    assert_eq!(days(&plan.as_of("11-05"), "A", Code::OverdueStart), Some(2));
    assert!(!has(
        &draft("11-03").task("A", 2).done("11-03", "11-04").plan().as_of("11-05"),
        "A",
        Code::Overdue
    ));
}

#[test]
fn what_is_due_or_starts_within_three_working_days_is_soon() {
    let plan = draft("11-06").task("A", 4).plan();
    assert_eq!(days(&plan.as_of("11-03"), "A", Code::StartSoon), Some(3));
    assert!(!has(&plan.as_of("10-31"), "A", Code::StartSoon));
    assert_eq!(days(&plan.as_of("11-06"), "A", Code::DueSoon), Some(3));
    assert!(!has(&plan.as_of("11-05"), "A", Code::DueSoon));
}

#[test]
fn progress_is_held_against_what_is_expected() {
    let rows = |progress| draft("11-03").task("A", 10).started("11-03", progress).plan().as_of("11-07");
    assert!(has(&rows(39), "A", Code::BehindProgress) && !has(&rows(40), "A", Code::BehindProgress));
    assert!(has(&rows(61), "A", Code::TooFast) && !has(&rows(60), "A", Code::TooFast));
    let finding =
        of(&rows(30).findings(), &rows(30), "A").into_iter().find(|found| found.code == Code::BehindProgress);
    assert_eq!(finding.unwrap().params, Params::Progress { actual: 30, expected: 50 });
}

#[test]
fn a_forecast_after_the_plan_names_its_root_cause() {
    let seen = draft("11-03").task("A", 3).task("B", 2).fs("A", "B").plan().as_of("11-04");
    let finding =
        of(&seen.findings(), &seen, "B").into_iter().find(|found| found.code == Code::ForecastLate).unwrap();
    assert_eq!((finding.days, finding.origin), (2, Some(LateOrigin::Inherited)));
    assert_eq!(finding.root_cause, Some(seen.id("A")));
}

#[test]
fn an_event_at_the_end_of_a_day_is_overdue_the_day_after() {
    for edge in [Edge::StartOfDay, Edge::EndOfDay] {
        let plan = draft("11-03").milestone("M", edge).plan();
        assert!(!has(&plan.as_of("11-03"), "M", Code::Overdue), "{edge:?}");
        assert_eq!(days(&plan.as_of("11-04"), "M", Code::Overdue), Some(1), "{edge:?}");
        assert_eq!(days(&plan.as_of("11-04"), "M", Code::OverdueStart), Some(1), "{edge:?}");
    }
}

#[test]
fn what_is_expected_by_the_baseline_counts_though_the_plan_was_moved() {
    let rows = draft("11-03").task("A", 5).constraint(ConstraintKind::StartNoEarlierThan, "11-24");
    let seen = rows.plan().as_of_against("11-06", &[("A", "11-03", "11-07")]);
    assert!(has(&seen, "A", Code::BehindProgress));
}

#[test]
fn what_is_published_long_before_its_planned_finish_is_too_fast() {
    let seen = draft("11-03").task("A", 5).task("B", 5).plan().as_of("11-05");
    let publications = vec![("A", date("11-05")), ("B", date("11-06"))];
    let found = seen.findings_with(&Records { publications, ..Records::default() }, Thresholds::default());
    let early = |key| of(&found, &seen, key).into_iter().find(|found| found.code == Code::TooFast);
    assert_eq!(early("A").map(|found| (found.days, found.params)), Some((2, Params::Day(date("11-05")))));
    assert_eq!(early("B"), None);
}

#[test]
fn a_slip_from_the_baseline_counts_while_it_can_be_mended() {
    let seen = draft("11-03").task("A", 3).plan().as_of_against("10-31", &[("A", "10-30", "11-03")]);
    assert_eq!(days(&seen, "A", Code::SlippedFromBaseline), Some(2));
    let seen = draft("11-03").task("A", 3).plan().as_of_against("10-31", &[("A", "11-03", "11-05")]);
    assert!(!has(&seen, "A", Code::SlippedFromBaseline));
}

#[test]
fn a_start_that_waits_for_late_work_says_for_which() {
    let plan = draft("11-03").task("A", 2).task("B", 3).task("C", 1).chain(&["A", "B", "C"]).plan();
    let seen = plan.as_of("11-05");
    let found = of(&seen.findings(), &seen, "B")
        .into_iter()
        .find(|found| found.code == Code::LatePredecessor)
        .unwrap();
    assert!(matches!(found.params, Params::Link { peer, .. } if peer == seen.id("A")));
    assert_eq!((found.root_cause, found.days), (Some(seen.id("A")), 3));
    assert!(!has(&plan.as_of("11-03"), "C", Code::LatePredecessor));
}
