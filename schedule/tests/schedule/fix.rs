//! Suggested fixes: which are tried, which are kept, in which order, and what each is said to do.

use schedule::{
    AnchorId, AnchorKind, AnchorOrigin, Code, ConstraintKind, Edge, Firmness, LagUnit, LinkType, Records,
    Subject, Thresholds, suggest,
};

use crate::draft::{Draft, Seen, draft};
use crate::finding::{anchored, quiet};
use crate::words;

/// What is suggested for the first finding of a code.
fn fixes(seen: &Seen, code: Code) -> Vec<String> {
    let (records, thresholds) = (Records::default(), quiet());
    let found = seen.findings_with(&records, thresholds);
    let finding = found.iter().find(|finding| finding.code == code).unwrap();
    let fixes = suggest(&seen.0, (&records, &thresholds), &found, finding);
    fixes.iter().map(words::fix).collect()
}

/// What is suggested as of Friday 10-31, before anything begins.
fn on_friday(rows: Draft, code: Code) -> Vec<String> {
    fixes(&rows.plan().as_of("10-31"), code)
}

#[test]
fn all_on_the_way_to_a_deadline_is_shortened_or_overlapped_and_a_soft_deadline_postponed() {
    let rows = draft("11-03").task("A", 2).task("B", 2).task("C", 1).deadline("11-06", Firmness::Soft);
    let expected = [
        "link B FS-1wd C: resolves, 1 earlier, -5 +3",
        "resize B to 1: resolves, 1 earlier, -5 +4",
        "resize A to 1: resolves, 1 earlier, -5 +4",
        "link A FS-1wd B: resolves, 1 earlier, -5 +4",
        "soft deadline of C on 11-07: resolves, 0 earlier, -5 +3",
    ];
    assert_eq!(on_friday(rows.chain(&["A", "B", "C"]), Code::DeadlineAtRisk), expected);
}

#[test]
fn overdue_work_is_planned_anew_or_shortened() {
    let seen = draft("11-03").task("A", 3).plan().as_of("11-10");
    let expected =
        ["move A to 11-11…11-13: resolves, 0 earlier, -3 +2", "resize A to 1: helps, 2 earlier, -0 +0"];
    assert_eq!(fixes(&seen, Code::Overdue), expected);
}

#[test]
fn work_in_progress_is_not_planned_anew_but_less_of_it_may_remain() {
    let seen = draft("11-03").task("A", 10).started("11-03", 30).plan().as_of("11-07");
    assert_eq!(fixes(&seen, Code::BehindProgress), ["6 remain of A: helps, 1 earlier, -0 +0"]);
}

#[test]
fn a_deadline_on_a_day_off_is_set_to_the_working_day_before() {
    let rows = draft("11-03").task("A", 2).deadline("11-09", Firmness::Soft);
    assert_eq!(
        on_friday(rows, Code::NonWorkingDate),
        ["soft deadline of A on 11-07: resolves, 0 earlier, -0 +0"]
    );
}

#[test]
fn a_constraint_that_a_link_contradicts_is_given_up() {
    let rows = draft("11-03").task("A", 3).task("B", 2).constraint(ConstraintKind::MustStartOn, "11-04");
    let expected = ["no constraint of B: resolves, 0 earlier, -2 +2"];
    assert_eq!(on_friday(rows.fs("A", "B"), Code::ConstraintConflict), expected);
}

#[test]
fn a_lag_in_calendar_days_is_given_up_whole_and_a_firm_deadline_stays() {
    let rows = draft("11-03").task("A", 1).task("B", 1).deadline("11-06", Firmness::Firm);
    let mut rows = rows.link("A", "B", LinkType::FinishToStart, 3);
    rows.0.links[0].lag_unit = LagUnit::CalendarDay;
    assert_eq!(on_friday(rows, Code::DeadlineAtRisk), ["link A FS B: resolves, 3 earlier, -4 +4"]);
}

#[test]
fn a_phase_is_helped_by_its_root_cause() {
    let rows = draft("11-03").phase("P").deadline("11-05", Firmness::Firm).task("A", 3).under("P");
    let seen = rows.plan().as_of("11-04");
    assert_eq!(fixes(&seen, Code::DeadlineAtRisk), ["resize A to 1: resolves, 0 earlier, -2 +1"]);
}

#[test]
fn an_anchor_is_helped_by_the_work_that_ends_last() {
    let rows = draft("11-03").task("A", 4).with(|task| task.anchor = Some(AnchorId(0)));
    let rows = anchored(rows, AnchorKind::Launch, "11-06", AnchorOrigin::Channel);
    assert_eq!(on_friday(rows, Code::AnchorAtRisk), ["resize A to 3: resolves, 1 earlier, -2 +2"]);
}

#[test]
fn the_required_finish_is_helped_by_the_work_that_ends_last() {
    let rows = draft("11-03").task("A", 4).required("11-06", Edge::StartOfDay);
    assert_eq!(on_friday(rows, Code::AnchorAtRisk), ["resize A to 3: resolves, 1 earlier, -2 +2"]);
}

#[test]
fn work_begun_out_of_sequence_is_freed_of_the_link() {
    let rows = draft("11-03").task("A", 3).task("B", 3).started("11-04", 10).fs("A", "B");
    let fixes = fixes(&rows.plan().as_of("11-05"), Code::StartedOutOfSequence);
    assert_eq!(fixes.len(), 1);
    assert!(fixes[0].starts_with("unlink A FS B: resolves, "), "{fixes:?}");
}

#[test]
fn manual_dates_and_dates_that_hide_the_logic_are_given_back_to_it() {
    let manual = draft("11-03").task("A", 3).task("B", 2).manual("11-05", "11-06").fs("A", "B");
    for code in [Code::DependencyViolated, Code::AtRiskMasked] {
        let fixes = on_friday(manual.clone(), code);
        assert!(fixes.len() == 1 && fixes[0].starts_with("release B: resolves, -1 earlier"), "{fixes:?}");
    }
    let must = draft("11-03").task("A", 3).task("B", 2).constraint(ConstraintKind::MustStartOn, "11-04");
    let fixes = on_friday(must.with(|task| task.constraint_wins = true).fs("A", "B"), Code::AtRiskMasked);
    assert!(
        fixes.len() == 1 && fixes[0].starts_with("no constraint of B: resolves, -2 earlier"),
        "{fixes:?}"
    );
}

#[test]
fn what_no_change_of_the_plan_settles_has_no_fix() {
    let seen = draft("11-03").task("A", 5).task("B", 1).started("11-03", 50).plan().as_of("11-03");
    let (records, thresholds) = (Records::default(), Thresholds::default());
    let found = seen.findings_with(&records, thresholds);
    for finding in found.iter().filter(|finding| finding.severity == schedule::Severity::Info) {
        let has_no_candidate = !matches!(finding.code, Code::NoSlack | Code::LowSlack);
        let fixes = suggest(&seen.0, (&records, &thresholds), &found, finding);
        assert!(fixes.is_empty() || !has_no_candidate, "{finding:?} {fixes:?}");
    }
    assert!(matches!(found[0].subject, Subject::Task(_)));
}

#[test]
fn six_work_packages_on_the_way_are_tried() {
    let keys = ["A", "B", "C", "D", "E", "F", "G", "H"];
    let rows =
        keys.iter().fold(draft("11-03"), |rows, key| rows.task(key, 2)).deadline("11-21", Firmness::Firm);
    let fixes = on_friday(rows.chain(&keys), Code::DeadlineAtRisk);
    let named = |of: &str| fixes.iter().filter(|line| line.starts_with(of)).cloned().collect::<Vec<_>>();
    let (shorter, earlier) = (named("resize"), named("link"));
    assert_eq!((shorter.len(), earlier.len(), fixes.len()), (6, 6, 12), "{fixes:?}");
    assert!(shorter.iter().all(|line| !line.starts_with("resize A") && !line.starts_with("resize B")));
}

#[test]
fn work_that_is_done_or_has_one_day_left_is_not_shortened() {
    let rows =
        draft("11-03").task("A", 5).started("11-03", 100).task("B", 2).deadline("11-10", Firmness::Firm);
    let tried = fixes(&rows.fs("A", "B").plan().as_of("11-07"), Code::DeadlineAtRisk);
    let edits: Vec<&str> = tried.iter().filter_map(|line| line.split(':').next()).collect();
    assert_eq!(edits, ["resize B to 1"]);
    let seen = draft("11-03").task("A", 10).started("11-03", 95).plan().as_of("11-14");
    assert_eq!(fixes(&seen, Code::ForecastLate), crate::ripple::NOTHING);
}
