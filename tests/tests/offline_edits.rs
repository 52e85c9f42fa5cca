//! Edits that were made offline are pushed in one batch: what others have changed meanwhile is reported, and
//! kept.

use serde_json::{Value, json};
use tests::{Server, apply, on_both};

use crate::edits::Plan;

/// Pushes edits with client-made ids, each with the version that it was made from.
fn push(plan: &Plan, edits: &str, more: &str) -> Value {
    let document = format!(
        "mutation {{ applyPlanEdits(input: {{ campaignId: {:?}, edits: [{edits}]{more} }}) {{ changeSeq \
            userErrors {{ code field }} results {{ workPackage {{ title version }} dependency {{ lagDays }} \
            conflict {{ code field params {{ name value }} }} }} }} }}",
        plan.campaign
    );
    plan.who.ask(&document)["applyPlanEdits"].take()
}

const REPORT: &str = ", conflicts: REPORT";

#[apply(on_both)]
fn conflicts_are_told_for_each_edit_with_the_row_as_it_is_now_and_the_rest_is_done(server: &Server) {
    let plan = Plan::new(server);
    let (copy, design, film) = (plan.create("Copy", 5), plan.create("Design", 3), plan.create("Film", 2));
    // Meanwhile, by others.
    plan.does("updateWorkPackage", &format!("workPackageId: {copy:?}, title: \"Copy 2\""), "");
    plan.does("deleteWorkPackage", &format!("workPackageId: {film:?}"), "");
    let new = "wp_01m8c65zwnefhtffsxwthwjhzz";
    let edits = format!(
        "{{ updateWorkPackage: {{ workPackageId: {copy:?}, title: \"Mine\", expectedVersion: 1 }} }} \
             {{ updateWorkPackage: {{ workPackageId: {design:?}, title: \"Design 2\", expectedVersion: 1 }} \
             }} {{ updateWorkPackage: {{ workPackageId: {film:?}, title: \"Film 2\", expectedVersion: 1 }} \
             }} {{ createWorkPackage: {{ id: {new:?}, title: \"New\", kind: TASK, durationDays: 1 }} }} \
             {{ createDependency: {{ predecessorId: {design:?}, successorId: {new:?}, lagDays: 2 }} }} \
             {{ createDependency: {{ predecessorId: {film:?}, successorId: {new:?} }} }}"
    );
    let strict = push(&plan, &edits, "");
    assert_eq!(
        (&strict["changeSeq"], &strict["userErrors"]),
        (&Value::Null, &json!([{ "code": "CONFLICT", "field": ["edits", "0", "expectedVersion"] }]),),
        "all or nothing, where nobody asks otherwise"
    );
    let pushed = push(&plan, &edits, REPORT);
    assert_eq!((&pushed["userErrors"], &pushed["changeSeq"]), (&json!([]), &json!(7)));
    let conflict = |code: &str, at: &str, field: &str, params: Value| {
        json!({ "code": code,
        "field": ["edits", at, field], "params": params })
    };
    let version = json!([{ "name": "version", "value": "2" }]);
    assert_eq!(
        pushed["results"],
        json!([
            { "workPackage": { "title": "Copy 2", "version": 2 }, "dependency": null,
            "conflict": conflict("CONFLICT", "0", "expectedVersion", version) },
            { "workPackage": { "title": "Design 2", "version": 2 }, "dependency": null, "conflict": null },
            { "workPackage": null, "dependency": null, "conflict": conflict("NOT_FOUND", "2",
            "workPackageId", json!([])) },
            { "workPackage": { "title": "New", "version": 1 }, "dependency": null, "conflict": null },
            { "workPackage": null, "dependency": { "lagDays": 2 }, "conflict": null },
            { "workPackage": null, "dependency": null, "conflict": conflict("NOT_FOUND", "5",
            "predecessorId", json!([])) },
        ])
    );
}

#[apply(on_both)]
fn a_push_that_is_sent_again_doubles_nothing(server: &Server) {
    let plan = Plan::new(server);
    let edit = "{ createWorkPackage: { id: \"wp_01m8c65zwnefhtffsxwthwjhzz\", title: \"New\", kind: TASK } }";
    let keyed = [REPORT, ", idempotencyKey: \"push-1\""].concat();
    let first = push(&plan, edit, &keyed);
    assert_eq!(push(&plan, edit, &keyed), first, "by its key");
    let again = push(&plan, edit, REPORT);
    assert_eq!(
        (&again["results"][0]["workPackage"]["title"], &again["results"][0]["conflict"]["code"]),
        (&json!("New"), &json!("ALREADY_TAKEN")),
        "by its ids"
    );
    assert_eq!(plan.dates().len(), 1);
}

#[apply(on_both)]
fn what_is_no_conflict_refuses_the_whole_push(server: &Server) {
    let plan = Plan::new(server);
    let copy = plan.create("Copy", 5);
    let edits = format!(
        "{{ updateWorkPackage: {{ workPackageId: {copy:?}, title: \"Copy 2\" }} }} {{ resizeWorkPackage: {{ \
            workPackageId: {copy:?}, durationDays: 0 }} }}"
    );
    let pushed = push(&plan, &edits, REPORT);
    assert_eq!(
        pushed["userErrors"],
        json!([{ "code": "OUT_OF_RANGE", "field": ["edits", "1", "durationDays"] }])
    );
    assert_eq!(plan.dates()[0].split(' ').next(), Some("Copy"), "nothing is half done");
}
