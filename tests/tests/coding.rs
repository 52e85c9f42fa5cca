//! Answers compressed, in the coding that the client takes.

use serde_json::{Value, json};
use tests::{Actor, Database, Reply, Server, apply, on_both};

/// The demo's whole table.
const TABLE: &str = include_str!("../../docs/operations/progress-table.graphql");

fn table(actor: &Actor, codings: &[&str]) -> Reply {
    let body = json!({ "query": TABLE, "variables": { "key": "D11", "asOf": "2026-10-20" } }).to_string();
    let codings = codings.iter().map(|coding| ("accept-encoding", *coding));
    let headers: Vec<_> = std::iter::once(("content-type", "application/json")).chain(codings).collect();
    actor.post(&headers, &body)
}

#[apply(on_both)]
fn the_table_of_the_demo_is_small_on_the_wire(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let plain = table(&lin, &[]);
    assert_eq!(plain.header("content-encoding"), None);
    assert!(plain.header("vary").is_some_and(|vary| vary.contains("accept-encoding")), "{plain:?}");
    for (accepted, coding) in [("gzip, deflate, br, zstd", "zstd"), ("gzip, br", "br"), ("gzip", "gzip")] {
        let reply = table(&lin, &[accepted]);
        assert_eq!(reply.header("content-encoding"), Some(coding));
        assert_eq!(reply.decoded(), plain.text, "{coding}");
        let (small, large) = (reply.bytes.len(), plain.bytes.len());
        assert!(small <= 8000, "{coding}: {small} of {large} bytes");
    }
}

#[apply(on_both)]
fn a_client_gets_no_coding_that_it_does_not_take(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    for (accepted, coding) in [
        (&["identity"][..], None),
        (&["deflate"], None),
        (&["gzip;q=0, *;q=0"], None),
        (&["gzip;q=0", "br"], Some("br")),
        (&["zstd;q=0.1, gzip;q=0.9"], Some("gzip")),
    ] {
        let reply = table(&lin, accepted);
        let is_refused = accepted == ["gzip;q=0, *;q=0"];
        assert_eq!(reply.status, if is_refused { 406 } else { 200 }, "{accepted:?}");
        assert_eq!(reply.header("content-encoding"), coding, "{accepted:?}");
    }
}

#[apply(on_both)]
fn short_answers_are_compressed_only_for_those_who_take_nothing_else(server: &Server) {
    let ask = |accepted| {
        let headers = [("content-type", "application/json"), ("accept-encoding", accepted)];
        server.stranger().post(&headers, r#"{"query":"{ __typename }"}"#)
    };
    assert_eq!(ask("gzip").header("content-encoding"), None);
    let reply = ask("gzip, identity;q=0");
    assert_eq!(reply.header("content-encoding"), Some("gzip"));
    assert_eq!(reply.decoded(), r#"{"data":{"__typename":"Query"}}"#);
}

#[test]
fn what_an_answer_costs_is_told_in_every_coding() {
    let server = Server::start_with(Database::sqlite(), |config| config.rate_limit = 10_000);
    server.load_demo();
    let lin = server.lin();
    let remaining = |coding| {
        let reply = table(&lin, &[coding]);
        assert_eq!(reply.header("content-encoding"), Some(coding));
        let answer: Value = serde_json::from_str(&reply.decoded()).unwrap();
        let remaining = answer["extensions"]["cost"]["remaining"].clone();
        assert_eq!(reply.header("ratelimit"), Some(&*format!("\"points\";r={remaining}")));
        remaining.as_i64().unwrap()
    };
    let [first, second, third] = ["zstd", "br", "gzip"].map(remaining);
    assert!(first > second && second > third, "{first} {second} {third}");
}

#[test]
fn answers_with_a_secret_are_not_compressed() {
    let server = Server::start(Database::sqlite());
    server.load_demo();
    let alias = "a".repeat(2000);
    let query = format!(
        r#"mutation {{ {alias}: createToken(input: {{ name: "t", scopes: [READ] }}) {{ secret userErrors {{
            code }} }} }}"#
    );
    let body = json!({ "query": query }).to_string();
    let reply =
        server.lin().post(&[("content-type", "application/json"), ("accept-encoding", "gzip")], &body);
    assert_eq!((reply.status, reply.header("content-encoding")), (200, None), "{}", reply.text);
    assert!(reply.text.contains("ltp_"), "{}", reply.text);
}

#[test]
fn the_schema_is_compressed_too() {
    let server = Server::start(Database::sqlite());
    for path in ["/schema.graphql", "/graphiql/schema.json"] {
        let plain = server.stranger().get(path);
        let reply = server.stranger().get_coded(path, "br");
        assert_eq!(reply.header("content-encoding"), Some("br"));
        assert_eq!(reply.decoded(), plain.text);
        assert!(reply.bytes.len() * 4 < plain.bytes.len(), "{} of {}", reply.bytes.len(), plain.bytes.len());
    }
}
