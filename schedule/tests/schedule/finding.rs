//! The table of findings, a row at a time.

use std::sync::Arc;

use schedule::{
    Anchor, AnchorId, AnchorKind, AnchorOrigin, Calendar, CalendarId, Carrier, Code, ConstraintKind, DaysOff,
    Department, DepartmentId, Edge, Finding, Firmness, IndustryEvent, InvalidActual, Kind, LateOrigin, Mode,
    Params, PersonId, Records, Severity, Slip, Subject, Target, Task, Thresholds,
};

use crate::draft::{Draft, Key, Seen, china, date, draft};

/// The codes found about a work package, with their days.
fn about(seen: &Seen, key: Key) -> Vec<(Code, i32)> {
    of(&seen.findings(), seen, key).iter().map(|finding| (finding.code, finding.days)).collect()
}

fn of(findings: &[Finding], seen: &Seen, key: Key) -> Vec<Finding> {
    let subject = Subject::Task(seen.id(key));
    findings.iter().filter(|finding| finding.subject == subject).copied().collect()
}

fn has(seen: &Seen, key: Key, code: Code) -> bool {
    about(seen, key).iter().any(|(found, _)| *found == code)
}

fn days(seen: &Seen, key: Key, code: Code) -> Option<i32> {
    about(seen, key).iter().find(|(found, _)| *found == code).map(|(_, days)| *days)
}

/// Somebody and some department for the row added last.
fn staffed(mut draft: Draft) -> Draft {
    if draft.0.departments.is_empty() {
        draft.0.departments.push(Department::default());
    }
    draft.with(|task| (task.department, task.accountable) = (Some(DepartmentId(0)), Some(PersonId(7))))
}

fn anchored(mut draft: Draft, kind: AnchorKind, on: &str, origin: AnchorOrigin) -> Draft {
    draft.0.anchors.push(Anchor { kind, target: Target { date: date(on), edge: Edge::StartOfDay }, origin });
    draft
}

#[test]
fn what_is_not_done_after_its_last_day_is_overdue() {
    let plan = draft("11-03").task("A", 2).plan();
    assert!(!has(&plan.as_of("11-04"), "A", Code::Overdue));
    assert_eq!(days(&plan.as_of("11-05"), "A", Code::Overdue), Some(1));
    assert_eq!(days(&plan.as_of("11-05"), "A", Code::OverdueStart), Some(2));
    assert!(!has(
        &draft("11-03").task("A", 2).done("11-03", "11-04").plan().as_of("11-05"),
        "A",
        Code::Overdue
    ));
}

#[test]
fn what_is_due_or_starts_within_three_working_days_is_soon() {
    let plan = draft("11-06").task("A", 4).plan();
    assert_eq!(days(&plan.as_of("11-03"), "A", Code::StartSoon), Some(3));
    assert!(!has(&plan.as_of("10-31"), "A", Code::StartSoon));
    assert_eq!(days(&plan.as_of("11-06"), "A", Code::DueSoon), Some(3));
    assert!(!has(&plan.as_of("11-05"), "A", Code::DueSoon));
}

#[test]
fn progress_is_held_against_what_is_expected() {
    let rows = |progress| draft("11-03").task("A", 10).started("11-03", progress).plan().as_of("11-07");
    assert!(has(&rows(39), "A", Code::BehindProgress) && !has(&rows(40), "A", Code::BehindProgress));
    assert!(has(&rows(61), "A", Code::TooFast) && !has(&rows(60), "A", Code::TooFast));
    let finding =
        of(&rows(30).findings(), &rows(30), "A").into_iter().find(|found| found.code == Code::BehindProgress);
    assert_eq!(finding.unwrap().params, Params::Progress { actual: 30, expected: 50 });
}

#[test]
fn a_forecast_after_the_plan_names_its_root_cause() {
    let seen = draft("11-03").task("A", 3).task("B", 2).fs("A", "B").plan().as_of("11-04");
    let finding =
        of(&seen.findings(), &seen, "B").into_iter().find(|found| found.code == Code::ForecastLate).unwrap();
    assert_eq!((finding.days, finding.origin), (2, Some(LateOrigin::Inherited)));
    assert_eq!(finding.root_cause, Some(seen.id("A")));
}

#[test]
fn a_deadline_is_at_risk_until_it_is_missed() {
    let plan = draft("11-03").task("A", 4).deadline("11-07", Firmness::Firm).plan();
    assert!(!has(&plan.as_of("11-03"), "A", Code::DeadlineAtRisk));
    assert_eq!(days(&plan.as_of("11-05"), "A", Code::DeadlineAtRisk), Some(2));
    assert_eq!(days(&plan.as_of("11-11"), "A", Code::DeadlineMissed), Some(2));
    assert!(!has(&plan.as_of("11-11"), "A", Code::DeadlineAtRisk));
}

#[test]
fn an_anchor_is_at_risk_by_the_work_that_leads_to_it_and_ends_last() {
    let rows = draft("11-03").task("A", 4).with(|task| task.anchor = Some(AnchorId(0)));
    let rows = rows.task("B", 6).with(|task| task.anchor = Some(AnchorId(0))).task("C", 30);
    let seen = anchored(rows, AnchorKind::Launch, "11-11", AnchorOrigin::Channel).plan().as_of("11-05");
    let found = seen.findings();
    let found: Vec<&Finding> = found.iter().filter(|finding| finding.code == Code::AnchorAtRisk).collect();
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].subject, found[0].params),
        (Subject::Anchor(AnchorId(0)), Params::Task(seen.id("B")))
    );
    assert_eq!((found[0].days, found[0].severity), (3, Severity::Critical));
}

#[test]
fn the_last_safe_start_is_a_day() {
    let plan = draft("11-03").task("A", 2).required("11-11", Edge::StartOfDay).plan();
    let days = ["11-06", "11-07", "11-10"].map(|day| has(&plan.as_of(day), "A", Code::LastSafeStart));
    assert_eq!(days, [false, true, false]);
    assert!(!has(&draft("11-03").task("A", 2).plan().as_of("11-03"), "A", Code::LastSafeStart));
}

#[test]
fn slack_is_found_negative_none_or_low() {
    let rows = |on| draft("11-03").task("A", 3).required(on, Edge::EndOfDay).plan().as_of("10-31");
    let slack = |on| {
        about(&rows(on), "A")
            .into_iter()
            .find(|(code, _)| matches!(code, Code::NegativeSlack | Code::NoSlack | Code::LowSlack))
    };
    assert_eq!(slack("11-04"), Some((Code::NegativeSlack, -1)));
    assert_eq!(slack("11-05"), Some((Code::NoSlack, 0)));
    assert_eq!(slack("11-07"), Some((Code::LowSlack, 2)));
    assert_eq!(slack("11-10"), None);
}

#[test]
fn a_firm_deadline_wants_the_buffer_that_is_asked() {
    let rows = |on, firmness| draft("11-03").task("A", 3).with(|task| task.buffer = 2).deadline(on, firmness);
    let found =
        |on, firmness| days(&rows(on, firmness).plan().as_of("11-03"), "A", Code::FirmDeadlineNoBuffer);
    assert_eq!(found("11-06", Firmness::Firm), Some(1));
    assert_eq!(found("11-07", Firmness::Firm), None);
    assert_eq!(found("11-06", Firmness::Soft), None);
}

#[test]
fn a_buffer_burns_when_more_of_it_is_used_than_is_done() {
    let rows = |progress| {
        draft("11-03")
            .task("A", 4)
            .started("11-03", progress)
            .with(|task| task.buffer = 4)
            .deadline("11-12", Firmness::Firm)
            .plan()
            .as_of("11-06")
    };
    let found =
        of(&rows(25).findings(), &rows(25), "A").into_iter().find(|found| found.code == Code::BufferBurn);
    assert_eq!(found.unwrap().params, Params::Buffer { used: 3, of: 4, chain_done: 25 });
    assert!(!has(&rows(75), "A", Code::BufferBurn));
}

#[test]
fn a_start_that_waits_for_late_work_says_for_which() {
    let plan = draft("11-03").task("A", 2).task("B", 3).task("C", 1).chain(&["A", "B", "C"]).plan();
    let seen = plan.as_of("11-05");
    let found = of(&seen.findings(), &seen, "B")
        .into_iter()
        .find(|found| found.code == Code::LatePredecessor)
        .unwrap();
    assert!(matches!(found.params, Params::Link { peer, .. } if peer == seen.id("A")));
    assert_eq!((found.root_cause, found.days), (Some(seen.id("A")), 3));
    assert!(!has(&plan.as_of("11-03"), "C", Code::LatePredecessor));
}

#[test]
fn work_begun_before_its_predecessor_was_done_is_out_of_sequence() {
    let seen =
        draft("11-03").task("A", 3).task("B", 3).started("11-04", 10).fs("A", "B").plan().as_of("11-05");
    assert!(has(&seen, "B", Code::StartedOutOfSequence) && has(&seen, "B", Code::DependencyViolated));
    let rows =
        draft("11-03").task("A", 1).done("11-03", "11-03").task("B", 3).started("11-04", 10).fs("A", "B");
    assert!(!has(&rows.plan().as_of("11-05"), "B", Code::StartedOutOfSequence));
}

#[test]
fn manual_dates_that_break_a_link_are_found_and_what_they_hide_too() {
    let rows = draft("11-03").task("A", 3).task("B", 2).manual("11-05", "11-06").fs("A", "B");
    let seen = rows.clone().plan().as_of("10-31");
    assert_eq!(days(&seen, "B", Code::DependencyViolated), Some(1));
    assert_eq!(days(&seen, "B", Code::AtRiskMasked), Some(1));
    let mut moved = rows;
    moved.0.tasks[1].mode = Mode::Manual { start: Some(date("11-06")), finish: Some(date("11-07")) };
    let seen = moved.plan().as_of("11-03");
    assert!(!has(&seen, "B", Code::DependencyViolated));
    assert_eq!(days(&seen, "B", Code::AtRiskMasked), Some(1));
}

#[test]
fn a_constraint_that_a_link_contradicts_is_found_whoever_wins() {
    for wins in [false, true] {
        let rows = draft("11-03").task("A", 3).task("B", 2).constraint(ConstraintKind::MustStartOn, "11-04");
        let seen = rows.with(|task| task.constraint_wins = wins).fs("A", "B").plan().as_of("10-31");
        assert_eq!(days(&seen, "B", Code::ConstraintConflict), Some(2), "wins: {wins}");
        assert_eq!(has(&seen, "B", Code::AtRiskMasked), wins);
    }
}

#[test]
fn anchors_have_an_order() {
    let found = |launch, end| {
        let rows = anchored(draft("11-03"), AnchorKind::WarmUp, "11-04", AnchorOrigin::Company);
        let rows = anchored(rows, AnchorKind::End, end, AnchorOrigin::Company);
        let rows = anchored(rows, AnchorKind::Launch, launch, AnchorOrigin::Company);
        let findings = rows.plan().as_of("10-31").findings();
        findings
            .iter()
            .filter(|found| found.code == Code::AnchorOrder)
            .map(|found| found.subject)
            .collect::<Vec<_>>()
    };
    assert_eq!(found("11-11", "11-12"), []);
    assert_eq!(found("11-12", "11-12"), [Subject::Anchor(AnchorId(1))]);
    assert_eq!(found("11-03", "11-12"), [Subject::Anchor(AnchorId(2))]);
}

#[test]
fn a_company_anchor_on_an_industry_event_collides_unless_it_follows_the_channel() {
    let events = vec![IndustryEvent { first: date("11-09"), last: date("11-11") }];
    let records = Records { events, ..Records::default() };
    let rows = anchored(draft("11-03"), AnchorKind::Launch, "11-10", AnchorOrigin::Company);
    let codes = |rows: Draft| {
        let found = rows.plan().as_of("10-31").findings_with(&records, Thresholds::default());
        found
            .into_iter()
            .filter(|found| found.code == Code::NodeCollision)
            .map(|found| found.subject)
            .collect::<Vec<_>>()
    };
    assert_eq!(codes(rows.clone()), [Subject::Anchor(AnchorId(0))]);
    assert_eq!(codes(anchored(rows, AnchorKind::End, "11-11", AnchorOrigin::Channel)), []);
}

#[test]
fn holidays_squeeze_work_and_worked_weekends_need_the_department() {
    assert_eq!(days(&draft("09-25").task("A", 8).plan().as_of("09-01"), "A", Code::HolidaySqueeze), Some(6));
    let mut rows = staffed(draft("10-10").task("A", 2));
    let plain = Calendar::new(crate::draft::MONDAY_TO_FRIDAY, []).unwrap();
    rows.0.calendars = vec![Arc::new(plain), Arc::new(china())];
    rows.0.departments[0].calendar = Some(CalendarId(0));
    rows.0.tasks[0].calendar = Some(CalendarId(1));
    assert!(has(&rows.plan().as_of("09-01"), "A", Code::HolidaySqueeze));
    assert!(!has(&draft("11-03").task("A", 8).plan().as_of("09-01"), "A", Code::HolidaySqueeze));
}

#[test]
fn typed_dates_on_days_off_are_found() {
    assert!(has(
        &draft("11-03").task("A", 2).manual("11-08", "11-10").plan().as_of("11-03"),
        "A",
        Code::NonWorkingDate
    ));
    let rows = draft("11-03").task("A", 2).deadline("11-09", Firmness::Soft);
    assert!(has(&rows.plan().as_of("11-03"), "A", Code::NonWorkingDate));
    assert!(!has(&draft("11-03").task("A", 2).plan().as_of("11-03"), "A", Code::NonWorkingDate));
}

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
    assert_eq!(found(|task| task.actual_start = Some(date("11-05"))), None);
}

#[test]
fn a_child_beyond_its_phase_is_found() {
    let rows =
        draft("11-03").phase("P").manual("11-03", "11-05").task("A", 3).under("P").task("B", 5).under("P");
    let seen = rows.plan().as_of("10-31");
    assert_eq!(days(&seen, "B", Code::ChildOutsidePhase), Some(2));
    assert!(!has(&seen, "A", Code::ChildOutsidePhase));
}

#[test]
fn a_slip_from_the_baseline_counts_while_it_can_be_mended() {
    let seen = draft("11-03").task("A", 3).plan().as_of_against("10-31", &[("A", "10-30", "11-03")]);
    assert_eq!(days(&seen, "A", Code::SlippedFromBaseline), Some(2));
    let seen = draft("11-03").task("A", 3).plan().as_of_against("10-31", &[("A", "11-03", "11-05")]);
    assert!(!has(&seen, "A", Code::SlippedFromBaseline));
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
fn more_in_parallel_than_the_capacity_is_found_for_the_days_that_it_lasts() {
    let mut rows = staffed(draft("11-03").task("A", 5));
    rows = staffed(rows.task("B", 2));
    rows.0.departments[0].capacity = Some(1);
    let seen = rows.plan().as_of("10-31");
    let found = seen.findings();
    let found: Vec<&Finding> = found.iter().filter(|found| found.code == Code::OverAllocated).collect();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].subject, Subject::Carrier(Carrier::Department(DepartmentId(0))));
    assert_eq!(found[0].params, Params::Load { count: 2, capacity: 1, until: date("11-04") });
    let capacities = vec![(PersonId(7), 1)];
    let found = seen.findings_with(&Records { capacities, ..Records::default() }, Thresholds::default());
    assert_eq!(found.iter().filter(|found| found.code == Code::OverAllocated).count(), 2);
}

#[test]
fn the_person_in_charge_is_missed_on_working_days_only() {
    let seen = staffed(draft("11-03").task("A", 5)).plan().as_of("11-03");
    let off = |first, last| {
        let days_off = vec![DaysOff { person: PersonId(7), first: date(first), last: date(last) }];
        let found = seen.findings_with(&Records { days_off, ..Records::default() }, Thresholds::default());
        found.into_iter().find(|found| found.code == Code::PersonOff).map(|found| found.days)
    };
    assert_eq!(off("11-07", "11-11"), Some(1));
    assert_eq!(off("11-08", "11-09"), None);
    assert_eq!(off("10-30", "11-02"), None);
}

#[test]
fn findings_come_by_severity_then_critical_then_own_then_day_then_wbs() {
    let seen = draft("11-03").task("A", 3).task("B", 9).task("C", 1).fs("A", "C").plan().as_of("11-20");
    let found = seen.findings();
    let keys: Vec<_> = found
        .iter()
        .map(|found| {
            let Subject::Task(task) = found.subject else { panic!("only work packages here") };
            (
                found.severity,
                !found.critical,
                found.origin.map_or(2, |origin| origin as u8),
                found.since,
                seen.0.plan().network().wbs_rank(task),
            )
        })
        .collect();
    assert!(keys.is_sorted(), "{keys:?}");
    assert!(found.len() > 10);
}

#[test]
fn an_event_at_the_end_of_a_day_is_overdue_the_day_after() {
    for edge in [Edge::StartOfDay, Edge::EndOfDay] {
        let plan = draft("11-03").milestone("M", edge).plan();
        assert!(!has(&plan.as_of("11-03"), "M", Code::Overdue), "{edge:?}");
        assert_eq!(days(&plan.as_of("11-04"), "M", Code::Overdue), Some(1), "{edge:?}");
        assert_eq!(days(&plan.as_of("11-04"), "M", Code::OverdueStart), Some(1), "{edge:?}");
    }
}

#[test]
fn what_leads_to_an_anchor_through_links_or_to_the_required_finish_is_watched() {
    let at_risk = |seen: &Seen| {
        let found = seen.findings().into_iter().filter(|found| found.code == Code::AnchorAtRisk);
        found.map(|found| (found.subject, found.params)).collect::<Vec<_>>()
    };
    let rows = draft("11-03")
        .task("A", 10)
        .task("M", 1)
        .manual("11-10", "11-10")
        .with(|task| task.anchor = Some(AnchorId(0)));
    let seen =
        anchored(rows.fs("A", "M"), AnchorKind::Launch, "11-11", AnchorOrigin::Channel).plan().as_of("10-31");
    assert_eq!(at_risk(&seen), [(Subject::Anchor(AnchorId(0)), Params::Task(seen.id("A")))]);
    let seen = draft("11-03").task("A", 10).required("11-07", Edge::EndOfDay).plan().as_of("10-31");
    assert_eq!(at_risk(&seen), [(Subject::RequiredFinish, Params::Task(seen.id("A")))]);
}

#[test]
fn a_phase_has_findings_of_its_own() {
    let rows = draft("11-03").phase("P").deadline("11-05", Firmness::Firm).with(|task| task.buffer = 3);
    let plan = rows.task("A", 10).under("P").plan();
    assert_eq!(days(&plan.as_of("11-06"), "P", Code::DeadlineMissed), Some(1));
    assert_eq!(days(&plan.as_of("11-04"), "P", Code::DeadlineAtRisk), Some(9));
    assert!(has(&plan.as_of("11-04"), "P", Code::FirmDeadlineNoBuffer));
    let rows = draft("11-03")
        .phase("P")
        .constraint(ConstraintKind::FinishNoLaterThan, "11-07")
        .manual("11-02", "11-07");
    let seen = rows.task("A", 6).under("P").plan().as_of("10-31");
    assert!(has(&seen, "P", Code::ConstraintConflict) && has(&seen, "P", Code::NonWorkingDate));
    assert!(!has(
        &draft("11-03")
            .phase("P")
            .deadline("11-05", Firmness::Firm)
            .task("A", 1)
            .under("P")
            .done("11-03", "11-03")
            .plan()
            .as_of("11-06"),
        "P",
        Code::DeadlineMissed
    ));
}

#[test]
fn a_far_deadline_makes_no_day_the_last_safe_one() {
    let seen = draft("11-03").task("A", 5).deadline("2030-01-01", Firmness::Firm).plan().as_of("11-03");
    assert!(!has(&seen, "A", Code::LastSafeStart));
    let seen = draft("11-03").task("A", 5).deadline("11-07", Firmness::Firm).plan().as_of("11-03");
    assert!(has(&seen, "A", Code::LastSafeStart));
}

#[test]
fn the_chain_of_a_buffer_reaches_behind_finished_work() {
    let rows = draft("11-03").task("A", 9).done("11-03", "11-13").task("X", 9).with(|task| task.buffer = 10);
    let seen = rows.deadline("12-08", Firmness::Firm).fs("A", "X").plan().as_of("11-13");
    assert!(!has(&seen, "X", Code::BufferBurn), "{:?}", about(&seen, "X"));
}

#[test]
fn days_off_that_overlap_count_once_and_events_count_too() {
    let mut rows = staffed(draft("11-03").task("A", 5));
    rows = staffed(rows.milestone("M", Edge::StartOfDay)).manual("11-08", "11-08");
    let seen = rows.plan().as_of("11-03");
    let run = |first, last| DaysOff { person: PersonId(7), first: date(first), last: date(last) };
    let days_off = vec![run("11-03", "11-04"), run("11-04", "11-04"), run("11-02", "11-09")];
    let found = seen.findings_with(&Records { days_off, ..Records::default() }, Thresholds::default());
    let off = |key| {
        of(&found, &seen, key).into_iter().find(|found| found.code == Code::PersonOff).map(|found| found.days)
    };
    assert_eq!((off("A"), off("M")), (Some(5), Some(1)));
}

#[test]
fn an_overload_that_is_handed_over_is_one() {
    let mut rows = staffed(draft("11-03").task("A", 5));
    for key in ["B", "C", "D"] {
        rows = staffed(rows.task(key, 1));
    }
    rows.0.departments[0].capacity = Some(1);
    let found = rows.chain(&["B", "C", "D"]).plan().as_of("10-31").findings();
    let runs: Vec<_> = found.iter().filter(|found| found.code == Code::OverAllocated).collect();
    assert_eq!(runs.len(), 1);
    assert_eq!(runs[0].params, Params::Load { count: 2, capacity: 1, until: date("11-05") });
}

#[test]
fn events_outside_their_phase_are_found_by_the_day_that_they_show() {
    let rows = draft("11-03").phase("P").manual("11-03", "11-07").milestone("M", Edge::StartOfDay).under("P");
    let seen = rows.manual("11-08", "11-08").plan().as_of("10-31");
    assert_eq!(days(&seen, "M", Code::ChildOutsidePhase), Some(1));
}

#[test]
fn finished_work_that_ran_ahead_of_open_work_is_out_of_sequence() {
    let seen =
        draft("11-03").task("A", 5).task("B", 2).done("11-03", "11-04").fs("A", "B").plan().as_of("11-04");
    assert!(has(&seen, "B", Code::StartedOutOfSequence));
}

#[test]
fn what_is_expected_by_the_baseline_counts_though_the_plan_was_moved() {
    let rows = draft("11-03").task("A", 5).constraint(ConstraintKind::StartNoEarlierThan, "11-24");
    let seen = rows.plan().as_of_against("11-06", &[("A", "11-03", "11-07")]);
    assert!(has(&seen, "A", Code::BehindProgress));
}

#[test]
fn what_is_published_long_before_its_planned_finish_is_too_fast() {
    let seen = draft("11-03").task("A", 5).task("B", 5).plan().as_of("11-05");
    let publications = vec![("A", date("11-05")), ("B", date("11-06"))];
    let found = seen.findings_with(&Records { publications, ..Records::default() }, Thresholds::default());
    let early = |key| of(&found, &seen, key).into_iter().find(|found| found.code == Code::TooFast);
    assert_eq!(early("A").map(|found| (found.days, found.params)), Some((2, Params::Day(date("11-05")))));
    assert_eq!(early("B"), None);
}
