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

const FS: LinkType = LinkType::FinishToStart;
const SS: LinkType = LinkType::StartToStart;
const FF: LinkType = LinkType::FinishToFinish;
const SF: LinkType = LinkType::StartToFinish;
const WD: LagUnit = LagUnit::WorkingDay;
const CD: LagUnit = LagUnit::CalendarDay;

#[test]
fn a_lag_of_either_unit_is_counted_from_where_a_predecessor_of_another_calendar_is() {
    // A works from Wednesday 11-05 to Saturday 11-08, B two days of a week from Monday to Friday.
    let cases = [
        (FS, 0, WD, "11-10…11-11"),
        (FS, 1, WD, "11-11…11-12"),
        (FS, -1, WD, "11-07…11-10"),
        (FS, 1, CD, "11-10…11-11"),
        (FS, 2, CD, "11-11…11-12"),
        (FS, -1, CD, "11-10…11-11"),
        (FS, -2, CD, "11-07…11-10"),
        (SS, 0, WD, "11-05…11-06"),
        (SS, 3, WD, "11-10…11-11"),
        (SS, -1, WD, "11-04…11-05"),
        (SS, 2, CD, "11-07…11-10"),
        (SS, 3, CD, "11-10…11-11"),
        (SS, -1, CD, "11-04…11-05"),
        (FF, 0, WD, "11-07…11-10"),
        (FF, 1, WD, "11-07…11-10"),
        (FF, 2, WD, "11-10…11-11"),
        (FF, -1, WD, "11-05…11-06"),
        (FF, 1, CD, "11-07…11-10"),
        (FF, 3, CD, "11-10…11-11"),
        (FF, -1, CD, "11-06…11-07"),
        (SF, 0, WD, "11-03…11-04"),
        (SF, 1, WD, "11-04…11-05"),
        (SF, 1, CD, "11-04…11-05"),
        (SF, -1, CD, "10-31…11-03"),
    ];
    for (link_type, lag, lag_unit, days) in cases {
        let rows = every_day(with_every_day(draft("11-03")).task("A", 4));
        let rows = rows.constraint(schedule::ConstraintKind::StartNoEarlierThan, "11-05").task("B", 2);
        let mut rows = rows.link("A", "B", link_type, lag);
        rows.0.links[0].lag_unit = lag_unit;
        let plan = rows.plan();
        assert_eq!(plan.days("A"), "11-05…11-08");
        assert_eq!(plan.days("B"), days, "{link_type:?} {lag} {lag_unit:?}");
    }
}

#[test]
fn a_predecessor_may_end_as_late_as_leaves_its_successor_where_it_must_be() {
    // B is to end with Thursday 11-13 and takes two days; A takes one, and has the same calendar.
    let cases = [
        (FS, 0, WD, "11-11"),
        (FS, 1, WD, "11-10"),
        (FS, 2, WD, "11-07"),
        (FS, -1, WD, "11-12"),
        (FS, 1, CD, "11-10"),
        (FS, 3, CD, "11-07"),
        (FS, 5, CD, "11-06"),
        (SS, 0, WD, "11-12"),
        (SS, 1, WD, "11-11"),
        (SS, 2, CD, "11-10"),
        (SS, 3, CD, "11-07"),
        (FF, 0, WD, "11-13"),
        (FF, 1, WD, "11-12"),
        (FF, 2, CD, "11-11"),
        (FF, 4, CD, "11-07"),
        (SF, 1, WD, "11-13"),
        (SF, 2, WD, "11-12"),
        (SF, 2, CD, "11-12"),
        (SF, 5, CD, "11-07"),
    ];
    for (link_type, lag, lag_unit, day) in cases {
        let rows = draft("11-03").task("A", 1).task("B", 2).link("A", "B", link_type, lag);
        // By ranks, and by boundaries: what remains of B is typed and says nothing new.
        let typed = rows.clone().with(|task| task.remaining = Some(2));
        for mut rows in [rows, typed] {
            rows.0.links[0].lag_unit = lag_unit;
            let plan = rows.required("11-13", Edge::EndOfDay).plan();
            assert_eq!(plan.late_days("B"), "11-12…11-13");
            assert_eq!(plan.late_days("A"), format!("{day}…{day}"), "{link_type:?} {lag} {lag_unit:?}");
        }
    }
}

#[test]
fn a_predecessor_that_works_every_day_may_use_the_weekend() {
    // B is to begin on Monday 11-10 and to end with Tuesday; A takes one day of any.
    let cases = [
        (FS, 0, WD, "11-09"),
        (FS, 1, WD, "11-06"),
        (FS, -1, WD, "11-10"),
        (FS, 1, CD, "11-08"),
        (SS, 0, WD, "11-10"),
        (SS, 1, WD, "11-07"),
        (SS, 1, CD, "11-09"),
        (FF, 0, WD, "11-11"),
        (FF, 1, WD, "11-10"),
        (FF, 2, CD, "11-09"),
        (SF, 1, WD, "11-11"),
        (SF, 3, CD, "11-09"),
    ];
    for (link_type, lag, lag_unit, day) in cases {
        let rows = every_day(with_every_day(draft("11-03")).task("A", 1)).task("B", 2);
        let mut rows = rows.link("A", "B", link_type, lag);
        rows.0.links[0].lag_unit = lag_unit;
        let plan = rows.required("11-11", Edge::EndOfDay).plan();
        assert_eq!(plan.late_days("B"), "11-10…11-11");
        assert_eq!(plan.late_days("A"), format!("{day}…{day}"), "{link_type:?} {lag} {lag_unit:?}");
    }
}
