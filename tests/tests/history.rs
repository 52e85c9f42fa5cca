//! Who changed what, when and why; what was undone is done again, and what was deleted comes back.

use serde_json::{Value, json};
use tests::{Server, apply, on_both};

use crate::edits::Plan;

/// Everything that a history tells.
const CHANGE: &str = "seq cause user { name } undoes undoneBy rowCount rows { kind operation name \
    workPackage { title } fields { field from to } reason reasonWorkPackage { title } }";

impl Plan {
    /// The campaign's changes, the latest first.
    fn history(&self, select: &str) -> Vec<Value> {
        let document =
            format!("{{ campaign(id: {:?}) {{ history {{ nodes {{ {select} }} }} }} }}", self.campaign);
        let answer = self.who.ask(&document);
        answer["campaign"]["history"]["nodes"].as_array().unwrap().clone()
    }

    /// The input of an undo and of a redo.
    fn change(&self, seq: &Value) -> String {
        format!("campaignId: {:?}, changeSeq: {seq}", self.campaign)
    }
}

#[apply(on_both)]
fn a_history_tells_who_changed_what_from_what_to_what_and_why_dates_moved(server: &Server) {
    let plan = Plan::new(server);
    let (copy, design) = (plan.create("Copy", 5), plan.create("Design", 3));
    plan.link(&copy, &design);
    plan.does("moveWorkPackage", &format!("workPackageId: {copy:?}, start: \"2026-03-09\""), "");
    let latest = &plan.history(CHANGE)[0];
    assert_eq!(
        *latest,
        json!({
            "seq": 5, "cause": "moveWorkPackage", "user": { "name": "Lin Wei" }, "undoes": null,
            "undoneBy": null, "rowCount": 2,
            "rows": [
                {
                    "kind": "WORK_PACKAGE", "operation": "UPDATED", "name": "Copy", "workPackage": {
                    "title": "Copy" },
                    "fields": [
                        { "field": "mode", "from": "AUTOMATIC", "to": "MANUAL" },
                        { "field": "typed.start", "from": null, "to": "2026-03-09" },
                        { "field": "planned.start", "from": "2026-03-02", "to": "2026-03-09" },
                        { "field": "planned.finish", "from": "2026-03-06", "to": "2026-03-13" },
                    ],
                    "reason": "MANUAL", "reasonWorkPackage": null,
                },
                {
                    "kind": "WORK_PACKAGE", "operation": "UPDATED", "name": "Design", "workPackage": {
                    "title": "Design" },
                    "fields": [
                        { "field": "planned.start", "from": "2026-03-09", "to": "2026-03-16" },
                        { "field": "planned.finish", "from": "2026-03-11", "to": "2026-03-18" },
                    ],
                    "reason": "DEPENDENCY", "reasonWorkPackage": { "title": "Copy" },
                },
            ],
        })
    );
    let causes: Vec<_> =
        plan.history("seq cause").iter().map(|change| change["cause"].as_str().unwrap().to_owned()).collect();
    assert_eq!(
        causes,
        ["moveWorkPackage", "createDependency", "createWorkPackage", "createWorkPackage", "createCampaign"]
    );
    let imported = plan.who.ask(
        r#"{ campaign(key: "D11") { history { totalCount nodes { cause user { name } rows { kind } } } } }"#,
    );
    assert_eq!(
        imported["campaign"]["history"],
        json!({ "totalCount": 1, "nodes": [{ "cause": "importPlan", "user": null, "rows": [{ "kind": "CAMPAIGN" }] }] }),
        "the campaign stands for what is in it"
    );
}

#[apply(on_both)]
fn a_work_package_has_a_history_of_its_own_also_in_pages(server: &Server) {
    let plan = Plan::new(server);
    let (copy, design) = (plan.create("Copy", 5), plan.create("Design", 3));
    plan.link(&copy, &design);
    for days in [6, 7] {
        plan.does("resizeWorkPackage", &format!("workPackageId: {copy:?}, durationDays: {days}"), "");
    }
    let history = |arguments: &str| {
        plan.who.ask(&format!(
            "{{ workPackage(id: {design:?}) {{ history{arguments} {{ nodes {{ seq cause rows {{ kind name \
                reasonWorkPackage {{ title }} }} }} pageInfo {{ hasNextPage endCursor }} }} }} }}"
        ))["workPackage"]["history"]
            .take()
    };
    let whole = history("");
    let moved =
        json!([{ "kind": "WORK_PACKAGE", "name": "Design", "reasonWorkPackage": { "title": "Copy" } }]);
    let linked = json!([{ "kind": "DEPENDENCY", "name": null, "reasonWorkPackage": null }, moved[0]]);
    let created = json!([{ "kind": "WORK_PACKAGE", "name": "Design", "reasonWorkPackage": null }]);
    assert_eq!(
        whole["nodes"],
        json!([
            { "seq": 6, "cause": "resizeWorkPackage", "rows": moved },
            { "seq": 5, "cause": "resizeWorkPackage", "rows": moved },
            { "seq": 4, "cause": "createDependency", "rows": linked },
            { "seq": 3, "cause": "createWorkPackage", "rows": created },
        ])
    );
    let (mut paged, mut arguments) = (Vec::new(), "(first: 3)".to_owned());
    loop {
        let page = history(&arguments);
        paged.extend(page["nodes"].as_array().unwrap().clone());
        if page["pageInfo"]["hasNextPage"] == json!(false) {
            break;
        }
        arguments = format!("(first: 3, after: {})", page["pageInfo"]["endCursor"]);
    }
    assert_eq!(json!(paged), whole["nodes"]);
}

#[apply(on_both)]
fn histories_of_a_list_cost_the_same_number_of_statements_whatever_its_length(server: &Server) {
    let plan = Plan::new(server);
    let ask = |first: i32| {
        let document = format!(
            "{{ campaign(key: \"SPR\") {{ workPackages(first: {first}) {{ nodes {{ history {{ nodes {{ seq \
                }} }} }} }} }} }}"
        );
        server.statements(|| plan.who.ask(&document)).0
    };
    for title in ["a", "b", "c", "d"] {
        plan.create(title, 1);
    }
    ask(1);
    assert_eq!(ask(1), ask(4));
}

#[apply(on_both)]
fn what_was_undone_is_done_again(server: &Server) {
    let plan = Plan::new(server);
    let copy = plan.create("Copy", 5);
    let resized =
        plan.does("resizeWorkPackage", &format!("workPackageId: {copy:?}, durationDays: 2"), "")["changeSeq"]
            .take();
    let refused = |mutation: &str| plan.refuses(mutation, &plan.change(&resized));
    let is = |code: &str| (code.to_owned(), "changeSeq".to_owned());
    assert_eq!(refused("redoChange"), is("NOT_UNDONE"));
    for _ in 0..2 {
        let undone = plan.does("undoChange", &plan.change(&resized), "")["changeSeq"].take();
        assert_eq!(
            (plan.dates(), refused("undoChange")),
            (vec!["Copy 03-02 03-06".to_owned()], is("ALREADY_UNDONE"))
        );
        let marks = |at: usize| {
            let change = &plan.history("seq undoes undoneBy")[at];
            (change["undoes"].clone(), change["undoneBy"].clone())
        };
        assert_eq!(marks(0), (resized.clone(), json!(null)));
        let redone = plan.does(
            "redoChange",
            &plan.change(&resized),
            "ripple { moves { workPackage { title } to { finish } } }",
        );
        assert_eq!(redone["ripple"]["moves"][0]["to"]["finish"], "2026-03-03");
        assert_eq!(
            (marks(0), marks(1)),
            ((undone, json!(null)), (resized.clone(), redone["changeSeq"].clone()))
        );
        assert_eq!(
            (plan.dates(), refused("redoChange")),
            (vec!["Copy 03-02 03-03".to_owned()], is("NOT_UNDONE"))
        );
    }
    plan.does("undoChange", &plan.change(&resized), "");
    plan.does("resizeWorkPackage", &format!("workPackageId: {copy:?}, durationDays: 9"), "");
    assert_eq!(refused("redoChange"), is("CHANGED_SINCE"), "what was changed since is not overwritten");
}

#[apply(on_both)]
fn a_deleted_phase_is_restored_with_what_was_in_it_after_other_changes(server: &Server) {
    let plan = Plan::new(server);
    let (outer, inner, after) = (plan.create("Outer", 1), plan.create("Inner", 2), plan.create("After", 1));
    let gone = plan.create("Gone", 1);
    plan.does("reorderWorkPackage", &format!("workPackageId: {inner:?}, parentId: {outer:?}"), "");
    plan.link(&inner, &after);
    plan.link(&inner, &gone);
    plan.does("deleteWorkPackage", &format!("workPackageId: {outer:?}"), "");
    plan.does("resizeWorkPackage", &format!("workPackageId: {after:?}, durationDays: 3"), "");
    plan.does("deleteWorkPackage", &format!("workPackageId: {gone:?}"), "");
    assert_eq!(plan.dates(), ["After 03-02 03-04"]);
    let restored = plan.does(
        "restoreWorkPackage",
        &format!("workPackageId: {outer:?}"),
        "workPackage { key children { title } }",
    );
    assert_eq!(restored["workPackage"], json!({ "key": "SPR-1", "children": [{ "title": "Inner" }] }));
    assert_eq!(plan.dates(), ["Outer 03-02 03-03", "Inner 03-02 03-03", "After 03-04 03-06"]);
    assert_eq!(
        plan.table()["dependencies"].as_array().unwrap().len(),
        1,
        "a link whose other end is gone stays gone"
    );
    let again = plan.does("restoreWorkPackage", &format!("workPackageId: {outer:?}"), "workPackage { key }");
    assert_eq!(
        (&again["workPackage"]["key"], &again["changeSeq"]),
        (&json!("SPR-1"), &json!(null)),
        "what is there stays as it is"
    );
    plan.does("restoreWorkPackage", &format!("workPackageId: {gone:?}"), "");
    assert_eq!(plan.dates().last().unwrap(), "Gone 03-02 03-02");
    server.execute("update change set at = '2026-09-01T00:00:00Z'");
    plan.does("deleteWorkPackage", &format!("workPackageId: {gone:?}"), "");
    server.execute("update change set at = '2026-09-01T00:00:00Z'");
    let unknown = ("NOT_FOUND".to_owned(), "workPackageId".to_owned());
    for id in [gone.as_str(), "wp_0000000000000000000000000a", "x"] {
        assert_eq!(plan.refuses("restoreWorkPackage", &format!("workPackageId: {id:?}")), unknown, "{id}");
    }
}

#[apply(on_both)]
fn a_deleted_work_package_comes_back_without_what_is_gone_by_now(server: &Server) {
    let plan = Plan::new(server);
    let (outer, inner) = (plan.create("Outer", 1), plan.create("Inner", 2));
    plan.does("reorderWorkPackage", &format!("workPackageId: {inner:?}, parentId: {outer:?}"), "");
    plan.does("updateWorkPackage", &format!("workPackageId: {inner:?}, externalId: \"x\""), "");
    plan.does("deleteWorkPackage", &format!("workPackageId: {inner:?}"), "");
    plan.does("deleteWorkPackage", &format!("workPackageId: {outer:?}"), "");
    let other = plan.create("Other", 1);
    plan.does("updateWorkPackage", &format!("workPackageId: {other:?}, externalId: \"x\""), "");
    let restore = format!("workPackageId: {inner:?}");
    assert_eq!(
        plan.refuses("restoreWorkPackage", &restore),
        ("ALREADY_TAKEN".to_owned(), "workPackageId".to_owned())
    );
    plan.does("updateWorkPackage", &format!("workPackageId: {other:?}, externalId: null"), "");
    let restored = plan.does("restoreWorkPackage", &restore, "workPackage { externalId parent { title } }");
    assert_eq!(restored["workPackage"], json!({ "externalId": "x", "parent": null }));
}
