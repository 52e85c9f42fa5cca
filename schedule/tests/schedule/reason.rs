//! Reasons: correct, and never in a circle.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::Days;
use proptest::prelude::*;
use schedule::ConstraintKind::{FinishNoLaterThan, MustStartOn, StartNoEarlierThan, StartNoLaterThan};
use schedule::{
    AnchorId, Campaign, Direction, Edge, Firmness, LinkType, Mode, Outlook, Plan, Reason, Target, TaskId,
};

use crate::draft::{Draft, Drawn, Key, date, draft};
use crate::property::{EVERYTHING, campaigns, planned};

/// What a reason names, by key, or which date it is.
fn said(plan: &Drawn, reason: Reason) -> String {
    if let Reason::Link { peer, .. } = reason {
        return plan.0.network().task(peer).key.to_owned();
    }
    format!("{reason:?}")
}

fn reasons<const N: usize>(rows: Draft, keys: [Key; N]) -> [String; N] {
    let plan = rows.plan();
    keys.map(|key| said(&plan, plan.leaf(key).reason))
}

#[test]
fn late_work_names_a_successor_that_a_constraint_holds() {
    for (kind, on) in [
        (StartNoLaterThan, "11-13"),
        (FinishNoLaterThan, "11-14"),
        (MustStartOn, "11-13"),
        (StartNoEarlierThan, "11-13"),
    ] {
        let rows = draft("11-03")
            .required("11-14", Edge::EndOfDay)
            .task("A", 3)
            .alap()
            .task("B", 2)
            .constraint(kind, on)
            .fs("A", "B");
        assert_eq!(reasons(rows, ["A", "B"]), ["B", "Constraint"], "{kind:?}");
    }
}

#[test]
fn late_work_that_pushes_its_successor_names_the_date_behind_it() {
    let rows = || draft("11-03").task("A", 3).alap().task("B", 2).fs("A", "B");
    assert_eq!(reasons(rows(), ["A", "B"]), ["RequiredFinish", "A"]);
    assert_eq!(reasons(rows().required("11-20", Edge::EndOfDay), ["A", "B"]), ["RequiredFinish", "A"]);
    let rows =
        || draft("11-03").task("A", 3).alap().task("B", 2).deadline("11-14", Firmness::Firm).fs("A", "B");
    assert_eq!(reasons(rows().required("11-20", Edge::EndOfDay), ["A", "B"]), ["Deadline", "A"]);
    let shoot = draft("11-03").task("A", 3).alap().task("B", 2).task("shoot", 1).manual("11-17", "11-17");
    assert_eq!(reasons(shoot.chain(&["A", "B", "shoot"]), ["A", "B", "shoot"]), ["Manual", "A", "Manual"]);
}

#[test]
fn work_held_by_a_predecessor_and_by_late_work_names_the_predecessor() {
    let rows = draft("11-03").task("X", 1).alap().task("A", 5).task("B", 1).fs("X", "B").fs("A", "B");
    assert_eq!(reasons(rows, ["X", "A", "B"]), ["B", "CampaignStart", "A"]);
}

#[test]
fn late_work_names_the_link_of_its_phase_that_binds_it() {
    let rows = draft("11-03").phase("P").task("A", 2).under("P").alap().task("far", 1).task("near", 1);
    let rows = rows.task("long", 20).link("P", "far", LinkType::FinishToStart, 0);
    let rows = rows.constraint_of("near", "11-10").fs("P", "near");
    let plan = rows.plan();
    let near =
        Reason::Link { peer: plan.id("near"), given_for: plan.id("P"), link_type: LinkType::FinishToStart };
    assert_eq!((plan.days("A"), plan.leaf("A").reason), ("11-06…11-07".into(), near));
}

impl Draft {
    fn constraint_of(mut self, key: Key, on: &str) -> Self {
        let task = self.0.tasks.iter_mut().find(|task| task.key == key).unwrap();
        task.constraint = Some(schedule::Constraint { kind: MustStartOn, date: date(on) });
        self
    }
}

#[test]
fn a_constraint_of_a_phase_is_no_deadline() {
    let rows =
        draft("11-03").phase("P").constraint(FinishNoLaterThan, "11-14").task("A", 2).under("P").alap();
    assert_eq!(reasons(rows.required("11-28", Edge::EndOfDay), ["A"]), ["Constraint"]);
    let rows = draft("11-03").phase("P").deadline("11-14", Firmness::Soft).task("A", 2).under("P").alap();
    assert_eq!(reasons(rows.required("11-28", Edge::EndOfDay), ["A"]), ["Deadline"]);
}

#[test]
fn a_forecast_names_what_drives_it_and_not_what_drove_the_plan() {
    let rows = draft("11-03")
        .task("A", 5)
        .done("11-03", "11-03")
        .task("B", 1)
        .constraint(StartNoEarlierThan, "11-06");
    let plan = rows.fs("A", "B").plan();
    let seen = plan.as_of("11-04");
    assert_eq!(said(&plan, seen.task_outlook("B").reason), "Constraint");
    let rows = draft("11-03").task("X", 1).alap().task("A", 5).task("B", 1).fs("X", "B").fs("A", "B");
    let plan = rows.plan();
    let seen = plan.as_of("11-05");
    assert_eq!(
        ["X", "A", "B"].map(|key| said(&plan, seen.task_outlook(key).reason)),
        ["B", "StatusDate", "A"]
    );
}

/// For every leaf what its reason names: leaves, or all leaves of a phase.
fn named(plan: &Plan<u32>, reason_of: impl Fn(TaskId) -> Option<Reason>) -> BTreeMap<u32, Vec<u32>> {
    let network = plan.network();
    let key = |task| network.task(task).key;
    let leaves = network.wbs().iter().filter(|task| plan.leaf(**task).is_some());
    let peers = |peer: TaskId| {
        let inside = leaves.clone().filter(move |leaf| {
            std::iter::successors(Some(**leaf), |at| network.parent(*at)).any(|above| above == peer)
        });
        inside.map(|leaf| key(*leaf)).collect()
    };
    let to = |task: TaskId| match reason_of(task) {
        Some(Reason::Link { peer, .. }) => peers(peer),
        _ => Vec::new(),
    };
    leaves.clone().map(|task| (key(*task), to(*task))).collect()
}

/// The leaves that are left when those that lead to dates alone are taken away again and again.
fn in_circles(mut named: BTreeMap<u32, Vec<u32>>) -> Vec<u32> {
    loop {
        let before = named.len();
        let keys: Vec<u32> = named.keys().copied().collect();
        named.retain(|_, peers| peers.iter().any(|peer| keys.contains(peer)));
        if named.len() == before {
            return keys;
        }
    }
}

/// A link that a reason names is there: from the peer, or for late work to it.
fn is_a_link(campaign: &Campaign<u32>, plan: &Plan<u32>, task: TaskId, reason: Reason) -> bool {
    let Reason::Link { peer, given_for, link_type } = reason else { return true };
    let network = plan.network();
    let is_own = std::iter::successors(Some(task), |at| network.parent(*at)).any(|above| above == given_for);
    let (peer, own) = (network.task(peer).key, network.task(given_for).key);
    is_own
        && campaign.links.iter().any(|link| {
            let ends = (link.predecessor, link.successor);
            link.link_type == link_type && (ends == (peer, own) || ends == (own, peer))
        })
}

fn back_planned(mut campaign: Campaign<u32>, late: u64, required: Option<u64>, wins: bool) -> Campaign<u32> {
    let start = campaign.start;
    let target = |days| Target { date: start + Days::new(days), edge: Edge::EndOfDay };
    campaign.required_finish = required.map(target);
    let leaves = campaign.tasks.iter_mut().filter(|task| task.kind != schedule::Kind::Phase);
    for (at, task) in leaves.enumerate() {
        task.constraint_wins = wins && at % 3 == 0;
        if late >> at & 1 == 1 && task.mode == Mode::Automatic {
            task.direction = Direction::Alap;
        }
    }
    campaign
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn reasons_end_at_a_date_and_never_go_in_a_circle(
        campaign in campaigns(EVERYTHING),
        late in any::<u64>(),
        required in prop::option::of(20_u64..90),
        wins in any::<bool>(),
        day in 0_u64..60,
    ) {
        let campaign = back_planned(campaign, late, required, wins);
        let plan = Arc::new(planned(&campaign));
        let reason = |task| plan.leaf(task).map(|leaf| leaf.reason);
        prop_assert_eq!(in_circles(named(&plan, reason)), Vec::<u32>::new());
        let outlook = Outlook::new(Arc::clone(&plan), campaign.start + Days::new(day), None, 10).unwrap();
        let forecast = |task| outlook.task_outlook(task).map(|outlook| outlook.reason);
        prop_assert_eq!(in_circles(named(&plan, forecast)), Vec::<u32>::new());
        for task in plan.network().wbs().iter().filter(|task| plan.leaf(**task).is_some()) {
            for reason in [reason(*task), forecast(*task)].into_iter().flatten() {
                prop_assert!(is_a_link(&campaign, &plan, *task, reason), "{task:?} {reason:?}");
            }
        }
    }
}

#[test]
fn an_anchor_behind_a_successor_is_named() {
    let mut rows =
        draft("11-03").task("A", 2).alap().task("B", 2).with(|task| task.anchor = Some(AnchorId(0)));
    let target = Target { date: date("11-17"), edge: Edge::StartOfDay };
    let origin = schedule::AnchorOrigin::Company;
    rows.0.anchors.push(schedule::Anchor { kind: schedule::AnchorKind::Launch, target, origin });
    let plan = rows.required("11-28", Edge::EndOfDay).fs("A", "B").plan();
    assert_eq!((plan.days("A"), plan.leaf("A").reason), ("11-11…11-12".into(), Reason::Anchor(AnchorId(0))));
}

#[test]
fn work_placed_late_names_the_deadline_of_what_starts_with_it() {
    let rows = draft("11-03").task("A", 1).alap().task("B", 2).deadline("11-06", Firmness::Firm);
    let plan = rows.link("A", "B", LinkType::StartToStart, 0).required("11-14", Edge::EndOfDay).plan();
    assert_eq!((plan.days("A"), plan.leaf("A").reason), ("11-05…11-05".into(), Reason::Deadline));
}

#[test]
fn work_placed_late_names_that_limit_of_its_phase_which_it_reaches() {
    let reason = |constraint, deadline| {
        let rows = draft("11-03").phase("P").constraint(FinishNoLaterThan, constraint);
        let rows = rows.deadline(deadline, Firmness::Firm).task("A", 1).alap().under("P");
        rows.required("11-28", Edge::EndOfDay).plan().leaf("A").reason
    };
    assert_eq!(reason("11-12", "11-06"), Reason::Deadline);
    assert_eq!(reason("11-06", "11-12"), Reason::Constraint);
}
