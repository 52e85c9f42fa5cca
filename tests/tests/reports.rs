//! Progress is reported, and what was known on a day in the past stays known.

use serde_json::{Value, json};
use tests::{Actor, Server, apply, on_both};

use crate::edits::Plan;

/// What is asked of a campaign as of a day.
fn table(plan: &Plan, as_of: &str) -> Value {
    let document = format!(
        "{{ campaign(key: \"SPR\") {{ progressTable(asOf: {as_of:?}) {{ rows {{ title progress status \
         actual {{ start finish }} planned {{ start }} lateStatus }} findings {{ code workPackage {{ title \
         }} }} }} }} }}"
    );
    plan.who.ask(&document)["campaign"]["progressTable"].take()
}

/// Moves what was reported so far some days into the past, as the clock of a test stands still.
fn days_ago(server: &Server, days: &str) {
    for (table, column) in [
        ("work_package", "reported_on"),
        ("progress_report", "reported_on"),
        ("progress_report", "previous_reported_on"),
    ] {
        let is_today = format!("{column} = '2026-10-20'");
        server.execute(&format!("update {table} set {column} = '{days}' where {is_today}"));
    }
    // Rows in memory are those of the latest change.
    server.execute("update campaign set seq = seq + 1");
}

#[apply(on_both)]
fn reports_are_kept_with_who_said_what_and_in_pages(server: &Server) {
    let plan = Plan::new(server);
    let copy = plan.create("Copy", 5);
    let report = |what: &str| plan.does("reportProgress", &format!("workPackageId: {copy:?}, {what}"), "");
    report("progress: 20, note: \"first draft\"");
    report("progress: 40, blockedReason: \"no brief\"");
    let last = report("progress: 100, actualFinish: \"2026-10-20\", blockedReason: null");
    let reports = |arguments: &str| {
        plan.who.ask(&format!(
            "{{ workPackage(id: {copy:?}) {{ reports{arguments} {{ nodes {{ reportedOn user {{ name }} \
                progress previousProgress actual {{ start finish }} remainingDays blockedReason note }} \
                pageInfo {{ hasNextPage endCursor }} }} }} }}"
        ))["workPackage"]["reports"]
            .take()
    };
    let of = |progress: i32, previous: i32, start: &str, finish: Value, blocked: Value, note: Value| {
        json!({
            "reportedOn": "2026-10-20", "user": { "name": "Lin Wei" }, "progress": progress,
            "previousProgress": previous,
            "actual": { "start": start, "finish": finish }, "remainingDays": null, "blockedReason": blocked,
            "note": note,
        })
    };
    let first = of(20, 0, "2026-10-20", json!(null), json!(null), json!("first draft"));
    let second = of(40, 20, "2026-10-20", json!(null), json!("no brief"), json!(null));
    assert_eq!(reports("")["nodes"].as_array().unwrap()[1..], [second, first.clone()]);
    let page = reports("(first: 2)");
    assert_eq!(page["pageInfo"]["hasNextPage"], true);
    assert_eq!(
        reports(&format!("(first: 2, after: {})", page["pageInfo"]["endCursor"]))["nodes"],
        json!([first])
    );
    plan.undoes(&last);
    assert_eq!(reports("")["nodes"][0]["progress"], 40, "an undone report is none");
    plan.does(
        "redoChange",
        &format!("campaignId: {:?}, changeSeq: {}", plan.campaign, last["changeSeq"]),
        "",
    );
    assert_eq!(reports("")["nodes"][0]["progress"], 100);
    plan.does("deleteWorkPackage", &format!("workPackageId: {copy:?}"), "");
    plan.does("restoreWorkPackage", &format!("workPackageId: {copy:?}"), "");
    assert_eq!(
        reports("")["nodes"].as_array().unwrap().len(),
        3,
        "reports outlive a deletion that is taken back"
    );
}

#[apply(on_both)]
fn a_day_in_the_past_is_looked_at_with_what_was_known_by_then(server: &Server) {
    let plan = Plan::new(server);
    let (copy, design) = (plan.create("Copy", 5), plan.create("Design", 3));
    plan.link(&copy, &design);
    let report = |what: &str| plan.does("reportProgress", &format!("workPackageId: {copy:?}, {what}"), "");
    report("progress: 50, actualStart: \"2026-03-02\"");
    days_ago(server, "2026-03-04");
    report("progress: 100, actualFinish: \"2026-03-09\"");
    let copy_on = |day: &str| {
        let row = table(&plan, day)["rows"][0].take();
        (
            row["progress"].clone(),
            row["status"].clone(),
            row["actual"]["finish"].clone(),
            row["lateStatus"].clone(),
        )
    };
    assert_eq!(copy_on("2026-03-03"), (json!(0), json!("NOT_STARTED"), json!(null), json!("AT_RISK")));
    assert_eq!(copy_on("2026-03-04"), (json!(50), json!("IN_PROGRESS"), json!(null), json!("AT_RISK")));
    assert_eq!(
        copy_on("2026-03-12"),
        (json!(50), json!("IN_PROGRESS"), json!(null), json!("LATE")),
        "it was reported finished later"
    );
    assert_eq!(copy_on("2026-10-20"), (json!(100), json!("DONE"), json!("2026-03-09"), json!("DONE_LATE")));
    let found = |day: &str| {
        let answer = plan.who.ask(&format!(
            "{{ findings(asOf: {day:?}, filter: {{ campaign: {{ eq: {:?} }} \
            }}) {{ nodes {{ code workPackage {{ title }} }} }} }}",
            plan.campaign
        ));
        answer["findings"]["nodes"].to_string()
    };
    assert_eq!(
        found("2026-03-12").contains("OVERDUE"),
        table(&plan, "2026-03-12")["findings"].to_string().contains("OVERDUE"),
        "lists say the same"
    );
}

#[apply(on_both)]
fn a_burn_up_has_what_is_planned_agreed_and_was_known_to_be_done(server: &Server) {
    let plan = Plan::new(server);
    let (copy, design) = (plan.create("Copy", 4), plan.create("Design", 4));
    plan.does("createBaseline", &format!("campaignId: {:?}, name: \"Agreed\"", plan.campaign), "");
    plan.link(&copy, &design);
    plan.does(
        "reportProgress",
        &format!("workPackageId: {copy:?}, progress: 50, actualStart: \"2026-03-02\""),
        "",
    );
    days_ago(server, "2026-03-03");
    plan.does(
        "reportProgress",
        &format!("workPackageId: {copy:?}, progress: 100, actualFinish: \"2026-03-05\""),
        "",
    );
    let burn_up = |days: &str| {
        plan.who.ask(&format!(
            "{{ campaign(key: \"SPR\") {{ burnUp{days} {{ days {{ date planned baseline done }} }} }} }}"
        ))["campaign"]["burnUp"]["days"]
            .take()
    };
    let day = |date: &str, planned: f64, baseline: f64, done: f64| {
        json!({ "date": date, "planned": planned,
        "baseline": baseline, "done": done })
    };
    assert_eq!(
        burn_up("(to: \"2026-03-06\")"),
        json!([
            day("2026-03-02", 12.5, 25.0, 0.0),
            day("2026-03-03", 25.0, 50.0, 25.0),
            day("2026-03-04", 37.5, 75.0, 25.0),
            day("2026-03-05", 50.0, 100.0, 25.0),
            day("2026-03-06", 62.5, 100.0, 25.0),
        ])
    );
    let last = burn_up("(from: \"2026-10-20\", to: \"2026-10-21\")");
    assert_eq!((&last[0]["done"], &last[1]["done"]), (&json!(50.0), &json!(null)), "nobody knows tomorrow");
    assert_eq!(
        burn_up("").as_array().unwrap().last().unwrap()["date"],
        "2026-10-20",
        "to today, or to the last day of the plan"
    );
    for days in ["from: \"2026-03-02\", to: \"2026-03-01\"", "from: \"2024-03-02\", to: \"2026-03-01\""] {
        let error = plan
            .who
            .refused(&format!("{{ campaign(key: \"SPR\") {{ burnUp({days}) {{ days {{ date }} }} }} }}"));
        assert_eq!(
            (&error["extensions"]["code"], &error["extensions"]["field"]),
            (&json!("BAD_INPUT"), &json!("to"))
        );
    }
}

#[apply(on_both)]
fn people_work_on_something_beside_the_one_in_charge(server: &Server) {
    let plan = Plan::new(server);
    let [sun, song] = ["sun.hao@example.com", "song.ying@example.com"].map(|email| server.load_id(email));
    let created = plan.does(
        "createWorkPackage",
        &format!(
            "campaignId: {:?}, title: \"Copy\", kind: TASK, collaboratorIds: [\"{sun}\", \"{sun}\"]",
            plan.campaign
        ),
        "workPackage { id collaborators { name } }",
    )["workPackage"]
        .take();
    let id = &created["id"];
    let names = |answer: &Value| {
        answer["collaborators"]
            .as_array()
            .unwrap()
            .iter()
            .map(|user| user["name"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&created).len(), 1);
    let who = server.actor("sun.hao@example.com");
    let may = |who: &Actor| {
        who.ask(&format!(
            "{{ workPackage(id: {id}) {{ viewerPermissions {{ canReportProgress }} }} \
            }}"
        ))["workPackage"]["viewerPermissions"]["canReportProgress"]
            .take()
    };
    let reports = |who: &Actor| {
        who.ask(&format!(
            "mutation {{ reportProgress(input: {{ workPackageId: {id}, progress: 10 }}) {{ \
            userErrors {{ code }} }} }}"
        ))["reportProgress"]["userErrors"]
            .take()
    };
    assert_eq!((may(&who), reports(&who)), (json!(true), json!([])), "who works on it reports on it");
    let listed = plan
        .who
        .ask(&format!("{{ workPackages(filter: {{ collaborator: \"{sun}\" }}) {{ nodes {{ title }} }} }}"));
    assert_eq!(listed["workPackages"]["nodes"], json!([{ "title": "Copy" }]));
    let update = |ids: &str| {
        plan.does(
            "updateWorkPackage",
            &format!("workPackageId: {id}, collaboratorIds: {ids}"),
            "workPackage { collaborators { name } }",
        )["workPackage"]
            .take()
    };
    assert_eq!(names(&update(&format!("[\"{song}\", \"{sun}\"]"))).len(), 2);
    assert_eq!(names(&update("[]")), Vec::<String>::new());
    assert_eq!((may(&who), &reports(&who)[0]["code"]), (json!(false), &json!("FORBIDDEN")));
    assert_eq!(
        plan.refuses(
            "updateWorkPackage",
            &format!("workPackageId: {id}, collaboratorIds: [\"{sun}\", \"usr_x\"]")
        ),
        ("NOT_FOUND".to_owned(), "collaboratorIds.1".to_owned())
    );
}
