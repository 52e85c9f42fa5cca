//! Late work is made up for: which changes are combined, in which order, and whether that is enough.

use std::sync::Arc;

use schedule::{
    Edge, Effect, Firmness, LagUnit, LateStatus, Outlook, Records, Recovery, TaskId, Thresholds, recover,
};

use crate::draft::{Draft, Key, Seen, draft};
use crate::finding::quiet;
use crate::words;

/// What there is for some work packages.
fn ways(seen: &Seen, among: &[TaskId]) -> Vec<Recovery<Key>> {
    let (records, thresholds): (_, Thresholds) = (Records::default(), quiet());
    recover(&seen.0, (&records, &thresholds), &seen.findings_with(&records, thresholds), among)
}

/// The same of all of them as of Friday 10-31, before anything begins, in words.
fn on_friday(rows: Draft) -> Vec<String> {
    let seen = rows.plan().as_of("10-31");
    let all = seen.0.plan().network().wbs().to_vec();
    told(&ways(&seen, &all))
}

fn told(ways: &[Recovery<Key>]) -> Vec<String> {
    let way = |way: &Recovery<Key>| {
        let edits: Vec<_> = way.edits.iter().map(words::edit).collect();
        let Effect { resolves, days_earlier, .. } = way.effect;
        format!("{}: {}, {days_earlier} earlier", edits.join(", "), if resolves { "all" } else { "some" })
    };
    ways.iter().map(way).collect()
}

#[test]
fn any_one_change_that_is_enough_is_an_option() {
    let rows = draft("11-03").task("A", 3).task("B", 3).fs("A", "B").required("11-06", Edge::EndOfDay);
    let expected =
        ["resize B to 1: all, 2 earlier", "resize A to 1: all, 2 earlier", "link A FS-2wd B: all, 2 earlier"];
    assert_eq!(on_friday(rows), expected);
}

#[test]
fn one_change_comes_before_several_that_are_as_good() {
    let rows = draft("11-03").task("A", 5).task("B", 2).fs("A", "B").required("11-06", Edge::EndOfDay);
    let expected = [
        "resize A to 2: all, 3 earlier",
        "link A FS-3wd B, resize A to 4: all, 4 earlier",
        "resize B to 1, resize A to 3: all, 3 earlier",
    ];
    assert_eq!(on_friday(rows), expected);
}

#[test]
fn chains_that_are_late_are_made_up_for_one_after_the_other() {
    let rows = draft("11-03").task("A", 3).task("C", 4).required("11-04", Edge::EndOfDay);
    assert_eq!(on_friday(rows.clone()), ["resize C to 2, resize A to 2: all, 2 earlier"]);
    let seen = rows.plan().as_of("10-31");
    assert_eq!(told(&ways(&seen, &[seen.id("A")])), ["resize A to 2: all, 1 earlier"], "of one alone");
}

#[test]
fn a_deadline_on_the_way_has_to_be_met_too() {
    let rows = draft("11-03").task("A", 3).deadline("11-04", Firmness::Firm).task("B", 3).fs("A", "B");
    let expected = [
        "resize A to 1: all, 2 earlier",
        "resize B to 1, resize A to 2: all, 3 earlier",
        "link A FS-2wd B, resize A to 2: all, 3 earlier",
    ];
    assert_eq!(on_friday(rows.required("11-06", Edge::EndOfDay)), expected);
}

#[test]
fn no_more_than_four_changes_are_combined() {
    let keys = ["A", "B", "C", "D", "E", "F"];
    let rows = keys.iter().fold(draft("11-03"), |rows, key| rows.task(key, 3)).chain(&keys);
    let mut rows = rows.required("11-10", Edge::EndOfDay);
    // Nothing to begin earlier: what is left of calendar days is at least nothing.
    rows.0.links.iter_mut().for_each(|link| link.lag_unit = LagUnit::CalendarDay);
    let found = on_friday(rows);
    assert!(!found.is_empty());
    for way in found {
        assert_eq!((way.matches("resize").count(), way.matches(" to 1").count()), (4, 4), "{way}");
        assert!(way.ends_with("some, 8 earlier"), "{way}");
    }
}

#[test]
fn changes_that_gain_nothing_by_themselves_are_not_followed() {
    let rows = draft("11-03").task("A", 3).task("B", 3).task("C", 1).fs("A", "C").fs("B", "C");
    assert_eq!(on_friday(rows.required("11-04", Edge::EndOfDay)), Vec::<String>::new());
}

#[test]
fn work_in_time_and_work_that_is_done_need_nothing() {
    let rows = draft("11-03").task("A", 3).task("B", 3).fs("A", "B");
    assert_eq!(on_friday(rows.clone()), Vec::<String>::new());
    let done = draft("11-03").task("A", 2).done("11-03", "11-07").required("11-04", Edge::EndOfDay);
    let seen = done.plan().as_of("11-07");
    assert_eq!(told(&ways(&seen, &[seen.id("A")])), Vec::<String>::new());
}

#[test]
fn work_that_will_not_be_done_as_planned_is_late_though_nothing_waits_for_it() {
    let seen = draft("11-03").task("A", 3).plan().as_of("11-10");
    assert_eq!(told(&ways(&seen, &[seen.id("A")])), ["resize A to 1: some, 2 earlier"]);
}

#[test]
fn a_phase_is_made_up_for_by_the_work_in_it_that_is_asked_about() {
    let rows = draft("11-03").phase("P").task("A", 4).under("P").required("11-05", Edge::EndOfDay);
    let seen = rows.plan().as_of("10-31");
    assert_eq!(told(&ways(&seen, &[seen.id("P")])), Vec::<String>::new(), "phases are passed over");
    assert_eq!(told(&ways(&seen, &[seen.id("P"), seen.id("A")])), ["resize A to 3: all, 1 earlier"]);
}

/// What an option is said to do, its changes do.
#[test]
fn the_effect_is_that_of_the_changes() {
    let of = |days: [i32; 4], required: &str| {
        let rows = ["A", "B", "C", "D"]
            .into_iter()
            .zip(days)
            .fold(draft("11-03"), |rows, (key, days)| rows.task(key, days));
        rows.chain(&["A", "B", "C"]).fs("A", "D").required(required, Edge::EndOfDay)
    };
    let drafts = [of([3, 4, 2, 9], "11-07"), of([5, 1, 6, 2], "11-10"), of([2, 2, 2, 8], "11-05")];
    let mut count = 0;
    for (rows, as_of) in drafts.iter().flat_map(|rows| ["10-31", "11-05", "11-12"].map(|day| (rows, day))) {
        let seen = rows.clone().plan().as_of(as_of);
        let all = seen.0.plan().network().wbs().to_vec();
        for way in ways(&seen, &all) {
            count += 1;
            let plan = Arc::new(seen.0.plan().preview(&way.edits).unwrap());
            let after = Outlook::new(plan, seen.0.as_of(), None, 10).unwrap();
            let of = |outlook: &Outlook<Key>, is: LateStatus| {
                all.iter()
                    .filter(|task| outlook.task_outlook(**task).is_some_and(|seen| seen.status == is))
                    .count()
            };
            let Effect { late, at_risk, resolves, .. } = way.effect;
            assert_eq!((late, at_risk), (of(&after, LateStatus::Late), of(&after, LateStatus::AtRisk)));
            let is_late = |task: &TaskId| {
                let seen = after.task_outlook(*task).unwrap();
                seen.forecast_slack < 0 || matches!(seen.status, LateStatus::Late | LateStatus::AtRisk)
            };
            assert_eq!(resolves, !all.iter().any(is_late), "{:?}", told(&[way]));
        }
    }
    assert!(count > 9, "{count}");
}

#[test]
fn what_is_enough_comes_before_what_is_not() {
    let rows = draft("11-03").task("A", 8).task("B", 4).task("C", 2).fs("A", "C").fs("B", "C");
    let expected = [
        "resize A to 3, resize C to 1: all, 5 earlier",
        "resize C to 1, resize A to 4: all, 5 earlier",
        "link A FS-5wd C: some, 4 earlier",
    ];
    assert_eq!(on_friday(rows.required("11-07", Edge::EndOfDay)), expected);
}
