//! The edges of milestones: events that close a day stand at the close of any day, worked or not.

use std::sync::Arc;

use schedule::{
    Calendar, CalendarId, ConstraintKind, Edge, Firmness, Kind, LagUnit, LateStatus, LinkType, Task,
};

use crate::draft::{Draft, Key, draft};

/// Calendar 1 works Mondays to Saturdays, calendar 2 every day.
fn with_calendars(mut draft: Draft) -> Draft {
    for week in [[true, true, true, true, true, true, false], [true; 7]] {
        draft.0.calendars.push(Arc::new(Calendar::new(week, []).unwrap()));
    }
    draft
}

fn on(draft: Draft, calendar: u16) -> Draft {
    draft.with(|task| task.calendar = Some(CalendarId(calendar)))
}

fn with_lag(mut draft: Draft, lag: i32, lag_unit: LagUnit) -> Draft {
    let link = draft.0.links.last_mut().unwrap();
    (link.lag, link.lag_unit) = (lag, lag_unit);
    draft
}

/// The days and total slack of each.
fn told<const N: usize>(rows: Draft, keys: [Key; N]) -> [(String, i32); N] {
    let plan = rows.plan();
    keys.map(|key| (plan.days(key), plan.total_slack(key)))
}

fn expected<const N: usize>(rows: [(&str, i32); N]) -> [(String, i32); N] {
    rows.map(|(days, slack)| (days.to_owned(), slack))
}

#[test]
fn an_end_stands_at_the_close_of_the_day_off_on_which_its_predecessor_ends() {
    let rows = on(with_calendars(draft("11-03")).task("A", 6), 1).milestone("M", Edge::EndOfDay).task("B", 1);
    assert_eq!(
        told(rows.chain(&["A", "M", "B"]), ["A", "M", "B"]),
        expected([("11-03…11-08", 0), ("11-08…11-08", 0), ("11-10…11-10", 0)])
    );
    let rows = draft("11-03").task("A", 5).milestone("M", Edge::EndOfDay).task("B", 1).fs("A", "M");
    let rows = with_lag(rows, 1, LagUnit::CalendarDay).fs("M", "B");
    assert_eq!(
        told(rows, ["A", "M", "B"]),
        expected([("11-03…11-07", 0), ("11-08…11-08", 0), ("11-10…11-10", 0)])
    );
}

#[test]
fn an_end_follows_a_worked_weekend_that_its_own_calendar_does_not_work() {
    let mut rows = draft("10-09").task("A", 3).milestone("M", Edge::EndOfDay).task("B", 1);
    let plain = Calendar::new(crate::draft::MONDAY_TO_FRIDAY, []).unwrap();
    rows.0.calendars.push(Arc::new(plain));
    for task in &mut rows.0.tasks[1..] {
        task.calendar = Some(CalendarId(1));
    }
    assert_eq!(
        told(rows.chain(&["A", "M", "B"]), ["A", "M", "B"]),
        expected([("10-09…10-11", 0), ("10-11…10-11", 0), ("10-13…10-13", 0)])
    );
}

#[test]
fn an_end_after_work_that_was_finished_on_a_saturday_is_that_saturday() {
    let rows = draft("11-03").task("A", 5).done("11-03", "11-08").milestone("M", Edge::EndOfDay).task("B", 1);
    let plan = rows.chain(&["A", "M", "B"]).plan();
    assert_eq!((plan.days("M"), plan.days("B")), ("11-08…11-08".into(), "11-10…11-10".into()));
    assert_eq!((plan.total_slack("M"), plan.total_slack("B")), (0, 0));
}

#[test]
fn ends_and_finishes_after_an_end_on_a_day_off_do_not_come_before_it() {
    let rows = on(with_calendars(draft("11-03")).task("A", 6), 1).milestone("M", Edge::EndOfDay);
    let rows = rows.milestone("N", Edge::EndOfDay).milestone("S", Edge::StartOfDay).task("F", 5);
    let rows = rows.fs("A", "M").fs("M", "N").fs("N", "S").link("M", "F", LinkType::FinishToFinish, 0);
    let plan = rows.plan();
    assert_eq!(
        ["M", "N", "S", "F"].map(|key| plan.days(key)),
        ["11-08…11-08", "11-08…11-08", "11-10…11-10", "11-04…11-10"]
    );
}

#[test]
fn an_end_is_forecast_at_the_close_of_a_day_off_too() {
    let rows = on(with_calendars(draft("11-03")).task("A", 6).started("11-03", 50), 1);
    let rows = rows.with(|task| task.remaining = Some(1)).milestone("M", Edge::EndOfDay).task("B", 1);
    let seen = rows.chain(&["A", "M", "B"]).plan().as_of("11-07");
    assert_eq!(["A", "M", "B"].map(|key| seen.forecast(key)), ["11-03…11-08", "11-08…11-08", "11-10…11-10"]);
}

#[test]
fn an_end_placed_late_is_the_close_of_a_working_day() {
    let rows = draft("11-03").milestone("M", Edge::EndOfDay).alap().task("B", 1).alap().fs("M", "B");
    let plan = rows.required("11-10", Edge::EndOfDay).plan();
    assert_eq!(
        (plan.days("M"), plan.days("B"), plan.late_days("M").len()),
        ("11-07…11-07".into(), "11-10…11-10".into(), 13)
    );
    let rows = on(with_calendars(draft("11-03")).task("A", 6), 1).milestone("M", Edge::EndOfDay).alap();
    let plan = rows.task("B", 1).required("11-10", Edge::EndOfDay).chain(&["A", "M", "B"]).plan();
    assert_eq!(plan.days("M"), "11-08…11-08");
}

#[test]
fn an_end_comes_on_the_day_of_the_start_that_it_follows() {
    let rows = draft("11-03").task("A", 5).milestone("S", Edge::StartOfDay).milestone("E", Edge::EndOfDay);
    let rows = rows.task("B", 1).chain(&["A", "S", "E", "B"]);
    assert_eq!(
        told(rows.clone(), ["A", "S", "E", "B"]),
        expected([("11-03…11-07", 0), ("11-10…11-10", 0), ("11-10…11-10", 0), ("11-11…11-11", 0)])
    );
    let plan = rows.plan();
    assert_eq!(plan.as_of("11-07").task_outlook("E").status, LateStatus::AtRisk);
    assert_ne!(plan.as_of("11-10").task_outlook("E").status, LateStatus::Late);
    let done = draft("11-03").milestone("S", Edge::StartOfDay).manual("11-15", "11-15");
    assert_eq!(done.milestone("E", Edge::EndOfDay).fs("S", "E").plan().days("E"), "11-15…11-15");
}

#[test]
fn an_end_that_follows_a_start_with_a_lag_counts_from_the_start() {
    let cases = [
        (1, LagUnit::WorkingDay, "11-10"),
        (2, LagUnit::WorkingDay, "11-11"),
        (1, LagUnit::CalendarDay, "11-10"),
        (6, LagUnit::CalendarDay, "11-15"),
        (-1, LagUnit::WorkingDay, "11-06"),
    ];
    for (lag, unit, day) in cases {
        let rows = draft("11-03").milestone("S", Edge::StartOfDay).manual("11-10", "11-10");
        let rows = with_lag(rows.milestone("E", Edge::EndOfDay).fs("S", "E"), lag, unit);
        assert_eq!(rows.plan().days("E"), format!("{day}…{day}"), "{lag} {unit:?}");
    }
}

const TYPES: [LinkType; 4] =
    [LinkType::FinishToStart, LinkType::StartToStart, LinkType::FinishToFinish, LinkType::StartToFinish];

const KINDS: [Kind; 3] =
    [Kind::Task(Some(3)), Kind::Milestone(Edge::StartOfDay), Kind::Milestone(Edge::EndOfDay)];

/// Where a link puts two leaves, given for them or for phases of which they are the only leaves.
fn linked(
    kinds: [Kind; 2],
    calendars: [u16; 2],
    link: (LinkType, i32, LagUnit),
    ends: [Key; 2],
) -> [String; 4] {
    let rows = with_calendars(draft("11-03")).required("12-01", Edge::EndOfDay).task("before", 4);
    let rows = on(rows.phase("P").add(Task::new("A", kinds[0])).under("P"), calendars[0]);
    let rows = on(rows.phase("Q").add(Task::new("B", kinds[1])).under("Q"), calendars[1]);
    let rows = rows.task("after", 2).fs("before", "A").fs("B", "after");
    let plan = with_lag(rows.link(ends[0], ends[1], link.0, 0), link.1, link.2).plan();
    ["A", "B"].map(|key| [plan.days(key), plan.late_days(key)]).concat().try_into().unwrap()
}

#[test]
fn a_link_through_phases_puts_leaves_where_the_link_itself_does() {
    for kinds in KINDS.map(|before| KINDS.map(|after| [before, after])).concat() {
        for link_type in TYPES {
            // The start of a phase is that of work, whatever its earliest leaf is.
            let is_event = matches!(kinds[0], Kind::Milestone(_)) && kinds[1] != Kind::Task(Some(3));
            let starts = matches!(link_type, LinkType::StartToStart | LinkType::StartToFinish);
            let is_close = kinds[0] == Kind::Milestone(Edge::EndOfDay) || is_event;
            for (lag, unit) in
                (-2..8).flat_map(|lag| [(lag, LagUnit::WorkingDay), (lag, LagUnit::CalendarDay)])
            {
                for calendars in [[0, 0], [2, 0], [0, 1]] {
                    let link = (link_type, lag, unit);
                    let direct = linked(kinds, calendars, link, ["A", "B"]);
                    let into = linked(kinds, calendars, link, ["A", "Q"]);
                    assert_eq!(into, direct, "into {kinds:?} {calendars:?} {link:?}");
                    if !(is_close && starts) {
                        let out_of = linked(kinds, calendars, link, ["P", "B"]);
                        assert_eq!(out_of, direct, "out of {kinds:?} {calendars:?} {link:?}");
                        let both = linked(kinds, calendars, link, ["P", "Q"]);
                        assert_eq!(both, direct, "both {kinds:?} {calendars:?} {link:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn a_date_that_an_event_must_meet_gives_way_to_a_later_link_and_to_nothing_else() {
    let rows = |on| {
        draft("11-03")
            .task("A", 5)
            .milestone("M", Edge::EndOfDay)
            .constraint(ConstraintKind::MustFinishOn, on)
    };
    assert_eq!(rows("11-04").fs("A", "M").plan().days("M"), "11-07…11-07");
    assert_eq!(rows("11-11").fs("A", "M").plan().days("M"), "11-11…11-11");
    assert_eq!(rows("10-31").plan().days("M"), "10-31…10-31", "the campaign's start is no link");
}

#[test]
fn a_deadline_on_a_day_off_leaves_an_event_that_day() {
    let rows = draft("11-03").task("A", 6).manual("11-03", "11-08").milestone("M", Edge::EndOfDay);
    let plan = rows.deadline("11-08", Firmness::Firm).fs("A", "M").plan();
    assert_eq!(plan.leaf("M").late.finish.date_closed(), plan.leaf("M").early.finish.date_closed());
    let rows = draft("11-03").task("A", 6).manual("11-03", "11-08").milestone("M", Edge::EndOfDay);
    let day_before = rows.deadline("11-07", Firmness::Firm).fs("A", "M").plan();
    assert!(day_before.leaf("M").late.finish < day_before.leaf("M").early.finish);
}

#[test]
fn an_event_placed_late_does_not_come_before_its_constraint_allows() {
    let rows = |kind| {
        let rows = draft("11-03").milestone("M", Edge::EndOfDay).alap().constraint(kind, "11-12");
        rows.required("11-07", Edge::EndOfDay).plan().days("M")
    };
    assert_eq!(rows(ConstraintKind::FinishNoEarlierThan), "11-12…11-12");
    assert_eq!(rows(ConstraintKind::FinishNoLaterThan), "11-07…11-07");
}
