//! Campaigns out of files of other programs.

use serde_json::{Value, json};
use tests::{Actor, Reply, Server, apply, on_both};

const TABLE: &str = "WBS,任务,负责人,开始,工期,前置任务,进度\n\
                     1,设计,,,,,\n\
                     1.1,主视觉,lin.wei@example.com,2026-09-07,3,,60%\n\
                     1.2,落地页,,,5,1.1FS+1d,\n\
                     2,上线,,,0,1.2,\n";

fn import(who: &Actor, input: &Value) -> Value {
    let document = "mutation($input: ImportPlanInput!) { importPlan(input: $input) {
        campaign { key name owner { email } progressTable { rows { wbs title planned { start finish } \
        accountable { email } } } }
        created { workPackages dependencies departments } changeSeq notes { place what why }
        userErrors { code field params { name value } } } }";
    who.ask_with(document, &json!({ "input": input }))["importPlan"].take()
}

/// What is wrong with a file, by its places.
fn problems(payload: &Value) -> Vec<(String, String)> {
    let param = |error: &Value, name: &str| {
        let params = error["params"].as_array().unwrap();
        let found = params.iter().find(|param| param["name"] == name);
        found.map_or_else(String::new, |param| param["value"].as_str().unwrap().to_owned())
    };
    let errors = payload["userErrors"].as_array().unwrap();
    errors.iter().map(|error| (param(error, "place"), param(error, "problem"))).collect()
}

fn post(who: &Actor, parameters: &str, body: &[u8]) -> Reply {
    who.upload(&format!("/campaigns/import?{parameters}"), body)
}

/// A workbook of a campaign of ours is what anybody has at hand.
fn project() -> &'static str {
    "<?xml version=\"1.0\"?><Project xmlns=\"http://schemas.microsoft.com/project\"><Title>Launch</Title>\
     <StartDate>2026-09-07T08:00:00</StartDate><MinutesPerDay>480</MinutesPerDay><Tasks>\
     <Task><UID>1</UID><ID>1</ID><Name>A</Name><OutlineLevel>1</OutlineLevel><Duration>PT24H0M0S</Duration></Task>\
     <Task><UID>2</UID><ID>2</ID><Name>B</Name><OutlineLevel>1</OutlineLevel><Duration>PT12H0M0S</Duration>\
     <PredecessorLink><PredecessorUID>1</PredecessorUID><Type>1</Type></PredecessorLink></Task></Tasks></Project>"
}

#[apply(on_both)]
fn a_table_becomes_a_planned_campaign_of_whoever_imports_it(server: &Server) {
    server.load_demo();
    let done = import(&server.lin(), &json!({ "text": TABLE, "fileName": "九月.csv", "key": "SEP" }));
    assert_eq!(done["userErrors"], json!([]));
    assert_eq!(done["campaign"]["name"], "九月");
    assert_eq!(done["campaign"]["owner"]["email"], "lin.wei@example.com");
    assert_eq!(done["created"], json!({ "workPackages": 4, "dependencies": 2, "departments": 0 }));
    assert_eq!(done["changeSeq"], 1);
    let rows = done["campaign"]["progressTable"]["rows"].as_array().unwrap();
    let of = |at: usize| {
        (
            rows[at]["wbs"].as_str().unwrap(),
            rows[at]["planned"]["start"].as_str().unwrap(),
            rows[at]["planned"]["finish"].as_str().unwrap(),
        )
    };
    // The workspace's default calendar works on Sunday, 20 September, and not from the 25th on.
    assert_eq!(of(1), ("1.1", "2026-09-07", "2026-09-09"));
    assert_eq!(of(2), ("1.2", "2026-09-11", "2026-09-17"));
    assert_eq!(rows[1]["accountable"]["email"], "lin.wei@example.com");
}

#[apply(on_both)]
fn a_dry_run_counts_and_creates_nothing(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let done = import(&lin, &json!({ "text": TABLE, "key": "SEP", "name": "September", "dryRun": true }));
    assert_eq!((&done["campaign"], &done["changeSeq"]), (&Value::Null, &Value::Null));
    assert_eq!(done["created"]["workPackages"], 4);
    assert_eq!(lin.ask(r#"{ campaign(key: "SEP") { id } }"#)["campaign"], Value::Null);
}

#[apply(on_both)]
fn the_same_key_imports_once(server: &Server) {
    server.load_demo();
    let input = json!({ "text": TABLE, "key": "SEP", "name": "September", "idempotencyKey": "one" });
    let first = import(&server.lin(), &input);
    assert_eq!(import(&server.lin(), &input), first);
    let other = json!({ "text": TABLE, "key": "SEP", "name": "September" });
    assert_eq!(import(&server.lin(), &other)["userErrors"][0]["code"], "ALREADY_TAKEN");
}

#[apply(on_both)]
fn faults_are_told_at_their_cells_whether_the_file_or_the_plan_is_wrong(server: &Server) {
    server.load_demo();
    let table = "Title,Duration,Start\nA,five,2026-09-07\nB,3,someday\n";
    let told = problems(&import(&server.lin(), &json!({ "text": table, "key": "SEP", "name": "x" })));
    let cells: Vec<_> = told.iter().map(|(place, _)| place.as_str()).collect();
    assert_eq!(cells, ["B2", "C3"]);
    let table = "WBS,Title,Duration,Remaining,Progress\n1,A,3,2,100%\n";
    let told = problems(&import(
        &server.lin(),
        &json!({ "text": table, "key": "SEP", "name": "x", "start": "2026-09-07" }),
    ));
    assert_eq!(told, [("A2".to_owned(), "is done, and has days remaining".to_owned())]);
    let table = "WBS,Title,Duration,Predecessors\n1,A,3,2\n2,B,3,1\n";
    let told =
        import(&server.lin(), &json!({ "text": table, "key": "SEP", "name": "x", "start": "2026-09-07" }));
    assert_eq!(told["userErrors"][0]["code"], "INVALID_FILE");
    assert_eq!(server.lin().ask(r#"{ campaign(key: "SEP") { id } }"#)["campaign"], Value::Null);
}

#[apply(on_both)]
fn what_is_missing_is_asked_for_by_its_field(server: &Server) {
    server.load_demo();
    let told = import(&server.lin(), &json!({ "text": "Title,Days\nA,3\n" }));
    let fields: Vec<_> = told["userErrors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| (&error["code"], &error["field"][0]))
        .collect();
    assert_eq!(
        fields,
        [
            (&json!("REQUIRED"), &json!("key")),
            (&json!("REQUIRED"), &json!("name")),
            (&json!("REQUIRED"), &json!("start"))
        ]
    );
    let told = import(&server.lin(), &json!({ "key": "SEP" }));
    assert_eq!(told["userErrors"][0]["field"], json!(["content"]));
}

#[apply(on_both)]
fn an_import_invites_nobody_and_notes_who_is_left_out(server: &Server) {
    server.load_demo();
    let table =
        "Title,Days,Accountable,Collaborators\nA,3,Stranger <stranger@example.org>,lin.wei@example.com\n";
    let done =
        import(&server.lin(), &json!({ "text": table, "key": "SEP", "name": "x", "start": "2026-09-07" }));
    assert_eq!(done["notes"][0]["what"], "stranger@example.org");
    assert_eq!(done["campaign"]["progressTable"]["rows"][0]["accountable"], Value::Null);
    let people = server
        .lines("select cast(count(*) as text) as line from \"user\" where email = 'stranger@example.org'");
    assert_eq!(people, ["0"]);
}

#[apply(on_both)]
fn files_of_project_come_over_http_with_their_notes(server: &Server) {
    server.load_demo();
    let reply = post(&server.lin(), "key=PRJ&map.title=x", b"not a file");
    assert_eq!(reply.status, 422);
    let reply = post(&server.lin(), "key=PRJ", project().as_bytes());
    assert_eq!(reply.status, 201, "{}", reply.json());
    let answer = reply.json();
    assert_eq!(answer["created"]["workPackages"], 2);
    assert_eq!(answer["notes"][0]["place"], "task 2 \"B\"");
    let rows = server
        .lin()
        .ask(r#"{ campaign(key: "PRJ") { progressTable { rows { planned { start finish } } } } }"#);
    assert_eq!(
        rows["campaign"]["progressTable"]["rows"][1],
        json!({ "planned": { "start": "2026-09-10", "finish": "2026-09-11" } })
    );
    let again = post(&server.lin(), "key=PRJ&dryRun=true", project().as_bytes()).json();
    assert_eq!(again["userErrors"][0]["code"], "ALREADY_TAKEN");
}

#[apply(on_both)]
fn nobody_imports_who_may_not_create_campaigns(server: &Server) {
    server.load_demo();
    let member = server.actor("wu.tong@example.com");
    let told = import(&member, &json!({ "text": TABLE, "key": "SEP", "name": "x" }));
    assert_eq!(told["userErrors"][0]["code"], "FORBIDDEN");
    assert_eq!(post(&member, "key=SEP", project().as_bytes()).status, 403);
    assert_eq!(post(&server.stranger(), "key=SEP", project().as_bytes()).status, 401);
}
