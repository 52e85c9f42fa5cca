//! Slack across calendars, types and requirements.

use schedule::{Edge, Firmness, LinkType};

use crate::draft::draft;

#[test]
fn free_slack_stops_at_the_nearest_successor_of_any_type() {
    let rows = draft("11-03").task("A", 1).task("B", 6).task("C", 9);
    let plan = rows.link("A", "B", LinkType::FinishToFinish, 2).fs("B", "C").plan();
    assert_eq!((plan.days("B"), plan.free_slack("A"), plan.total_slack("A")), ("11-03…11-10".into(), 3, 3));
    let rows = draft("11-03").task("A", 1).task("B", 6).task("C", 9).task("D", 2);
    let plan = rows.fs("B", "D").link("A", "D", LinkType::StartToStart, 2).plan();
    assert_eq!((plan.free_slack("A"), plan.total_slack("A")), (4, 5));
}

#[test]
fn a_deadline_says_how_far_it_is() {
    let plan = draft("11-03").task("A", 2).deadline("11-06", Firmness::Soft).task("B", 9).plan();
    assert_eq!(plan.leaf("A").slack_to_deadline, Some(2));
    assert_eq!(plan.leaf("B").slack_to_deadline, None);
    assert_eq!(plan.total_slack("A"), 2);
}

#[test]
fn a_milestone_at_the_beginning_of_a_day_has_the_slack_of_the_evening_before() {
    let plan = draft("11-03").task("A", 5).milestone("live", Edge::StartOfDay).fs("A", "live").plan();
    assert_eq!((plan.total_slack("A"), plan.total_slack("live")), (0, 0));
    let plan = draft("11-03")
        .task("A", 5)
        .milestone("live", Edge::StartOfDay)
        .fs("A", "live")
        .required("11-11", Edge::StartOfDay)
        .plan();
    assert_eq!((plan.total_slack("A"), plan.total_slack("live")), (1, 1));
}

#[test]
fn work_in_progress_is_late_by_its_finish_alone() {
    let plan = draft("11-03").task("A", 5).started("11-03", 20).required("11-06", Edge::EndOfDay).plan();
    assert_eq!(plan.total_slack("A"), -1);
}
