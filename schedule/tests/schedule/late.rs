//! Late status, whose it is, and where it began.

use schedule::{Edge, Firmness, LateOrigin, LateStatus};

use crate::draft::{Drawn, draft};

fn status(plan: &Drawn, day: &str, key: &'static str) -> LateStatus {
    plan.as_of(day).task_outlook(key).status
}

#[test]
fn a_status_follows_the_day() {
    let plan = draft("11-05").task("A", 4).started("11-05", 50).task("B", 1).fs("A", "B").plan();
    let days = ["11-05", "11-06", "11-07", "11-10", "11-11"];
    let expected =
        [LateStatus::Ahead, LateStatus::OnTrack, LateStatus::AtRisk, LateStatus::AtRisk, LateStatus::Late];
    assert_eq!(days.map(|day| status(&plan, day, "A")), expected);
}

#[test]
fn work_with_slack_to_spare_is_behind_and_not_at_risk() {
    let plan = draft("11-03").task("A", 4).started("11-03", 20).with(|task| task.remaining = Some(2)).plan();
    assert_eq!(status(&plan, "11-04", "A"), LateStatus::Behind);
}

#[test]
fn work_beyond_what_its_anchor_leaves_is_at_risk_before_it_begins() {
    let plan =
        draft("11-03").task("A", 5).task("B", 5).fs("A", "B").required("11-11", Edge::StartOfDay).plan();
    let seen = plan.as_of("10-31");
    assert_eq!(["A", "B"].map(|key| seen.task_outlook(key).status), [LateStatus::AtRisk; 2]);
    assert_eq!(seen.task_outlook("B").forecast_slack, -4);
}

#[test]
fn work_that_would_be_on_time_had_its_predecessors_been_inherits_its_lateness() {
    let seen =
        draft("11-03").task("A", 3).task("B", 2).task("C", 1).chain(&["A", "B", "C"]).plan().as_of("11-10");
    let task_outlook =
        ["A", "B", "C"].map(|key| (seen.task_outlook(key).status, seen.task_outlook(key).origin));
    let (own, inherited) = (Some(LateOrigin::Own), Some(LateOrigin::Inherited));
    let late = LateStatus::Late;
    assert_eq!(task_outlook, [(late, own), (late, inherited), (LateStatus::AtRisk, inherited)]);
}

#[test]
fn the_root_cause_names_what_each_on_the_way_added() {
    let plan = draft("11-03")
        .task("copy", 2)
        .done("11-03", "11-06")
        .task("design", 2)
        .started("11-07", 50)
        .task("dev", 3)
        .chain(&["copy", "design", "dev"])
        .plan();
    let baseline = [("copy", "11-03", "11-04"), ("design", "11-05", "11-06"), ("dev", "11-07", "11-11")];
    let seen = plan.as_of_against("11-11", &baseline);
    assert_eq!(seen.forecast("dev"), "11-13…11-17");
    assert_eq!(seen.cause("dev").unwrap(), "copy 2 design 2 dev 0");
    assert_eq!(
        (seen.task_outlook("dev").delay, seen.task_outlook("dev").origin),
        (4, Some(LateOrigin::Inherited))
    );
    assert_eq!(seen.task_outlook("design").origin, Some(LateOrigin::Own));
}

#[test]
fn slack_on_the_way_takes_lateness_up() {
    let seen = draft("11-03")
        .task("A", 1)
        .task("long", 4)
        .started("11-03", 50)
        .task("end", 1)
        .fs("A", "end")
        .fs("long", "end")
        .plan()
        .as_of("11-06");
    assert_eq!(seen.forecast("end"), "11-11…11-11");
    assert_eq!(seen.cause("end").unwrap(), "long 2 end 0");
    assert_eq!(seen.cause("A").unwrap(), "A 4");
}

#[test]
fn lateness_through_a_phase_names_the_leaf() {
    let seen = draft("11-03")
        .phase("build")
        .task("A", 2)
        .under("build")
        .task("B", 1)
        .under("build")
        .done("11-03", "11-03")
        .phase("launch")
        .task("C", 1)
        .under("launch")
        .fs("build", "launch")
        .plan()
        .as_of("11-06");
    assert_eq!(seen.cause("C").unwrap(), "A 4 C 0");
}

#[test]
fn done_work_is_late_against_its_baseline_its_deadline_or_the_logic() {
    let rows = || draft("11-03").task("A", 2).done("11-03", "11-06");
    let plan = rows().plan();
    assert_eq!(status(&plan, "11-10", "A"), LateStatus::DoneLate);
    assert_eq!(
        plan.as_of_against("11-10", &[("A", "11-03", "11-06")]).task_outlook("A").status,
        LateStatus::Done
    );
    let plan = rows().deadline("11-05", Firmness::Firm).plan();
    assert_eq!(
        plan.as_of_against("11-10", &[("A", "11-03", "11-06")]).task_outlook("A").status,
        LateStatus::DoneLate
    );
    assert_eq!(
        status(&draft("11-03").task("A", 4).done("11-03", "11-06").plan(), "11-10", "A"),
        LateStatus::Done
    );
}

#[test]
fn an_event_is_not_late_on_its_day() {
    for edge in [Edge::StartOfDay, Edge::EndOfDay] {
        let plan = draft("11-03").milestone("M", edge).plan();
        assert_ne!(status(&plan, "11-03", "M"), LateStatus::Late, "{edge:?}");
        assert_eq!(status(&plan, "11-04", "M"), LateStatus::Late, "{edge:?}");
    }
}

#[test]
fn what_a_predecessor_did_not_cause_is_not_inherited() {
    let plan = draft("11-03").task("P", 11).task("S", 5).fs("P", "S").plan();
    let seen = plan.as_of_against("10-31", &[("P", "11-03", "11-14"), ("S", "11-03", "11-07")]);
    assert_eq!(seen.cause("S").unwrap(), "P 1 S 10");
}

#[test]
fn lateness_that_actual_dates_have_already_passed_on_is_inherited() {
    let rows = draft("11-03").task("A", 5).done("11-10", "11-14").task("B", 2).fs("A", "B");
    let seen = rows.required("11-12", Edge::EndOfDay).plan().as_of("11-14");
    assert_eq!(
        (seen.task_outlook("B").status, seen.task_outlook("B").origin),
        (LateStatus::AtRisk, Some(LateOrigin::Inherited))
    );
    assert_eq!(seen.cause("B").unwrap(), "A 5 B 0");
}

#[test]
fn work_begun_out_of_sequence_inherits_only_its_wait() {
    let rows = draft("11-03").task("A", 3).started("11-03", 0).with(|task| task.remaining = Some(2));
    let rows = rows.task("B", 10).started("11-03", 0).with(|task| task.remaining = Some(8)).fs("A", "B");
    let seen = rows.plan().as_of_against("11-14", &[("A", "11-03", "11-05"), ("B", "11-06", "11-19")]);
    assert_eq!((seen.forecast("B"), seen.cause("B").unwrap()), ("11-03…11-28".into(), "A 2 B 5".into()));
    assert_eq!(seen.task_outlook("B").origin, Some(LateOrigin::Own));
}

#[test]
fn a_phase_that_starts_late_names_the_leaf_that_was_to_start_first() {
    let rows = draft("11-03").phase("P").task("X", 2).under("P").task("Y", 2).under("P");
    let rows = rows.constraint(schedule::ConstraintKind::StartNoEarlierThan, "11-06");
    let seen = rows.task("S", 2).link("P", "S", schedule::LinkType::StartToStart, 0).plan().as_of("11-06");
    assert!(seen.cause("S").unwrap().starts_with("X "), "{:?}", seen.cause("S"));
}

#[test]
fn an_event_that_has_not_happened_by_the_close_of_its_day_is_at_risk() {
    for edge in [Edge::StartOfDay, Edge::EndOfDay] {
        let rows = draft("11-03").milestone("M", edge);
        for rows in [rows.clone(), rows.manual("11-05", "11-05")] {
            let plan = rows.plan();
            let day = plan.days("M")[..5].to_owned();
            assert_eq!(status(&plan, &day, "M"), LateStatus::AtRisk, "{edge:?} {day}");
            let next = plan.as_of(&day).forecast("M");
            assert_eq!(next, if day == "11-03" { "11-04…11-04" } else { "11-06…11-06" }, "{edge:?}");
        }
    }
}

#[test]
fn a_phase_that_ends_when_it_was_to_end_makes_nobody_late() {
    // X ends a day late and Y a day early: the phase ends as agreed, and S, begun too soon, would have waited
    // anyway.
    let rows = draft("11-03").phase("P").task("X", 2).under("P").started("11-03", 50);
    let rows = rows.task("Y", 3).under("P").done("11-03", "11-04");
    let rows = rows.task("S", 4).started("11-04", 0).with(|task| task.remaining = Some(4)).fs("P", "S");
    let plan = rows.plan();
    let against = |end_of_y| {
        let agreed = [("X", "11-03", "11-04"), ("Y", "11-03", end_of_y), ("S", "11-05", "11-10")];
        plan.as_of_against("11-04", &agreed)
    };
    let seen = against("11-05");
    assert_eq!(["X", "S"].map(|key| seen.forecast(key)), ["11-03…11-05", "11-04…11-11"]);
    assert_eq!(
        (seen.task_outlook("S").origin, seen.cause("S").unwrap()),
        (Some(LateOrigin::Own), "S 1".into())
    );
    // Had the phase been to end on the 4th, S would wait for what is late.
    assert_eq!(against("11-04").cause("S").unwrap(), "X 1 S 0");
}
