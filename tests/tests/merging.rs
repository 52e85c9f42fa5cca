//! Edits that were made from an older version are merged where they change other fields than what was changed
//! since.

use serde_json::json;
use tests::{Server, apply, on_both};

use crate::edits::Plan;

/// What an edit is refused with that nothing is merged of.
fn conflict() -> (String, String) {
    ("CONFLICT".to_owned(), "expectedVersion".to_owned())
}

#[apply(on_both)]
fn edits_of_different_fields_are_merged_where_they_ask_for_it(server: &Server) {
    let plan = Plan::new(server);
    let copy = plan.create("Copy", 5);
    let update =
        |what: &str| format!("workPackageId: {copy:?}, expectedVersion: 1, mergeDisjoint: true, {what}");
    plan.does(
        "updateWorkPackage",
        &format!(
            "workPackageId: {copy:?}, title: \"Text\", deadline: {{ date: \"2026-11-20\", firmness: SOFT }}"
        ),
        "",
    );
    plan.does("resizeWorkPackage", &format!("workPackageId: {copy:?}, durationDays: 4"), "");
    assert_eq!(
        plan.refuses(
            "updateWorkPackage",
            &format!("workPackageId: {copy:?}, expectedVersion: 1, priority: HIGH")
        ),
        conflict(),
        "without being asked nothing is merged"
    );
    for what in ["title: \"Other\"", "priority: HIGH, deadline: { date: \"2026-11-20\", firmness: FIRM }"] {
        assert_eq!(plan.refuses("updateWorkPackage", &update(what)), conflict(), "{what}");
    }
    let merged = plan.does(
        "updateWorkPackage",
        &update("priority: HIGH, title: \"Text\""),
        "workPackage { title priority durationDays version }",
    );
    assert_eq!(
        merged["workPackage"],
        json!({ "title": "Text", "priority": "HIGH", "durationDays": 4, "version": 4 })
    );
    let edit = format!("updateWorkPackage: {{ {} }}", update("description: \"x\""));
    assert_eq!(plan.previews(&edit)["userErrors"], json!([]), "a preview merges alike");
    assert_eq!(
        plan.refuses(
            "updateWorkPackage",
            &format!("workPackageId: {copy:?}, expectedVersion: 9, mergeDisjoint: true, priority: LOW")
        ),
        conflict()
    );
}

#[apply(on_both)]
fn edits_of_different_fields_of_a_campaign_are_merged(server: &Server) {
    let plan = Plan::new(server);
    let of = |what: &str| format!("campaignId: {:?}, {what}", plan.campaign);
    let merge = |what: &str| of(&format!("expectedVersion: 1, mergeDisjoint: true, {what}"));
    plan.does("updateCampaign", &of("name: \"Summer\", requiredFinish: { date: \"2026-04-17\" }"), "");
    // What changes its plan is no change of its own fields.
    plan.create("Copy", 5);
    assert_eq!(plan.refuses("updateCampaign", &of("expectedVersion: 1, theme: \"Sun\"")), conflict());
    for what in [
        "name: \"Winter\"",
        "theme: \"Sun\", requiredFinish: { date: \"2026-04-17\", edge: START_OF_DAY }",
        "theme: \"Sun\", requiredFinish: null",
    ] {
        assert_eq!(plan.refuses("updateCampaign", &merge(what)), conflict(), "{what}");
    }
    let merged = plan.does(
        "updateCampaign",
        &merge("theme: \"Sun\", start: \"2026-03-03\""),
        "campaign { name theme start version }",
    );
    assert_eq!(
        merged["campaign"],
        json!({ "name": "Summer", "theme": "Sun", "start": "2026-03-03", "version": 3 })
    );
    let edit = format!("updateCampaign: {{ {} }}", "expectedVersion: 1, mergeDisjoint: true, goals: \"x\"");
    assert_eq!(plan.previews(&edit)["userErrors"], json!([]), "a preview merges alike");
    assert_eq!(
        plan.refuses("updateCampaign", &of("expectedVersion: 9, mergeDisjoint: true, goals: \"x\"")),
        conflict(),
        "no such version was there"
    );
}

#[apply(on_both)]
fn edits_of_different_fields_of_an_anchor_are_merged(server: &Server) {
    let plan = Plan::new(server);
    let made = plan.does(
        "createAnchor",
        &format!("campaignId: {:?}, kind: LAUNCH, name: \"Launch\", date: \"2026-03-23\"", plan.campaign),
        "anchor { id }",
    );
    let id = made["anchor"]["id"].as_str().unwrap();
    let merge = |what: &str| format!("anchorId: {id:?}, expectedVersion: 1, mergeDisjoint: true, {what}");
    plan.does(
        "moveAnchor",
        &format!("anchorId: {id:?}, date: \"2026-03-30\", slipReason: {{ category: CHANNEL }}"),
        "",
    );
    for what in
        ["date: \"2026-04-01\", slipReason: { category: CHANNEL }", "name: \"Start\", edge: END_OF_DAY"]
    {
        assert_eq!(plan.refuses("updateAnchor", &merge(what)), conflict(), "{what}");
    }
    let merged = plan.does(
        "updateAnchor",
        &merge("name: \"Start\", kind: CUSTOM"),
        "anchor { name kind date version }",
    );
    assert_eq!(
        merged["anchor"],
        json!({ "name": "Start", "kind": "CUSTOM", "date": "2026-03-30", "version": 3 })
    );
    let back = plan.undoes(&merged);
    assert_eq!(back["userErrors"], json!([]), "a merged edit is undone as every other");
    assert_eq!(
        plan.refuses("updateAnchor", &format!("anchorId: {id:?}, expectedVersion: 1, name: \"Start\"")),
        conflict()
    );
}
