//! Constraints, modes, directions and actual dates.

use schedule::ConstraintKind::{
    FinishNoEarlierThan, FinishNoLaterThan, MustFinishOn, MustStartOn, StartNoEarlierThan, StartNoLaterThan,
};
use schedule::{
    Anchor, AnchorId, AnchorKind, AnchorOrigin, ConstraintKind, Edge, Firmness, Kind, Mode, Reason, Target,
    Task,
};

use crate::draft::{Draft, closing, date, draft, opening};

/// Three days of A from Monday 11-03, then two days of B with a constraint.
fn constrained(kind: ConstraintKind, on: &str, wins: bool) -> String {
    let rows = draft("11-03").task("A", 3).task("B", 2).constraint(kind, on);
    rows.with(|task| task.constraint_wins = wins).fs("A", "B").plan().days("B")
}

#[test]
fn a_link_wins_over_a_constraint() {
    let cases = [
        (StartNoEarlierThan, "11-10", "11-10…11-11"),
        (StartNoEarlierThan, "11-04", "11-06…11-07"),
        (StartNoLaterThan, "11-04", "11-06…11-07"),
        (FinishNoEarlierThan, "11-12", "11-11…11-12"),
        (FinishNoLaterThan, "11-05", "11-06…11-07"),
        (MustStartOn, "11-10", "11-10…11-11"),
        (MustStartOn, "11-04", "11-06…11-07"),
        (MustFinishOn, "11-12", "11-11…11-12"),
        (MustFinishOn, "11-05", "11-06…11-07"),
    ];
    for (kind, on, days) in cases {
        assert_eq!(constrained(kind, on, false), days, "{kind:?} {on}");
    }
}

#[test]
fn a_constraint_that_wins_overrides_the_link() {
    let cases = [
        (StartNoLaterThan, "11-04", "11-04…11-05"),
        (FinishNoLaterThan, "11-05", "11-04…11-05"),
        (MustStartOn, "11-04", "11-04…11-05"),
        (MustFinishOn, "11-05", "11-04…11-05"),
        (StartNoEarlierThan, "11-04", "11-06…11-07"),
    ];
    for (kind, on, days) in cases {
        assert_eq!(constrained(kind, on, true), days, "{kind:?} {on}");
    }
}

#[test]
fn a_finish_constraint_on_a_day_off_is_kept_to_the_day() {
    let rows = |kind| draft("11-03").task("A", 1).constraint(kind, "11-08").plan().days("A");
    assert_eq!(rows(FinishNoEarlierThan), "11-10…11-10");
    assert_eq!(rows(MustFinishOn), "11-07…11-07");
    assert_eq!(rows(StartNoEarlierThan), "11-10…11-10");
}

#[test]
fn manual_dates_are_kept_as_typed_and_push_successors() {
    let rows = draft("11-03")
        .task("A", 3)
        .task("B", 1)
        .manual("11-08", "11-09")
        .task("C", 1)
        .chain(&["A", "B", "C"]);
    let plan = rows.plan();
    assert_eq!((plan.days("B"), plan.days("C")), ("11-08…11-09".into(), "11-10…11-10".into()));
    assert_eq!(plan.leaf("B").reason, Reason::Manual);
}

#[test]
fn two_of_start_finish_and_duration_give_the_third() {
    let rows = |kind, start: Option<&str>, finish: Option<&str>| {
        let mode = Mode::Manual { start: start.map(date), finish: finish.map(date) };
        let plan = draft("11-03").add(Task { mode, ..Task::new("A", kind) }).plan();
        (plan.days("A"), plan.leaf("A").duration)
    };
    assert_eq!(rows(Kind::Task(Some(3)), Some("11-06"), None), ("11-06…11-10".into(), 3));
    assert_eq!(rows(Kind::Task(Some(3)), None, Some("11-11")), ("11-07…11-11".into(), 3));
    assert_eq!(rows(Kind::Task(None), Some("11-06"), Some("11-11")), ("11-06…11-11".into(), 4));
    assert_eq!(rows(Kind::Task(None), None, None), ("11-03…11-03".into(), 1));
}

#[test]
fn as_late_as_possible_work_waits_for_its_successor_and_pushes_nothing() {
    let plan = draft("11-03").task("A", 5).task("B", 1).alap().task("C", 1).fs("A", "C").fs("B", "C").plan();
    assert_eq!((plan.days("B"), plan.days("C")), ("11-07…11-07".into(), "11-10…11-10".into()));
    let reason = plan.leaf("B").reason;
    assert!(matches!(reason, Reason::Link { peer, .. } if peer == plan.id("C")), "{reason:?}");
}

#[test]
fn as_late_as_possible_work_never_breaks_a_link_from_its_predecessor() {
    let rows = draft("11-03").task("A", 5).task("B", 3).alap().deadline("11-07", Firmness::Firm).fs("A", "B");
    let plan = rows.plan();
    assert_eq!((plan.days("B"), plan.total_slack("B")), ("11-10…11-12".into(), -3));
}

fn with_anchor(mut draft: Draft) -> Draft {
    let target = Target { date: date("11-11"), edge: Edge::StartOfDay };
    draft.0.anchors.push(Anchor { kind: AnchorKind::Launch, target, origin: AnchorOrigin::Channel });
    draft
}

#[test]
fn work_is_placed_before_the_anchor_of_its_phase_less_the_phases_buffer() {
    let plan = with_anchor(draft("10-20"))
        .phase("creative")
        .with(|task| (task.anchor, task.buffer) = (Some(AnchorId(0)), 2))
        .task("A", 3)
        .under("creative")
        .alap()
        .plan();
    assert_eq!(plan.days("A"), "11-04…11-06");
    assert_eq!(plan.leaf("A").reason, Reason::Anchor(AnchorId(0)));
}

#[test]
fn late_dates_are_measured_from_the_required_finish() {
    let plan = draft("11-03").task("A", 3).required("11-12", Edge::EndOfDay).plan();
    assert_eq!((plan.late_days("A"), plan.total_slack("A")), ("11-10…11-12".into(), 5));
}

#[test]
fn finished_work_never_moves_and_started_work_keeps_its_start() {
    let rows =
        draft("11-03").task("A", 3).task("B", 2).done("11-04", "11-07").task("C", 4).started("11-05", 10);
    let plan = rows.task("D", 1).fs("A", "B").fs("B", "D").fs("A", "C").plan();
    assert_eq!(
        (plan.days("B"), plan.days("C"), plan.days("D")),
        ("11-04…11-07".into(), "11-05…11-10".into(), "11-10…11-10".into())
    );
    assert_eq!((plan.leaf("B").critical, plan.leaf("B").reason), (false, Reason::Actual));
}

#[test]
fn a_start_on_a_day_off_is_moved_by_the_calendar() {
    let plan = draft("10-01").task("A", 1).plan();
    assert_eq!((plan.days("A"), plan.leaf("A").reason), ("10-09…10-09".into(), Reason::Calendar));
}

#[test]
fn an_event_that_opens_a_day_does_not_pass_a_date_on_a_day_off() {
    let plan =
        draft("11-03").milestone("M", Edge::StartOfDay).alap().required("11-15", Edge::StartOfDay).plan();
    assert_eq!(plan.days("M"), "11-14…11-14");
    let rows = draft("11-03").task("A", 5).milestone("M", Edge::StartOfDay).deadline("11-08", Firmness::Firm);
    let plan = rows.fs("A", "M").plan();
    assert_eq!((plan.total_slack("M"), plan.leaf("M").slack_to_deadline), (-1, Some(-1)));
}

#[test]
fn as_late_as_possible_work_keeps_to_its_own_start_constraint() {
    let rows = draft("11-03").task("A", 2).alap().constraint(StartNoEarlierThan, "11-10");
    let plan = rows.required("11-07", Edge::EndOfDay).plan();
    assert_eq!((plan.days("A"), plan.leaf("A").reason), ("11-10…11-11".into(), Reason::Constraint));
}

#[test]
fn as_late_as_possible_work_names_what_really_keeps_it() {
    let rows = |kind, on| with_anchor(draft("11-03").task("A", 2).alap().constraint(kind, on));
    let anchored = |rows: Draft| rows.with(|task| task.anchor = Some(AnchorId(0))).plan().leaf("A").reason;
    assert_eq!(anchored(rows(FinishNoLaterThan, "11-07")), Reason::Constraint);
    assert_eq!(anchored(rows(StartNoEarlierThan, "11-04")), Reason::Anchor(AnchorId(0)));
}

#[test]
fn as_late_as_possible_work_is_placed_on_the_date_that_it_must_keep_to() {
    for (kind, on) in [(MustStartOn, "11-05"), (MustFinishOn, "11-06")] {
        for wins in [false, true] {
            let rows = draft("11-03").task("A", 2).alap().constraint(kind, on);
            let rows = rows.with(|task| task.constraint_wins = wins);
            let before_its_successor = rows.clone().task("B", 2).alap().fs("A", "B");
            let plan = before_its_successor.required("11-05", Edge::EndOfDay).plan();
            assert_eq!((plan.days("A"), plan.days("B")), ("11-05…11-06".into(), "11-07…11-10".into()));
            assert_eq!(plan.leaf("A").reason, Reason::Constraint, "{kind:?} {wins}");
            let before_its_deadline = rows.deadline("11-04", Firmness::Firm).plan();
            assert_eq!(before_its_deadline.days("A"), "11-05…11-06", "{kind:?} {wins}");
        }
    }
}

#[test]
fn a_link_wins_over_the_date_that_as_late_as_possible_work_must_keep_to_unless_that_wins() {
    for (wins, days) in [(false, "11-06…11-07"), (true, "11-04…11-05")] {
        let rows = draft("11-03").task("A", 3).task("B", 2).alap().constraint(MustStartOn, "11-04");
        let plan = rows.with(|task| task.constraint_wins = wins).fs("A", "B").plan();
        assert_eq!(plan.days("B"), days, "wins: {wins}");
    }
}

#[test]
fn a_plan_without_work_has_no_finish_and_a_plan_tells_the_span_of_every_row() {
    let empty = draft("11-03").phase("P").plan();
    assert_eq!((empty.0.finish(), empty.0.span(empty.id("P"))), (None, None));
    let plan = draft("11-03").phase("P").task("A", 2).under("P").task("B", 5).under("P").plan();
    let span = |from, to| Some(schedule::Span { start: opening(from), finish: closing(to) });
    assert_eq!(
        ["A", "P"].map(|key| plan.0.span(plan.id(key))),
        [span("11-03", "11-04"), span("11-03", "11-07")]
    );
    assert_eq!(plan.0.finish(), Some(closing("11-07")));
}

#[test]
fn a_date_that_asks_for_no_more_than_a_link_leaves_the_reason_to_the_link() {
    let after_a = || draft("11-03").task("A", 3);
    let is_by_link = |rows: Draft| {
        let plan = rows.fs("A", "B").plan();
        assert_eq!(plan.days("B"), "11-06…11-07");
        matches!(plan.leaf("B").reason, Reason::Link { peer, .. } if peer == plan.id("A"))
    };
    let phase = after_a().phase("P").constraint(StartNoEarlierThan, "11-06").task("B", 2).under("P");
    assert!(is_by_link(phase));
    let no_later = after_a().task("B", 2).constraint(StartNoLaterThan, "11-06");
    assert!(is_by_link(no_later.with(|task| task.constraint_wins = true)));
    let alap = after_a().task("B", 2).alap().constraint(StartNoEarlierThan, "11-06");
    assert!(is_by_link(alap.required("11-06", Edge::EndOfDay)));
}
