//! Campaigns are planned backwards from an anchor: every task gets its last safe start.

use serde_json::json;
use tests::{Server, apply, on_both};

use crate::edits::Plan;

/// A plan of eight days before a launch, and the launch.
fn plan(server: &Server) -> (Plan, [String; 2], String) {
    let plan = Plan::new(server);
    plan.does(
        "updateCampaign",
        &format!("campaignId: {:?}, start: \"2026-10-26\", requiredFinish: null", plan.campaign),
        "",
    );
    let made = [plan.create("Copy", 5), plan.create("Design", 3)];
    plan.link(&made[0], &made[1]);
    let launch = anchor(&plan, "LAUNCH", "2026-11-11");
    (plan, made, launch)
}

fn anchor(plan: &Plan, kind: &str, date: &str) -> String {
    let input = format!("campaignId: {:?}, kind: {kind}, name: {kind:?}, date: {date:?}", plan.campaign);
    let made = plan.does("createAnchor", &input, "anchor { id }");
    made["anchor"]["id"].as_str().unwrap().to_owned()
}

#[apply(on_both)]
fn every_task_gets_its_last_safe_start_before_a_launch(server: &Server) {
    let (plan, _, launch) = plan(server);
    let before = plan.dates();
    assert_eq!(before, ["Copy 10-26 10-30", "Design 11-02 11-04"]);
    let select = "ripple { moves { workPackage { title } to { start finish } reason { kind } } \
        findingsAppeared { code } } userErrors { code field }";
    let document = format!(
        "{{ campaign(id: {:?}) {{ backPlan(anchorId: {launch:?}, bufferDays: 2) {{ {select} }} }} }}",
        plan.campaign
    );
    let preview = plan.who.ask(&document)["campaign"]["backPlan"].take();
    assert_eq!(plan.dates(), before, "a preview saves nothing");
    let input = format!("campaignId: {:?}, anchorId: {launch:?}, bufferDays: 2", plan.campaign);
    let done =
        plan.who
            .ask(&format!("mutation {{ backPlanCampaign(input: {{ {input} }}) {{ changeSeq {select} }} }}"))
            ["backPlanCampaign"]
            .take();
    assert_eq!((&done["ripple"], &done["userErrors"]), (&preview["ripple"], &json!([])));
    assert_eq!(
        plan.dates(),
        ["Copy 10-28 11-03", "Design 11-04 11-06"],
        "Monday and Tuesday before the launch stay free"
    );
    let rows = plan.who.ask(&format!(
        "{{ campaign(id: {:?}) {{ workPackages {{ nodes {{ direction \
        bufferDays anchor {{ kind }} }} }} }} }}",
        plan.campaign
    ));
    assert_eq!(
        rows["campaign"]["workPackages"]["nodes"],
        json!([
            { "direction": "ALAP", "bufferDays": 0, "anchor": { "kind": "LAUNCH" } },
            { "direction": "ALAP", "bufferDays": 2, "anchor": { "kind": "LAUNCH" } },
        ])
    );
    plan.undoes(&done);
    assert_eq!(plan.dates(), before);
}

#[apply(on_both)]
fn what_has_begun_what_is_typed_and_what_leads_elsewhere_stays(server: &Server) {
    let (plan, _, launch) = plan(server);
    let end = anchor(&plan, "END", "2026-11-25");
    let [begun, typed, after] =
        [("Begun", 2), ("Typed", 2), ("After", 2)].map(|(title, days)| plan.create(title, days));
    plan.does(
        "reportProgress",
        &format!("workPackageId: {begun:?}, actualStart: \"2026-10-19\", progress: 10"),
        "",
    );
    plan.does("moveWorkPackage", &format!("workPackageId: {typed:?}, start: \"2026-10-27\""), "");
    plan.does("updateWorkPackage", &format!("workPackageId: {after:?}, anchorId: {end:?}"), "");
    plan.does("backPlanCampaign", &format!("campaignId: {:?}, anchorId: {launch:?}", plan.campaign), "");
    let dates = plan.dates();
    assert_eq!(dates[..2], ["Copy 10-30 11-05", "Design 11-06 11-10"]);
    assert!(dates[2].starts_with("Begun 10-19"), "{dates:?}");
    assert_eq!(dates[3..], ["Typed 10-27 10-28", "After 11-23 11-24"]);
}

#[apply(on_both)]
fn an_unknown_anchor_and_a_negative_buffer_are_refused(server: &Server) {
    let (plan, _, launch) = plan(server);
    let input = |more: &str| format!("campaignId: {:?}, {more}", plan.campaign);
    let unknown = "anchorId: \"anc_00000000000000000000000000\"";
    assert_eq!(
        plan.refuses("backPlanCampaign", &input(unknown)),
        ("NOT_FOUND".to_owned(), "anchorId".to_owned())
    );
    assert_eq!(
        plan.refuses("backPlanCampaign", &input(&format!("anchorId: {launch:?}, bufferDays: -1"))),
        ("OUT_OF_RANGE".to_owned(), "bufferDays".to_owned())
    );
    let previewed = plan.who.ask(&format!(
        "{{ campaign(id: {:?}) {{ backPlan({unknown}) {{ userErrors {{ code field }} }} }} }}",
        plan.campaign
    ));
    assert_eq!(
        previewed["campaign"]["backPlan"]["userErrors"],
        json!([{ "code": "NOT_FOUND", "field": ["anchorId"] }])
    );
}
