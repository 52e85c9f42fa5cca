//! Phases: roll-up, and links, dates and limits that bind their leaves.

use schedule::{ConstraintKind, Edge, Firmness, LinkType, Reason};

use crate::draft::{Draft, draft};

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
