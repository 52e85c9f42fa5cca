//! Reports, slips, and rows that lack something.

use schedule::{Code, InvalidActual, Kind, Params, Records, Slip, Task, Thresholds};

use super::{about, days, has, of, staffed};
use crate::draft::{Key, date, draft};

#[test]
fn actuals_that_contradict_each_other_or_the_day_are_found() {
    let found = |change: fn(&mut Task<Key>)| {
        let seen = draft("11-03").task("A", 3).with(change).plan().as_of("11-05");
        of(&seen.findings(), &seen, "A")
            .into_iter()
            .find(|found| found.code == Code::InvalidActuals)
            .map(|found| found.params)
    };
    let wrong = |what| Some(Params::Actuals(what));
    assert_eq!(found(|task| task.actual_start = Some(date("11-06"))), wrong(InvalidActual::StartInFuture));
    assert_eq!(found(|task| task.progress = 10), wrong(InvalidActual::ProgressWithoutStart));
    assert_eq!(
        found(|task| task.actual_finish = Some(date("11-04"))),
        wrong(InvalidActual::FinishWithoutStart)
    );
    let done = |task: &mut Task<Key>| (task.actual_start, task.progress) = (Some(date("11-03")), 100);
    assert_eq!(found(done), wrong(InvalidActual::DoneWithoutFinish));
    let early = |task: &mut Task<Key>| {
        (task.actual_start, task.actual_finish) = (Some(date("11-03")), Some(date("11-07")));
    };
    assert_eq!(found(early), wrong(InvalidActual::FinishInFuture));
    let at = |progress: u8| {
        let rows = draft("11-03").task("A", 3).done("11-03", "11-04").with(|task| task.progress = progress);
        let seen = rows.plan().as_of("11-05");
        let found = of(&seen.findings(), &seen, "A");
        found.into_iter().find(|found| found.code == Code::InvalidActuals).map(|found| found.params)
    };
    // A finish without any progress is a report of the finish alone.
    assert_eq!([0, 100].map(at), [None; 2]);
    assert_eq!([1, 99].map(at), [wrong(InvalidActual::FinishWithoutProgress); 2]);
    assert_eq!(found(|task| task.actual_start = Some(date("11-05"))), None);
}

#[test]
fn what_slips_again_and_again_is_found() {
    let seen = draft("11-03").task("A", 3).task("B", 3).task("C", 3).plan().as_of("10-31");
    let slip = |key, days| Slip { key, moved_on: date("10-20"), days };
    let slips = vec![slip("A", 1), slip("A", 1), slip("B", 5), slip("C", 4)];
    let found = seen.findings_with(&Records { slips, ..Records::default() }, Thresholds::default());
    let repeat = |key| {
        of(&found, &seen, key)
            .into_iter()
            .find(|found| found.code == Code::RepeatSlip)
            .map(|found| found.params)
    };
    assert_eq!(["A", "B", "C"].map(repeat), [Some(Params::Count(2)), Some(Params::Count(1)), None]);
}

#[test]
fn work_in_progress_without_a_report_is_stale() {
    let seen = draft("11-03").task("A", 9).started("11-03", 10).plan().as_of("11-07");
    assert_eq!(days(&seen, "A", Code::Stale), Some(4));
    let reports = vec![("A", date("11-05")), ("A", date("11-04"))];
    let found = seen.findings_with(&Records { reports, ..Records::default() }, Thresholds::default());
    assert!(of(&found, &seen, "A").iter().all(|found| found.code != Code::Stale));
}

#[test]
fn what_starts_soon_without_what_a_plan_needs_is_found() {
    let rows = draft("11-03").task("A", 3).task("B", 1).add(Task::new("C", Kind::Task(None)));
    let seen = rows.plan().as_of("10-31");
    let codes = |key| about(&seen, key).into_iter().map(|(code, _)| code).collect::<Vec<_>>();
    for code in [Code::Unassigned, Code::NoDepartment, Code::NoPredecessor, Code::NoSuccessor] {
        assert!(codes("A").contains(&code), "{code:?}");
    }
    assert!(codes("C").contains(&Code::NoDates) && !codes("A").contains(&Code::NoDates));
    let whole = staffed(staffed(draft("11-03").task("A", 3)).task("B", 1)).fs("A", "B").plan().as_of("10-31");
    let lacking =
        [Code::Unassigned, Code::NoDepartment, Code::NoDates, Code::NoPredecessor, Code::NoSuccessor];
    assert!(lacking.iter().all(|code| !has(&whole, "A", *code) && !has(&whole, "B", *code)));
}

#[test]
fn one_typed_date_is_not_enough_to_say_how_long_work_takes() {
    let found = |start, finish| {
        let row = Task { mode: schedule::Mode::Manual { start, finish }, ..Task::new("A", Kind::Task(None)) };
        about(&draft("11-03").add(row).plan().as_of("10-31"), "A")
            .iter()
            .any(|(code, _)| *code == Code::NoDates)
    };
    let on = Some(date("11-04"));
    assert_eq!(
        [found(on, None), found(None, on), found(None, None), found(on, on)],
        [true, true, true, false]
    );
}
