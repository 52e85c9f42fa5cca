//! Who may not plan proposes, and who may accepts or declines.

use serde_json::{Value, json};
use tests::{Actor, Server, apply, on_both};

use crate::edits::Plan;

/// A member who works on a work package, the plan, and the work package.
fn begun(server: &Server) -> (Actor, Plan, String) {
    let plan = Plan::new(server);
    let sun = server.load_id("sun.hao@example.com");
    let (copy, design) = (plan.create("Copy", 5), plan.create("Design", 3));
    plan.link(&copy, &design);
    plan.does("updateWorkPackage", &format!("workPackageId: {copy:?}, accountableId: \"{sun}\""), "");
    (server.actor("sun.hao@example.com"), plan, copy)
}

/// What a mutation of a proposal answers.
fn tries(who: &Actor, mutation: &str, input: &str) -> Value {
    let select = "proposal { id status note answer edits changeSeq version } ripple { moves { workPackage { \
        title } } } changeSeq userErrors { code field }";
    who.ask(&format!("mutation {{ {mutation}(input: {{ {input} }}) {{ {select} }} }}"))[mutation].take()
}

fn proposed(who: &Actor, plan: &Plan, copy: &str, days: i32) -> Value {
    let edits = format!("[{{ resizeWorkPackage: {{ workPackageId: {copy:?}, durationDays: {days} }} }}]");
    let proposed = tries(
        who,
        "proposePlanEdits",
        &format!("campaignId: {:?}, note: \"it is more\", edits: {edits}", plan.campaign),
    );
    assert_eq!((&proposed["userErrors"], &proposed["proposal"]["status"]), (&json!([]), &json!("OPEN")));
    proposed["proposal"].clone()
}

#[apply(on_both)]
fn a_member_proposes_what_a_planner_accepts_after_seeing_it(server: &Server) {
    let (sun, plan, copy) = begun(server);
    let resize = format!("workPackageId: {copy:?}, durationDays: 8");
    let refused = sun
        .ask(&format!("mutation {{ resizeWorkPackage(input: {{ {resize} }}) {{ userErrors {{ code }} }} }}"));
    assert_eq!(refused["resizeWorkPackage"]["userErrors"][0]["code"], "FORBIDDEN");
    let proposal = proposed(&sun, &plan, &copy, 8);
    assert_eq!(
        (&proposal["note"], &proposal["edits"]),
        (
            &json!("it is more"),
            &json!([{ "resizeWorkPackage": { "workPackageId": copy, "durationDays": 8 } }])
        )
    );
    assert_eq!(plan.dates(), ["Copy 03-02 03-06", "Design 03-09 03-11"], "nothing is done yet");
    let listed = plan.who.ask(
        "{ campaign(key: \"SPR\") { proposals(statuses: [OPEN]) { proposedBy { name } \
        preview { ripple { moves { workPackage { title } to { finish } } } userErrors { code } } } } }",
    );
    let moves = json!([
        { "workPackage": { "title": "Copy" }, "to": { "finish": "2026-03-11" } },
        { "workPackage": { "title": "Design" }, "to": { "finish": "2026-03-16" } },
    ]);
    assert_eq!(
        listed["campaign"]["proposals"][0]["preview"],
        json!({ "ripple": { "moves": moves }, "userErrors": [] })
    );
    let id = &proposal["id"];
    assert_eq!(
        tries(&sun, "acceptProposal", &format!("proposalId: {id}"))["userErrors"][0]["code"],
        "FORBIDDEN"
    );
    let accepted = tries(
        &plan.who,
        "acceptProposal",
        &format!("proposalId: {id}, answer: \"fine\", expectedVersion: 1"),
    );
    assert_eq!(accepted["ripple"]["moves"].as_array().unwrap().len(), 2);
    assert_eq!(
        (
            &accepted["proposal"]["status"],
            &accepted["proposal"]["answer"],
            &accepted["proposal"]["changeSeq"]
        ),
        (&json!("ACCEPTED"), &json!("fine"), &accepted["changeSeq"])
    );
    assert_eq!(plan.dates(), ["Copy 03-02 03-11", "Design 03-12 03-16"]);
    for mutation in ["acceptProposal", "declineProposal"] {
        assert_eq!(
            tries(&plan.who, mutation, &format!("proposalId: {id}"))["userErrors"],
            json!([{ "code": "ALREADY_DECIDED", "field": ["proposalId"] }])
        );
    }
    plan.undoes(&accepted);
    assert_eq!(
        plan.dates(),
        ["Copy 03-02 03-06", "Design 03-09 03-11"],
        "an accepted proposal is undone as every change"
    );
}

#[apply(on_both)]
fn a_proposal_is_declined_or_withdrawn(server: &Server) {
    let (sun, plan, copy) = begun(server);
    let [first, second] = [8, 9].map(|days| proposed(&sun, &plan, &copy, days)["id"].clone());
    assert_eq!(
        tries(&sun, "declineProposal", &format!("proposalId: {first}"))["userErrors"][0]["code"],
        "FORBIDDEN"
    );
    assert_eq!(
        tries(&plan.who, "withdrawProposal", &format!("proposalId: {second}"))["userErrors"][0]["code"],
        "FORBIDDEN"
    );
    assert_eq!(
        tries(
            &plan.who,
            "declineProposal",
            &format!(
                "proposalId: {first}, answer: \
            \"no\""
            )
        )["proposal"]["status"],
        "DECLINED"
    );
    assert_eq!(
        tries(&sun, "withdrawProposal", &format!("proposalId: {second}"))["proposal"]["status"],
        "WITHDRAWN"
    );
    let statuses = plan.who.ask(
        "{ campaign(key: \"SPR\") { proposals { status decidedBy { name } } } \
        }",
    )["campaign"]["proposals"]
        .take();
    assert_eq!(statuses[1], json!({ "status": "DECLINED", "decidedBy": { "name": "Lin Wei" } }));
    assert_eq!(plan.dates()[0], "Copy 03-02 03-06");
}

#[apply(on_both)]
fn one_request_previews_ten_proposals(server: &Server) {
    let (sun, plan, copy) = begun(server);
    for days in 1..=11 {
        proposed(&sun, &plan, &copy, days);
    }
    let listed = plan.who.ask("{ campaign(key: \"SPR\") { proposals { preview { userErrors { code } } } } }")
        ["campaign"]["proposals"]
        .take();
    let is_previewed: Vec<_> =
        listed.as_array().unwrap().iter().map(|proposal| proposal["preview"].is_object()).collect();
    assert_eq!(is_previewed, [[true; 10].as_slice(), &[false]].concat());
}

#[apply(on_both)]
fn what_cannot_be_done_is_not_proposed_and_what_cannot_be_done_any_more_not_accepted(server: &Server) {
    let (sun, plan, copy) = begun(server);
    let propose = |edits: &str| {
        tries(
            &sun,
            "proposePlanEdits",
            &format!(
                "campaignId: {:?}, edits: \
            {edits}",
                plan.campaign
            ),
        )["userErrors"]
            .take()
    };
    let resize =
        |days: i32| format!("[{{ resizeWorkPackage: {{ workPackageId: {copy:?}, durationDays: {days} }} }}]");
    assert_eq!(
        propose(&resize(0)),
        json!([{ "code": "OUT_OF_RANGE", "field": ["edits", "0", "durationDays"] }])
    );
    assert_eq!(propose("[]"), json!([{ "code": "REQUIRED", "field": ["edits"] }]));
    assert_eq!(
        propose("[{ updateCampaign: { name: \"x\" } }]")[0]["code"],
        "FORBIDDEN",
        "a member has no say in the campaign"
    );
    let viewer = server.actor("song.ying@example.com");
    assert_eq!(
        tries(&viewer, "proposePlanEdits", &format!("campaignId: {:?}, edits: {}", plan.campaign, resize(2)))
            ["userErrors"][0]["code"],
        "FORBIDDEN"
    );
    let id = proposed(&sun, &plan, &copy, 8)["id"].clone();
    plan.does("deleteWorkPackage", &format!("workPackageId: {copy:?}"), "");
    let refused = tries(&plan.who, "acceptProposal", &format!("proposalId: {id}"));
    assert_eq!(refused["userErrors"][0]["code"], "NOT_FOUND");
    let stale = tries(&plan.who, "declineProposal", &format!("proposalId: {id}, expectedVersion: 7"));
    assert_eq!(
        (&stale["userErrors"][0]["code"], &stale["proposal"]["version"]),
        (&json!("CONFLICT"), &json!(1))
    );
    for unknown in ["x", "prp_0000000000000000000000000a"] {
        assert_eq!(
            tries(&plan.who, "declineProposal", &format!("proposalId: {unknown:?}"))["userErrors"],
            json!([{ "code": "NOT_FOUND", "field": ["proposalId"] }])
        );
    }
}

#[apply(on_both)]
fn a_proposal_is_a_node_for_whom_its_campaign_is_there(server: &Server) {
    let (sun, plan, copy) = begun(server);
    server.import_into(&tests::plan::small("ZZ", "z@example.com").to_string(), Some("Other")).unwrap();
    let id = proposed(&sun, &plan, &copy, 8)["id"].clone();
    let node = |who: &Actor| {
        who.ask(&format!(
            "{{ node(id: {id}) {{ id __typename ... on PlanProposal {{ status proposedBy {{ \
            name }} preview {{ ripple {{ moves {{ workPackage {{ title }} }} }} }} }} }} }}"
        ))["node"]
            .take()
    };
    let moves = json!([{ "workPackage": { "title": "Copy" } }, { "workPackage": { "title": "Design" } }]);
    let found = json!({ "id": id, "__typename": "PlanProposal", "status": "OPEN", "proposedBy": {
        "name": "Sun Hao" }, "preview": { "ripple": { "moves": moves } } });
    for who in [&sun, &plan.who, &server.actor("song.ying@example.com")] {
        assert_eq!(node(who), found);
    }
    assert_eq!(node(&server.actor("z@example.com")), json!(null));
    plan.who.ask(&format!(
        "mutation {{ deleteCampaign(input: {{ campaignId: {:?} }}) {{ userErrors {{ code }} }} }}",
        plan.campaign
    ));
    assert_eq!(node(&sun), json!(null), "it is gone with its campaign");
}
