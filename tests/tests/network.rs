//! PostgreSQL behind a network that fails.

use serde_json::{Value, json};
use tests::{Actor, Database, Network, Proxy, Reply, Server};

/// A server whose database is behind a proxy.
fn start() -> (Proxy, Server) {
    let database = Database::postgres();
    let proxy = Proxy::before(database.url());
    let server = Server::start(Database::at(&proxy.url(database.url())));
    server.load_demo();
    (proxy, server)
}

fn code(reply: &Reply) -> Value {
    reply.json()["errors"][0]["extensions"]["code"].clone()
}

fn create(actor: &Actor, name: &str) -> Reply {
    let document = "mutation ($name: String!) { createWorkspace(input: { name: $name, timeZone: \"UTC\" }) \
        { workspace { name } userErrors { code } } }";
    actor.send(document, &json!({ "name": name }))
}

fn is_done(reply: &Reply) -> bool {
    reply.json().get("errors").is_none()
}

#[test]
#[cfg_attr(not(has_postgres), ignore = "needs PostgreSQL")]
fn connections_that_go_silent_stop_writes_and_reads_for_a_moment_alone() {
    let (proxy, server) = start();
    let lin = server.lin();
    // All connections there are have been used.
    let store = server.app.store.clone();
    server.block_on(async {
        let mut held = Vec::new();
        while held.len() < 16 {
            held.push(store.snapshot().await.unwrap());
        }
    });
    std::thread::scope(|scope| {
        for number in 0..8 {
            let lin = &lin;
            scope.spawn(move || assert!(is_done(&create(lin, &format!("before {number}")))));
        }
    });
    proxy.silence();
    let mut refused = 0;
    let reached = tests::becomes_true(|| {
        let reply = create(&lin, "after");
        let is_done = is_done(&reply);
        if !is_done {
            refused += 1;
            let code = code(&reply);
            assert!(
                code == "UNAVAILABLE" || code == "OUTCOME_UNKNOWN" || code == "TIMED_OUT",
                "{}",
                reply.text
            );
        }
        is_done
    });
    assert!(reached && refused <= 24, "{refused} refused");
    for number in 0..20 {
        assert!(is_done(&create(&lin, &format!("then {number}"))));
        assert!(is_done(&lin.send("{ campaigns { totalCount } }", &json!({}))));
    }
    assert!(tests::becomes_true(|| lin.get("/readyz").status == 200));
}

#[test]
#[cfg_attr(not(has_postgres), ignore = "needs PostgreSQL")]
fn a_commit_whose_answer_is_lost_is_told_as_unknown() {
    let (proxy, server) = start();
    let lin = server.lin();
    proxy.set(Network::LosesAnswer("COMMIT"));
    let reply = create(&lin, "Perhaps");
    assert_eq!((reply.status, code(&reply)), (504, json!("OUTCOME_UNKNOWN")), "{}", reply.text);
    assert_eq!(reply.json()["errors"][0]["extensions"]["retryable"], false);
    proxy.set(Network::Fine);
    // This time it was done.
    assert_eq!(server.lines("select name as line from workspace where name = 'Perhaps'"), ["Perhaps"]);
}

#[test]
#[cfg_attr(not(has_postgres), ignore = "needs PostgreSQL")]
fn a_write_is_not_refused_because_a_connection_was_lost_whichever_statement_it_was() {
    /// More statements than the write takes.
    const STATEMENTS: u32 = 60;
    let (proxy, server) = start();
    let lin = server.lin();
    let task = lin.ask("{ workPackage(key: \"D11-37\") { id } }")["workPackage"]["id"].take();
    let mut lost = Vec::new();
    for number in 1..=STATEMENTS {
        let document = format!(
            "mutation {{ updateWorkPackage(input: {{ workPackageId: {task}, title: \"Title {number}\" }}) {{ \
                userErrors {{ code field }} }} }}"
        );
        proxy.lose_answer(number);
        let reply = lin.send(&document, &json!({}));
        proxy.lose_answer(0);
        if is_done(&reply) {
            let errors = &reply.json()["data"]["updateWorkPackage"]["userErrors"];
            assert_eq!(errors, &json!([]), "statement {number}");
        } else {
            let code = code(&reply);
            assert!(code == "UNAVAILABLE" || code == "OUTCOME_UNKNOWN", "statement {number}: {}", reply.text);
            lost.push(number);
        }
    }
    assert!(lost.len() > 10, "it takes more statements than these: {lost:?}");
    assert!(!lost.contains(&STATEMENTS), "it takes fewer statements than {STATEMENTS}: {lost:?}");
}

#[test]
#[cfg_attr(not(has_postgres), ignore = "needs PostgreSQL")]
fn a_database_that_is_gone_is_told_as_unavailable_until_it_is_back() {
    let (proxy, server) = start();
    let lin = server.lin();
    lin.ask("{ campaigns { totalCount } }");
    assert_eq!(lin.get("/readyz").status, 200);
    proxy.set(Network::Cut);
    for number in 0..3 {
        let read = lin.send("{ campaigns { totalCount } }", &json!({}));
        assert_eq!((read.status, code(&read)), (503, json!("UNAVAILABLE")), "{}", read.text);
        let write = create(&lin, &format!("gone {number}"));
        assert_eq!((write.status, code(&write)), (503, json!("UNAVAILABLE")), "{}", write.text);
        assert_eq!(lin.get("/readyz").status, 503);
    }
    proxy.set(Network::Fine);
    assert!(tests::becomes_true(|| lin.get("/readyz").status == 200));
    assert!(is_done(&create(&lin, "back")));
    assert_eq!(server.lines("select name as line from workspace where name like 'gone%'"), [""; 0]);
}

/// What is read for the answer of a write that is done cannot undo it.
#[test]
#[cfg_attr(not(has_postgres), ignore = "needs PostgreSQL")]
fn a_write_that_cannot_be_read_back_is_answered_as_done() {
    let (proxy, server) = start();
    let lin = server.lin();
    // The directory is read after the commit, by a statement that nothing before it has sent.
    proxy.set(Network::LosesAnswer("FROM \"workspace\" WHERE \"workspace\".\"id\" IN"));
    let reply = create(&lin, "Done");
    let answer = reply.json();
    assert_eq!((&answer["errors"], reply.status), (&Value::Null, 200), "{}", reply.text);
    assert_eq!(answer["data"]["createWorkspace"], json!({ "workspace": null, "userErrors": [] }));
    proxy.set(Network::Fine);
    assert_eq!(server.lines("select name as line from workspace where name = 'Done'"), ["Done"]);
}
