//! How much one may ask for.

use std::num::NonZeroU32;
use std::time::Duration;

use chrono::TimeDelta;
use leadtime::auth::Throttle;
use leadtime::clock::Clock;
use serde_json::json;
use tests::{Actor, Database, Server};

const ONE: NonZeroU32 = NonZeroU32::MIN;

/// One that lets everybody ask for a hundred points a minute.
fn start(database: Database) -> Server {
    let server = Server::start_with(database, |config| config.rate_limit = 100);
    server.load_demo();
    server
}

fn costs(server: &Server) {
    let lin = server.lin();
    let reply = lin.send("{ workPackages(first: 90) { nodes { id } } }", &json!({}));
    assert_eq!(reply.json()["extensions"]["cost"], json!({ "requested": 10, "actual": 8, "remaining": 90 }));
    assert_eq!(reply.header("ratelimit-policy"), Some("\"points\";q=100;w=60"));
    assert_eq!(reply.header("ratelimit"), Some("\"points\";r=90"));
    let weighed = lin.ask(
        "{ rateLimit(dryRun: true) { cost limit remaining } workPackages(first: 100) { nodes { id } } }",
    );
    assert_eq!(weighed, json!({ "rateLimit": { "cost": 12, "limit": 100, "remaining": 89 } }));
    let sun = server.actor("sun.hao@example.com");
    let ask = |actor: &Actor| actor.send("{ workPackages(first: 90) { nodes { id } } }", &json!({}));
    assert!((0..8).all(|_| ask(&lin).status == 200));
    let refused = ask(&lin);
    assert_eq!((refused.status, refused.header("retry-after")), (429, Some("1")));
    let extensions = &refused.json()["errors"][0]["extensions"];
    assert_eq!((&extensions["code"], &extensions["retryable"]), (&json!("RATE_LIMITED"), &json!(true)));
    assert_eq!(ask(&sun).status, 200, "somebody else's quota is their own");
    server.app.clock.advance(TimeDelta::seconds(60));
    assert_eq!(
        server
            .actor("lin.wei@example.com")
            .send(
                "{ rateLimit { remaining } \
            }",
                &json!({})
            )
            .json()["data"]["rateLimit"]["remaining"],
        98
    );
}

#[test]
fn documents_cost_what_they_may_answer_on_sqlite() {
    costs(&start(Database::sqlite()));
}

#[test]
#[cfg_attr(not(has_postgres), ignore = "needs PostgreSQL")]
fn documents_cost_what_they_may_answer_on_postgres() {
    costs(&start(Database::postgres()));
}

#[test]
fn plans_that_are_tried_out_cost_by_how_many_there_are() {
    let server = start(Database::sqlite());
    let lin = server.lin();
    let cost = |what: &str, variables: &serde_json::Value| {
        let document = format!(
            "query ($scenarios: [PlanScenarioInput!]! = []) {{ rateLimit(dryRun: true) {{ cost }} \
                campaign(key: \"D11\") {{ name previewScenarios(scenarios: $scenarios) {{ name }} {what} }} \
                }}"
        );
        lin.ask_with(&document, variables)["rateLimit"]["cost"].as_i64().unwrap()
    };
    let none = cost("", &json!({}));
    let more = |what: &str| cost(what, &json!({})) - none;
    assert_eq!(more("previewPlanEdits(edits: []) { userErrors { code } }"), 5);
    assert_eq!(more("backPlan(anchorId: \"x\") { userErrors { code } }"), 5);
    assert_eq!(more("recoveryOptions { edits }"), 250);
    assert_eq!(
        more("a: recoveryOptions { edits } b: recoveryOptions { edits } c: recoveryOptions { edits }"),
        500
    );
    assert_eq!(more("proposals { preview { userErrors { code } } }"), 251);
    let scenarios: Vec<_> = (0..4).map(|_| json!({ "name": "x", "edits": [] })).collect();
    assert_eq!(cost("", &json!({ "scenarios": scenarios })) - none, 20);
    let findings = |fixes: &str| {
        let document = format!(
            "{{ rateLimit(dryRun: true) {{ cost }} findings(first: 4) {{ nodes {{ code {fixes} }} }} }}"
        );
        lin.ask(&document)["rateLimit"]["cost"].as_i64().unwrap()
    };
    assert_eq!(findings("suggestedFixes { edits }") - findings(""), 100, "of each finding");
}

#[test]
fn a_file_costs_as_much_in_an_answer_as_by_its_path() {
    let server = start(Database::sqlite());
    let lin = server.lin();
    let id = lin.ask(r#"{ campaign(key: "D11") { id } }"#)["campaign"]["id"].take();
    let file = format!("exportCampaign(campaignId: {id}, format: CSV) {{ path }}");
    let weighed = lin.ask(&format!("{{ rateLimit(dryRun: true) {{ cost }} {file} }}"));
    assert_eq!(weighed["rateLimit"]["cost"], 52, "fifty, one for the document and one for its objects");
    let statuses = [0, 1].map(|_| lin.get("/campaigns/D11/plan.csv").status);
    assert_eq!(statuses, [200, 429], "fifty points each");
}

#[test]
fn things_by_their_ids_cost_as_many_as_are_asked_for() {
    let server = start(Database::sqlite());
    let lin = server.lin();
    let data = lin.ask("{ workPackages(first: 40) { nodes { id } } }");
    let ids: Vec<_> =
        data["workPackages"]["nodes"].as_array().unwrap().iter().map(|node| &node["id"]).collect();
    let cost = |document: &str, ids: &[&serde_json::Value]| {
        lin.ask_with(document, &json!({ "ids": ids }))["rateLimit"]["cost"].clone()
    };
    let plain = "query ($ids: [ID!]!) { rateLimit(dryRun: true) { cost } nodes(ids: $ids) { id } }";
    let nested = "query ($ids: [ID!]!) { rateLimit(dryRun: true) { cost } nodes(ids: $ids) { id ... on \
        WorkPackage { children { id } } } }";
    assert_eq!([0, 1, 10, 11, 40].map(|count| cost(plain, &ids[..count])), [2, 2, 3, 3, 6]);
    assert_eq!(cost(nested, &ids), 26, "the items of each are multiplied");
    let literal = format!("{{ rateLimit(dryRun: true) {{ cost }} nodes(ids: {}) {{ id }} }}", json!(ids));
    assert_eq!(cost(&literal, &[]), 6);
}

/// A server behind a proxy, so that clients have addresses of their own.
fn behind_proxy() -> Server {
    Server::start_with(Database::sqlite(), |config| config.behind_proxy = true)
}

/// The status that a document from an address comes to.
fn status(server: &Server, address: &str, document: &str) -> u16 {
    let headers = [("content-type", "application/json"), ("x-forwarded-for", address)];
    server.stranger().post(&headers, &json!({ "query": document }).to_string()).status
}

#[test]
fn tries_at_secrets_are_counted_by_address_and_come_back() {
    let server = behind_proxy();
    let follow =
        r#"mutation { confirmRegistration(input: { token: "ltl_x", password: "x" }) { accessToken } }"#;
    let refresh = r#"mutation { refreshSession(input: { refreshToken: "ltr_x" }) { accessToken } }"#;
    let stranger = server.stranger();
    let headers = [("content-type", "application/json"), ("x-forwarded-for", "192.0.2.1")];
    let body = json!({ "query": follow }).to_string();
    assert!((0..600).all(|_| stranger.post(&headers, &body).status == 200));
    assert_eq!([follow, refresh].map(|document| status(&server, "192.0.2.1", document)), [429, 429]);
    assert_eq!(status(&server, "192.0.2.2", refresh), 200, "another address has tries of its own");
    server.app.clock.advance(TimeDelta::milliseconds(100));
    assert_eq!([refresh, follow].map(|document| status(&server, "192.0.2.1", document)), [200, 429]);
}

#[test]
fn tries_at_one_account_are_counted_by_each_of_two_addresses() {
    let server = behind_proxy();
    let sign_in =
        r#"mutation { signIn(input: { email: "ann@example.com", password: "wrong" }) { accessToken } }"#;
    let try_from = |address: &str| status(&server, address, sign_in);
    assert!((0..10).all(|_| try_from("2001:db8:0:1::1") == 200));
    assert_eq!(try_from("2001:db8:0:1::2"), 429, "a network of 64 bits is one address");
    assert_eq!(["2001:db8:0:2::1", "192.0.2.1"].map(try_from), [200, 200]);
    let other = sign_in.replace("ann@", "bob@");
    assert_eq!(status(&server, "2001:db8:0:1::1", &other), 200, "another account");
}

#[test]
fn tries_at_passwords_are_counted_by_account_and_by_address_alone() {
    let server = behind_proxy();
    let tries = |account: &str, address: &str| server.app.throttles.at_account(account, address).is_ok();
    for number in 0..300 {
        assert!(tries("ann@example.com", &format!("192.0.2.{}", number / 10)));
        assert!(tries(&format!("p{number}@example.com"), "198.51.100.1"));
    }
    assert!(!tries("ann@example.com", "203.0.113.1"), "from anywhere");
    assert!(!tries("new@example.com", "198.51.100.1"), "at any account");
    assert!(tries("new@example.com", "203.0.113.1"));
}

#[test]
fn tries_at_a_password_are_slowed_down_and_nobody_is_locked_out() {
    let server = Server::start(Database::sqlite());
    server.load_demo();
    let hash = leadtime::auth::hash("leadtime-demo").unwrap();
    server.execute(&format!(
        r#"update "user" set password_hash = '{hash}' where email = 'lin.wei@example.com'"#
    ));
    let stranger = server.stranger();
    let sign_in = |password: &str| {
        let document = "mutation ($password: String!) { signIn(input: { email: \"lin.wei@example.com\", \
            password: $password }) { accessToken } }";
        stranger.send(document, &json!({ "password": password }))
    };
    let statuses: Vec<_> = (0..12).map(|_| sign_in("wrong password").status).collect();
    assert_eq!(statuses, [vec![200; 10], vec![429; 2]].concat());
    assert_eq!(sign_in("leadtime-demo").json()["errors"][0]["extensions"]["code"], "RATE_LIMITED");
    server.app.clock.advance(TimeDelta::seconds(6));
    assert!(sign_in("leadtime-demo").json()["data"]["signIn"]["accessToken"].is_string());
}

#[test]
fn keys_are_forgotten_when_their_quota_is_full_again() {
    let clock = Clock::fixed_at("2026-10-20T02:00:00Z".parse().unwrap());
    let throttle = Throttle::new(ONE, Duration::from_mins(1), clock.clone());
    let take = |keys: std::ops::Range<u32>| keys.for_each(|key| drop(throttle.take(&key, ONE)));
    take(0..30_000);
    assert_eq!(throttle.key_count(), 30_000, "none of them is full again");
    clock.advance(TimeDelta::seconds(121));
    take(30_000..60_000);
    assert_eq!(throttle.key_count(), 30_000, "as many attempts later the first are gone");
}
