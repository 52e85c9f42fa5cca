//! The vectors of SCHEDULING.md §7: China 2025, off 10-01…10-08, worked Sunday 09-28 and Saturday 10-11.

use schedule::{Edge, LagUnit, LinkType};

use crate::draft::{date, draft};

#[test]
fn five_days_from_the_friday_before_national_day_end_after_it() {
    assert_eq!(draft("09-26").task("A", 5).plan().days("A"), "09-26…10-09");
}

#[test]
fn a_lag_is_walked_in_working_days() {
    let cases = [
        ("11-03", 0, "11-04"),
        ("11-03", 1, "11-05"),
        ("11-03", 2, "11-06"),
        ("11-03", 3, "11-07"),
        ("11-03", -1, "11-03"),
        ("11-03", -2, "10-31"),
        ("11-07", 0, "11-10"),
        ("11-07", 2, "11-12"),
    ];
    for (finish, lag, start) in cases {
        let plan =
            draft(finish).task("A", 1).task("B", 1).link("A", "B", LinkType::FinishToStart, lag).plan();
        assert_eq!(plan.days("B"), format!("{start}…{start}"), "after {finish} with lag {lag}");
    }
}

#[test]
fn a_lag_in_calendar_days_ends_on_the_next_working_day() {
    for (lag, start) in [(0, "11-10"), (1, "11-10"), (2, "11-10"), (3, "11-11")] {
        let mut rows = draft("11-07").task("A", 1).task("B", 1).link("A", "B", LinkType::FinishToStart, lag);
        rows.0.links[0].lag_unit = LagUnit::CalendarDay;
        assert_eq!(rows.plan().days("B"), format!("{start}…{start}"), "lag {lag}");
    }
}

#[test]
fn every_link_type_binds_its_own_ends() {
    let cases = [
        (LinkType::StartToStart, "11-04…11-05"),
        (LinkType::FinishToFinish, "11-06…11-07"),
        (LinkType::StartToFinish, "10-31…11-03"),
    ];
    for (link_type, days) in cases {
        let plan = draft("11-03").task("A", 4).task("B", 2).link("A", "B", link_type, 1).plan();
        assert_eq!(plan.days("B"), days, "{link_type:?}");
    }
}

#[test]
fn a_campaign_is_planned_backwards_from_its_launch() {
    let chain = ["copy", "design", "dev", "test"];
    let plan = draft("09-01")
        .task("copy", 5)
        .alap()
        .task("design", 8)
        .alap()
        .task("dev", 10)
        .alap()
        .task("test", 3)
        .alap()
        .with(|task| task.buffer = 2)
        .chain(&chain)
        .required("11-11", Edge::StartOfDay)
        .plan();
    assert_eq!(chain.map(|key| plan.days(key)), ["09-26…10-09", "10-10…10-20", "10-21…11-03", "11-04…11-06"]);
}

#[test]
fn slack_counts_working_days() {
    let rows = draft("11-03")
        .task("A", 3)
        .task("B", 4)
        .task("C", 1)
        .task("D", 2)
        .chain(&["A", "B", "D"])
        .chain(&["A", "C", "D"]);
    let all = ["A", "B", "C", "D"];
    let plan = rows.clone().plan();
    assert_eq!(all.map(|key| plan.days(key)), ["11-03…11-05", "11-06…11-11", "11-06…11-06", "11-12…11-13"]);
    assert_eq!(all.map(|key| plan.total_slack(key)), [0, 0, 3, 0]);
    assert_eq!(plan.free_slack("C"), 3);

    let mut capped = rows;
    capped.0.tasks[3].deadline =
        Some(schedule::Deadline { date: date("11-12"), firmness: schedule::Firmness::Firm });
    let plan = capped.plan();
    assert_eq!(all.map(|key| plan.total_slack(key)), [-1, -1, 2, -1]);
    assert_eq!(plan.free_slack("C"), 3);
}

#[test]
fn the_day_counts_as_done() {
    let seen = draft("11-03").task("A", 5).plan().as_of("11-05");
    assert!((seen.task_outlook("A").expected.percent() - 60.0).abs() < f64::EPSILON);
}

#[test]
fn what_remains_goes_on_the_next_working_day() {
    let plan = draft("11-03").task("A", 10).started("11-03", 30).plan();
    assert_eq!(plan.days("A"), "11-03…11-14");
    assert_eq!(plan.as_of("11-07").forecast("A"), "11-03…11-18");
}
