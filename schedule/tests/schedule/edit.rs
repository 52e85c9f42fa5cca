//! Edits, their preview, their ripple, and suggested ways out.

use std::sync::Arc;

use schedule::{
    Checked, Code, Constraint, ConstraintKind, Edge, Edit, Error, Firmness, Link, LinkType, Network, Outlook,
    Plan, Reason, Records, Thresholds, check, diff, suggest,
};

use crate::draft::{Draft, Drawn, Key, Seen, date, draft, text};

fn chain() -> Draft {
    draft("11-03").task("A", 2).task("B", 2).task("C", 1).chain(&["A", "B", "C"])
}

/// Key, days before and days after of every move.
fn moves(before: &Drawn, edits: &[Edit<Key>]) -> Vec<(Key, String, String, Option<Reason>)> {
    let after = before.0.preview(edits).unwrap();
    let ripple = diff(Checked { plan: &before.0, findings: &[] }, Checked { plan: &after, findings: &[] });
    let days = |days: schedule::Days| {
        days.map_or_else(String::new, |(first, last)| format!("{}…{}", text(first), text(last)))
    };
    ripple.moves.iter().map(|step| (step.key, days(step.from), days(step.to), step.reason)).collect()
}

#[test]
fn a_longer_task_pushes_its_successors_and_says_why() {
    let plan = chain().plan();
    let found = moves(&plan, &[Edit::Resize { key: "A", duration: 4 }]);
    let driven = |peer: Key, key: Key| {
        Some(Reason::Link {
            peer: plan.id(peer),
            given_for: plan.id(key),
            link_type: LinkType::FinishToStart,
        })
    };
    assert_eq!(
        found,
        [
            ("A", "11-03…11-04".into(), "11-03…11-06".into(), Some(Reason::Duration)),
            ("B", "11-05…11-06".into(), "11-07…11-10".into(), driven("A", "B")),
            ("C", "11-07…11-07".into(), "11-11…11-11".into(), driven("B", "C")),
        ]
    );
    assert_eq!(plan.days("B"), "11-05…11-06");
}

#[test]
fn every_edit_does_what_it_says() {
    let plan = chain().plan();
    let after = |edits: &[Edit<Key>], key: Key| Drawn(Arc::new(plan.0.preview(edits).unwrap())).days(key);
    let on = |day| Some(date(day));
    assert_eq!(
        after(&[Edit::Move { key: "B", start: on("11-10"), finish: on("11-10") }], "C"),
        "11-11…11-11"
    );
    let typed = Edit::Move { key: "B", start: on("11-10"), finish: None };
    assert_eq!(after(&[typed, Edit::Release { key: "B" }], "B"), "11-05…11-06");
    let link = Link { lag: 3, ..Link::finish_to_start("A", "B") };
    assert_eq!(after(&[Edit::Link(link)], "B"), "11-10…11-11");
    let unlink = Edit::Unlink { predecessor: "A", successor: "B", link_type: LinkType::FinishToStart };
    assert_eq!(after(&[unlink], "B"), "11-03…11-04");
    let constraint = Some(Constraint { kind: ConstraintKind::StartNoEarlierThan, date: date("11-12") });
    assert_eq!(after(&[Edit::Constrain { key: "C", constraint }], "C"), "11-12…11-12");
    let report =
        Edit::Report { key: "A", actual_start: on("11-03"), actual_finish: on("11-06"), progress: 100 };
    assert_eq!(after(&[report], "B"), "11-07…11-10");
}

#[test]
fn a_work_package_can_be_moved_within_the_outline() {
    let rows = draft("11-03").phase("P").task("A", 1).under("P").task("B", 1).under("P").task("C", 1);
    let mut campaign = rows.0;
    let order = |campaign: &schedule::Campaign<Key>| {
        let network = Network::new(campaign.clone()).unwrap();
        network.wbs().iter().map(|task| network.task(*task).key).collect::<Vec<_>>()
    };
    campaign.apply(&[Edit::Reorder { key: "C", parent: Some("P"), after: Some("A") }]).unwrap();
    assert_eq!(order(&campaign), ["P", "A", "C", "B"]);
    campaign.apply(&[Edit::Reorder { key: "B", parent: Some("P"), after: None }]).unwrap();
    assert_eq!(order(&campaign), ["P", "B", "A", "C"]);
}

#[test]
fn edits_are_made_all_or_none() {
    let mut campaign = chain().0;
    let edits = [Edit::Resize { key: "A", duration: 9 }, Edit::Release { key: "nobody" }];
    assert_eq!(campaign.apply(&edits), Err(Error::UnknownKey("nobody")));
    assert_eq!(campaign.tasks[0].kind, schedule::Kind::Task(Some(2)));
    let unlink = Edit::Unlink { predecessor: "A", successor: "C", link_type: LinkType::FinishToStart };
    assert!(campaign.apply(&[unlink]).is_err());
}

#[test]
fn a_preview_that_cannot_be_planned_says_why() {
    let plan = chain().plan();
    let error = plan.0.preview(&[Edit::Link(Link::finish_to_start("C", "A"))]).unwrap_err();
    assert!(matches!(error, Error::Cycle(path) if path.len() == 3));
}

fn seen_with(draft: Draft, day: &str) -> (Seen, Vec<schedule::Finding>) {
    let seen = draft.plan().as_of(day);
    let found = seen.findings();
    (seen, found)
}

#[test]
fn a_ripple_tells_which_findings_came_and_went() {
    let rows = || chain().required("11-07", Edge::EndOfDay);
    let (before, old) = seen_with(rows(), "10-31");
    let mut longer = rows();
    longer.0.tasks[0].kind = schedule::Kind::Task(Some(4));
    let (after, new) = seen_with(longer, "10-31");
    let checked = |seen: &Seen, found| -> (Arc<Plan<Key>>, Vec<schedule::Finding>) {
        (Arc::clone(seen.0.plan()), found)
    };
    let ((before, old), (after, new)) = (checked(&before, old), checked(&after, new));
    let ripple = diff(Checked { plan: &before, findings: &old }, Checked { plan: &after, findings: &new });
    let codes = |found: &[schedule::Finding]| {
        let slack = [Code::NegativeSlack, Code::NoSlack];
        found.iter().map(|found| found.code).filter(|code| slack.contains(code)).collect::<Vec<_>>()
    };
    assert_eq!(codes(&ripple.appeared), [Code::NegativeSlack; 3]);
    assert_eq!(codes(&ripple.resolved), [Code::NoSlack; 3]);
}

#[test]
fn suggested_fixes_have_been_tried() {
    let (seen, found) = seen_with(chain().deadline("11-06", Firmness::Soft), "10-31");
    let finding = found.iter().find(|finding| finding.code == Code::DeadlineAtRisk).unwrap();
    let (records, thresholds) = (Records::default(), Thresholds::default());
    let fixes = suggest(&seen.0, (&records, &thresholds), &found, finding);
    assert!(!fixes.is_empty());
    for fix in &fixes {
        let plan = Arc::new(seen.0.plan().preview(&[fix.edit]).unwrap());
        let after = Outlook::new(Arc::clone(&plan), date("10-31"), None, 10).unwrap();
        let now = check(&after, &records, &thresholds);
        let is_gone = now.iter().all(|other| (other.code, other.subject) != (finding.code, finding.subject));
        assert_eq!(fix.effect.resolves, is_gone, "{fix:?}");
        assert!(is_gone || fix.effect.days_earlier > 0, "{fix:?}");
    }
    let overlap = fixes.iter().find(|fix| matches!(fix.edit, Edit::Link(link) if link.lag == -1)).unwrap();
    assert_eq!((overlap.effect.resolves, overlap.effect.days_earlier), (true, 1));
}

#[test]
fn a_suggestion_for_manual_dates_gives_them_back_to_the_logic() {
    let rows = draft("11-03").task("A", 3).task("B", 2).manual("11-05", "11-06").fs("A", "B");
    let (seen, found) = seen_with(rows, "10-31");
    let finding = found.iter().find(|finding| finding.code == Code::DependencyViolated).unwrap();
    let fixes = suggest(&seen.0, (&Records::default(), &Thresholds::default()), &found, finding);
    assert_eq!(fixes[0].edit, Edit::Release { key: "B" });
    assert!(fixes[0].effect.resolves);
}

#[test]
fn the_launch_can_be_moved_in_a_preview() {
    let rows = draft("10-20").task("A", 3).alap().required("11-11", Edge::StartOfDay);
    let plan = rows.plan();
    let finish = Some(schedule::Target { date: date("11-13"), edge: Edge::StartOfDay });
    let found = moves(&plan, &[Edit::Require { finish }]);
    assert_eq!(found, [("A", "11-06…11-10".into(), "11-10…11-12".into(), Some(Reason::RequiredFinish))]);
}

#[test]
fn an_edit_that_names_what_is_not_there_says_so() {
    let mut campaign = chain().phase("P").0;
    let mut error = |edit| campaign.apply(&[edit]).unwrap_err();
    assert_eq!(error(Edit::Link(Link::finish_to_start("A", "Z"))), Error::UnknownKey("Z"));
    assert_eq!(error(Edit::Reorder { key: "A", parent: Some("Z"), after: None }), Error::UnknownKey("Z"));
    assert_eq!(
        error(Edit::Reorder { key: "A", parent: Some("P"), after: Some("B") }),
        Error::NoSibling { key: "A", after: "B" }
    );
    assert_eq!(error(Edit::Resize { key: "P", duration: 2 }), Error::NoDuration("P"));
    let link_type = LinkType::StartToStart;
    assert_eq!(
        error(Edit::Unlink { predecessor: "A", successor: "B", link_type }),
        Error::UnknownLink { predecessor: "A", successor: "B", link_type }
    );
}

#[test]
fn a_move_says_what_changed() {
    let manual = draft("11-03").task("A", 5).manual("11-03", "11-14").plan();
    assert_eq!(moves(&manual, &[Edit::Release { key: "A" }])[0].3, Some(Reason::CampaignStart));
    let started = draft("11-03").task("A", 5).started("11-03", 10).plan();
    assert_eq!(moves(&started, &[Edit::Resize { key: "A", duration: 8 }])[0].3, Some(Reason::Duration));
}

#[test]
fn a_milestone_that_is_planned_too_late_gets_fixes_from_the_work_before_it() {
    let rows = draft("11-03")
        .task("A", 5)
        .task("B", 5)
        .milestone("M", Edge::EndOfDay)
        .deadline("11-12", Firmness::Firm);
    let (seen, found) = seen_with(rows.chain(&["A", "B", "M"]), "10-31");
    let finding = found.iter().find(|finding| finding.code == Code::DeadlineAtRisk).unwrap();
    let fixes = suggest(&seen.0, (&Records::default(), &Thresholds::default()), &found, finding);
    assert!(
        fixes.iter().any(|fix| fix.effect.resolves && fix.edit == Edit::Resize { key: "B", duration: 3 }),
        "{fixes:?}"
    );
}

#[test]
fn a_work_package_that_follows_no_sibling_comes_first_among_them() {
    let rows = draft("11-03").phase("P").task("A", 1).under("P").task("X", 1).task("Y", 1);
    let mut campaign = rows.0;
    campaign.apply(&[Edit::Reorder { key: "Y", parent: None, after: None }]).unwrap();
    let network = Network::new(campaign).unwrap();
    let order: Vec<Key> = network.wbs().iter().map(|task| network.task(*task).key).collect();
    assert_eq!(order, ["Y", "P", "A", "X"]);
}
