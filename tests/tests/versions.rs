//! Optimistic locks: who sends the version that they have seen overwrites nothing of others.

use std::collections::BTreeSet;

use serde_json::json;
use tests::{Server, apply, on_both};

use crate::edits::Plan;

/// What nothing that has a version is there for before it: things that are made, signing in, what ends for
/// good and is named by an id that is never used again, and changes that are named by their number.
const WITHOUT: &[&str] = &[
    "acceptInvitation",
    "changePassword",
    "confirmRegistration",
    "createAnchor",
    "createBaseline",
    "createCalendar",
    "createCampaign",
    "createDayOff",
    "createDepartment",
    "createDependency",
    "createToken",
    "createWorkPackage",
    "createWorkspace",
    "importPlan",
    "inviteMember",
    "leaveWorkspace",
    "proposePlanEdits",
    "redoChange",
    "refreshSession",
    "register",
    "requestPasswordReset",
    "resetPassword",
    "restoreCampaign",
    "restoreWorkPackage",
    "revokeInvitation",
    "revokeToken",
    "rotateToken",
    "signIn",
    "signOut",
    "signOutEverywhere",
    "undoChange",
];

/// The part of the schema that begins with a line, up to its end.
fn part<'a>(schema: &'a str, start: &str) -> &'a str {
    schema.split(start).nth(1).unwrap_or_else(|| panic!("{start}")).split("\n}").next().unwrap()
}

#[test]
fn every_other_mutation_takes_the_version_that_the_client_has_seen() {
    let schema = leadtime::graphql::sdl();
    let mutations = part(&schema, "\ntype Mutation {");
    let (mut name, mut without) = ("", BTreeSet::new());
    for line in mutations.lines() {
        if let Some(found) = line.strip_prefix('\t').and_then(|line| line.strip_suffix('('))
            && !found.starts_with('\t')
        {
            name = found;
        }
        if let Some(input) = line.trim().strip_prefix("input: ") {
            let fields = part(&schema, &format!("\ninput {} {{", input.trim_end_matches('!')));
            if !fields.contains("\texpectedVersion: Int") {
                without.insert(name);
            }
        }
    }
    assert_eq!(without, WITHOUT.iter().copied().collect());
}

#[apply(on_both)]
fn a_dependency_that_somebody_else_changed_is_not_overwritten(server: &Server) {
    let plan = Plan::new(server);
    let (copy, design) = (plan.create("Copy", 5), plan.create("Design", 3));
    let link = plan.link(&copy, &design)["dependency"]["id"].clone();
    let update = |version: i32, lag: i32| {
        plan.tries(
            "updateDependency",
            &format!("dependencyId: {link}, lagDays: {lag}, expectedVersion: {version}"),
            "dependency { lagDays version }",
        )
    };
    assert_eq!(update(1, 2)["dependency"], json!({ "lagDays": 2, "version": 2 }));
    let stale = update(1, 4);
    assert_eq!(
        (&stale["userErrors"][0]["code"], &stale["userErrors"][0]["field"]),
        (&json!("CONFLICT"), &json!(["expectedVersion"]))
    );
    assert_eq!(stale["dependency"], json!({ "lagDays": 2, "version": 2 }), "the payload shows it as it is");
    // The same link once more sets its lag, and is a change of it.
    plan.does(
        "createDependency",
        &format!("predecessorId: {copy:?}, successorId: {design:?}, lagDays: 3"),
        "",
    );
    let conflict = ("CONFLICT".to_owned(), "expectedVersion".to_owned());
    assert_eq!(
        plan.refuses("deleteDependency", &format!("dependencyId: {link}, expectedVersion: 2")),
        conflict
    );
    let gone = plan.does("deleteDependency", &format!("dependencyId: {link}, expectedVersion: 3"), "");
    plan.undoes(&gone);
    assert_eq!(plan.dates(), ["Copy 03-02 03-06", "Design 03-12 03-16"]);
    assert_eq!(update(3, 0)["userErrors"], json!([]), "an undo brings it back as it was");
}

#[apply(on_both)]
fn a_campaign_and_a_workspace_that_somebody_else_changed_are_not_planned_over_or_deleted(server: &Server) {
    let plan = Plan::new(server);
    let launch = plan.does(
        "createAnchor",
        &format!("campaignId: {:?}, kind: LAUNCH, name: \"Launch\", date: \"2026-03-23\"", plan.campaign),
        "anchor { id }",
    );
    let back = |version: i32| {
        plan.tries(
            "backPlanCampaign",
            &format!(
                "campaignId: {:?}, anchorId: {}, expectedVersion: {version}",
                plan.campaign, launch["anchor"]["id"]
            ),
            "campaign { name version }",
        )
    };
    plan.does("updateCampaign", &format!("campaignId: {:?}, name: \"Summer\"", plan.campaign), "");
    let stale = back(1);
    assert_eq!(
        (&stale["userErrors"][0]["code"], &stale["campaign"]),
        (&json!("CONFLICT"), &json!({ "name": "Summer", "version": 2 }))
    );
    assert_eq!(back(2)["userErrors"], json!([]));
    let workspace = plan.who.ask("{ viewer { workspace { id name } } }")["viewer"]["workspace"].take();
    let delete = format!(
        "mutation {{ deleteWorkspace(input: {{ workspaceId: {}, name: {}, expectedVersion: 0 }}) {{ \
            workspaceId userErrors {{ code field }} }} }}",
        workspace["id"], workspace["name"]
    );
    assert_eq!(
        plan.who.ask(&delete)["deleteWorkspace"],
        json!({ "workspaceId": null, "userErrors": [{ "code": "CONFLICT", "field": ["expectedVersion"] }] })
    );
}
