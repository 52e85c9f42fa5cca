//! Late work is made up for: combinations of changes, the best first, ready to be sent.

use serde_json::{Value, json};
use tests::{Server, apply, on_both};

use crate::edits::Plan;

/// A plan of two tasks of eight days each for which there are five.
fn plan(server: &Server) -> (Plan, [String; 2]) {
    let plan = Plan::new(server);
    let dates = "start: \"2026-10-26\", requiredFinish: { date: \"2026-10-30\" }";
    plan.does("updateCampaign", &format!("campaignId: {:?}, {dates}", plan.campaign), "");
    let made = [plan.create("Copy", 8), plan.create("Design", 8)];
    plan.link(&made[0], &made[1]);
    (plan, made)
}

fn options(plan: &Plan, arguments: &str) -> Vec<Value> {
    let select = "edits effect { isResolved daysEarlier movedCount forecastFinish lateCount atRiskCount }";
    let document =
        format!("{{ campaign(id: {:?}) {{ recoveryOptions{arguments} {{ {select} }} }} }}", plan.campaign);
    plan.who.ask(&document)["campaign"]["recoveryOptions"].as_array().unwrap().clone()
}

#[apply(on_both)]
fn several_changes_make_up_for_what_none_of_them_does(server: &Server) {
    let (plan, _) = plan(server);
    let found = options(&plan, "");
    let best = &found[0];
    assert!(best["edits"].as_array().unwrap().len() > 1, "{best}");
    assert_eq!(best["effect"]["forecastFinish"], "2026-10-30");
    let is_resolved: Vec<_> =
        found.iter().map(|option| option["effect"]["isResolved"].as_bool().unwrap()).collect();
    assert!(is_resolved.is_sorted_by(|a, b| a >= b), "the best first: {is_resolved:?}");
    let applied = plan.who.send(
        "mutation($input: ApplyPlanEditsInput!) { applyPlanEdits(input: $input) { ripple { moves { \
                workPackage { title } } } userErrors { code field } } }",
        &json!({ "input": { "campaignId": plan.campaign, "edits": best["edits"] } }),
    );
    let applied = applied.json()["data"]["applyPlanEdits"].take();
    assert_eq!(applied["userErrors"], json!([]));
    let moved = applied["ripple"]["moves"].as_array().unwrap().len();
    assert_eq!(best["effect"]["movedCount"], json!(moved));
    assert!(
        best["effect"]["isResolved"] == json!(false) || options(&plan, "").is_empty(),
        "nothing is late after what resolves it"
    );
}

#[apply(on_both)]
fn what_resolves_it_leaves_nothing_late(server: &Server) {
    let plan = Plan::new(server);
    let dates = "start: \"2026-10-26\", requiredFinish: { date: \"2026-10-30\" }";
    plan.does("updateCampaign", &format!("campaignId: {:?}, {dates}", plan.campaign), "");
    plan.create("Copy", 8);
    let best = options(&plan, "").remove(0);
    assert_eq!(best["effect"]["isResolved"], json!(true), "{best}");
    plan.who.send(
        "mutation($input: ApplyPlanEditsInput!) { applyPlanEdits(input: $input) { userErrors { code \
                field } } }",
        &json!({ "input": { "campaignId": plan.campaign, "edits": best["edits"] } }),
    );
    assert_eq!((options(&plan, ""), plan.dates()), (Vec::new(), vec!["Copy 10-26 10-30".to_owned()]));
}

#[apply(on_both)]
fn one_work_package_is_made_up_for_by_what_is_before_it(server: &Server) {
    let (plan, [copy, _]) = plan(server);
    let found = options(&plan, &format!("(workPackageId: {copy:?})"));
    assert!(!found.is_empty());
    for option in &found {
        for edit in option["edits"].as_array().unwrap() {
            assert_eq!(
                edit["resizeWorkPackage"]["workPackageId"],
                json!(copy),
                "nothing else helps: {option}"
            );
        }
    }
}

#[apply(on_both)]
fn a_request_gets_it_twice_and_foreign_work_is_refused(server: &Server) {
    let (plan, _) = plan(server);
    let document = |of: &str| format!("{{ campaign(id: {:?}) {{ {of} }} }}", plan.campaign);
    let thrice = plan.who.ask(&document(
        "a: recoveryOptions { edits } b: recoveryOptions { edits } c: recoveryOptions { edits }",
    ));
    let is_answered = ["a", "b", "c"].map(|name| thrice["campaign"][name].is_array());
    assert_eq!(is_answered, [true, true, false]);
    let foreign = server.lin().ask("{ workPackage(key: \"D11-2\") { id } }")["workPackage"]["id"].take();
    let refused = plan
        .who
        .send(&document(&format!("recoveryOptions(workPackageId: {foreign}) {{ edits }}")), &json!({}))
        .json();
    assert_eq!(refused["errors"][0]["extensions"]["field"], "workPackageId");
}
