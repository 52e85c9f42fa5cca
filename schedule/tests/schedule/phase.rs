//! Phases: roll-up, and links, dates and limits that bind their leaves.

use std::sync::Arc;

use schedule::{Calendar, CalendarId, ConstraintKind, Edge, Firmness, LagUnit, LinkType, Reason};

use crate::draft::{Draft, draft, opening};

fn build_and_test() -> Draft {
    draft("11-03").phase("build").task("A", 2).under("build").task("B", 4).under("build").task("test", 1)
}

#[test]
fn a_phase_is_as_long_as_its_leaves() {
    let plan = build_and_test().fs("A", "B").plan();
    assert_eq!(plan.days("build"), "11-03…11-10");
}

#[test]
fn a_link_from_a_phase_waits_for_its_last_leaf() {
    let plan = build_and_test().fs("build", "test").plan();
    assert_eq!(plan.days("test"), "11-07…11-07");
    let reason = Reason::Link {
        peer: plan.id("build"),
        given_for: plan.id("test"),
        link_type: LinkType::FinishToStart,
    };
    assert_eq!(plan.leaf("test").reason, reason);
    assert_eq!((plan.total_slack("A"), plan.total_slack("B")), (2, 0));
    assert_eq!((plan.free_slack("A"), plan.free_slack("B")), (2, 0));
}

#[test]
fn a_start_to_start_link_from_a_phase_waits_for_its_earliest_leaf() {
    let rows = build_and_test().fs("B", "A").link("build", "test", LinkType::StartToStart, 1);
    let plan = rows.plan();
    assert_eq!(
        (plan.days("B"), plan.days("A"), plan.days("test")),
        ("11-03…11-06".into(), "11-07…11-10".into(), "11-04…11-04".into())
    );
}

#[test]
fn a_link_into_a_phase_holds_for_all_its_leaves() {
    let plan = draft("11-03")
        .task("brief", 3)
        .phase("outer")
        .task("A", 1)
        .under("outer")
        .phase("inner")
        .under("outer")
        .task("B", 2)
        .under("inner")
        .fs("brief", "outer")
        .plan();
    assert_eq!((plan.days("A"), plan.days("B")), ("11-06…11-06".into(), "11-06…11-07".into()));
    let reason = Reason::Link {
        peer: plan.id("brief"),
        given_for: plan.id("outer"),
        link_type: LinkType::FinishToStart,
    };
    assert_eq!((plan.leaf("A").reason, plan.leaf("B").reason), (reason, reason));
    assert_eq!(plan.total_slack("brief"), 0);
}

#[test]
fn links_between_nested_phases_reach_the_leaves() {
    let plan = draft("11-03")
        .phase("P")
        .phase("P1")
        .under("P")
        .task("A", 2)
        .under("P1")
        .task("B", 3)
        .under("P")
        .phase("Q")
        .phase("Q1")
        .under("Q")
        .task("C", 1)
        .under("Q1")
        .fs("P1", "B")
        .link("P", "Q", LinkType::FinishToStart, 1)
        .plan();
    assert_eq!(
        (plan.days("B"), plan.days("C"), plan.days("P")),
        ("11-05…11-07".into(), "11-11…11-11".into(), "11-03…11-07".into())
    );
}

#[test]
fn a_phase_without_leaves_has_no_dates_and_asks_nothing() {
    let plan = draft("11-03").phase("empty").task("A", 1).fs("empty", "A").fs("A", "empty").plan();
    assert_eq!(plan.days("A"), "11-03…11-03");
    assert_eq!(plan.0.days(plan.id("empty")), None);
}

#[test]
fn a_phase_shows_the_days_of_its_milestones() {
    let plan = draft("11-03")
        .task("A", 5)
        .phase("gates")
        .milestone("approved", Edge::EndOfDay)
        .under("gates")
        .milestone("live", Edge::StartOfDay)
        .under("gates")
        .fs("A", "approved")
        .fs("A", "live")
        .plan();
    assert_eq!(plan.days("gates"), "11-07…11-10");
}

#[test]
fn constraints_and_deadlines_of_a_phase_bind_its_leaves() {
    let rows = |kind, on| draft("11-03").phase("P").constraint(kind, on).task("A", 2).under("P").plan();
    assert_eq!(rows(ConstraintKind::StartNoEarlierThan, "11-05").days("A"), "11-05…11-06");
    assert_eq!(rows(ConstraintKind::FinishNoLaterThan, "11-03").total_slack("A"), -1);
    let plan = draft("11-03")
        .phase("P")
        .deadline("11-06", Firmness::Firm)
        .task("A", 2)
        .under("P")
        .task("B", 9)
        .plan();
    assert_eq!(plan.total_slack("A"), 2);
}

#[test]
fn progress_is_weighted_by_duration_unless_every_leaf_is_estimated() {
    let rows = |hours: Option<u32>| {
        draft("11-03")
            .phase("P")
            .task("A", 1)
            .under("P")
            .started("11-03", 50)
            .with(|task| task.estimated_hours = hours)
            .task("B", 3)
            .under("P")
            .with(|task| task.estimated_hours = Some(10))
            .plan()
    };
    let progress = |plan: &crate::draft::Drawn| plan.0.phase(plan.id("P")).unwrap().progress;
    assert_eq!(progress(&rows(None)), 12);
    assert_eq!(progress(&rows(Some(30))), 37);
}

/// Calendar 1 works every day, calendar 2 Tuesdays and Thursdays.
fn with_calendars(mut draft: Draft) -> Draft {
    let tuesdays_and_thursdays = [false, true, false, true, false, false, false];
    for week in [[true; 7], tuesdays_and_thursdays] {
        draft.0.calendars.push(Arc::new(Calendar::new(week, []).unwrap()));
    }
    draft
}

fn on(draft: Draft, calendar: u16) -> Draft {
    draft.with(|task| task.calendar = Some(CalendarId(calendar)))
}

#[test]
fn a_phase_ends_where_its_last_leaf_ends_on_that_leafs_calendar() {
    let rows = on(with_calendars(draft("11-03")).phase("P").task("slow", 1).under("P"), 2);
    let rows = on(rows.milestone("live", Edge::StartOfDay).under("P"), 1);
    let rows = on(rows.task("after", 3), 1).task("before", 5);
    let plan = rows.fs("before", "live").fs("P", "after").plan();
    assert_eq!((plan.days("live"), plan.days("after")), ("11-08…11-08".into(), "11-08…11-10".into()));
    assert_eq!((plan.leaf("live").late.start, plan.total_slack("live")), (opening("11-08"), 0));
}

#[test]
fn a_link_into_a_phase_leaves_its_predecessor_what_the_link_to_the_leaf_would() {
    let rows = |successor| {
        let rows = on(with_calendars(draft("11-03")).task("A", 4), 1);
        let rows =
            rows.phase("P").milestone("M", Edge::EndOfDay).under("P").required("11-14", Edge::EndOfDay);
        let mut rows = rows.link("A", successor, LinkType::FinishToStart, 2);
        rows.0.links[0].lag_unit = LagUnit::CalendarDay;
        let plan = rows.plan();
        (plan.late_days("A"), plan.total_slack("A"), plan.days("M"))
    };
    assert_eq!(rows("P"), rows("M"));
}

#[test]
fn a_milestone_binds_a_phase_as_it_binds_its_only_leaf() {
    for (edge, link_type) in
        [(Edge::StartOfDay, LinkType::FinishToFinish), (Edge::EndOfDay, LinkType::StartToFinish)]
    {
        let days = |successor| {
            let rows = draft("11-03").milestone("M", edge).phase("P").task("A", 5).under("P");
            rows.link("M", successor, link_type, 0).plan().days("A")
        };
        assert_eq!(days("P"), days("A"), "{edge:?} {link_type:?}");
    }
}

#[test]
fn a_date_of_a_phase_without_a_buffer_holds_on_every_calendar() {
    let rows = with_calendars(draft("11-03")).phase("P").deadline("11-09", Firmness::Firm);
    let plan = on(rows.task("A", 7).under("P"), 1).plan();
    assert_eq!((plan.days("A"), plan.total_slack("A")), ("11-03…11-09".into(), 0));
}

#[test]
fn an_event_that_ends_a_day_keeps_to_the_start_of_its_phase() {
    let rows = draft("11-03").phase("P").constraint(ConstraintKind::StartNoEarlierThan, "11-10");
    assert_eq!(rows.milestone("M", Edge::EndOfDay).under("P").plan().days("P"), "11-10…11-10");
}

#[test]
fn a_leaf_that_is_not_the_earliest_is_free_to_slip_past_a_start_to_start_link() {
    let rows = draft("11-03").task("brief", 4).phase("P").task("A", 5).under("P").task("B", 2).under("P");
    let rows = rows.task("C", 20).fs("brief", "B").link("P", "C", LinkType::StartToStart, 0);
    let plan = rows.plan();
    assert_eq!((plan.free_slack("A"), plan.free_slack("B"), plan.total_slack("B")), (0, 14, 14));
}

#[test]
fn a_buffer_of_a_phase_is_kept_before_the_campaigns_end() {
    let rows = draft("11-03").phase("P").with(|task| task.buffer = 2).task("A", 5).under("P");
    assert_eq!(rows.required("11-14", Edge::EndOfDay).plan().total_slack("A"), 3);
}

#[test]
fn what_is_below_a_phase_is_told_in_the_order_of_the_outline() {
    let rows =
        draft("11-03").phase("P").phase("Q").under("P").task("A", 1).under("Q").task("B", 1).under("P");
    let network = rows.task("C", 1).network().unwrap();
    let below = |key| {
        let found = network.descendants(network.find(&key).unwrap());
        found.iter().map(|task| network.task(*task).key).collect::<Vec<_>>()
    };
    assert_eq!((below("P"), below("Q"), below("A")), (vec!["Q", "A", "B"], vec!["A"], vec![]));
}
