//! What leaves add up to: the roll-up of phases and the earned value of groups.

use schedule::{DepartmentId, EarnedValue, Edge, Phase, Span};

use crate::draft::{Draft, Drawn, Key, closing, date, draft, opening};

fn phase(plan: &Drawn, key: Key) -> Phase {
    plan.0.phase(plan.id(key)).unwrap()
}

/// A leaf of P: days, per cent done and estimated hours.
fn leaf(rows: Draft, key: Key, (days, progress): (i32, u8), hours: Option<u32>) -> Draft {
    let rows = rows.task(key, days).under("P").with(|task| task.estimated_hours = hours);
    if progress > 0 { rows.started("11-03", progress) } else { rows }
}

#[test]
fn the_progress_of_a_phase_is_weighted_by_hours_else_by_duration_and_rounded_down() {
    let cases = [
        // By hours: (50 × 30 + 0 × 10) / 40 is 37.5.
        ([(1, 50, Some(30)), (3, 0, Some(10))], 37),
        // One has no estimate: by duration, (50 × 1 + 0 × 3) / 4 is 12.5.
        ([(1, 50, None), (3, 0, Some(10))], 12),
        ([(1, 50, Some(30)), (3, 0, None)], 12),
        // Hours that sum to nothing weigh nothing: by duration.
        ([(1, 50, Some(0)), (3, 0, Some(0))], 12),
        ([(1, 50, Some(1)), (3, 0, Some(0))], 50),
        // By duration: (10 × 4 + 85 × 2) / 6 is 35.
        ([(4, 10, None), (2, 85, None)], 35),
    ];
    for ([a, b], percent) in cases {
        let rows = leaf(draft("11-03").phase("P"), "A", (a.0, a.1), a.2);
        let plan = leaf(rows, "B", (b.0, b.1), b.2).plan();
        assert_eq!(phase(&plan, "P").progress, percent, "{a:?} {b:?}");
    }
}

#[test]
fn milestones_alone_are_weighted_by_their_number() {
    let rows = draft("11-03").phase("P").milestone("A", Edge::EndOfDay).under("P").done("11-03", "11-03");
    let rows = rows.milestone("B", Edge::StartOfDay).under("P").done("11-03", "11-03");
    let plan = rows.milestone("C", Edge::EndOfDay).under("P").plan();
    assert_eq!(phase(&plan, "P").progress, 66);
}

#[test]
fn a_phase_of_phases_rolls_up_all_leaves_below_it() {
    let rows = draft("11-03").phase("P").task("A", 2).under("P").done("11-03", "11-04");
    let rows = rows.phase("Q").under("P").task("B", 4).under("Q").task("C", 2).under("Q").fs("B", "C");
    let plan = rows.task("D", 10).plan();
    let span = |from, to| Span { start: opening(from), finish: closing(to) };
    let (outer, inner) = (phase(&plan, "P"), phase(&plan, "Q"));
    assert_eq!((outer.span, outer.leaf_count, outer.progress), (span("11-03", "11-10"), 3, 25));
    assert_eq!((inner.span, inner.leaf_count, inner.progress), (span("11-03", "11-10"), 2, 0));
    assert_eq!(outer.days, (date("11-03"), date("11-10")));
    assert!(!outer.critical && !inner.critical);
}

#[test]
fn a_phase_is_critical_if_a_leaf_of_it_is() {
    let rows =
        |days| draft("11-03").phase("P").task("A", 1).under("P").task("B", days).under("P").task("C", 5);
    let critical = |days| phase(&rows(days).plan(), "P").critical;
    assert_eq!([4, 5, 6].map(critical), [false, true, true]);
    // What is done is not critical, and no more is its phase.
    let done = draft("11-03").phase("P").task("A", 5).under("P").done("11-03", "11-07").task("C", 5).plan();
    assert!(!phase(&done, "P").critical);
}

#[test]
fn a_phase_tells_its_typed_dates_if_both_are_typed() {
    let manual = |rows: Draft| phase(&rows.task("A", 1).under("P").plan(), "P").manual;
    let both = draft("11-03").phase("P").manual("11-03", "11-05");
    assert_eq!(manual(both), Some(Span { start: opening("11-03"), finish: closing("11-05") }));
    let start = schedule::Mode::Manual { start: Some(date("11-03")), finish: None };
    assert_eq!(manual(draft("11-03").phase("P").with(|task| task.mode = start)), None);
    assert_eq!(manual(draft("11-03").phase("P")), None);
}

/// The earned value of rows as of a day: of all of them, or of those of department 0.
fn earned(rows: Draft, day: &str, department: Option<u16>) -> EarnedValue {
    let mut rows = rows;
    rows.0.departments = vec![schedule::Department::default(); 2];
    let seen = rows.plan().as_of(day);
    let network = seen.0.plan().network();
    let of = |task: &&schedule::TaskId| {
        department.is_none() || network.task(**task).department.map(|id| id.0) == department
    };
    seen.0.earned_value(network.wbs().iter().filter(of).copied())
}

/// A is done in half of its time, B goes on for eight days, C is to come.
fn three(hours: [Option<u32>; 3]) -> Draft {
    let of = |rows: Draft, at: usize| {
        rows.with(|task| {
            task.estimated_hours = hours[at];
            task.department = Some(DepartmentId(u16::from(at == 2)));
        })
    };
    let rows = draft("11-03").phase("P");
    let rows = of(rows.task("A", 2).under("P").done("11-03", "11-04"), 0);
    let rows = of(rows.task("B", 8).under("P").started("11-03", 25), 1);
    of(rows.task("C", 10).constraint(schedule::ConstraintKind::StartNoEarlierThan, "11-24"), 2)
}

#[test]
fn earned_value_is_the_sum_of_weighted_progress() {
    // By the close of Thursday A should be done and B half: by days 2 + 4 of 20; 2 + 2 are done.
    let value = earned(three([None, Some(1), Some(1)]), "11-06", None);
    assert_eq!(value, EarnedValue { planned: 6.0, earned: 4.0, total: 20.0, progress: Some(20) });
    assert_eq!((value.percent(), value.expected_percent()), (Some(20.0), Some(30.0)));
    assert_eq!(value.spi(), Some(4.0 / 6.0));
    // By hours 10 + 20 of 100; 10 + 10 are done.
    let value = earned(three([Some(10), Some(40), Some(50)]), "11-06", None);
    assert_eq!(value, EarnedValue { planned: 30.0, earned: 20.0, total: 100.0, progress: Some(20) });
    assert_eq!(
        (value.percent(), value.expected_percent(), value.spi()),
        (Some(20.0), Some(30.0), Some(2.0 / 3.0))
    );
}

#[test]
fn a_department_earns_by_what_it_does() {
    let rows = || three([Some(10), Some(40), None]);
    let value = earned(rows(), "11-06", Some(0));
    assert_eq!(value, EarnedValue { planned: 30.0, earned: 20.0, total: 50.0, progress: Some(40) });
    // Nothing of the other department is due yet, and it has no estimate: by days.
    let value = earned(rows(), "11-06", Some(1));
    assert_eq!(value, EarnedValue { planned: 0.0, earned: 0.0, total: 10.0, progress: Some(0) });
    assert_eq!((value.spi(), value.percent(), value.expected_percent()), (None, Some(0.0), Some(0.0)));
}

#[test]
fn nothing_has_no_share() {
    let value = earned(draft("11-03").phase("P"), "11-06", None);
    assert_eq!((value.spi(), value.percent(), value.expected_percent()), (None, None, None));
}

#[test]
fn work_reported_done_has_earned_all_of_its_weight() {
    let rows = draft("11-03").task("A", 4).done("11-03", "11-04").with(|task| task.progress = 0);
    assert_eq!(
        earned(rows, "11-06", None),
        EarnedValue { planned: 4.0, earned: 4.0, total: 4.0, progress: Some(100) }
    );
}
