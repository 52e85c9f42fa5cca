//! How much one may ask for.

use chrono::TimeDelta;
use serde_json::json;
use tests::{Actor, Database, Server};

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
        server.actor("lin.wei@example.com").send("{ rateLimit { remaining } }", &json!({})).json()["data"]["rateLimit"]
            ["remaining"],
        98
    );
}

#[test]
fn documents_cost_what_they_may_answer_on_sqlite() {
    costs(&start(Database::sqlite()));
}

#[test]
fn documents_cost_what_they_may_answer_on_postgres() {
    if let Some(database) = Database::postgres() {
        costs(&start(database));
    }
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
        let document = "mutation ($password: String!) { signIn(input: { email: \"lin.wei@example.com\", password: $password }) { accessToken } }";
        stranger.send(document, &json!({ "password": password }))
    };
    let statuses: Vec<_> = (0..12).map(|_| sign_in("wrong password").status).collect();
    assert_eq!(statuses, [vec![200; 10], vec![429; 2]].concat());
    assert_eq!(sign_in("leadtime-demo").json()["errors"][0]["extensions"]["code"], "RATE_LIMITED");
    server.app.clock.advance(TimeDelta::seconds(6));
    assert!(sign_in("leadtime-demo").json()["data"]["signIn"]["accessToken"].is_string());
}
