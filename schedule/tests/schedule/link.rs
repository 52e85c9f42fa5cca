//! Links: types, lags, calendars.

use std::sync::Arc;

use schedule::{Calendar, CalendarId, Edge, LagUnit, LinkType, Reason};

use crate::draft::{Draft, draft};

/// A second calendar that works every day.
fn with_every_day(mut draft: Draft) -> Draft {
    draft.0.calendars.push(Arc::new(Calendar::new([true; 7], []).unwrap()));
    draft
}

fn every_day(draft: Draft) -> Draft {
    draft.with(|task| task.calendar = Some(CalendarId(1)))
}

#[test]
fn the_latest_demand_drives() {
    let plan = draft("11-03").task("A", 3).task("B", 1).task("C", 1).fs("A", "C").fs("B", "C").plan();
    assert_eq!(plan.days("C"), "11-06…11-06");
    let reason =
        Reason::Link { peer: plan.id("A"), given_for: plan.id("C"), link_type: LinkType::FinishToStart };
    assert_eq!(plan.leaf("C").reason, reason);
    assert_eq!(plan.leaf("A").reason, Reason::CampaignStart);
}

#[test]
fn two_types_may_join_one_pair() {
    let rows = draft("11-03").task("A", 4).task("B", 2);
    let plan =
        rows.link("A", "B", LinkType::StartToStart, 1).link("A", "B", LinkType::FinishToFinish, 2).plan();
    assert_eq!(plan.days("B"), "11-07…11-10");
}

#[test]
fn the_same_link_given_again_replaces_the_first() {
    let rows = draft("11-03").task("A", 1).task("B", 1).link("A", "B", LinkType::FinishToStart, 5);
    assert_eq!(rows.clone().fs("A", "B").plan().days("B"), "11-04…11-04");
    assert_eq!(rows.link("A", "B", LinkType::FinishToStart, 5).plan().days("B"), "11-11…11-11");
}

#[test]
fn work_on_another_calendar_goes_on_where_its_predecessor_really_ended() {
    let rows = every_day(with_every_day(draft("11-03")).task("A", 5).task("B", 2));
    assert_eq!(rows.fs("A", "B").plan().days("B"), "11-08…11-09");
    let rows = every_day(with_every_day(draft("11-08")).task("A", 1)).task("B", 2);
    assert_eq!(rows.fs("A", "B").plan().days("B"), "11-10…11-11");
}

#[test]
fn a_finish_waits_for_a_finish_to_the_day_across_calendars() {
    let rows = every_day(with_every_day(draft("11-03")).task("A", 7)).task("B", 2);
    let plan = rows.link("A", "B", LinkType::FinishToFinish, 0).plan();
    assert_eq!((plan.days("A"), plan.days("B")), ("11-03…11-09".into(), "11-07…11-10".into()));
}

#[test]
fn a_lag_is_walked_on_the_successors_calendar() {
    let rows = every_day(with_every_day(draft("11-07")).task("A", 1).task("B", 1));
    assert_eq!(rows.link("A", "B", LinkType::FinishToStart, 2).plan().days("B"), "11-10…11-10");
}

#[test]
fn a_milestone_stands_on_the_side_of_its_edge() {
    for (edge, days) in [(Edge::StartOfDay, "11-10…11-10"), (Edge::EndOfDay, "11-07…11-07")] {
        let plan =
            draft("11-03").task("A", 5).milestone("M", edge).task("B", 1).chain(&["A", "M", "B"]).plan();
        assert_eq!((plan.days("M"), plan.days("B")), (days.into(), "11-10…11-10".into()), "{edge:?}");
    }
}

#[test]
fn a_finish_to_finish_link_in_calendar_days_keeps_the_day() {
    let mut rows = draft("11-03").task("A", 5).task("B", 1).link("A", "B", LinkType::FinishToFinish, 1);
    rows.0.links[0].lag_unit = LagUnit::CalendarDay;
    assert_eq!(rows.plan().days("B"), "11-10…11-10");
}
