//! Thresholds of findings: built in, of a workspace, of a campaign.

use serde_json::{Value, json};
use tests::{Server, apply, on_both};

use crate::edits::Plan;
use crate::plan_file::exported;

/// A plan with three days of slack.
fn plan(server: &Server) -> Plan {
    let plan = Plan::new(server);
    let dates = "start: \"2026-10-26\", requiredFinish: { date: \"2026-11-06\" }";
    plan.does("updateCampaign", &format!("campaignId: {:?}, {dates}", plan.campaign), "");
    let made = [plan.create("Copy", 5), plan.create("Design", 2)];
    plan.link(&made[0], &made[1]);
    plan
}

/// How many findings say that slack is low.
fn low(plan: &Plan) -> usize {
    let filter = format!("{{ campaign: {{ eq: {:?} }}, code: {{ eq: LOW_SLACK }} }}", plan.campaign);
    let found = plan.who.ask(&format!("{{ findings(filter: {filter}) {{ nodes {{ code }} }} }}"));
    found["findings"]["nodes"].as_array().unwrap().len()
}

/// Thresholds that are set in the workspace.
fn update_workspace(plan: &Plan, thresholds: &str) -> Value {
    let document = format!(
        "mutation {{ updateWorkspace(input: {{ findingThresholds: {thresholds} }}) {{ workspace {{ \
            findingThresholds {{ lowSlackDays behindPoints }} }} userErrors {{ code field params {{ name \
            value }} }} }} }}"
    );
    plan.who.ask(&document)["updateWorkspace"].take()
}

fn update_campaign(plan: &Plan, thresholds: &str) -> Value {
    let input = format!("campaignId: {:?}, findingThresholds: {thresholds}", plan.campaign);
    let select = "campaign { findingThresholds { lowSlackDays } findingThresholdOverrides { lowSlackDays \
        behindPoints } }";
    plan.does("updateCampaign", &input, select)
}

#[apply(on_both)]
fn thresholds_of_a_workspace_hold_for_its_campaigns_at_once(server: &Server) {
    let plan = plan(server);
    assert_eq!(low(&plan), 0);
    let set = update_workspace(&plan, "{ lowSlackDays: 3 }");
    assert_eq!(set["workspace"]["findingThresholds"], json!({ "lowSlackDays": 3, "behindPoints": 10 }));
    assert_eq!(low(&plan), 2);
    update_workspace(&plan, "{ behindPoints: 20 }");
    assert_eq!(low(&plan), 2, "what is left out stays");
    update_workspace(&plan, "{ lowSlackDays: null }");
    assert_eq!(low(&plan), 0);
    let cleared = update_workspace(&plan, "null");
    assert_eq!(cleared["workspace"]["findingThresholds"], json!({ "lowSlackDays": 2, "behindPoints": 10 }));
}

#[apply(on_both)]
fn a_campaign_overrides_its_workspace_and_undoes_that(server: &Server) {
    let plan = plan(server);
    update_workspace(&plan, "{ lowSlackDays: 3 }");
    let set = update_campaign(&plan, "{ lowSlackDays: 1 }");
    assert_eq!(
        set["campaign"]["findingThresholdOverrides"],
        json!({ "lowSlackDays": 1, "behindPoints": null })
    );
    assert_eq!(
        (
            &set["campaign"]["findingThresholds"]["lowSlackDays"],
            &set["ripple"]["findingsResolved"][1]["code"]
        ),
        (&json!(1), &json!("LOW_SLACK"))
    );
    assert_eq!(low(&plan), 0);
    plan.undoes(&set);
    assert_eq!(low(&plan), 2);
    update_campaign(&plan, "{ lowSlackDays: 1 }");
    let cleared = update_campaign(&plan, "{ lowSlackDays: null }");
    assert_eq!((&cleared["campaign"]["findingThresholds"]["lowSlackDays"], low(&plan)), (&json!(3), 2));
}

#[apply(on_both)]
fn a_threshold_out_of_range_is_refused_at_its_place(server: &Server) {
    let plan = plan(server);
    let refused = update_workspace(&plan, "{ behindPoints: 101 }");
    let error = json!({ "code": "OUT_OF_RANGE", "field": ["findingThresholds", "behindPoints"], "params": [{
        "name": "min", "value": "0" }, { "name": "max", "value": "100" }] });
    assert_eq!(refused["userErrors"], json!([error]));
    let input = format!("campaignId: {:?}, findingThresholds: {{ lowSlackDays: 0 }}", plan.campaign);
    assert_eq!(
        plan.refuses("updateCampaign", &input),
        ("OUT_OF_RANGE".to_owned(), "findingThresholds.lowSlackDays".to_owned())
    );
}

#[apply(on_both)]
fn a_plan_file_has_what_a_campaign_overrides(server: &Server) {
    let plan = plan(server);
    update_campaign(&plan, "{ lowSlackDays: 3, staleDays: 7 }");
    let text = exported(server, "SPR");
    let mut file: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(file["campaign"]["findingThresholds"], json!({ "lowSlackDays": 3, "staleDays": 7 }));
    file["campaign"]["key"] = json!("SUM");
    server.import_into(&file.to_string(), None).unwrap();
    let read = plan
        .who
        .ask("{ campaign(key: \"SUM\") { findingThresholdOverrides { lowSlackDays staleDays slipDays } } }");
    assert_eq!(
        read["campaign"]["findingThresholdOverrides"],
        json!({ "lowSlackDays": 3, "staleDays": 7, "slipDays": null })
    );
    file["campaign"]["findingThresholds"]["lowSlackDays"] = json!(0);
    let faults = format!("{:?}", server.import_into(&file.to_string(), None).unwrap_err());
    assert!(faults.contains("campaign.findingThresholds.lowSlackDays"), "{faults}");
}
