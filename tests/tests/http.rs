//! The door: what is let in, and how it is told what is not.

use std::sync::Arc;

use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use tests::{Actor, Database, Reply, Server, apply, on_both};
use tokio::sync::Notify;

const JSON: (&str, &str) = ("content-type", "application/json");

fn code(reply: &Reply) -> Value {
    reply.json()["errors"][0]["extensions"]["code"].clone()
}

#[apply(on_both)]
fn answers_in_the_media_type_that_is_taken(server: &Server) {
    let stranger = server.stranger();
    for (accept, expected) in [
        ("application/graphql-response+json", "application/graphql-response+json; charset=utf-8"),
        ("application/json", "application/json; charset=utf-8"),
        ("*/*", "application/json; charset=utf-8"),
        (
            "application/json;q=0.2, \
                application/graphql-response+json;q=0.9",
            "application/graphql-response+json; charset=utf-8",
        ),
    ] {
        let reply = stranger.post(&[JSON, ("accept", accept)], r#"{"query":"{ __typename }"}"#);
        assert_eq!((reply.status, reply.header("content-type")), (200, Some(expected)), "{accept}");
    }
    assert_eq!(stranger.post(&[JSON, ("accept", "text/html")], r#"{"query":"{ __typename }"}"#).status, 406);
}

#[apply(on_both)]
fn refuses_what_is_no_request_with_the_status_that_says_why(server: &Server) {
    let stranger = server.stranger();
    let graphql = ("accept", "application/graphql-response+json");
    for (content_type, body, status) in [
        ("application/json", "{", 400),
        ("application/json", r#"[{"query":"{ __typename }"}]"#, 400),
        ("application/json", "{}", 400),
        ("application/json", r#"{"query":1}"#, 400),
        ("application/json", r#"{"query":"{ __typename }","variables":"x"}"#, 400),
        ("application/json", r#"{"query":"{"}"#, 400),
        ("application/json", r#"{"query":"{ unknown }"}"#, 400),
        ("text/plain", r#"{"query":"{ __typename }"}"#, 415),
        ("application/x-www-form-urlencoded", "query={__typename}", 415),
        ("application/json; charset=utf-16", r#"{"query":"{ __typename }"}"#, 415),
    ] {
        let reply = stranger.post(&[("content-type", content_type), graphql], body);
        assert_eq!(reply.status, status, "{content_type} {body}: {}", reply.text);
        assert!(reply.json().get("data").is_none(), "{}", reply.text);
        let extensions = &reply.json()["errors"][0]["extensions"];
        assert!(extensions["code"].is_string() && extensions["requestId"].is_string(), "{}", reply.text);
    }
}

#[apply(on_both)]
fn takes_queries_by_get_and_never_mutations(server: &Server) {
    let stranger = server.stranger();
    server.load_demo();
    let query = "/graphql?query=query(%24n:Int!)%7Bcampaigns(first:%24n)%7BtotalCount%7D%7D&variables=%7B%22n%22:1%7D";
    let reply = server.lin().get(query);
    assert_eq!(
        (reply.status, &reply.json()["data"]["campaigns"]["totalCount"]),
        (200, &json!(1)),
        "{}",
        reply.text
    );
    let reply = stranger.get(
        "/graphql?query=mutation%7BsignIn(input:%7Bemail:%22a%22,password:%22b%22%7D)%7BaccessToken%7D%7D",
    );
    assert_eq!(reply.status, 405);
    assert_eq!(stranger.get("/graphql").status, 400);
}

#[apply(on_both)]
fn lets_nobody_in_who_is_not_signed_in(server: &Server) {
    server.load_demo();
    let stranger = server.stranger();
    for query in [
        "{ viewer { userId } }",
        "{ campaigns { totalCount } }",
        r#"{ campaign(key: "D11") { id } }"#,
        "{ workPackages { totalCount } }",
        r#"{ workPackage(key: "D11-1") { id } }"#,
        "{ departments { \
                id } }",
        "{ calendars { id } }",
        "{ deadlines { totalCount } }",
        "{ findings { nodes { code } } }",
        r#"{ node(id: "wp_0") { id } }"#,
        r#"{ nodes(ids: ["wp_0"]) { id } }"#,
    ] {
        let reply = stranger.send(query, &json!({}));
        assert_eq!((reply.status, code(&reply)), (401, json!("UNAUTHENTICATED")), "{query}: {}", reply.text);
    }
    assert_eq!(stranger.ask("{ __typename }"), json!({ "__typename": "Query" }));
    assert_eq!(
        code(&stranger.send(
            "{ ...F } fragment F on Query { __schema { types { name } } \
            }",
            &json!({})
        )),
        "UNAUTHENTICATED"
    );
    assert_eq!(stranger.ask(r#"{ __type(name: "Campaign") { name } }"#), json!({ "__type": null }));
    assert!(server.lin().ask("{ __schema { types { name } } }")["__schema"]["types"].is_array());
}

#[apply(on_both)]
fn signs_in_with_e_mail_and_password(server: &Server) {
    server.load_demo();
    let hash = leadtime::auth::hash("leadtime-demo").unwrap();
    server.execute(&format!(
        r#"update "user" set password_hash = '{hash}' where email = 'lin.wei@example.com'"#
    ));
    let stranger = server.stranger();
    let sign_in = |email: &str, password: &str| {
        let document = "mutation ($input: SignInInput!) { signIn(input: $input) { accessToken expiresAt \
                userErrors { code message } } }";
        stranger.ask_with(document, &json!({ "input": { "email": email, "password": password } }))["signIn"]
            .clone()
    };
    let answer = sign_in("Lin.Wei@Example.com", "leadtime-demo");
    assert_eq!(answer["expiresAt"], "2026-10-20T02:10:00Z");
    let token = answer["accessToken"].as_str().unwrap();
    let reply = stranger.post(
        &[JSON, ("authorization", &format!("Bearer {token}"))],
        r#"{"query":"{ viewer { user { name } } }"}"#,
    );
    assert_eq!(reply.json()["data"]["viewer"]["user"]["name"], "Lin Wei");
    // The same answer whether there is no such account, no password yet, or another.
    let refusals = [
        sign_in("lin.wei@example.com", "leadtime-Demo"),
        sign_in("nobody@example.com", "leadtime-demo"),
        sign_in("zhao.qian@example.com", "leadtime-demo"),
        sign_in("lin.wei@example.com", ""),
        sign_in("lin.wei@example.com", &"x".repeat(2000)),
    ];
    for refusal in &refusals {
        assert_eq!(refusal, &refusals[0]);
        assert_eq!(refusal["userErrors"][0]["code"], "INVALID_CREDENTIALS");
    }
}

#[apply(on_both)]
fn takes_no_token_but_its_own(server: &Server) {
    server.load_demo();
    let lin = server.token(server.load_id("lin.wei@example.com"));
    let stranger = server.stranger();
    let ask = |token: &str| {
        stranger.post(&[JSON, ("authorization", token)], r#"{"query":"{ viewer { userId } }"}"#)
    };
    assert_eq!(ask(&format!("Bearer {lin}")).status, 200);
    assert_eq!(ask(&format!("bearer {lin}")).status, 200);
    let (rest, signature) = lin.rsplit_once('.').unwrap();
    let (header, claims) = rest.split_once('.').unwrap();
    let swapped = format!("{header}.{claims}.{}", signature.chars().rev().collect::<String>());
    let unsigned = format!("eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.{claims}.");
    for token in [swapped, unsigned, format!("{lin}x"), "x".repeat(10_000), String::new(), "a.b.c".to_owned()]
    {
        let reply = ask(&format!("Bearer {token}"));
        assert_eq!((reply.status, code(&reply)), (401, json!("UNAUTHENTICATED")), "{token}");
    }
    assert_eq!(ask(&format!("Basic {lin}")).status, 401);
    let moment = server.app.clock.now();
    let id = server.load_id("lin.wei@example.com");
    let session = server.session(id).id;
    for (seconds, is_let_in) in [(-600 - 29, true), (-600 - 31, false), (29, true), (31, false)] {
        let token =
            server.app.keys.sign(id, session, moment + chrono::TimeDelta::seconds(seconds)).unwrap().token;
        assert_eq!(ask(&format!("Bearer {token}")).status == 200, is_let_in, "{seconds}");
    }
}

#[apply(on_both)]
fn who_leaves_a_workspace_sees_nothing_of_it_two_seconds_later(server: &Server) {
    server.load_demo();
    let zhao = server.actor("zhao.qian@example.com");
    assert_eq!(zhao.ask("{ campaigns { totalCount } }")["campaigns"]["totalCount"], 1);
    server.execute("update work_package set accountable_id = null");
    server.execute("update department set lead_id = null");
    server.execute(r#"delete from membership where user_id = (select id from "user" where email = 'zhao.qian@example.com')"#);
    server.app.clock.advance(chrono::TimeDelta::milliseconds(2100));
    assert_eq!(zhao.ask("{ campaigns { totalCount } }")["campaigns"]["totalCount"], 0);
}

#[apply(on_both)]
fn merges_what_is_selected_twice(server: &Server) {
    server.load_demo();
    let data = server.lin().ask(
        r#"{ campaign(key: "D11") { progressTable { rows { wbs } } ...F } } fragment F on Campaign {
                progressTable { rows { title } } }"#,
    );
    assert_eq!(data["campaign"]["progressTable"]["rows"][0], json!({ "wbs": "1", "title": "Planning" }));
}

#[apply(on_both)]
fn leaves_out_what_is_skipped_and_keeps_the_order_asked(server: &Server) {
    server.load_demo();
    let reply = server.lin().send(
        r#"query ($no: Boolean!) { campaign(key: "D11") { progressTable { rows { t: title wbs @skip(if:
                true) kind @include(if: $no) key __typename ... on ProgressRow @include(if: true) { w: wbs }
                } } } }"#,
        &json!({ "no": false }),
    );
    assert!(
        reply.text.contains(r#"{"t":"Planning","key":"D11-1","__typename":"ProgressRow","w":"1"}"#),
        "{}",
        &reply.text[..300]
    );
}

#[apply(on_both)]
fn says_that_it_is_busy_where_no_connection_comes_free(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    lin.ask("{ viewer { userId } }");
    // Everybody else who reads holds on to what they have.
    let held: Vec<_> = server.block_on(async {
        let mut held = Vec::new();
        while let Ok(transaction) = server.app.store.snapshot().await {
            held.push(transaction);
        }
        held
    });
    let reply = lin.send("{ campaigns { totalCount } }", &json!({}));
    assert_eq!((reply.status, code(&reply)), (503, json!("UNAVAILABLE")), "{}", reply.text);
    assert_eq!(reply.json()["errors"][0]["extensions"]["retryable"], true);
    assert_eq!(reply.header("retry-after"), Some("1"));
    server.block_on(async { drop(held) });
    assert_eq!(lin.ask("{ campaigns { totalCount } }")["campaigns"]["totalCount"], 1);
}

#[apply(on_both)]
fn serves_its_page_its_schema_and_its_health(server: &Server) {
    let stranger = server.stranger();
    let page = stranger.get("/");
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    for script in ["graphiql.min.js", "graphiql.min.css", "react.min.js", "react-dom.min.js"] {
        assert!(page.text.contains(script));
        assert_eq!(stranger.get(&format!("/graphiql/{script}")).status, 200);
    }
    assert_eq!(stranger.get("/schema.graphql").text, leadtime::graphql::sdl());
    assert_eq!(stranger.get("/healthz").text, "ok\n");
    assert_eq!(stranger.get("/readyz").text, "ready\n");
    assert_eq!(stranger.get("/nothing").status, 404);
}

/// A route that is not meant to be.
async fn broken() -> actix_web::HttpResponse {
    panic!("on purpose")
}

#[apply(on_both)]
fn a_panic_is_answered_with_a_request_id_and_harms_nobody_else(server: &Server) {
    server.load_demo();
    let door = server.door(|config| {
        config.route("/broken", actix_web::web::get().to(broken));
    });
    let lin = Actor::at(door, &server.token(server.load_id("lin.wei@example.com")));
    for _ in 0..20 {
        let reply = lin.get("/broken");
        assert_eq!((reply.status, code(&reply)), (500, json!("INTERNAL")), "{}", reply.text);
        let id = reply.header("x-request-id").unwrap();
        assert_eq!(reply.json()["errors"][0]["extensions"]["requestId"], id);
        assert!(!reply.text.contains("on purpose"));
        assert_eq!(lin.ask("{ campaigns { totalCount } }")["campaigns"]["totalCount"], 1);
    }
}

#[apply(on_both)]
fn a_write_that_panics_harms_no_write_after_it(server: &Server) {
    server.load_demo();
    for _ in 0..3 {
        let broken = server.app.store.write::<(), _>(|_| Box::pin(async { panic!("on purpose") }));
        assert!(server.block_on(broken).is_err());
        let broken = server.app.store.write::<(), _>(|_| panic!("before there is anything to wait for"));
        assert!(server.block_on(broken).is_err());
        server.execute("update campaign set name = 'Still here'");
    }
    assert_eq!(server.lin().ask(r#"{ campaign(key: "D11") { name } }"#)["campaign"]["name"], "Still here");
}

/// Holds on to what every write needs until it is told to let go.
fn hold(server: &Server, release: &Arc<Notify>) -> tokio::task::JoinHandle<()> {
    let is_held = Arc::new(Notify::new());
    let (store, release, held) = (server.app.store.clone(), Arc::clone(release), Arc::clone(&is_held));
    let holding = server.spawn(async move {
        let work = store.write(move |transaction| {
            let (held, release) = (Arc::clone(&held), Arc::clone(&release));
            Box::pin(async move {
                if transaction.get_database_backend() == sea_orm::DbBackend::Postgres {
                    transaction.execute_unprepared("lock table session in exclusive mode").await?;
                }
                held.notify_one();
                release.notified().await;
                Ok(())
            })
        });
        work.await.unwrap();
    });
    server.block_on(is_held.notified());
    holding
}

fn gives_up(database: Database) {
    let server = Server::start_with(database, |config| config.request_seconds = 1);
    server.load_demo();
    let lin = server.lin();
    lin.ask("{ viewer { userId } }");
    let release = Arc::new(Notify::new());
    let holding = hold(&server, &release);
    let reply = lin.send("mutation { signOut(input: {}) { endedCount } }", &json!({}));
    assert_eq!((reply.status, code(&reply)), (504, json!("OUTCOME_UNKNOWN")), "{}", reply.text);
    assert_eq!(reply.json()["errors"][0]["extensions"]["retryable"], false);
    // Who reads is served meanwhile.
    assert_eq!(lin.ask("{ campaigns { totalCount } }")["campaigns"]["totalCount"], 1);
    release.notify_one();
    server.block_on(holding).unwrap();
}

#[test]
fn a_request_that_takes_too_long_is_given_up_on_sqlite() {
    gives_up(Database::sqlite());
}

#[test]
#[cfg_attr(not(has_postgres), ignore = "needs PostgreSQL")]
fn a_request_that_takes_too_long_is_given_up_on_postgres() {
    gives_up(Database::postgres());
}
