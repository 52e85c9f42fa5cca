//! Clients that work offline make ids of their own: one that another row has is refused, and nothing is told
//! of it.

use serde_json::{Value, json};
use tests::{Server, apply, on_both};

use crate::edits::Plan;

/// Edits that create something in the plan under ids of the demo's campaign, each with the name of its
/// mutation.
fn edits(plan: &Plan) -> [(&'static str, String); 3] {
    let (copy, design) = (plan.create("Copy", 5), plan.create("Design", 3));
    let seen = plan.who.ask(
        "{ workPackage(key: \"D11-1\") { id } campaign(key: \"D11\") { dependencies { \
        id } anchors { id } } }",
    );
    let [work, link, anchor] = ["/workPackage/id", "/campaign/dependencies/0/id", "/campaign/anchors/0/id"]
        .map(|place| seen.pointer(place).unwrap().as_str().unwrap());
    [
        ("createWorkPackage", format!("id: {work:?}, title: \"New\", kind: TASK")),
        ("createDependency", format!("id: {link:?}, predecessorId: {copy:?}, successorId: {design:?}")),
        ("createAnchor", format!("id: {anchor:?}, kind: CUSTOM, name: \"Fair\", date: \"2026-03-20\"")),
    ]
}

/// That it is taken, with the path of the id, and nothing else.
fn taken(path: &[&str]) -> Value {
    json!([{ "code": "ALREADY_TAKEN", "field": path, "message": "This is taken.", "params": [] }])
}

/// The id of another campaign of the same workspace.
fn campaign(plan: &Plan) -> String {
    let made = plan.who.ask(
        "mutation { createCampaign(input: { key: \"aut\", name: \"Autumn\", start: \
        \"2026-09-01\" }) { campaign { id } } }",
    );
    made["createCampaign"]["campaign"]["id"].as_str().unwrap().to_owned()
}

/// Every way of creating something refuses these ids.
fn all_refuse(plan: &Plan, edits: &[(&str, String)]) {
    let errors = "userErrors { code field message params { name value } }";
    for (mutation, input) in edits {
        let campaign = if *mutation == "createDependency" {
            String::new()
        } else {
            format!("campaignId: {:?}, ", plan.campaign)
        };
        let alone = plan.who.ask(&format!(
            "mutation {{ {mutation}(input: {{ {campaign}{input} }}) {{ changeSeq {errors} }} }}"
        ));
        assert_eq!(
            alone[*mutation],
            json!({ "changeSeq": null, "userErrors": taken(&["id"]) }),
            "{mutation}"
        );
        let batch = format!(
            "edits: [{{ createWorkPackage: {{ title: \"x\", kind: TASK }} }}, {{ {mutation}: {{ {input} }} \
                }}]"
        );
        let at = taken(&["edits", "1", "id"]);
        let of_plan = format!("campaignId: {:?}, {batch}", plan.campaign);
        for pushing in ["applyPlanEdits", "proposePlanEdits"] {
            let pushed =
                plan.who.ask(&format!("mutation {{ {pushing}(input: {{ {of_plan} }}) {{ {errors} }} }}"));
            assert_eq!(pushed[pushing]["userErrors"], at, "{pushing}, {mutation}");
        }
        let preview = plan.who.ask(&format!(
            "{{ campaign(key: \"SPR\") {{ previewPlanEdits({batch}) {{ \
            {errors} }} previewScenarios(scenarios: [{{ name: \"x\", {batch} }}]) {{ {errors} }} }} }}"
        ));
        assert_eq!(preview["campaign"]["previewPlanEdits"]["userErrors"], at, "{mutation}");
        assert_eq!(
            preview["campaign"]["previewScenarios"][0]["userErrors"],
            taken(&["scenarios", "0", "edits", "1", "id"]),
            "{mutation}"
        );
    }
}

#[apply(on_both)]
fn an_id_of_another_campaign_is_refused_at_its_field(server: &Server) {
    let plan = Plan::new(server);
    let edits = edits(&plan);
    all_refuse(&plan, &edits);
    let pushed = plan.who.ask(&format!(
        "mutation {{ applyPlanEdits(input: {{ campaignId: {:?}, conflicts: REPORT, edits: [{{ \
                createWorkPackage: {{ {} }} }}, {{ createWorkPackage: {{ title: \"Kept\", kind: TASK }} }}] \
                }}) {{ userErrors {{ code }} results {{ workPackage {{ title }} conflict {{ code field }} \
                }} }} }}",
        plan.campaign, edits[0].1
    ));
    let conflict = json!({ "code": "ALREADY_TAKEN", "field": ["edits", "0", "id"] });
    assert_eq!(
        pushed["applyPlanEdits"],
        json!({ "userErrors": [], "results": [
            { "workPackage": null, "conflict": conflict }, { "workPackage": { "title": "Kept" },
            "conflict": null },
        ] })
    );
}

/// A mutation refuses the id that its input has.
fn refuses(plan: &Plan, mutation: &str, input: &str) {
    let answer = plan.who.ask(&format!(
        "mutation {{ {mutation}(input: {{ {input} }}) {{ userErrors {{ \
        code field message params {{ name value }} }} }} }}"
    ));
    assert_eq!(answer[mutation]["userErrors"], taken(&["id"]), "{mutation}");
}

#[apply(on_both)]
fn an_id_of_a_deleted_campaign_is_refused_too(server: &Server) {
    let plan = Plan::new(server);
    let edits = edits(&plan);
    let campaign = plan.who.ask("{ campaign(key: \"D11\") { id baselines { id } } }")["campaign"].take();
    plan.who.ask(&format!(
        "mutation {{ deleteCampaign(input: {{ campaignId: {} }}) {{ userErrors {{ code }} }} }}",
        campaign["id"]
    ));
    all_refuse(&plan, &edits);
    let refuses = |mutation: &str, input: &str| refuses(&plan, mutation, input);
    refuses(
        "createCampaign",
        &format!("id: {}, key: \"new\", name: \"New\", start: \"2026-03-02\"", campaign["id"]),
    );
    refuses(
        "createBaseline",
        &format!("id: {}, campaignId: {:?}, name: \"Agreed\"", campaign["baselines"][0]["id"], plan.campaign),
    );
}

#[apply(on_both)]
fn an_id_of_another_workspace_is_refused_like_one_of_the_own(server: &Server) {
    let plan = Plan::new(server);
    server.import_into(&tests::plan::small("ZZ", "hao.sun@example.org").to_string(), Some("Other")).unwrap();
    let other = server.actor("hao.sun@example.org");
    let seen = other.ask("{ calendars { id } }");
    let refuses = |mutation: &str, input: &str| refuses(&plan, mutation, input);
    refuses(
        "createCalendar",
        &format!("id: {}, name: \"x\", workingWeekdays: [MONDAY]", seen["calendars"][0]["id"]),
    );
    let user = server.load_id("hao.sun@example.org");
    let made = other.ask(&format!(
        "mutation {{ createDepartment(input: {{ name: \"Film\" }}) {{ department \
        {{ id }} }} createDayOff(input: {{ userId: \"{user}\", start: \"2026-03-10\" }}) {{ dayOff {{ id }} \
        }} }}"
    ));
    refuses(
        "createDepartment",
        &format!("id: {}, name: \"x\"", made["createDepartment"]["department"]["id"]),
    );
    refuses("createDayOff", &format!("id: {}, start: \"2026-03-10\"", made["createDayOff"]["dayOff"]["id"]));
}

#[apply(on_both)]
fn an_id_of_a_deleted_work_package_of_another_campaign_is_refused(server: &Server) {
    let plan = Plan::new(server);
    let copy = plan.create("Copy", 5);
    let deleted = plan.does("deleteWorkPackage", &format!("workPackageId: {copy:?}"), "");
    let other = campaign(&plan);
    let create =
        |campaign: &str| format!("campaignId: {campaign:?}, id: {copy:?}, title: \"Copy\", kind: TASK");
    assert_eq!(
        plan.refuses("createWorkPackage", &create(&other)),
        ("ALREADY_TAKEN".to_owned(), "id".to_owned())
    );
    plan.does("createWorkPackage", &create(&plan.campaign), "");
    let undo = format!("campaignId: {:?}, changeSeq: {}", plan.campaign, deleted["changeSeq"]);
    assert_eq!(plan.refuses("undoChange", &undo).0, "CHANGED_SINCE", "its own campaign may use it again");
}

#[apply(on_both)]
fn a_deleted_dependency_does_not_come_back_under_an_id_that_another_campaign_has_by_now(server: &Server) {
    let plan = Plan::new(server);
    let link = plan.link(&plan.create("Copy", 5), &plan.create("Design", 3))["dependency"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let deleted = plan.does("deleteDependency", &format!("dependencyId: {link:?}"), "");
    let other = campaign(&plan);
    let [film, cut] = ["Film", "Cut"].map(|title| {
        let made = plan.does(
            "createWorkPackage",
            &format!("campaignId: {other:?}, title: {title:?}, kind: TASK"),
            "workPackage { id }",
        );
        made["workPackage"]["id"].as_str().unwrap().to_owned()
    });
    plan.does(
        "createDependency",
        &format!("id: {link:?}, predecessorId: {film:?}, successorId: {cut:?}"),
        "",
    );
    let undo = format!("campaignId: {:?}, changeSeq: {}", plan.campaign, deleted["changeSeq"]);
    assert_eq!(plan.refuses("undoChange", &undo), ("ALREADY_TAKEN".to_owned(), "changeSeq".to_owned()));
    plan.does("deleteDependency", &format!("dependencyId: {link:?}"), "");
    assert_eq!(plan.undoes(&deleted)["userErrors"], json!([]), "once it is free again");
}
