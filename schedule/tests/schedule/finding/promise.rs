//! Deadlines, anchors, buffers and slack.

use schedule::{
    AnchorId, AnchorKind, AnchorOrigin, Code, Edge, Finding, Firmness, IndustryEvent, Params, Records,
    Severity, Subject, Thresholds,
};

use super::{about, anchored, days, has, of};
use crate::draft::{Draft, Seen, date, draft};

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
fn booked_work_has_a_last_safe_start_where_its_own_day_is_it() {
    let booked = |finish| {
        let rows = draft("11-03").task("A", 2).manual("11-06", "11-07");
        rows.required(finish, Edge::EndOfDay).plan().as_of("11-06")
    };
    assert!(has(&booked("11-07"), "A", Code::LastSafeStart));
    assert!(!has(&booked("11-10"), "A", Code::LastSafeStart));
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
