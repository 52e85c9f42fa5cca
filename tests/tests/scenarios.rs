//! Scenarios: several lists of edits side by side, none of them saved.

use serde_json::{Value, json};
use tests::{Server, apply, on_both};

use crate::edits::Plan;

/// What is selected of every scenario.
const SCENARIO: &str = "name plannedFinish forecastFinish lateCount atRiskCount anchorsAtRisk { code days \
    anchor { name } } results { workPackage { planned { durationDays } } } ripple { moves { workPackage { \
                        title } } } userErrors { code field }";

/// A plan of eight days that has two weeks.
fn plan(server: &Server) -> (Plan, [String; 2]) {
    let plan = Plan::new(server);
    let dates = "start: \"2026-10-26\", requiredFinish: { date: \"2026-11-06\" }";
    plan.does("updateCampaign", &format!("campaignId: {:?}, {dates}", plan.campaign), "");
    let made = [plan.create("Copy", 5), plan.create("Design", 3)];
    plan.link(&made[0], &made[1]);
    (plan, made)
}

fn tries(plan: &Plan, scenarios: &str) -> Value {
    let document = format!(
        "{{ campaign(id: {:?}) {{ previewScenarios(scenarios: [{scenarios}]) {{ {SCENARIO} }} }} }}",
        plan.campaign
    );
    plan.who.ask(&document)["campaign"]["previewScenarios"].take()
}

fn resize(id: &str, days: i32) -> String {
    format!("{{ resizeWorkPackage: {{ workPackageId: {id:?}, durationDays: {days} }} }}")
}

#[apply(on_both)]
fn scenarios_are_told_side_by_side_and_none_is_saved(server: &Server) {
    let (plan, [copy, design]) = plan(server);
    let before = plan.table();
    let told = tries(
        &plan,
        &format!(
            "{{ name: \"As it is\", edits: [] }}, {{ name: \"Longer\", edits: [{}, {}] }}, {{ name: \
                \"Shorter\", edits: [{}] }}",
            resize(&copy, 8),
            resize(&design, 4),
            resize(&copy, 2),
        ),
    );
    let finish =
        |at: usize| (told[at]["plannedFinish"].as_str().unwrap().to_owned(), told[at]["atRiskCount"].clone());
    assert_eq!(finish(0), ("2026-11-04".to_owned(), json!(0)));
    assert_eq!(finish(1), ("2026-11-10".to_owned(), json!(2)));
    assert_eq!(finish(2), ("2026-10-30".to_owned(), json!(0)));
    let at_risk = json!([{ "code": "ANCHOR_AT_RISK", "days": 2, "anchor": null }]);
    assert_eq!((&told[0]["anchorsAtRisk"], &told[1]["anchorsAtRisk"]), (&json!([]), &at_risk));
    assert_eq!((&told[0]["ripple"]["moves"], &told[0]["results"]), (&json!([]), &json!([])));
    assert_eq!(told[1]["results"][1]["workPackage"]["planned"]["durationDays"], 4);
    assert_eq!(told[2]["ripple"]["moves"].as_array().unwrap().len(), 2);
    assert_eq!(plan.table(), before);
}

#[apply(on_both)]
fn what_is_wrong_with_one_scenario_is_told_at_its_place_beside_the_others(server: &Server) {
    let (plan, [copy, _]) = plan(server);
    let told = tries(
        &plan,
        &format!(
            "{{ name: \"Good\", edits: [{}] }}, {{ name: \"Bad\", edits: [{}, {}] }}, {{ name: \"\", edits: \
                [] }}",
            resize(&copy, 2),
            resize(&copy, 3),
            resize(&copy, 0),
        ),
    );
    assert_eq!((&told[0]["userErrors"], &told[0]["plannedFinish"]), (&json!([]), &json!("2026-10-30")));
    let refused = &told[1]["userErrors"][0];
    assert_eq!(refused["field"], json!(["scenarios", "1", "edits", "1", "durationDays"]));
    assert_eq!(
        (&refused["code"], &told[1]["plannedFinish"], &told[1]["lateCount"]),
        (&json!("OUT_OF_RANGE"), &json!(null), &json!(null))
    );
    assert_eq!(
        told[2]["userErrors"],
        json!([{ "code": "INVALID_NAME", "field": ["scenarios", "2", "name"] }])
    );
}

#[apply(on_both)]
fn findings_of_a_preview_are_those_of_the_day_that_is_asked_for(server: &Server) {
    let (plan, [copy, _]) = plan(server);
    let document = |of: &str| format!("{{ campaign(id: {:?}) {{ {of} }} }}", plan.campaign);
    let asked = plan.who.ask(&document(&format!(
        "previewPlanEdits(asOf: \"2026-11-20\", edits: [{}]) {{ \
        ripple {{ findingsAppeared {{ code }} findingsResolved {{ code }} }} }}",
        resize(&copy, 30)
    )));
    let resolved = asked["campaign"]["previewPlanEdits"]["ripple"]["findingsResolved"].to_string();
    assert!(resolved.contains("OVERDUE"), "what was to be done by then is due later: {asked}");
    let late = plan.who.ask(&document(
        "previewScenarios(asOf: \"2026-11-20\", scenarios: [{ name: \"x\", edits: [] }]) { lateCount }",
    ));
    assert_eq!(late["campaign"]["previewScenarios"][0]["lateCount"], 2);
    let many = ["{ name: \"x\", edits: [] }"; 11].join(", ");
    let refused = plan
        .who
        .send(&document(&format!("previewScenarios(scenarios: [{many}]) {{ name }}")), &json!({}))
        .json();
    assert_eq!(refused["errors"][0]["extensions"]["field"], "scenarios");
}
