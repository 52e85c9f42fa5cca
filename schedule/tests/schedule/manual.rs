//! Manual work: what must precede it is placed and late before its typed dates, and days off have no slack.

use std::sync::Arc;

use schedule::{
    Anchor, AnchorId, AnchorKind, AnchorOrigin, Calendar, CalendarId, Code, Edge, Firmness, LagUnit,
    LinkType, Reason, Subject, Target,
};

use crate::draft::{Draft, Drawn, Key, MONDAY_TO_FRIDAY, closing, date, draft, opening};

/// A shoot that is booked for Monday and Tuesday, in a campaign that ends two weeks later.
fn booked() -> Draft {
    draft("11-03").required("12-02", Edge::EndOfDay).task("shoot", 2).manual("11-17", "11-18")
}

fn every_day(mut draft: Draft) -> Draft {
    draft.0.calendars.push(Arc::new(Calendar::new([true; 7], []).unwrap()));
    draft.with(|task| task.calendar = Some(CalendarId(1)))
}

fn with_lag(mut draft: Draft, lag: i32, lag_unit: LagUnit) -> Draft {
    let link = draft.0.links.last_mut().unwrap();
    (link.lag, link.lag_unit) = (lag, lag_unit);
    draft
}

/// The days on which something has to be started at the latest, of all from 11-03 to 12-05.
fn last_safe_starts(plan: &Drawn, key: Key) -> Vec<String> {
    let days = date("11-03").iter_days().take(33).map(|day| day.format("%m-%d").to_string());
    days.filter(|day| {
        let seen = plan.as_of(day);
        let subject = Subject::Task(seen.id(key));
        seen.findings().iter().any(|found| found.code == Code::LastSafeStart && found.subject == subject)
    })
    .collect()
}

#[test]
fn as_late_as_possible_work_is_placed_before_the_manual_work_that_it_precedes() {
    let rows = booked().task("script", 3).alap().task("casting", 2).alap().task("edit", 3).alap();
    let plan = rows.chain(&["script", "casting", "shoot", "edit"]).plan();
    assert_eq!(
        ["script", "casting", "shoot", "edit"].map(|key| plan.days(key)),
        ["11-10…11-12", "11-13…11-14", "11-17…11-18", "11-28…12-02"]
    );
}

#[test]
fn no_link_into_manual_work_is_broken_by_work_placed_late() {
    let cases = [
        (LinkType::FinishToFinish, 0, "11-14…11-18"),
        (LinkType::FinishToFinish, 2, "11-12…11-14"),
        (LinkType::StartToStart, 0, "11-17…11-19"),
        (LinkType::FinishToStart, 2, "11-10…11-12"),
        (LinkType::FinishToStart, -1, "11-13…11-17"),
        (LinkType::StartToFinish, 0, "11-19…11-21"),
    ];
    for (link_type, lag, days) in cases {
        let plan = booked().task("A", 3).alap().link("A", "shoot", link_type, lag).plan();
        assert_eq!(plan.days("A"), days, "{link_type:?} {lag}");
    }
    let plan = with_lag(booked().task("A", 3).alap().fs("A", "shoot"), 3, LagUnit::CalendarDay).plan();
    assert_eq!(plan.days("A"), "11-11…11-13");
}

#[test]
fn a_phase_passes_the_dates_of_manual_work_on() {
    let into = draft("11-03").required("12-02", Edge::EndOfDay).phase("P").task("shoot", 2).under("P");
    let into = into.manual("11-17", "11-18").task("A", 3).alap().fs("A", "P").plan();
    let out_of = booked().phase("P").task("A", 3).under("P").alap().fs("P", "shoot").plan();
    for plan in [into, out_of] {
        assert_eq!((plan.days("A"), plan.total_slack("A")), ("11-12…11-14".into(), 7));
    }
}

#[test]
fn manual_milestones_and_anchors_limit_what_precedes_them() {
    for (edge, on) in [(Edge::EndOfDay, "11-14"), (Edge::StartOfDay, "11-17"), (Edge::EndOfDay, "11-16")] {
        let rows = draft("11-03").required("12-02", Edge::EndOfDay).milestone("M", edge).manual(on, on);
        let plan = rows.task("A", 3).alap().fs("A", "M").plan();
        assert_eq!(plan.days("A"), "11-12…11-14", "{edge:?} {on}");
    }
    let mut rows = booked().task("A", 3).alap().with(|task| task.anchor = Some(AnchorId(0))).fs("A", "shoot");
    for (on, days) in [("11-28", "11-12…11-14"), ("11-12", "11-07…11-11")] {
        let target = Target { date: date(on), edge: Edge::StartOfDay };
        rows.0.anchors = vec![Anchor { kind: AnchorKind::Launch, target, origin: AnchorOrigin::Company }];
        assert_eq!(rows.clone().plan().days("A"), days, "{on}");
    }
}

#[test]
fn work_of_another_calendar_is_done_before_manual_work_on_a_day_off_begins() {
    let rows = draft("11-03").required("12-02", Edge::EndOfDay).task("show", 2).manual("11-15", "11-16");
    let plan = every_day(rows.task("A", 3).alap()).fs("A", "show").plan();
    assert_eq!(plan.days("A"), "11-12…11-14");
}

#[test]
fn slack_before_manual_work_is_what_is_left_until_it() {
    let rows = draft("11-03").task("script", 3).task("shoot", 2).manual("11-10", "11-11").task("long", 20);
    let plan = rows.fs("script", "shoot").plan();
    assert_eq!((plan.total_slack("script"), plan.free_slack("script")), (2, 2));
    assert_eq!((plan.late_days("script"), plan.total_slack("shoot")), ("11-05…11-07".into(), 13));
}

#[test]
fn the_last_safe_start_is_never_after_the_booked_date() {
    let rows = draft("11-03").task("script", 3).task("shoot", 2).manual("11-10", "11-11").task("long", 20);
    let plan = rows.fs("script", "shoot").plan();
    assert_eq!(last_safe_starts(&plan, "script"), ["11-05"]);
    let plan = booked().task("A", 3).alap().fs("A", "shoot").plan();
    assert_eq!(last_safe_starts(&plan, "A"), ["11-12"]);
    assert_eq!(last_safe_starts(&plan, "shoot"), Vec::<String>::new());
}

#[test]
fn work_that_cannot_make_a_booked_date_has_negative_slack() {
    let plan = draft("11-03").task("A", 6).task("shoot", 2).manual("11-10", "11-11").fs("A", "shoot").plan();
    assert_eq!((plan.total_slack("A"), plan.total_slack("shoot")), (-1, 0));
}

#[test]
fn where_constraints_win_slack_is_microsoft_projects_and_only_the_placement_is_before_manual_work() {
    let wins = |draft: Draft| draft.with(|task| task.constraint_wins = true);
    let rows = wins(booked()).task("A", 3).alap().task("B", 1).fs("A", "shoot").fs("B", "shoot");
    let plan = rows.plan();
    assert_eq!(plan.days("A"), "11-12…11-14");
    assert_eq!((plan.late_days("B"), plan.total_slack("B")), ("11-28…11-28".into(), 19));
}

#[test]
fn the_forecast_of_work_before_manual_work_names_the_risk() {
    let rows = draft("11-03").task("A", 3).task("shoot", 2).manual("11-10", "11-11").fs("A", "shoot");
    let seen = rows.task("long", 20).plan().as_of("11-06");
    assert_eq!((seen.forecast("A"), seen.task_outlook("A").forecast_slack), ("11-07…11-11".into(), -2));
}

/// What is said of manual work: its total slack, whether it is critical, and whether negative slack is found.
fn said(plan: &Drawn, key: Key) -> (i32, bool, bool) {
    let seen = plan.as_of("2025-11-01");
    let subject = Subject::Task(seen.id(key));
    let negative =
        seen.findings().iter().any(|found| found.code == Code::NegativeSlack && found.subject == subject);
    (plan.total_slack(key), plan.leaf(key).critical, negative)
}

#[test]
fn manual_work_wholly_on_days_off_has_no_slack_to_lose() {
    let weekend = draft("11-03").task("fair", 2).manual("11-08", "11-09").task("down", 1).task("other", 6);
    assert_eq!(said(&weekend.fs("fair", "down").plan(), "fair"), (0, false, false));
    let holiday = draft("09-22").task("fair", 3).manual("10-02", "10-04").task("report", 1);
    let holiday = holiday.fs("fair", "report").required("10-09", Edge::EndOfDay).plan();
    assert_eq!(said(&holiday, "fair"), (0, false, false));
    let deadline = draft("11-03").task("fair", 1).manual("11-08", "11-08").deadline("11-09", Firmness::Firm);
    assert_eq!(said(&deadline.plan(), "fair"), (0, false, false));
    let late = draft("11-03").task("fair", 1).manual("11-08", "11-08").deadline("11-06", Firmness::Firm);
    assert_eq!(said(&late.plan(), "fair"), (-1, true, true));
}

#[test]
fn manual_work_on_days_off_makes_no_phase_critical() {
    let rows = draft("11-03").phase("P").task("fair", 2).under("P").manual("11-08", "11-09");
    let rows = rows.task("after", 2).task("ff", 3).task("ss", 1).task("lag", 1).fs("P", "after");
    let rows =
        rows.link("fair", "ff", LinkType::FinishToFinish, 0).link("fair", "ss", LinkType::StartToStart, 0);
    let plan = rows.link("fair", "lag", LinkType::FinishToStart, 1).plan();
    assert_eq!((plan.days("after"), plan.days("ss")), ("11-10…11-11".into(), "11-10…11-10".into()));
    assert_eq!(said(&plan, "fair"), (0, false, false));
    assert!(!plan.0.phase(plan.id("P")).unwrap().critical);
}

#[test]
fn manual_work_on_days_off_has_the_slack_of_a_milestone_at_its_start() {
    for successor in [false, true] {
        let slack = |rows: Draft| {
            let rows = rows.task("B", 1).task("long", 15);
            if successor { rows.fs("fair", "B") } else { rows }.plan().total_slack("fair")
        };
        let fair = slack(draft("11-03").task("fair", 2).manual("11-08", "11-09"));
        let event = slack(draft("11-03").milestone("fair", Edge::StartOfDay).manual("11-08", "11-08"));
        assert_eq!(fair, event, "{successor}");
    }
}

#[test]
fn a_manual_calendar_of_its_own_decides_which_days_are_off() {
    let rows = draft("11-03").task("fair", 2).manual("11-08", "11-09").task("down", 1).fs("fair", "down");
    let mut rows = rows;
    rows.0.calendars.push(Arc::new(Calendar::new(MONDAY_TO_FRIDAY, [(date("11-08"), true)]).unwrap()));
    rows.0.tasks[0].calendar = Some(CalendarId(1));
    let plan = rows.plan();
    assert_eq!((plan.total_slack("fair"), plan.leaf("fair").critical), (0, true));
}

#[test]
fn late_dates_of_manual_work_on_days_off_are_in_order() {
    let plan = draft("11-03").task("fair", 2).manual("11-08", "11-09").task("long", 10).plan();
    let late = plan.leaf("fair").late;
    assert_eq!((late.start, late.finish), (opening("11-15"), closing("11-16")));
}

#[test]
fn reported_work_at_a_hundred_per_cent_is_finished_without_a_date() {
    let rows =
        draft("11-03").phase("P").task("A", 5).under("P").started("11-03", 100).task("B", 1).fs("A", "B");
    let plan = rows.plan();
    assert_eq!(
        (plan.days("A"), plan.leaf("A").critical, plan.total_slack("A")),
        ("11-03…11-07".into(), false, 0)
    );
    assert!(!plan.0.phase(plan.id("P")).unwrap().critical);
    let seen = plan.as_of("11-20");
    assert_eq!((seen.forecast("A"), seen.forecast("B")), ("11-03…11-07".into(), "11-21…11-21".into()));
    for rows in [draft("11-03").task("A", 2), draft("11-03").milestone("A", Edge::EndOfDay)] {
        assert!(!rows.with(|task| task.progress = 100).plan().leaf("A").critical);
    }
}

/// The total slack of a day of A that B, begun on 11-03 and planned as 7 days, should have waited for.
fn slack_before_started(progress: u8, lag: i32, is_followed: bool) -> i32 {
    let rows = draft("11-03").task("A", 1).task("B", 7).started("11-03", progress).task("D", 1);
    let rows = rows.link("A", "B", LinkType::StartToStart, lag);
    if is_followed { rows.fs("B", "D") } else { rows }.plan().total_slack("A")
}

#[test]
fn an_unstarted_predecessor_of_started_work_has_microsoft_projects_slack() {
    for (progress, lag, is_followed, slack) in
        [(0, 0, true, 0), (0, 2, true, 0), (29, 0, true, 2), (0, 0, false, 6)]
    {
        assert_eq!(slack_before_started(progress, lag, is_followed), slack, "{progress} % lag {lag}");
    }
    let rows =
        draft("11-03").phase("P").task("A", 1).under("P").task("B", 7).started("11-03", 0).task("D", 1);
    let plan = rows.link("P", "B", LinkType::StartToStart, 0).fs("B", "D").plan();
    assert_eq!(plan.total_slack("A"), 0);
}

#[test]
fn work_before_manual_work_says_that_it_waits_for_it() {
    let plan = booked().task("A", 3).alap().fs("A", "shoot").plan();
    assert!(matches!(plan.leaf("A").reason, Reason::Link { peer, .. } if peer == plan.id("shoot")));
    assert_eq!(plan.leaf("shoot").reason, Reason::Manual);
}
