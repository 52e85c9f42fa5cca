//! Ripples: what a change moves and why, and which findings it brings and settles.

use schedule::{
    AnchorKind, AnchorOrigin, Checked, Department, DepartmentId, Edge, Edit, Firmness, IndustryEvent, Kind,
    Link, LinkType, PersonId, Records, Target, check, diff,
};

use crate::draft::{Draft, Key, Seen, date, draft};
use crate::finding::{anchored, quiet};
use crate::words;

/// What moves, what appears and what is resolved.
type Told = [Vec<String>; 3];

/// The ripple from one plan, as of a day, to another.
fn between(before: &Seen, after: &Seen, records: &Records<Key>) -> Told {
    let [old, new] = [before, after].map(|seen| check(&seen.0, records, &quiet()));
    let [was, is] = [before, after].map(|seen| seen.0.plan());
    let ripple = diff(Checked { plan: was, findings: &old }, Checked { plan: is, findings: &new });
    let shown = |days: schedule::Days| days.map_or("–".to_owned(), words::days);
    let moves = ripple.moves.iter().map(|step| {
        let by = step.reason.map_or("its leaves".to_owned(), |by| words::reason(is.network(), by));
        format!("{} {} → {} by {by}", step.key, shown(step.from), shown(step.to))
    });
    let appeared = ripple.appeared.iter().map(|found| words::finding(is.network(), found));
    let resolved = ripple.resolved.iter().map(|found| words::finding(was.network(), found));
    [moves.collect(), appeared.collect(), resolved.collect()]
}

/// The ripple of one change, as of Friday 10-31.
fn of(rows: Draft, edit: Edit<Key>) -> Told {
    as_of("10-31", rows, edit, &Records::default())
}

fn as_of(day: &str, rows: Draft, edit: Edit<Key>, records: &Records<Key>) -> Told {
    let before = rows.clone().plan().as_of(day);
    let mut changed = rows;
    changed.0.apply(&[edit]).unwrap();
    between(&before, &changed.plan().as_of(day), records)
}

pub const NOTHING: [&str; 0] = [];

#[test]
fn longer_work_moves_what_follows_and_tells_what_it_endangers() {
    let rows = draft("11-03").task("A", 2).task("B", 2).task("C", 1).chain(&["A", "B", "C"]);
    let rows = rows.required("11-07", Edge::EndOfDay);
    let [moves, appeared, resolved] = of(rows, Edit::Resize { key: "A", duration: 4 });
    let expected = [
        "A 11-03…11-04 → 11-03…11-06 by Duration",
        "B 11-05…11-06 → 11-07…11-10 by A FS B",
        "C 11-07…11-07 → 11-11…11-11 by B FS C",
    ];
    assert_eq!(moves, expected);
    let expected = [
        "Critical AnchorAtRisk required finish 11-07 2 critical Own of C",
        "Error NegativeSlack A 11-06 -2 critical",
        "Error NegativeSlack B 11-10 -2 critical",
        "Error NegativeSlack C 11-11 -2 critical",
    ];
    assert_eq!(appeared, expected);
    let expected = [
        "Info DueSoon A 11-04 2 critical",
        "Info NoSlack A 11-04 0 critical",
        "Info StartSoon B 11-05 3 critical",
        "Info NoSlack B 11-06 0 critical",
        "Info NoSlack C 11-07 0 critical",
    ];
    assert_eq!(resolved, expected);
}

#[test]
fn a_fact_with_other_numbers_is_no_news() {
    let rows = draft("11-03").task("A", 2);
    let [moves, appeared, resolved] =
        as_of("11-06", rows, Edit::Resize { key: "A", duration: 1 }, &Records::default());
    assert_eq!(moves, ["A 11-03…11-04 → 11-03…11-03 by Duration"]);
    assert_eq!((appeared, resolved), (vec![], vec![]));
}

#[test]
fn work_packages_that_come_and_go_are_told_with_their_findings() {
    let plan = |key| draft("11-03").task("A", 9).task(key, 9).plan().as_of("10-31");
    let (before, after) = (plan("B"), plan("C"));
    let found = |seen: &Seen| check(&seen.0, &Records::default(), &quiet());
    let (old, new) = (found(&before), found(&after));
    let ripple = diff(
        Checked { plan: before.0.plan(), findings: &old },
        Checked { plan: after.0.plan(), findings: &new },
    );
    assert_eq!((ripple.moves, ripple.added, ripple.removed), (vec![], vec!["C"], vec!["B"]));
    let told = |seen: &Seen, found: &[schedule::Finding]| {
        found.iter().map(|found| words::finding(seen.0.plan().network(), found)).collect::<Vec<_>>()
    };
    let of = |key| {
        [format!("Info StartSoon {key} 11-03 1 critical"), format!("Info NoSlack {key} 11-13 0 critical")]
    };
    assert_eq!(told(&after, &ripple.appeared), of("C"));
    assert_eq!(told(&before, &ripple.resolved), of("B"));
}

#[test]
fn another_broken_link_is_another_fact() {
    let rows = draft("11-03").task("A", 3).task("B", 3).task("C", 2).done("10-30", "10-31").with(|task| {
        task.progress = 100;
    });
    let rows = rows.task("S", 1).started("10-31", 10).fs("A", "S");
    let broken = |told: &[String]| -> Vec<String> {
        told.iter().filter(|line| line.contains("DependencyViolated S")).cloned().collect()
    };
    let link = |predecessor, link_type, lag| {
        Edit::Link(Link { link_type, lag, ..Link::finish_to_start(predecessor, "S") })
    };
    // A's link asks for 11-06, three days after the actual start; of B the same link and two days more ask
    // for 11-10.
    let [_, appeared, resolved] = of(rows.clone(), link("B", LinkType::FinishToStart, 2));
    assert_eq!(broken(&appeared), ["Error DependencyViolated S 10-31 6 B FS"]);
    assert_eq!(broken(&resolved), ["Error DependencyViolated S 10-31 4 A FS"]);
    let [_, appeared, resolved] = of(rows.clone(), link("A", LinkType::StartToStart, 5));
    assert_eq!(broken(&appeared), ["Error DependencyViolated S 10-31 6 A SS"]);
    assert_eq!(broken(&resolved), ["Error DependencyViolated S 10-31 4 A FS"]);
    let [_, appeared, resolved] = of(rows, link("A", LinkType::FinishToStart, 2));
    assert_eq!((broken(&appeared), broken(&resolved)), (vec![], vec![]));
}

/// Work of one department that carries one at a time.
fn of_one_department(rows: &[(Key, i32, &str)]) -> Draft {
    let mut all = draft("11-03");
    all.0.departments.push(Department { calendar: None, capacity: Some(1) });
    rows.iter().fold(all, |rows, (key, days, on)| {
        let constraint = schedule::ConstraintKind::StartNoEarlierThan;
        rows.task(key, *days).constraint(constraint, on).with(|task| {
            task.department = Some(DepartmentId(0));
            task.accountable = Some(PersonId(1));
        })
    })
}

#[test]
fn overloads_are_the_same_if_they_have_a_day_in_common() {
    let rows =
        of_one_department(&[("A", 2, "11-10"), ("B", 2, "11-10"), ("C", 20, "11-24"), ("D", 2, "11-26")]);
    let overloads = |told: &[String]| -> Vec<String> {
        told.iter().filter(|line| line.contains("OverAllocated")).cloned().collect()
    };
    let start = |key, on| {
        let kind = schedule::ConstraintKind::StartNoEarlierThan;
        Edit::Constrain { key, constraint: Some(schedule::Constraint { kind, date: date(on) }) }
    };
    // 11-10 and 11-11 become 11-11 alone: a day in common; then 11-12 and 11-13 alone: none; 11-26 and 11-27
    // stay.
    let [_, appeared, resolved] = of(rows.clone(), start("B", "11-11"));
    assert_eq!((overloads(&appeared), overloads(&resolved)), (vec![], vec![]));
    let mut rows = rows;
    rows.0.tasks[0].kind = Kind::Task(Some(5));
    rows.0.tasks[1].kind = Kind::Task(Some(1));
    let [_, appeared, resolved] = of(rows, start("B", "11-11"));
    assert_eq!(overloads(&appeared), ["Warning OverAllocated D0 11-11 1 2 of 1 until 11-11"]);
    assert_eq!(overloads(&resolved), ["Warning OverAllocated D0 11-10 1 2 of 1 until 11-10"]);
}

#[test]
fn an_anchor_that_moves_to_another_event_collides_anew() {
    let event = |first: &str, last: &str| IndustryEvent { first: date(first), last: date(last) };
    let events = vec![event("11-09", "11-11"), event("12-10", "12-12")];
    let records = Records { events, ..Records::default() };
    let rows = || anchored(draft("11-03"), AnchorKind::Launch, "11-10", AnchorOrigin::Company);
    let to = |on| {
        let target = Target { date: date(on), edge: Edge::StartOfDay };
        let edit = Edit::MoveAnchor { anchor: schedule::AnchorId(0), target };
        let [_, appeared, resolved] = as_of("10-31", rows(), edit, &records);
        (appeared, resolved)
    };
    assert_eq!(to("11-11"), (vec![], vec![]));
    let (appeared, resolved) = to("12-11");
    assert_eq!(appeared, ["Warning NodeCollision anchor 0 12-11 0 event 1"]);
    assert_eq!(resolved, ["Warning NodeCollision anchor 0 11-10 0 event 0"]);
}

#[test]
fn anchors_out_of_order_are_told_by_the_one_before() {
    let rows = anchored(draft("11-03"), AnchorKind::WarmUp, "11-10", AnchorOrigin::Channel);
    let rows = anchored(rows, AnchorKind::Launch, "11-12", AnchorOrigin::Channel);
    let rows = anchored(rows, AnchorKind::End, "11-11", AnchorOrigin::Channel);
    let target = Target { date: date("11-09"), edge: Edge::StartOfDay };
    let [_, appeared, resolved] = of(rows, Edit::MoveAnchor { anchor: schedule::AnchorId(1), target });
    assert_eq!(appeared, ["Error AnchorOrder anchor 1 11-09 1 anchor 0"]);
    assert_eq!(resolved, ["Error AnchorOrder anchor 2 11-11 1 anchor 1"]);
}

#[test]
fn another_contradiction_of_actuals_is_another_fact() {
    let rows = draft("11-03").task("A", 3).with(|task| task.progress = 10);
    let report = |progress| Edit::Report { key: "A", actual_start: None, actual_finish: None, progress };
    let invalid = |told: &[String]| -> Vec<String> {
        told.iter()
            .filter(|line| line.contains("InvalidActuals"))
            .map(|line| line.replace(" critical", ""))
            .collect()
    };
    let [_, appeared, resolved] = as_of("11-03", rows.clone(), report(100), &Records::default());
    assert_eq!(invalid(&appeared), ["Error InvalidActuals A 11-03 0 DoneWithoutFinish"]);
    assert_eq!(invalid(&resolved), ["Error InvalidActuals A 11-03 0 ProgressWithoutStart"]);
    let [_, appeared, resolved] = as_of("11-03", rows, report(20), &Records::default());
    assert_eq!((invalid(&appeared), invalid(&resolved)), (vec![], vec![]));
}

#[test]
fn a_move_names_what_decides_the_dates_now() {
    let whole = |rows: Draft, edit| of(rows, edit)[0].clone();
    let longer = |key| Edit::Resize { key, duration: 5 };
    // The start stays and so does what decides it: the duration.
    assert_eq!(whole(draft("11-03").task("A", 2), longer("A")), ["A 11-03…11-04 → 11-03…11-07 by Duration"]);
    // The start stays, but another reason decides it.
    let kind = schedule::ConstraintKind::StartNoEarlierThan;
    let held = draft("11-03").task("A", 2).constraint(kind, "11-03");
    let typed = Edit::Move { key: "A", start: Some(date("11-03")), finish: Some(date("11-06")) };
    assert_eq!(whole(held, typed), ["A 11-03…11-04 → 11-03…11-06 by Manual"]);
    // Typed dates with the same start and another length.
    let manual = draft("11-03").task("A", 2).manual("11-03", "11-04");
    assert_eq!(whole(manual, typed), ["A 11-03…11-04 → 11-03…11-06 by Duration"]);
    // A day off more at the end of the same working days.
    let saturday = Edit::Move { key: "A", start: Some(date("11-03")), finish: Some(date("11-08")) };
    let manual = draft("11-03").task("A", 5).manual("11-03", "11-07");
    assert_eq!(whole(manual, saturday), ["A 11-03…11-07 → 11-03…11-08 by Manual"]);
    // A phase moves with its leaves.
    let phase = draft("11-03").phase("P").task("A", 2).under("P");
    let moved = ["P 11-03…11-04 → 11-03…11-07 by its leaves", "A 11-03…11-04 → 11-03…11-07 by Duration"];
    assert_eq!(whole(phase, longer("A")), moved);
    assert_eq!(whole(draft("11-03").task("A", 5), longer("A")), NOTHING);
}

#[test]
fn the_same_working_days_on_another_calendar_end_by_the_calendar() {
    let every_day = schedule::Calendar::new([true; 7], []).unwrap();
    let mut rows = draft("11-03").task("A", 6);
    rows.0.calendars.push(every_day.into());
    let mut other = rows.clone();
    other.0.calendar = schedule::CalendarId(1);
    let seen = |rows: Draft| rows.plan().as_of("10-31");
    let [moves, ..] = between(&seen(rows), &seen(other), &Records::default());
    assert_eq!(moves, ["A 11-03…11-10 → 11-03…11-08 by Calendar"]);
}

#[test]
fn an_actual_finish_on_another_day_moves_work_by_what_happened() {
    let rows = draft("11-03").task("A", 3).done("11-03", "11-05").deadline("11-07", Firmness::Soft);
    let report = Edit::Report {
        key: "A",
        actual_start: Some(date("11-03")),
        actual_finish: Some(date("11-06")),
        progress: 100,
    };
    assert_eq!(of(rows, report)[0], ["A 11-03…11-05 → 11-03…11-06 by Actual"]);
}
