//! Rows that cannot be planned: the rule and the key.

use schedule::{
    AnchorId, CalendarId, ConstraintKind, DepartmentId, Edge, Error, Link, LinkType, MAX_DAYS, Number,
    PhaseProperty, Plan,
};

use crate::draft::{Draft, Key, date, draft};

fn error(draft: Draft) -> Error<Key> {
    draft.network().expect_err("refused")
}

#[test]
fn keys_are_unique_and_known() {
    assert_eq!(error(draft("11-03").task("A", 1).task("A", 1)), Error::DuplicateKey("A"));
    assert_eq!(error(draft("11-03").task("A", 1).fs("A", "B")), Error::UnknownKey("B"));
    assert_eq!(error(draft("11-03").task("A", 1).under("P")), Error::UnknownParent { key: "A", parent: "P" });
    let rows = draft("11-03").task("A", 1);
    assert_eq!(
        error(rows.clone().with(|task| task.calendar = Some(CalendarId(3)))),
        Error::UnknownCalendar { key: Some("A"), calendar: CalendarId(3) }
    );
    assert_eq!(
        error(rows.clone().with(|task| task.department = Some(DepartmentId(0)))),
        Error::UnknownDepartment { key: "A", department: DepartmentId(0) }
    );
    assert_eq!(
        error(rows.with(|task| task.anchor = Some(AnchorId(0)))),
        Error::UnknownAnchor { key: Some("A"), anchor: AnchorId(0) }
    );
}

#[test]
fn a_link_joins_two_work_packages_of_which_neither_holds_the_other() {
    assert_eq!(error(draft("11-03").task("A", 1).fs("A", "A")), Error::SelfLink("A"));
    let rows = draft("11-03").phase("P").phase("Q").under("P").task("A", 1).under("Q");
    for (predecessor, successor) in [("P", "A"), ("A", "P"), ("P", "Q"), ("A", "Q")] {
        assert_eq!(
            error(rows.clone().fs(predecessor, successor)),
            Error::LinkToAncestor { predecessor, successor }
        );
    }
}

#[test]
fn a_cycle_comes_back_with_its_path() {
    let rows = draft("11-03").task("A", 1).task("B", 1).task("C", 1).task("D", 1);
    let Error::Cycle(mut path) = error(rows.chain(&["A", "B", "C", "A"]).fs("C", "D")) else {
        panic!("a cycle")
    };
    let first = path.iter().position(|key| *key == "A").unwrap();
    path.rotate_left(first);
    assert_eq!(path, ["A", "B", "C"]);
}

#[test]
fn a_cycle_through_the_hierarchy_names_the_phase() {
    let rows = draft("11-03").phase("P").task("A", 1).under("P").task("B", 1).fs("P", "B").fs("B", "A");
    let Error::Cycle(path) = error(rows) else { panic!("a cycle") };
    assert_eq!(path.len(), 3);
    assert!(["P", "A", "B"].iter().all(|key| path.contains(key)), "{path:?}");
    let phases = draft("11-03").phase("P").task("A", 1).under("P").phase("Q").task("B", 1).under("Q");
    assert!(matches!(error(phases.fs("P", "Q").fs("B", "A")), Error::Cycle(_)));
}

#[test]
fn a_hierarchy_has_no_circle() {
    let rows = draft("11-03").phase("P").under("Q").phase("Q").under("P").task("A", 1).under("P");
    let Error::HierarchyCycle(path) = error(rows) else { panic!("a circle") };
    assert_eq!(path.len(), 2);
    assert_eq!(error(draft("11-03").phase("P").under("P")), Error::HierarchyCycle(vec!["P"]));
}

#[test]
fn a_phase_has_what_its_leaves_have_and_nothing_else() {
    assert_eq!(error(draft("11-03").task("P", 3).task("A", 1).under("P")), Error::PhaseWithDuration("P"));
    let milestone = draft("11-03").milestone("P", Edge::EndOfDay).task("A", 1).under("P");
    assert_eq!(error(milestone), Error::PhaseWithDuration("P"));
    let phase = || draft("11-03").phase("P");
    let property = |draft| {
        let Error::NotOnPhase { key: "P", property } = error(draft) else { panic!("a property of leaves") };
        property
    };
    assert_eq!(property(phase().started("11-03", 0)), PhaseProperty::Actuals);
    assert_eq!(property(phase().with(|task| task.progress = 5)), PhaseProperty::Progress);
    assert_eq!(property(phase().with(|task| task.remaining = Some(1))), PhaseProperty::Remaining);
    assert_eq!(property(phase().constraint(ConstraintKind::MustStartOn, "11-04")), PhaseProperty::Constraint);
    assert_eq!(property(phase().alap()), PhaseProperty::Direction);
}

#[test]
fn numbers_have_a_range() {
    let rows = |change: fn(&mut schedule::Task<Key>)| error(draft("11-03").task("A", 1).with(change));
    let out = |field, value| Error::NumberOutOfRange { key: "A", field, value };
    for duration in [0, -1, i32::MIN, MAX_DAYS + 1, i32::MAX] {
        assert_eq!(error(draft("11-03").task("A", duration)), out(Number::Duration, duration));
    }
    assert_eq!(rows(|task| task.buffer = -1), out(Number::Buffer, -1));
    assert_eq!(rows(|task| task.remaining = Some(-1)), out(Number::Remaining, -1));
    assert_eq!(rows(|task| task.progress = 101), out(Number::Progress, 101));
    for lag in [i32::MIN, -MAX_DAYS - 1, MAX_DAYS + 1, i32::MAX] {
        let linked = draft("11-03").task("B", 1).task("A", 1).link("B", "A", LinkType::StartToStart, lag);
        assert_eq!(error(linked), out(Number::Lag, lag));
    }
}

#[test]
fn dates_lie_in_range_given_or_computed() {
    assert_eq!(error(draft("1899-12-31").task("A", 1)), Error::DateOutOfRange { key: None });
    let far = draft("11-03").task("A", 1).constraint(ConstraintKind::StartNoEarlierThan, "2200-01-01");
    assert_eq!(error(far), Error::DateOutOfRange { key: Some("A") });
    let long = draft("11-03").task("A", 60_000).task("B", 60_000).fs("A", "B").network().unwrap();
    assert_eq!(Plan::new(long.into()).err(), Some(Error::DateOutOfRange { key: Some("A") }));
    let plan = draft("11-03").task("A", 1).plan();
    let seen = schedule::Outlook::new(plan.0, chrono::NaiveDate::MAX, None, 10);
    assert_eq!(seen.err(), Some(Error::DateOutOfRange { key: None }));
}

#[test]
fn actuals_do_not_contradict_each_other() {
    let (start, finish) = (date("11-05"), date("11-04"));
    assert_eq!(
        error(draft("11-03").task("A", 1).done("11-05", "11-04")),
        Error::FinishBeforeStart { key: "A", start, finish }
    );
    assert_eq!(
        error(draft("11-03").task("A", 1).manual("11-05", "11-04")),
        Error::FinishBeforeStart { key: "A", start, finish }
    );
    let rows = draft("11-03").task("A", 1).done("11-03", "11-04").with(|task| task.remaining = Some(2));
    assert_eq!(error(rows), Error::FinishedWithRemaining { key: "A", remaining: 2 });
}

#[test]
fn an_error_says_what_is_wrong_with_which_row() {
    let message = error(draft("11-03").task("A", 1).fs("A", "A")).to_string();
    assert_eq!(message, "\"A\" is linked to itself");
    let rows = draft("11-03").task("A", 1);
    let mut rows = rows;
    rows.0.links.push(Link::finish_to_start("A", "B"));
    assert_eq!(error(rows).to_string(), "a link names an unknown key \"B\"");
}

#[test]
fn a_baseline_is_checked_like_everything_else() {
    let network = draft("11-03").task("A", 1).network().unwrap();
    let baseline = |first, last| schedule::Baseline::new(&network, [("A", first, last)]).err();
    let error = Error::DateOutOfRange { key: Some("A") };
    assert_eq!(baseline(chrono::NaiveDate::MIN, date("11-03")), Some(error));
    let (start, finish) = (date("11-05"), date("11-04"));
    assert_eq!(baseline(start, finish), Some(Error::FinishBeforeStart { key: "A", start, finish }));
}

#[test]
fn nothing_remains_of_what_is_done_or_takes_no_time() {
    let rows = draft("11-03").task("A", 3).started("11-03", 100).with(|task| task.remaining = Some(5));
    assert_eq!(error(rows), Error::FinishedWithRemaining { key: "A", remaining: 5 });
    let rows = draft("11-03").milestone("A", Edge::EndOfDay).with(|task| task.remaining = Some(5));
    assert_eq!(error(rows), Error::NumberOutOfRange { key: "A", field: Number::Remaining, value: 5 });
}

#[test]
fn a_cycle_does_not_name_what_only_leads_into_it() {
    let rows = draft("11-03").task("A", 1).task("B", 1).task("before", 1);
    let Error::Cycle(mut path) = error(rows.chain(&["A", "B", "A"]).fs("before", "A")) else {
        panic!("a cycle")
    };
    path.sort_unstable();
    assert_eq!(path, ["A", "B"]);
}

#[test]
fn nothing_may_be_said_to_remain_of_what_is_done() {
    let rows = draft("11-03").task("A", 3).done("11-03", "11-05").with(|task| task.remaining = Some(0));
    assert!(rows.network().is_ok());
}

#[test]
fn a_campaign_has_as_many_links_as_can_be_numbered() {
    let refused = |links: usize| {
        let link = schedule::Link { lag: MAX_DAYS + 1, ..Link::finish_to_start((), ()) };
        let campaign = schedule::Campaign {
            start: date("11-03"),
            required_finish: None,
            calendars: vec![crate::draft::china().into()],
            calendar: CalendarId(0),
            departments: Vec::new(),
            anchors: Vec::new(),
            tasks: Vec::new(),
            links: vec![link; links],
        };
        schedule::Network::new(campaign).err()
    };
    let lag = Error::NumberOutOfRange { key: (), field: Number::Lag, value: MAX_DAYS + 1 };
    assert_eq!(refused(schedule::MAX_ROWS), Some(lag));
    assert_eq!(refused(schedule::MAX_ROWS + 1), Some(Error::TooLarge));
}
