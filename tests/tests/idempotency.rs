//! Requests that are sent again with their idempotency key.

use chrono::TimeDelta;
use serde_json::{Value, json};
use tests::{Actor, Reply, Server, apply, on_both};

use crate::edits::Plan;

const TOKEN: &str = r#"createToken(input: { name: "CI", scopes: [READ], idempotencyKey: "4f7c" }) { token {
    id } secret userErrors { code } }"#;

/// A mutation with the header `Idempotency-Key`.
fn with_header(who: &Actor, key: &str, mutation: &str) -> Reply {
    let headers = [("content-type", "application/json"), ("idempotency-key", key)];
    who.post(&headers, &json!({ "query": format!("mutation {{ {mutation} }}") }).to_string())
}

fn count(server: &Server, table: &str) -> String {
    server.lines(&format!("select cast(count(*) as text) as line from {table}")).remove(0)
}

#[apply(on_both)]
fn a_request_that_is_sent_again_is_answered_alike_and_done_once(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let once = || lin.ask(&format!("mutation {{ {TOKEN} }}"))["createToken"].take();
    let first = once();
    assert!(first["secret"].as_str().is_some_and(|secret| secret.starts_with("ltp_")), "{first}");
    assert_eq!([once(), once()], [first.clone(), first]);
    assert_eq!(count(server, "api_token"), "1");
}

#[apply(on_both)]
fn the_same_request_at_the_same_time_is_done_once(server: &Server) {
    server.load_demo();
    let (lin, replica) = (server.lin(), server.replica());
    let other = replica.bearer(&server.token(server.load_id("lin.wei@example.com")));
    let ask = &|who: &Actor| who.ask(&format!("mutation {{ {TOKEN} }}"))["createToken"].take();
    let answers: Vec<Value> = std::thread::scope(|scope| {
        let actors = [&lin, &other].into_iter().cycle().take(8);
        let threads: Vec<_> = actors.map(|who| scope.spawn(move || ask(who))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(answers.iter().all(|answer| *answer == answers[0] && !answer["secret"].is_null()), "{answers:?}");
    assert_eq!(count(server, "api_token"), "1");
}

#[apply(on_both)]
fn a_key_is_good_for_one_request_of_one_caller(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    lin.ask(&format!("mutation {{ {TOKEN} }}"));
    for other in [
        TOKEN.replace("CI", "Other"),
        "signOutEverywhere(input: { idempotencyKey: \"4f7c\" }) \
            { userErrors { code } }"
            .to_owned(),
    ] {
        let name = other.split('(').next().unwrap();
        assert_eq!(
            lin.ask(&format!(
                "mutation {{ {other} \
                }}"
            ))[name]["userErrors"][0]["code"],
            "IDEMPOTENCY_KEY_REUSED"
        );
    }
    let sun = server.actor("sun.hao@example.com");
    assert_eq!(
        sun.ask(&format!(
            "mutation {{ {TOKEN} \
            }}"
        ))["createToken"]["userErrors"],
        json!([]),
        "another caller"
    );
    assert_eq!(count(server, "api_token"), "2");
    server.app.clock.advance(TimeDelta::days(7));
    let lin = server.lin();
    assert_eq!(
        lin.ask(&format!(
            "mutation {{ {} \
            }}",
            TOKEN.replace("CI", "Other")
        ))["createToken"]["userErrors"],
        json!([]),
        "after seven days"
    );
}

#[apply(on_both)]
fn a_refused_request_leaves_its_key_free(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let role = |role: &str| {
        lin.ask(&format!(
            r#"mutation {{ changeMemberRole(input: {{ userId: "{}", role: {role}, idempotencyKey: "k" }}) {{
                user {{ role }} userErrors {{ code }} }} }}"#,
            server.load_id("lin.wei@example.com")
        ))["changeMemberRole"]
            .take()
    };
    assert_eq!(role("MEMBER")["userErrors"][0]["code"], "LAST_OWNER");
    assert_eq!(role("OWNER")["userErrors"], json!([]));
}

#[apply(on_both)]
fn a_header_is_the_key_of_every_mutation_of_a_request(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let token = "createToken(input: { name: \"CI\", scopes: [READ] }) { secret }";
    let both = format!("a: {token} b: {token}");
    let data = || with_header(&lin, "7b2e", &both).json()["data"].take();
    let first = data();
    assert_ne!(first["a"], first["b"]);
    assert_eq!(data(), first);
    assert_eq!(count(server, "api_token"), "2");
    let bad = with_header(&lin, "a key", token).json();
    assert_eq!(
        bad["errors"][0]["extensions"],
        json!({ "code": "BAD_INPUT", "field": "idempotencyKey",
            "requestId": bad["errors"][0]["extensions"]["requestId"], "retryable": false })
    );
}

#[apply(on_both)]
fn what_an_edit_moved_brought_and_resolved_is_told_again(server: &Server) {
    let plan = Plan::new(server);
    let (copy, design) = (plan.create("Copy", 5), plan.create("Design", 3));
    plan.link(&copy, &design);
    let finding = "{ code severity message since days isCritical lateOrigin subjectId workPackage { title } \
        relatedWorkPackage { title } rootCause { workPackage { title } } }";
    let ripple = format!(
        "ripple {{ moves {{ workPackage {{ title }} from {{ start }} to {{ start }} reason {{ kind }} }} \
            findingsAppeared {finding} findingsResolved {finding} }}"
    );
    let done = |mutation: &str, input: &str| {
        plan.does(mutation, &format!("{input}, idempotencyKey: {mutation:?}"), &ripple)
    };
    let later = format!("workPackageId: {copy:?}, start: \"2026-10-14\", finish: \"2026-10-16\"");
    let moved = done("moveWorkPackage", &later);
    let is_told =
        |of: &Value, what: &str| of["ripple"][what].as_array().is_some_and(|found| !found.is_empty());
    assert!(is_told(&moved, "moves") && is_told(&moved, "findingsAppeared"), "{moved}");
    let back = format!("campaignId: {:?}, changeSeq: {}", plan.campaign, moved["changeSeq"]);
    let undone = done("undoChange", &back);
    assert!(is_told(&undone, "findingsResolved"), "{undone}");
    assert_eq!(
        (done("moveWorkPackage", &later)["ripple"].take(), done("undoChange", &back)["ripple"].take()),
        (moved["ripple"].clone(), undone["ripple"].clone())
    );
    plan.does("deleteWorkPackage", &format!("workPackageId: {copy:?}"), "");
    let left = done("moveWorkPackage", &later)["ripple"].take().to_string();
    assert!(
        !left.contains("Copy") && left.contains("Design"),
        "what is about work that is gone is left out: {left}"
    );
}

#[apply(on_both)]
fn who_signs_in_again_with_a_key_gets_the_same_session(server: &Server) {
    server.load_demo();
    let password = leadtime::auth::hash(tests::PASSWORD).unwrap();
    server.execute(&format!("update \"user\" set password_hash = '{password}'"));
    let sign_in = format!(
        "signIn(input: {{ email: \"sun.hao@example.com\", password: {:?} }}) {{ \
            refreshToken }}",
        tests::PASSWORD
    );
    let session = || with_header(&server.stranger(), "phone-1", &sign_in).json()["data"].take();
    assert_eq!(session(), session());
    assert_eq!(count(server, "session"), "1");
    let stored = server.lines("select outcome as line from idempotency_record");
    assert!(
        stored.iter().all(|text| !text.contains("ltr_")),
        "what was answered is not readable in the \
            database"
    );
}
