//! Baselines are taken, activated and deleted, and a plan is rolled back to one.

use serde_json::{Value, json};
use tests::{Server, apply, on_both};

use crate::edits::Plan;

impl Plan {
    /// Takes a baseline of the plan: its id.
    fn takes(&self, name: &str) -> String {
        let input = format!("campaignId: {:?}, name: {name:?}", self.campaign);
        let taken =
            self.does("createBaseline", &input, "baseline { id name isActive version }")["baseline"].take();
        assert_eq!(
            (&taken["name"], &taken["isActive"], &taken["version"]),
            (&json!(name), &json!(true), &json!(1))
        );
        taken["id"].as_str().unwrap().to_owned()
    }

    /// Name and whether it is active, of each baseline.
    fn baselines(&self) -> Value {
        self.who.ask("{ campaign(key: \"SPR\") { baselines { name isActive } } }")["campaign"]["baselines"]
            .take()
    }

    /// Days that the finish of each row is later than agreed.
    fn variances(&self) -> Vec<Value> {
        let answer =
            self.who.ask("{ campaign(key: \"SPR\") { progressTable { rows { variance { finishDays } } } } }");
        let rows = answer["campaign"]["progressTable"]["rows"].as_array().unwrap().clone();
        rows.into_iter().map(|mut row| row["variance"]["finishDays"].take()).collect()
    }
}

#[apply(on_both)]
fn variances_are_counted_from_the_baseline_that_is_active(server: &Server) {
    let plan = Plan::new(server);
    let copy = plan.create("Copy", 5);
    let first = plan.takes("First");
    plan.does("resizeWorkPackage", &format!("workPackageId: {copy:?}, durationDays: 7"), "");
    assert_eq!(plan.variances(), [json!(2)]);
    let second = plan.takes("Second");
    assert_eq!(
        (plan.variances(), plan.baselines()),
        (
            vec![json!(0)],
            json!([{ "name": "Second", "isActive": true }, { "name": "First", "isActive": false }])
        )
    );
    let activated = plan.does(
        "activateBaseline",
        &format!("baselineId: {first:?}, expectedVersion: 2"),
        "baseline { isActive version }",
    );
    assert_eq!(
        (&activated["baseline"], plan.variances()),
        (&json!({ "isActive": true, "version": 3 }), vec![json!(2)])
    );
    let deleted = plan.does("deleteBaseline", &format!("baselineId: {first:?}"), "baseline { id }");
    assert_eq!(
        (&deleted["baseline"], plan.variances()),
        (&json!(null), vec![json!(null)]),
        "without an active one nothing is counted"
    );
    assert_eq!(plan.who.ask(&format!("{{ node(id: {first:?}) {{ id }} }}"))["node"], json!(null));
    plan.takes("First");
    assert_eq!(
        plan.refuses(
            "undoChange",
            &format!("campaignId: {:?}, changeSeq: {}", plan.campaign, deleted["changeSeq"])
        )
        .0,
        "CHANGED_SINCE",
        "its name is another's by now"
    );
    for (mutation, input, refusal) in [
        (
            "createBaseline",
            format!("campaignId: {:?}, name: \"Second\"", plan.campaign),
            "ALREADY_TAKEN name",
        ),
        ("createBaseline", format!("campaignId: {:?}, name: \"\"", plan.campaign), "INVALID_NAME name"),
        (
            "createBaseline",
            format!("campaignId: {:?}, name: \"x\", id: {second:?}", plan.campaign),
            "ALREADY_TAKEN id",
        ),
        ("createBaseline", "campaignId: \"x\", name: \"x\"".to_owned(), "NOT_FOUND campaignId"),
        ("activateBaseline", format!("baselineId: {first:?}"), "NOT_FOUND baselineId"),
        ("restoreBaseline", "baselineId: \"x\"".to_owned(), "NOT_FOUND baselineId"),
        ("deleteBaseline", format!("baselineId: {second:?}, expectedVersion: 1"), "CONFLICT expectedVersion"),
    ] {
        let (code, path) = plan.refuses(mutation, &input);
        assert_eq!(format!("{code} {path}"), refusal, "{mutation}({input})");
    }
}

#[apply(on_both)]
fn what_was_done_with_baselines_is_undone_and_done_again(server: &Server) {
    let plan = Plan::new(server);
    let copy = plan.create("Copy", 5);
    let first = plan.takes("First");
    plan.does("resizeWorkPackage", &format!("workPackageId: {copy:?}, durationDays: 7"), "");
    let taken =
        plan.does("createBaseline", &format!("campaignId: {:?}, name: \"Second\"", plan.campaign), "");
    let redo = |change: &Value| {
        plan.does(
            "redoChange",
            &format!("campaignId: {:?}, changeSeq: {}", plan.campaign, change["changeSeq"]),
            "",
        )
    };
    for _ in 0..2 {
        plan.undoes(&taken);
        assert_eq!(
            (plan.variances(), plan.baselines()),
            (vec![json!(2)], json!([{ "name": "First", "isActive": true }]))
        );
        redo(&taken);
        assert_eq!(
            (plan.variances(), plan.baselines()[0].clone()),
            (vec![json!(0)], json!({ "name": "Second", "isActive": true }))
        );
    }
    plan.does("activateBaseline", &format!("baselineId: {first:?}"), "");
    let deleted = plan.does("deleteBaseline", &format!("baselineId: {first:?}"), "");
    plan.undoes(&deleted);
    assert_eq!(
        (plan.variances(), plan.baselines()[1].clone()),
        (vec![json!(2)], json!({ "name": "First", "isActive": true }))
    );
}

#[apply(on_both)]
fn a_plan_is_rolled_back_to_what_was_agreed(server: &Server) {
    let plan = Plan::new(server);
    let (begun, copy, design, free) =
        (plan.create("Begun", 2), plan.create("Copy", 5), plan.create("Design", 3), plan.create("Free", 2));
    plan.link(&copy, &design);
    let agreed = plan.dates();
    let baseline = plan.takes("Agreed");
    plan.does("resizeWorkPackage", &format!("workPackageId: {copy:?}, durationDays: 9"), "");
    plan.does("moveWorkPackage", &format!("workPackageId: {free:?}, start: \"2026-04-01\""), "");
    plan.does(
        "updateWorkPackage",
        &format!(
            "workPackageId: {design:?}, constraint: {{ kind: START_NO_EARLIER_THAN, date: \"2026-04-02\" }}"
        ),
        "",
    );
    plan.does(
        "reportProgress",
        &format!("workPackageId: {begun:?}, progress: 10, actualStart: \"2026-03-10\""),
        "",
    );
    let new = plan.create("New", 1);
    let restored = plan.does("restoreBaseline", &format!("baselineId: {baseline:?}"), "baseline { name }");
    let dates = plan.dates();
    assert_eq!(dates[1..4], agreed[1..], "what has not begun is where it was");
    assert_eq!(
        (&dates[0][..11], &dates[4][..9]),
        ("Begun 03-10", "New 03-02"),
        "what has begun stays, and what is new"
    );
    let modes = plan
        .who
        .ask("{ campaign(key: \"SPR\") { workPackages { nodes { title mode durationDays } } } }")["campaign"]
        ["workPackages"]["nodes"]
        .take();
    let of =
        |title: &str| modes.as_array().unwrap().iter().find(|row| row["title"] == title).unwrap().clone();
    assert_eq!(
        of("Copy"),
        json!({ "title": "Copy", "mode": "AUTOMATIC", "durationDays": 5 }),
        "dates that follow from the plan are not typed"
    );
    assert_eq!(
        (of("Free")["mode"].clone(), of("Design")["mode"].clone()),
        (json!("AUTOMATIC"), json!("MANUAL"))
    );
    assert_eq!(restored["ripple"]["moves"].as_array().unwrap().len(), 3);
    plan.undoes(&restored);
    assert_eq!(&plan.dates()[3][..10], "Free 04-01");
    plan.does("deleteWorkPackage", &format!("workPackageId: {new:?}"), "");
}

#[apply(on_both)]
fn a_baseline_still_has_work_that_was_deleted_and_restored(server: &Server) {
    let plan = Plan::new(server);
    let copy = plan.create("Copy", 5);
    plan.takes("Agreed");
    plan.does("resizeWorkPackage", &format!("workPackageId: {copy:?}, durationDays: 7"), "");
    plan.does("deleteWorkPackage", &format!("workPackageId: {copy:?}"), "");
    plan.does("restoreWorkPackage", &format!("workPackageId: {copy:?}"), "");
    assert_eq!(plan.variances(), [json!(2)]);
}
