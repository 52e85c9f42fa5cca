//! Documents that were sent before are not validated again, and refused as often as they are to be.

use serde_json::{Value, json};
use tests::{Actor, Database, Reply, Server, apply, on_both};

fn send(actor: &Actor, body: &Value) -> Reply {
    actor.post(&[("content-type", "application/json")], &body.to_string())
}

fn code(reply: &Reply) -> Value {
    reply.json()["errors"][0]["extensions"]["code"].clone()
}

/// A gauge of `/metrics`.
fn gauge(server: &Server, name: &str) -> u64 {
    let text = server.stranger().get("/metrics").text;
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("{name}: {text}")).parse().unwrap()
}

#[apply(on_both)]
fn variables_are_validated_also_of_a_document_that_was_valid_with_others(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let document = "query ($first: Int, $filter: WorkPackageFilter) { \
            workPackages(first: $first, filter: $filter) { nodes { id } } }";
    let fine = json!({ "first": 1, "filter": { "kind": { "eq": "TASK" } } });
    for _ in 0..3 {
        assert_eq!(lin.ask_with(document, &fine)["workPackages"]["nodes"].as_array().unwrap().len(), 1);
        for (variables, expected) in [
            (json!({ "first": "x" }), "BAD_INPUT"),
            (json!({ "first": 1_000_000 }), "TOO_LARGE"),
            (json!({ "filter": { "kind": { "eq": "NOPE" } } }), "BAD_INPUT"),
            (json!({ "filter": { "kind": { "eq": null } } }), "BAD_INPUT"),
            (json!({ "filter": { "unknown": 1 } }), "INVALID_DOCUMENT"),
            (json!({ "filter": { "and": [{ "unknown": 1 }] } }), "INVALID_DOCUMENT"),
        ] {
            let reply = lin.send(document, &variables);
            assert_eq!(code(&reply), expected, "{variables}: {}", reply.text);
        }
    }
}

#[apply(on_both)]
fn a_variable_that_is_needed_is_missed_every_time(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let document = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    for _ in 0..3 {
        assert_eq!(lin.ask_with(document, &json!({ "ids": ["wp_0"] }))["nodes"], json!([null]));
        for variables in [json!({}), json!({ "ids": null }), json!({ "ids": [null] })] {
            assert!(lin.send(document, &variables).json()["errors"].is_array(), "{variables}");
        }
    }
}

#[apply(on_both)]
fn an_operation_is_executed_by_its_name(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let query = "query A($n: Int!) { campaigns(first: $n) { totalCount } } query B { viewer { userId } }";
    for _ in 0..3 {
        let a = send(&lin, &json!({ "query": query, "operationName": "A", "variables": { "n": 1 } }));
        assert_eq!(a.json()["data"], json!({ "campaigns": { "totalCount": 1 } }), "{}", a.text);
        let b = send(&lin, &json!({ "query": query, "operationName": "B" }));
        assert!(b.json()["data"]["viewer"]["userId"].is_string(), "{}", b.text);
        for name in [json!("C"), json!(""), json!(null)] {
            let refused = send(&lin, &json!({ "query": query, "operationName": name }));
            assert!(refused.json().get("data").is_none(), "{}", refused.text);
        }
    }
}

#[apply(on_both)]
fn what_one_may_ask_another_may_still_not(server: &Server) {
    server.load_demo();
    let (lin, stranger) = (server.lin(), server.stranger());
    let schema = "{ __schema { queryType { name } } }";
    let named = "{ __typename __type(name: \"Campaign\") { name } }";
    for _ in 0..2 {
        assert_eq!(lin.ask(schema)["__schema"]["queryType"]["name"], "Query");
        assert_eq!(lin.ask(named)["__type"]["name"], "Campaign");
        assert_eq!(stranger.send(schema, &json!({})).status, 401);
        assert_eq!(stranger.ask(named)["__type"], Value::Null);
        assert_eq!(server.bearer("nonsense").send(named, &json!({})).status, 401);
    }
}

#[apply(on_both)]
fn a_mutation_is_done_as_often_as_it_is_sent(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let document =
        "mutation { createDepartment(input: { name: \"N\" }) { department { id } userErrors { code } } }";
    let answers: Vec<_> = (0..3).map(|_| lin.send(document, &json!({})).text).collect();
    assert!(answers[0] != answers[1], "{answers:?}");
    assert_eq!(lin.get("/graphql?query=mutation%7BsignOutEverywhere%7B__typename%7D%7D").status, 405);
    assert_eq!(lin.get("/graphql?query=mutation%7BsignOutEverywhere%7B__typename%7D%7D").status, 405);
}

#[apply(on_both)]
fn a_document_that_is_only_weighed_is_not_taken_for_valid(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let document = "query ($dry: Boolean!) { rateLimit(dryRun: $dry) { cost } nope }";
    for _ in 0..2 {
        assert!(lin.send(document, &json!({ "dry": true })).json().get("errors").is_none());
        assert_eq!(code(&lin.send(document, &json!({ "dry": false }))), "INVALID_DOCUMENT");
    }
}

#[test]
fn documents_are_kept_within_their_bounds() {
    let server = Server::start_with(Database::sqlite(), |config| config.document_cache_mebibytes = 1);
    let stranger = server.stranger();
    let ask = |number| stranger.ask(&format!("{{ a{number}: __typename {} }}", "b: __typename ".repeat(40)));
    ask(0);
    let one = gauge(&server, "leadtime_document_bytes");
    assert!(one > 10_000, "{one}");
    (1..200).for_each(|number| drop(ask(number)));
    let many = gauge(&server, "leadtime_document_bytes");
    assert!(many > 4 * one && many <= 1024 * 1024, "{many}");
}

#[test]
fn without_a_cache_documents_are_answered_all_the_same() {
    let server = Server::start_with(Database::sqlite(), |config| config.document_cache_mebibytes = 0);
    (0..3)
        .for_each(|_| assert_eq!(server.stranger().ask("{ __typename }"), json!({ "__typename": "Query" })));
    assert_eq!(gauge(&server, "leadtime_document_bytes"), 0);
}
