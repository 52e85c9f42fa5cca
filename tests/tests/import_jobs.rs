//! Imports that are done after the answer.

use chrono::TimeDelta;
use serde_json::{Value, json};
use tests::{Actor, Server, apply, becomes_true, on_both};

const JOB: &str = "id status progress campaign { key } created { workPackages } notes { place } userErrors \
    { code field message } createdAt finishedAt";

const TABLE: &str = "Title,Days,Accountable\nA,3,stranger@example.org\nB,5,\n";

/// Starts an import, and the job as it is answered.
fn start(who: &Actor, input: &str) -> Value {
    let document = format!(
        "mutation($text: String!) {{ importPlan(input: {{ text: $text, name: \"x\", start: \"2026-09-07\", \
            asJob: true, {input} }}) {{ job {{ {JOB} }} campaign {{ key }} userErrors {{ code }} }} }}"
    );
    let payload = who.ask_with(&document, &json!({ "text": TABLE }))["importPlan"].take();
    assert_eq!((&payload["userErrors"], &payload["campaign"]), (&json!([]), &Value::Null));
    payload["job"].clone()
}

fn job(who: &Actor, id: &Value) -> Value {
    who.ask_with(
        &format!(
            "query($id: ID!) {{ importJob(id: $id) {{ {JOB} }} \
        }}"
        ),
        &json!({ "id": id }),
    )["importJob"]
        .take()
}

/// The job once it is over.
fn finished(who: &Actor, id: &Value) -> Value {
    assert!(becomes_true(|| !job(who, id)["finishedAt"].is_null()), "{}", job(who, id));
    job(who, id)
}

/// Puts outbox jobs aside, as if no worker ran.
fn hold(server: &Server) {
    server.execute("create table held as select * from outbox_job where 1 = 0");
    if server.is_sqlite() {
        server.execute(
            "create trigger hold after insert on outbox_job begin insert into held select * from \
            outbox_job where id = new.id; delete from outbox_job where id = new.id; end",
        );
    } else {
        server.execute(
            "create function hold() returns trigger language plpgsql as $$ begin insert into \
            held select new.*; delete from outbox_job where id = new.id; return null; end $$",
        );
        server.execute("create trigger hold after insert on outbox_job for each row execute function hold()");
    }
}

/// Has a server do the jobs that were put aside.
fn release(server: &Server) {
    let drop = if server.is_sqlite() {
        "drop trigger if exists hold"
    } else {
        "drop trigger if exists hold on outbox_job"
    };
    server.execute(drop);
    server.execute("insert into outbox_job select * from held");
    server.app.outbox.wake();
    assert!(becomes_true(|| count(server, "outbox_job") == "0"));
}

/// The number of rows of a table, or of those that it has with a condition.
fn count(server: &Server, of: &str) -> String {
    server.lines(&format!("select cast(count(*) as text) as line from {of}")).remove(0)
}

#[apply(on_both)]
fn a_file_is_imported_after_the_answer(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let started = start(&lin, "key: \"SEP\"");
    let done = finished(&lin, &started["id"]);
    assert_eq!((&done["status"], &done["progress"]), (&json!("DONE"), &json!(100)));
    assert_eq!((&done["campaign"]["key"], &done["created"]["workPackages"]), (&json!("SEP"), &json!(2)));
    assert_eq!(done["notes"], json!([{ "place": "people" }]), "{done}");
    let node = lin.ask_with(
        "query($id: ID!) { node(id: $id) { __typename ... on ImportJob { status } } }",
        &json!({ "id": started["id"] }),
    );
    assert_eq!(node["node"], json!({ "__typename": "ImportJob", "status": "DONE" }));
    assert_eq!(count(server, "import_file"), "0", "the file is kept no longer than it is needed");
}

#[apply(on_both)]
fn what_is_wrong_with_a_file_is_told_by_its_job(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let started = start(&lin, "key: \"D11\"");
    let refused = finished(&lin, &started["id"]);
    assert_eq!((&refused["status"], &refused["campaign"]), (&json!("REFUSED"), &Value::Null));
    assert_eq!(refused["userErrors"][0]["code"], "ALREADY_TAKEN");
    assert_eq!(refused["userErrors"][0]["field"], json!(["key"]));
}

#[apply(on_both)]
fn a_dry_run_as_a_job_creates_nothing(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let done = finished(&lin, &start(&lin, "key: \"SEP\", dryRun: true")["id"]);
    assert_eq!(
        (&done["status"], &done["campaign"], &done["created"]["workPackages"]),
        (&json!("DONE"), &Value::Null, &json!(2))
    );
    assert_eq!(lin.ask(r#"{ campaign(key: "SEP") { id } }"#)["campaign"], Value::Null);
}

#[apply(on_both)]
fn a_job_is_shown_to_whoever_started_it_and_to_administrators(server: &Server) {
    server.load_demo();
    server.import_into(&tests::plan::small("ZZ", "z@example.com").to_string(), Some("Other")).unwrap();
    let manager = server.actor("zhao.qian@example.com");
    let id = start(&manager, "key: \"SEP\"")["id"].clone();
    finished(&manager, &id);
    let sees = |email: &str| !job(&server.actor(email), &id).is_null();
    assert!(sees("lin.wei@example.com") && sees("zhang.rui@example.com"), "owner and administrator");
    assert!(
        !sees("sun.hao@example.com") && !sees("z@example.com"),
        "a member, and somebody of another workspace"
    );
}

#[apply(on_both)]
fn a_job_over_http_has_an_address(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let accepted =
        lin.upload("/campaigns/import?key=SEP&name=x&start=2026-09-07&asJob=true", TABLE.as_bytes());
    assert_eq!(accepted.status, 202, "{}", accepted.text);
    let path = accepted.json()["job"]["path"].as_str().unwrap().to_owned();
    assert_eq!(accepted.header("location"), Some(path.as_str()));
    assert!(becomes_true(|| lin.get(&path).json()["job"]["status"] == "DONE"), "{}", lin.get(&path).text);
    let campaign = lin.ask(r#"{ campaign(key: "SEP") { id } }"#)["campaign"]["id"].take();
    assert_eq!(lin.get(&path).json()["campaignId"], campaign);
    let (foreign, unknown) =
        (server.actor("sun.hao@example.com").get(&path).status, lin.get("/campaigns/imports/imp_x").status);
    assert_eq!((foreign, unknown, server.stranger().get(&path).status), (404, 404, 401));
}

#[apply(on_both)]
fn a_job_that_is_sent_again_is_the_same_job(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let input = "key: \"SEP\", idempotencyKey: \"one\"";
    let first = start(&lin, input);
    finished(&lin, &first["id"]);
    assert_eq!(start(&lin, input)["id"], first["id"]);
    assert_eq!(count(server, "campaign where key = 'SEP'"), "1");
}

#[apply(on_both)]
fn a_job_outlives_its_server_and_is_done_once(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    hold(server);
    let id = start(&lin, "key: \"SEP\"")["id"].clone();
    let waiting = job(&lin, &id);
    assert_eq!(
        (&waiting["status"], &waiting["progress"], &waiting["finishedAt"]),
        (&json!("WAITING"), &json!(0), &Value::Null)
    );
    let another = server.replica();
    release(&another);
    let done = job(&lin, &id);
    assert_eq!((&done["status"], &done["campaign"]["key"]), (&json!("DONE"), &json!("SEP")));
    release(&another);
    assert_eq!(job(&lin, &id), done, "a worker that takes it again finds it done");
    assert_eq!(count(server, "campaign where key = 'SEP'"), "1");
}

#[apply(on_both)]
fn five_imports_of_one_person_are_under_way_at_most(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    hold(server);
    for at in 1..=5 {
        start(&lin, &format!("key: \"SEP{at}\""));
    }
    let sixth = lin.refused("mutation { importPlan(input: { text: \"x\", asJob: true }) { job { id } } }");
    assert_eq!(
        (&sixth["extensions"]["code"], &sixth["extensions"]["retryable"]),
        (&json!("RATE_LIMITED"), &json!(true))
    );
    assert_eq!(count(server, "import_file"), "5");
    start(&server.actor("zhao.qian@example.com"), "key: \"SEP6\"");
}

#[apply(on_both)]
fn a_token_that_was_revoked_imports_nothing_more(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let made = lin.ask(
        "mutation { createToken(input: { name: \"files\", scopes: [PLAN_WRITE] }) { secret \
        userErrors { code field } } }",
    );
    let script = server.bearer(made["createToken"]["secret"].as_str().unwrap_or_else(|| panic!("{made}")));
    hold(server);
    let id = start(&script, "key: \"SEP\"")["id"].clone();
    server.execute("update api_token set revoked_at = created_at");
    release(server);
    let refused = job(&lin, &id);
    assert_eq!(
        (&refused["status"], &refused["userErrors"][0]["code"]),
        (&json!("REFUSED"), &json!("FORBIDDEN"))
    );
    assert_eq!(count(server, "campaign where key = 'SEP'"), "0");
    let log = lin.ask("{ auditLog(actions: [REFUSED]) { nodes { user { name } details } } }");
    let of_import = json!({ "user": { "name": "Lin Wei" }, "details": r#"{"mutation":"importPlan"}"# });
    assert_eq!(log["auditLog"]["nodes"], json!([of_import]));
}

#[apply(on_both)]
fn nobody_starts_an_import_who_may_not_create_campaigns(server: &Server) {
    server.load_demo();
    let document =
        "mutation { importPlan(input: { text: \"x\", asJob: true }) { job { id } userErrors { code } } }";
    let payload = server.actor("sun.hao@example.com").ask(document)["importPlan"].take();
    assert_eq!(payload, json!({ "job": null, "userErrors": [{ "code": "FORBIDDEN" }] }));
}

#[apply(on_both)]
fn a_job_is_forgotten_a_week_after_it_is_over(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let id = finished(&lin, &start(&lin, "key: \"SEP\"")["id"])["id"].clone();
    server.app.clock.advance(TimeDelta::days(8));
    server.block_on(leadtime::housekeeping::delete(&server.app)).unwrap();
    assert_eq!(job(&server.lin(), &id), Value::Null);
    assert!(!server.lin().ask(r#"{ campaign(key: "SEP") { id } }"#)["campaign"].is_null());
}
