//! Findings are acknowledged: who sees them then, until when, and how it is undone.

use chrono::TimeDelta;
use serde_json::{Value, json};
use tests::{Server, apply, on_both};

use crate::edits::Plan;

/// What is selected of findings.
const FINDING: &str =
    "code subjectId workPackage { title } acknowledgement { until note by { name } version }";

/// A plan that is two days short: both of its tasks have negative slack.
fn plan(server: &Server) -> (Plan, [String; 2]) {
    let plan = Plan::new(server);
    let dates = "start: \"2026-10-26\", requiredFinish: { date: \"2026-11-06\" }";
    plan.does("updateCampaign", &format!("campaignId: {:?}, {dates}", plan.campaign), "");
    let made = [plan.create("Copy", 8), plan.create("Design", 4)];
    plan.link(&made[0], &made[1]);
    (plan, made)
}

/// Findings of negative slack that somebody who comes now is told of; `more` is of the filter.
fn told(server: &Server, plan: &Plan, more: &str) -> Vec<Value> {
    let filter =
        format!("{{ campaign: {{ eq: {:?} }}, code: {{ eq: NEGATIVE_SLACK }} {more} }}", plan.campaign);
    let answer = server.lin().ask(&format!("{{ findings(filter: {filter}) {{ nodes {{ {FINDING} }} }} }}"));
    answer["findings"]["nodes"].as_array().unwrap().clone()
}

fn titles(found: &[Value]) -> Vec<&str> {
    found.iter().map(|finding| finding["workPackage"]["title"].as_str().unwrap()).collect()
}

/// The input that names the finding of a work package.
fn of(plan: &Plan, id: &str, more: &str) -> String {
    format!("campaignId: {:?}, code: NEGATIVE_SLACK, subjectId: {id:?}{more}", plan.campaign)
}

#[apply(on_both)]
fn an_acknowledged_finding_is_left_out_until_its_day_and_shown_where_everything_is(server: &Server) {
    let (plan, [copy, _]) = plan(server);
    assert_eq!(titles(&told(server, &plan, "")), ["Copy", "Design"]);
    let known = plan.does(
        "acknowledgeFinding",
        &of(&plan, &copy, ", until: \"2026-10-22\", note: \"agreed\""),
        &format!("finding {{ {FINDING} }}"),
    );
    let acknowledgement =
        json!({ "until": "2026-10-22", "note": "agreed", "by": { "name": "Lin Wei" }, "version": 1 });
    assert_eq!(
        known["finding"],
        json!({ "code": "NEGATIVE_SLACK", "subjectId": copy, "workPackage": { "title": "Copy" },
            "acknowledgement": acknowledgement })
    );
    assert_eq!(known["ripple"], json!({ "moves": [], "findingsAppeared": [], "findingsResolved": [] }));
    assert_eq!(titles(&told(server, &plan, "")), ["Design"]);
    assert_eq!(titles(&told(server, &plan, ", isAcknowledged: { eq: true }")), ["Copy"]);
    assert_eq!(titles(&told(server, &plan, ", isAcknowledged: { in: [true, false] }")), ["Copy", "Design"]);
    let table = plan.who.ask(&format!(
        "{{ campaign(id: {:?}) {{ progressTable {{ findings {{ {FINDING} }} }} }} }}",
        plan.campaign
    ));
    let shown = table["campaign"]["progressTable"]["findings"].as_array().unwrap().clone();
    let shown: Vec<_> = shown.into_iter().filter(|finding| finding["code"] == "NEGATIVE_SLACK").collect();
    assert_eq!(
        (titles(&shown), &shown[0]["acknowledgement"], &shown[1]["acknowledgement"]),
        (vec!["Copy", "Design"], &acknowledgement, &json!(null))
    );
    server.app.clock.advance(TimeDelta::days(2));
    assert_eq!(titles(&told(server, &plan, "")), ["Design"]);
    server.app.clock.advance(TimeDelta::days(1));
    assert_eq!(titles(&told(server, &plan, "")), ["Copy", "Design"], "its last day has passed");
}

#[apply(on_both)]
fn an_acknowledgement_is_changed_withdrawn_and_undone(server: &Server) {
    let (plan, [copy, _]) = plan(server);
    let select = "finding { acknowledgement { until note version } }";
    plan.does("acknowledgeFinding", &of(&plan, &copy, ", note: \"a\""), select);
    let changed = plan.does(
        "acknowledgeFinding",
        &of(&plan, &copy, ", until: \"2026-10-30\", note: \" \", expectedVersion: 1"),
        select,
    );
    assert_eq!(
        changed["finding"]["acknowledgement"],
        json!({ "until": "2026-10-30", "note": null, "version": 2 })
    );
    assert_eq!(plan.refuses("acknowledgeFinding", &of(&plan, &copy, ", expectedVersion: 1")).0, "CONFLICT");
    let withdrawn = plan.does("withdrawAcknowledgement", &of(&plan, &copy, ", expectedVersion: 2"), select);
    assert_eq!(
        (&withdrawn["finding"]["acknowledgement"], titles(&told(server, &plan, ""))),
        (&json!(null), vec!["Copy", "Design"])
    );
    let undone = plan.undoes(&withdrawn);
    assert_eq!(titles(&told(server, &plan, "")), ["Design"]);
    plan.undoes(&undone);
    assert_eq!(titles(&told(server, &plan, "")), ["Copy", "Design"]);
}

#[apply(on_both)]
fn what_is_acknowledged_comes_back_with_its_work_package(server: &Server) {
    let (plan, [_, design]) = plan(server);
    plan.does("acknowledgeFinding", &of(&plan, &design, ""), "");
    let deleted = plan.does("deleteWorkPackage", &format!("workPackageId: {design:?}"), "");
    plan.undoes(&deleted);
    assert_eq!(titles(&told(server, &plan, "")), ["Copy"]);
}

#[apply(on_both)]
fn a_batch_acknowledges_and_a_preview_says_so_and_saves_nothing(server: &Server) {
    let (plan, [copy, design]) = plan(server);
    let edit = |id: &str| format!("{{ acknowledgeFinding: {{ code: NEGATIVE_SLACK, subjectId: {id:?} }} }}");
    let select = "results { finding { acknowledgement { by { name } } } } userErrors { code }";
    let preview = plan.who.ask(&format!(
        "{{ campaign(id: {:?}) {{ previewPlanEdits(edits: [{}]) {{ {select} }} }} }}",
        plan.campaign,
        edit(&copy)
    ));
    assert_eq!(
        preview["campaign"]["previewPlanEdits"]["results"][0]["finding"]["acknowledgement"]["by"]["name"],
        "Lin Wei"
    );
    assert_eq!(titles(&told(server, &plan, "")), ["Copy", "Design"]);
    plan.does(
        "applyPlanEdits",
        &format!("campaignId: {:?}, edits: [{}, {}]", plan.campaign, edit(&copy), edit(&design)),
        "",
    );
    assert_eq!(told(server, &plan, ""), Vec::<Value>::new());
}

#[apply(on_both)]
fn what_is_not_found_and_days_that_have_passed_are_refused(server: &Server) {
    let (plan, [copy, _]) = plan(server);
    let refuses = |mutation: &str, input: String| plan.refuses(mutation, &input);
    let not_found = |field: &str| ("NOT_FOUND".to_owned(), field.to_owned());
    assert_eq!(
        refuses("acknowledgeFinding", of(&plan, "wp_00000000000000000000000000", "")),
        not_found("subjectId")
    );
    assert_eq!(refuses("acknowledgeFinding", of(&plan, "x", "")), not_found("subjectId"));
    assert_eq!(
        refuses("acknowledgeFinding", of(&plan, &plan.campaign, "")),
        not_found("code"),
        "the campaign has no slack"
    );
    assert_eq!(refuses("withdrawAcknowledgement", of(&plan, &copy, "")), not_found("code"));
    assert_eq!(
        refuses("acknowledgeFinding", of(&plan, &copy, ", until: \"2026-10-19\"")),
        ("INVALID_DATE".to_owned(), "until".to_owned())
    );
    let long = "x".repeat(20_001);
    assert_eq!(
        refuses("acknowledgeFinding", of(&plan, &copy, &format!(", note: {long:?}"))),
        ("OUT_OF_RANGE".to_owned(), "note".to_owned())
    );
}
