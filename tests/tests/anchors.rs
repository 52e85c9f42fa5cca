//! Anchors are edited: what they move, who confirms, what keeps them.

use serde_json::{Value, json};
use tests::{Server, apply, on_both};

use crate::edits::Plan;

/// An anchor of the plan, by what makes it.
fn create(plan: &Plan, input: &str) -> String {
    let input = format!("campaignId: {:?}, {input}", plan.campaign);
    let made = plan.does("createAnchor", &input, "anchor { id }");
    made["anchor"]["id"].as_str().unwrap().to_owned()
}

/// `kind name date edge origin version` of every anchor.
fn anchors(plan: &Plan) -> Vec<String> {
    let found = plan.who.ask("{ campaign(key: \"SPR\") { anchors { kind name date edge origin version } } }");
    let line = |row: &Value| {
        ["kind", "name", "date", "edge", "origin", "version"]
            .map(|name| row[name].to_string().replace('"', ""))
            .join(" ")
    };
    found["campaign"]["anchors"].as_array().unwrap().iter().map(line).collect()
}

/// A task that leads to an anchor.
fn led_to(plan: &Plan, anchor: &str) -> String {
    let id = plan.create("Copy", 5);
    plan.does(
        "updateWorkPackage",
        &format!("workPackageId: {id:?}, direction: ALAP, anchorId: {anchor:?}"),
        "",
    );
    id
}

#[apply(on_both)]
fn an_anchor_that_moves_takes_work_with_it(server: &Server) {
    let plan = Plan::new(server);
    let launch = create(&plan, "kind: LAUNCH, name: \"Launch\", date: \"2026-03-23\"");
    led_to(&plan, &launch);
    assert_eq!(plan.dates(), ["Copy 03-16 03-20"]);
    let edit = format!("anchorId: {launch:?}, date: \"2026-03-30\", slipReason: {{ category: CHANNEL }}");
    let preview = plan.previews(&format!("moveAnchor: {{ {edit} }}"));
    let moved = plan.does("moveAnchor", &edit, "anchor { date version } campaign { seq }");
    assert_eq!(moved["anchor"], json!({ "date": "2026-03-30", "version": 2 }));
    assert_eq!(
        (&moved["ripple"], moved["ripple"]["moves"][0]["to"]["start"].as_str()),
        (&preview["ripple"], Some("2026-03-23"))
    );
    assert_eq!(plan.dates(), ["Copy 03-23 03-27"]);
    plan.undoes(&moved);
    assert_eq!(
        (plan.dates(), anchors(&plan)),
        (
            vec!["Copy 03-16 03-20".to_owned()],
            vec!["LAUNCH Launch 2026-03-23 START_OF_DAY COMPANY 3".to_owned()]
        )
    );
}

#[apply(on_both)]
fn a_date_of_the_channel_changes_with_a_confirmation_alone(server: &Server) {
    let plan = Plan::new(server);
    let launch = create(&plan, "kind: LAUNCH, name: \"Launch\", date: \"2026-03-23\", origin: CHANNEL");
    let of = |more: &str| format!("anchorId: {launch:?}{more}");
    let refused = ("CONFIRM_CHANNEL_CHANGE".to_owned(), "confirmChannelChange".to_owned());
    assert_eq!(plan.refuses("moveAnchor", &of(", date: \"2026-03-30\"")), refused);
    assert_eq!(plan.refuses("updateAnchor", &of(", origin: COMPANY")), refused);
    assert_eq!(plan.refuses("updateAnchor", &of(", edge: END_OF_DAY")), refused);
    assert_eq!(plan.refuses("deleteAnchor", &of("")), refused);
    plan.does("updateAnchor", &of(", name: \"Doors open\""), "");
    plan.does(
        "moveAnchor",
        &of(", date: \"2026-03-30\", edge: END_OF_DAY, confirmChannelChange: true, \
        slipReason: { category: CHANNEL }"),
        "",
    );
    assert_eq!(anchors(&plan), ["LAUNCH Doors open 2026-03-30 END_OF_DAY CHANNEL 3"]);
    plan.does("deleteAnchor", &of(", confirmChannelChange: true"), "");
    assert_eq!(anchors(&plan), [""; 0]);
}

#[apply(on_both)]
fn an_anchor_in_use_is_deleted_once_work_is_detached_and_comes_back_with_it(server: &Server) {
    let plan = Plan::new(server);
    let launch = create(&plan, "kind: LAUNCH, name: \"Launch\", date: \"2026-03-23\"");
    led_to(&plan, &launch);
    let refused = plan.tries("deleteAnchor", &format!("anchorId: {launch:?}"), "");
    assert_eq!(
        (&refused["userErrors"][0]["code"], &refused["userErrors"][0]["params"]),
        (
            &json!("STILL_IN_USE"),
            &json!([{ "name": "workPackages", "value": "1" }, { "name": "workPackageKeys",
                "value": "SPR-1" }])
        )
    );
    let deleted = plan.does(
        "deleteAnchor",
        &format!("anchorId: {launch:?}, detachWorkPackages: true"),
        "anchor { id }",
    );
    assert_eq!((&deleted["anchor"], anchors(&plan)), (&json!(null), Vec::new()));
    plan.undoes(&deleted);
    assert_eq!(plan.dates(), ["Copy 03-16 03-20"], "work leads to it again");
}

#[apply(on_both)]
fn an_undo_leaves_no_work_without_its_anchor(server: &Server) {
    let plan = Plan::new(server);
    let launch = plan.does(
        "createAnchor",
        &format!("campaignId: {:?}, kind: LAUNCH, name: \"Launch\", date: \"2026-03-23\"", plan.campaign),
        "anchor { id }",
    );
    let id = launch["anchor"]["id"].as_str().unwrap().to_owned();
    led_to(&plan, &id);
    let undo = |change: &Value| {
        plan.refuses(
            "undoChange",
            &format!("campaignId: {:?}, changeSeq: {}", plan.campaign, change["changeSeq"]),
        )
    };
    assert_eq!(undo(&launch), ("CHANGED_SINCE".to_owned(), "changeSeq".to_owned()));
    let deleted = plan.does("deleteAnchor", &format!("anchorId: {id:?}, detachWorkPackages: true"), "");
    create(&plan, "kind: LAUNCH, name: \"Other\", date: \"2026-03-24\"");
    assert_eq!(
        undo(&deleted),
        ("CHANGED_SINCE".to_owned(), "changeSeq".to_owned()),
        "there is another launch"
    );
}

#[apply(on_both)]
fn a_batch_creates_an_anchor_and_leads_work_to_it_and_exchanges_kinds_and_names(server: &Server) {
    let plan = Plan::new(server);
    let [launch, copy] = ["anc_0000000000000000000000000a", "wp_0000000000000000000000000b"];
    let apply = |edits: &str| {
        plan.does(
            "applyPlanEdits",
            &format!("campaignId: {:?}, edits: [{edits}]", plan.campaign),
            "results { anchor { name } workPackage { title } }",
        )
    };
    let done = apply(&format!(
        r#"{{ createAnchor: {{ id: "{launch}", kind: LAUNCH, name: "A", date: "2026-03-23" }} }}, {{
            createWorkPackage: {{ id: "{copy}", title: "Copy", kind: TASK }} }}, {{ updateWorkPackage: {{
            workPackageId: "{copy}", anchorId: "{launch}" }} }}"#
    ));
    assert_eq!(done["results"][0], json!({ "anchor": { "name": "A" }, "workPackage": null }));
    let other = create(&plan, "kind: CUSTOM, name: \"B\", date: \"2026-03-24\"");
    apply(&format!(
        r#"{{ updateAnchor: {{ anchorId: "{launch}", kind: CUSTOM, name: "C" }} }}, {{ updateAnchor: {{
            anchorId: "{other}", kind: LAUNCH, name: "A" }} }}, {{ updateAnchor: {{ anchorId: "{launch}",
            name: "B" }} }}"#
    ));
    assert_eq!(
        anchors(&plan),
        ["CUSTOM B 2026-03-23 START_OF_DAY COMPANY 2", "LAUNCH A 2026-03-24 START_OF_DAY COMPANY 2"]
    );
    let back = format!(
        r#"{{ deleteAnchor: {{ anchorId: "{other}" }} }}, {{ createAnchor: {{ kind: LAUNCH, name: "A", date:
            "2026-03-25" }} }}"#
    );
    assert_eq!(apply(&back)["results"][0]["anchor"], json!(null));
    assert_eq!(anchors(&plan).len(), 2);
}

#[apply(on_both)]
fn refusals_of_anchors_have_a_code_and_a_path(server: &Server) {
    let plan = Plan::new(server);
    let launch = create(&plan, "kind: LAUNCH, name: \"Launch\", date: \"2026-03-23\"");
    let new = |what: &str| format!("campaignId: {:?}, date: \"2026-03-23\", {what}", plan.campaign);
    let of = |what: &str| format!("anchorId: {launch:?}, {what}");
    for (mutation, input, code, path) in [
        ("createAnchor", new("kind: LAUNCH, name: \"x\""), "ALREADY_TAKEN", "kind"),
        ("createAnchor", new("kind: CUSTOM, name: \" Launch\""), "ALREADY_TAKEN", "name"),
        ("createAnchor", new("kind: CUSTOM, name: \"\""), "INVALID_NAME", "name"),
        ("createAnchor", new(&format!("kind: CUSTOM, name: \"x\", id: {launch:?}")), "ALREADY_TAKEN", "id"),
        ("createAnchor", new("kind: CUSTOM, name: \"x\", id: \"wp_x\""), "NOT_FOUND", "id"),
        ("moveAnchor", of("date: \"2026-03-30\", expectedVersion: 9"), "CONFLICT", "expectedVersion"),
        ("moveAnchor", "anchorId: \"anc_x\", date: \"2026-03-30\"".to_owned(), "NOT_FOUND", "anchorId"),
        ("deleteAnchor", format!("anchorId: \"anc_{}\"", "0".repeat(26)), "NOT_FOUND", "anchorId"),
    ] {
        assert_eq!(plan.refuses(mutation, &input), (code.to_owned(), path.to_owned()), "{mutation}({input})");
    }
    let stale = plan.tries(
        "moveAnchor",
        &of("date: \"2026-03-30\", expectedVersion: 9"),
        "anchor { version } campaign { seq }",
    );
    assert_eq!(
        (&stale["anchor"], &stale["campaign"]),
        (&json!({ "version": 1 }), &json!({ "seq": 2 })),
        "it is shown as it is now"
    );
}
