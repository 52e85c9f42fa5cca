//! Dates that contradict links, constraints or phases.

use schedule::{Code, ConstraintKind, Edge, Firmness, LinkType, Mode};

use super::{about, days, has};
use crate::draft::{date, draft};

#[test]
fn work_begun_before_its_predecessor_was_done_is_out_of_sequence() {
    let seen =
        draft("11-03").task("A", 3).task("B", 3).started("11-04", 10).fs("A", "B").plan().as_of("11-05");
    assert!(has(&seen, "B", Code::StartedOutOfSequence) && has(&seen, "B", Code::DependencyViolated));
    let rows =
        draft("11-03").task("A", 1).done("11-03", "11-03").task("B", 3).started("11-04", 10).fs("A", "B");
    assert!(!has(&rows.plan().as_of("11-05"), "B", Code::StartedOutOfSequence));
}

#[test]
fn manual_dates_that_break_a_link_are_found_and_what_they_hide_too() {
    let rows = draft("11-03").task("A", 3).task("B", 2).manual("11-05", "11-06").fs("A", "B");
    let seen = rows.clone().plan().as_of("10-31");
    assert_eq!(days(&seen, "B", Code::DependencyViolated), Some(1));
    assert_eq!(days(&seen, "B", Code::AtRiskMasked), Some(1));
    let mut moved = rows;
    moved.0.tasks[1].mode = Mode::Manual { start: Some(date("11-06")), finish: Some(date("11-07")) };
    let seen = moved.plan().as_of("11-03");
    assert!(!has(&seen, "B", Code::DependencyViolated));
    assert_eq!(days(&seen, "B", Code::AtRiskMasked), Some(1));
}

#[test]
fn a_manual_start_on_a_saturday_breaks_a_link_only_from_what_comes_after_it() {
    let found = |start, link_type, lag| {
        let rows = draft(start).task("A", 1).task("B", 2).manual("11-08", "11-11");
        days(&rows.link("A", "B", link_type, lag).plan().as_of("10-31"), "B", Code::DependencyViolated)
    };
    assert_eq!(found("11-03", LinkType::StartToStart, 5), None, "five days after Monday end on Friday");
    assert_eq!(found("11-03", LinkType::FinishToStart, 4), None);
    assert_eq!(found("11-03", LinkType::FinishToStart, 5), Some(1));
    assert_eq!(found("11-10", LinkType::StartToStart, 0), Some(1));
}

#[test]
fn a_manual_finish_on_a_day_off_is_compared_to_the_day() {
    let found = |finish| {
        let rows = draft("11-03").task("A", 6).manual("11-03", "11-08").task("B", 1).manual("11-06", finish);
        let rows = rows.link("A", "B", LinkType::FinishToFinish, 0);
        days(&rows.plan().as_of("10-31"), "B", Code::DependencyViolated)
    };
    assert_eq!(found("11-07"), Some(1), "A ends on Saturday");
    assert_eq!(found("11-08"), None);
    assert_eq!(found("11-09"), None);
}

#[test]
fn work_that_ends_before_the_weekend_hands_over_to_a_start_after_it() {
    let rows = draft("11-10").task("A", 1).task("B", 1).manual("11-06", "11-07");
    let seen = rows.link("A", "B", LinkType::StartToFinish, 0).plan().as_of("10-31");
    assert_eq!(days(&seen, "B", Code::DependencyViolated), None);
}

#[test]
fn an_event_that_closes_a_friday_conflicts_with_work_on_saturday() {
    let rows = || draft("11-03").task("A", 6).manual("11-03", "11-08").milestone("M", Edge::EndOfDay);
    let seen = rows().manual("11-07", "11-07").fs("A", "M").plan().as_of("10-31");
    assert_eq!(days(&seen, "M", Code::DependencyViolated), Some(1));
    assert_eq!(days(&seen, "M", Code::AtRiskMasked), Some(1));
    let must = rows().constraint(ConstraintKind::MustFinishOn, "11-07").fs("A", "M").plan().as_of("10-31");
    assert_eq!(days(&must, "M", Code::ConstraintConflict), Some(1));
    let saturday = rows().manual("11-08", "11-08").fs("A", "M").plan().as_of("10-31");
    assert!(!has(&saturday, "M", Code::DependencyViolated) && !has(&saturday, "M", Code::AtRiskMasked));
}

#[test]
fn a_constraint_that_a_link_contradicts_is_found_whoever_wins() {
    for wins in [false, true] {
        let rows = draft("11-03").task("A", 3).task("B", 2).constraint(ConstraintKind::MustStartOn, "11-04");
        let seen = rows.with(|task| task.constraint_wins = wins).fs("A", "B").plan().as_of("10-31");
        assert_eq!(days(&seen, "B", Code::ConstraintConflict), Some(2), "wins: {wins}");
        assert_eq!(has(&seen, "B", Code::AtRiskMasked), wins);
    }
}

#[test]
fn finished_work_that_ran_ahead_of_open_work_is_out_of_sequence() {
    let seen =
        draft("11-03").task("A", 5).task("B", 2).done("11-03", "11-04").fs("A", "B").plan().as_of("11-04");
    assert!(has(&seen, "B", Code::StartedOutOfSequence));
}

#[test]
fn a_child_beyond_its_phase_is_found() {
    let rows =
        draft("11-03").phase("P").manual("11-03", "11-05").task("A", 3).under("P").task("B", 5).under("P");
    let seen = rows.plan().as_of("10-31");
    assert_eq!(days(&seen, "B", Code::ChildOutsidePhase), Some(2));
    assert!(!has(&seen, "A", Code::ChildOutsidePhase));
}

#[test]
fn events_outside_their_phase_are_found_by_the_day_that_they_show() {
    let rows = draft("11-03").phase("P").manual("11-03", "11-07").milestone("M", Edge::StartOfDay).under("P");
    let seen = rows.manual("11-08", "11-08").plan().as_of("10-31");
    assert_eq!(days(&seen, "M", Code::ChildOutsidePhase), Some(1));
}

#[test]
fn a_phase_has_findings_of_its_own() {
    let rows = draft("11-03").phase("P").deadline("11-05", Firmness::Firm).with(|task| task.buffer = 3);
    let plan = rows.task("A", 10).under("P").plan();
    assert_eq!(days(&plan.as_of("11-06"), "P", Code::DeadlineMissed), Some(1));
    assert_eq!(days(&plan.as_of("11-04"), "P", Code::DeadlineAtRisk), Some(9));
    assert!(has(&plan.as_of("11-04"), "P", Code::FirmDeadlineNoBuffer));
    let rows = draft("11-03")
        .phase("P")
        .constraint(ConstraintKind::FinishNoLaterThan, "11-07")
        .manual("11-02", "11-07");
    let seen = rows.task("A", 6).under("P").plan().as_of("10-31");
    assert!(has(&seen, "P", Code::ConstraintConflict) && has(&seen, "P", Code::NonWorkingDate));
    assert!(!has(
        &draft("11-03")
            .phase("P")
            .deadline("11-05", Firmness::Firm)
            .task("A", 1)
            .under("P")
            .done("11-03", "11-03")
            .plan()
            .as_of("11-06"),
        "P",
        Code::DeadlineMissed
    ));
}

#[test]
fn a_constraint_that_is_no_must_date_hides_nothing() {
    let rows = draft("11-03").task("A", 3).task("B", 2);
    let rows =
        rows.constraint(ConstraintKind::StartNoLaterThan, "11-04").with(|task| task.constraint_wins = true);
    let seen = rows.fs("A", "B").plan().as_of("10-31");
    assert!(has(&seen, "B", Code::ConstraintConflict) && !has(&seen, "B", Code::AtRiskMasked));
}

#[test]
fn a_phase_that_ends_on_its_last_day_keeps_to_it() {
    let rows = |on| {
        let rows = draft("11-03").phase("P").constraint(ConstraintKind::FinishNoLaterThan, on);
        let rows = rows.deadline(on, Firmness::Firm);
        rows.task("A", 3).under("P").plan().as_of("10-31")
    };
    let found = |on| {
        let codes = about(&rows(on), "P").into_iter();
        let codes = codes.filter(|(code, _)| matches!(code, Code::ConstraintConflict | Code::DeadlineAtRisk));
        codes.collect::<Vec<_>>()
    };
    assert_eq!(found("11-05"), []);
    assert_eq!(found("11-04"), [(Code::DeadlineAtRisk, 1), (Code::ConstraintConflict, 1)]);
}
