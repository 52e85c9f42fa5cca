//! Promised dates are moved with a reason, and the reasons add up.

use serde_json::{Value, json};
use tests::{Server, apply, on_both};

use crate::edits::Plan;

impl Plan {
    /// Its slips, the earliest first.
    fn slips(&self) -> Vec<Value> {
        let answer = self.who.ask(
            "{ campaign(key: \"SPR\") { slips { kind workPackage { title } anchor { \
            name } from to days movedOn user { name } category reason } } }",
        );
        answer["campaign"]["slips"].as_array().unwrap().clone()
    }
}

#[apply(on_both)]
fn a_firm_deadline_is_moved_later_with_a_reason(server: &Server) {
    let plan = Plan::new(server);
    let copy = plan.create("Copy", 5);
    let update = |what: &str| format!("workPackageId: {copy:?}, {what}");
    let deadline =
        |date: &str, firmness: &str| format!("deadline: {{ date: {date:?}, firmness: {firmness} }}");
    plan.does("updateWorkPackage", &update(&deadline("2026-11-20", "FIRM")), "");
    let refused = ("SLIP_REASON_REQUIRED".to_owned(), "slipReason".to_owned());
    for what in [deadline("2026-11-21", "FIRM"), deadline("2026-11-21", "SOFT"), "deadline: null".to_owned()]
    {
        assert_eq!(plan.refuses("updateWorkPackage", &update(&what)), refused, "{what}");
    }
    plan.does("updateWorkPackage", &update(&deadline("2026-11-18", "FIRM")), "");
    assert_eq!(plan.slips(), [] as [Value; 0], "earlier is no slip");
    let reason = "slipReason: { category: SUPPLIER, text: \"the printer is late\" }";
    let moved = plan.does(
        "updateWorkPackage",
        &update(&format!("{}, {reason}", deadline("2026-11-25", "FIRM"))),
        "workPackage { slips { days } }",
    );
    assert_eq!(moved["workPackage"]["slips"], json!([{ "days": 7 }]));
    assert_eq!(
        plan.slips(),
        [json!({
            "kind": "DEADLINE", "workPackage": { "title": "Copy" }, "anchor": null, "from": "2026-11-18",
            "to": "2026-11-25", "days": 7,
            "movedOn": "2026-10-20", "user": { "name": "Lin Wei" }, "category": "SUPPLIER",
            "reason": "the printer is late",
        })]
    );
    plan.undoes(&moved);
    assert_eq!(plan.slips(), [] as [Value; 0], "what is undone did not slip");
    plan.does("updateWorkPackage", &update(&deadline("2026-11-18", "SOFT")), "");
    plan.does("updateWorkPackage", &update(&deadline("2026-11-19", "SOFT")), "");
    assert_eq!(plan.slips()[0]["category"], json!(null), "a soft one that has not passed needs none");
}

#[apply(on_both)]
fn a_deadline_that_has_passed_is_moved_with_a_reason(server: &Server) {
    let plan = Plan::new(server);
    let copy = plan.create("Copy", 5);
    let update =
        |what: &str| format!("workPackageId: {copy:?}, deadline: {{ date: {what}, firmness: SOFT }}");
    plan.does("updateWorkPackage", &update("\"2026-10-19\""), "");
    assert_eq!(plan.refuses("updateWorkPackage", &update("\"2026-10-30\"")).0, "SLIP_REASON_REQUIRED");
    plan.does(
        "updateWorkPackage",
        &format!("{}, slipReason: {{ category: ESTIMATE }}", update("\"2026-10-30\"")),
        "",
    );
    assert_eq!(plan.slips()[0]["days"], 11);
}

#[apply(on_both)]
fn an_anchor_is_moved_with_a_reason(server: &Server) {
    let plan = Plan::new(server);
    let created = plan.does(
        "createAnchor",
        &format!("campaignId: {:?}, kind: LAUNCH, name: \"Launch\", date: \"2026-03-20\"", plan.campaign),
        "anchor { id }",
    );
    let id = &created["anchor"]["id"];
    for mutation in ["moveAnchor", "updateAnchor"] {
        let refused = ("SLIP_REASON_REQUIRED".to_owned(), "slipReason".to_owned());
        assert_eq!(plan.refuses(mutation, &format!("anchorId: {id}, date: \"2026-03-10\"")), refused);
    }
    let edits = format!("[{{ moveAnchor: {{ anchorId: {id}, date: \"2026-03-10\" }} }}]");
    let (code, path) =
        plan.refuses("applyPlanEdits", &format!("campaignId: {:?}, edits: {edits}", plan.campaign));
    assert_eq!((code.as_str(), path.as_str()), ("SLIP_REASON_REQUIRED", "edits.0.slipReason"));
    plan.does(
        "moveAnchor",
        &format!("anchorId: {id}, date: \"2026-03-10\", slipReason: {{ category: CHANNEL }}"),
        "",
    );
    let slip = &plan.slips()[0];
    assert_eq!(
        (&slip["kind"], &slip["anchor"]["name"], &slip["days"]),
        (&json!("ANCHOR"), &json!("Launch"), &json!(-10))
    );
}

#[apply(on_both)]
fn work_that_slips_again_and_again_is_found_and_summed_up(server: &Server) {
    let plan = Plan::new(server);
    let copy = plan.create("Copy", 5);
    let department = plan.who.ask("{ departments { id name } }")["departments"][0].take();
    plan.does(
        "updateWorkPackage",
        &format!("workPackageId: {copy:?}, departmentId: {}", department["id"]),
        "",
    );
    let moved = |start: &str, reason: &str| {
        plan.does("moveWorkPackage", &format!("workPackageId: {copy:?}, start: {start:?}{reason}"), "")
    };
    let why = ", slipReason: { category: PEOPLE }";
    let all = [moved("2026-03-09", why), moved("2026-03-16", ""), moved("2026-03-23", why)];
    let is_found = |answer: &Value| {
        answer["ripple"]["findingsAppeared"]
            .as_array()
            .unwrap()
            .iter()
            .any(|finding| finding["code"] == "REPEAT_SLIP")
    };
    assert_eq!(all.iter().filter(|answer| is_found(answer)).count(), 1, "{all:?}");
    let days: Vec<_> = plan.slips().iter().map(|slip| (slip["kind"].clone(), slip["days"].clone())).collect();
    assert_eq!(days, vec![(json!("PLANNED_FINISH"), json!(7)); 3]);
    moved("2026-03-30", "");
    moved("2026-03-02", "");
    let summary = plan.who.ask(
        "{ campaign(key: \"SPR\") { slipSummary { category department { name } count \
        days } } }",
    )["campaign"]["slipSummary"]
        .take();
    assert_eq!(
        summary,
        json!([
            { "category": null, "department": { "name": department["name"] }, "count": 2, "days": 14 },
            { "category": "PEOPLE", "department": { "name": department["name"] }, "count": 2, "days": 14 },
        ])
    );
}
