//! Ways out of findings: each is sent back as it came, and does what it said.

use serde_json::{Value, json};
use tests::{Server, apply, on_both};

use crate::edits::Plan;

/// What a suggested fix says of itself.
const EFFECT: &str = "effect { isResolved daysEarlier movedCount forecastFinish lateCount atRiskCount \
    alsoResolvedCount appearedCount }";

/// What is asked of edits, in a preview as in a mutation.
const RIPPLE: &str = "ripple { moves { workPackage { title } } findingsAppeared { code } findingsResolved { \
    code workPackage { title } } } userErrors { code field }";

/// A plan of two tasks that follows today and has a day to be done by.
fn plan(server: &Server, days: [i32; 2]) -> (Plan, [String; 2]) {
    let plan = Plan::new(server);
    let dates = "start: \"2026-10-26\", requiredFinish: { date: \"2026-11-06\" }";
    plan.does("updateCampaign", &format!("campaignId: {:?}, {dates}", plan.campaign), "");
    let made = [plan.create("Copy", days[0]), plan.create("Design", days[1])];
    plan.link(&made[0], &made[1]);
    (plan, made)
}

/// The findings of a code with their fixes.
fn found(plan: &Plan, code: &str) -> Vec<Value> {
    let filter = format!("{{ campaign: {{ eq: {:?} }}, code: {{ eq: {code} }} }}", plan.campaign);
    let select = format!("code workPackage {{ title }} suggestedFixes {{ edits {EFFECT} }}");
    let answer = plan.who.ask(&format!("{{ findings(filter: {filter}) {{ nodes {{ {select} }} }} }}"));
    answer["findings"]["nodes"].as_array().unwrap().clone()
}

/// The best fix of the first finding of a code is previewed and applied as it came: the names of its edits.
fn best_fix_is_done(plan: &Plan, code: &str) -> Vec<String> {
    let finding = found(plan, code)[0].clone();
    let fix = &finding["suggestedFixes"][0];
    assert_eq!(fix["effect"]["isResolved"], true, "{finding}");
    let edits = &fix["edits"];
    let preview = plan.who.send(
        &format!(
            "query($id: ID!, $edits: [PlanEdit!]!) {{ campaign(id: $id) {{ previewPlanEdits(edits: \
            $edits) {{ {RIPPLE} }} }} }}"
        ),
        &json!({ "id": plan.campaign, "edits": edits }),
    );
    let preview = preview.json()["data"]["campaign"]["previewPlanEdits"].take();
    let applied = plan.who.send(
        &format!("mutation($input: ApplyPlanEditsInput!) {{ applyPlanEdits(input: $input) {{ {RIPPLE} }} }}"),
        &json!({ "input": { "campaignId": plan.campaign, "edits": edits } }),
    );
    let applied = applied.json()["data"]["applyPlanEdits"].take();
    assert_eq!((&preview, &applied["userErrors"]), (&applied, &json!([])), "{edits}");
    let count = |list: &str| applied["ripple"][list].as_array().unwrap().len();
    let told = |name: &str| usize::try_from(fix["effect"][name].as_u64().unwrap()).unwrap();
    assert_eq!(
        [count("moves"), count("findingsAppeared"), count("findingsResolved")],
        [told("movedCount"), told("appearedCount"), told("alsoResolvedCount") + 1],
        "{fix}: {applied}"
    );
    let gone = json!({ "code": code, "workPackage": finding["workPackage"] });
    assert!(applied["ripple"]["findingsResolved"].as_array().unwrap().contains(&gone), "{applied}");
    assert!(!found(plan, code).iter().any(|other| other["workPackage"] == finding["workPackage"]));
    edits
        .as_array()
        .unwrap()
        .iter()
        .map(|edit| edit.as_object().unwrap().keys().next().unwrap().clone())
        .collect()
}

#[apply(on_both)]
fn a_fix_of_missing_days_is_sent_back_as_it_came(server: &Server) {
    let (plan, _) = plan(server, [8, 4]);
    let findings = found(&plan, "NEGATIVE_SLACK");
    let fixes = findings[1]["suggestedFixes"].as_array().unwrap();
    let names: Vec<_> =
        fixes.iter().map(|fix| fix["edits"][0].as_object().unwrap().keys().next().unwrap()).collect();
    assert!(
        ["resizeWorkPackage", "updateDependency"].iter().all(|name| names.iter().any(|found| found == name)),
        "{fixes:?}"
    );
    assert_eq!(
        findings[0]["suggestedFixes"][0]["effect"]["forecastFinish"], "2026-11-06",
        "the campaign is in time with it"
    );
    best_fix_is_done(&plan, "NEGATIVE_SLACK");
}

#[apply(on_both)]
fn typed_dates_that_break_a_dependency_are_given_back(server: &Server) {
    let (plan, [_, design]) = plan(server, [3, 2]);
    plan.does("moveWorkPackage", &format!("workPackageId: {design:?}, start: \"2026-10-27\""), "");
    assert_eq!(best_fix_is_done(&plan, "DEPENDENCY_VIOLATED"), ["updateWorkPackage"]);
    assert_eq!(plan.dates(), ["Copy 10-26 10-28", "Design 10-29 10-30"]);
}

#[apply(on_both)]
fn a_constraint_that_links_override_is_cleared_and_nothing_else(server: &Server) {
    let (plan, [_, design]) = plan(server, [3, 2]);
    let set = "constraint: { kind: MUST_START_ON, date: \"2026-10-27\" }, deadline: { date: \"2026-11-05\", \
        firmness: SOFT }";
    plan.does("updateWorkPackage", &format!("workPackageId: {design:?}, {set}"), "");
    assert_eq!(best_fix_is_done(&plan, "CONSTRAINT_CONFLICT"), ["updateWorkPackage"]);
    let left = plan
        .who
        .ask(&format!("{{ workPackage(id: {design:?}) {{ constraint {{ kind }} deadline {{ date }} }} }}"));
    assert_eq!(left["workPackage"], json!({ "constraint": null, "deadline": { "date": "2026-11-05" } }));
}

#[apply(on_both)]
fn a_deadline_on_a_day_off_comes_on_the_working_day_before(server: &Server) {
    let (plan, [_, design]) = plan(server, [3, 2]);
    plan.does(
        "updateWorkPackage",
        &format!("workPackageId: {design:?}, deadline: {{ date: \"2026-11-07\", firmness: FIRM }}"),
        "",
    );
    assert_eq!(best_fix_is_done(&plan, "NON_WORKING_DATE"), ["updateWorkPackage"]);
    let left = plan.who.ask(&format!("{{ workPackage(id: {design:?}) {{ deadline {{ date firmness }} }} }}"));
    assert_eq!(left["workPackage"]["deadline"], json!({ "date": "2026-11-06", "firmness": "FIRM" }));
}

#[apply(on_both)]
fn work_begun_out_of_sequence_loses_its_dependency(server: &Server) {
    let (plan, [_, design]) = plan(server, [3, 2]);
    plan.does("reportProgress", &format!("workPackageId: {design:?}, progress: 10"), "");
    assert_eq!(best_fix_is_done(&plan, "STARTED_OUT_OF_SEQUENCE"), ["deleteDependency"]);
    assert_eq!(plan.table()["dependencies"], json!([]));
}

#[apply(on_both)]
fn fixes_are_computed_for_the_first_findings_of_a_request(server: &Server) {
    server.load_demo();
    let answer = server
        .lin()
        .ask("{ findings(first: 30, asOf: \"2026-10-20\") { nodes { suggestedFixes { edits } } } }");
    let fixes: Vec<_> = answer["findings"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|of| of["suggestedFixes"].is_array())
        .collect();
    assert_eq!(fixes, [vec![true; 20], vec![false; fixes.len() - 20]].concat());
}
