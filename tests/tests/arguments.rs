//! Arguments that cannot be read are told by their path, wherever they stand, and nothing is executed.

use serde_json::{Value, json};
use tests::{Actor, Reply, Server, apply, on_both};

/// The only error of an answer without data.
fn told(reply: &Reply) -> Value {
    let answer = reply.json();
    assert!(answer.get("data").is_none() && answer["errors"].as_array().unwrap().len() == 1, "{answer}");
    let error = &answer["errors"][0];
    assert!(error["locations"][0]["line"].is_number(), "{answer}");
    json!([error["extensions"]["code"], error["extensions"]["field"]])
}

fn says(actor: &Actor, document: &str, variables: &Value) -> Value {
    told(&actor.send(document, variables))
}

#[apply(on_both)]
fn a_literal_that_cannot_be_read_is_told_by_its_path(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    for (document, path) in [
        (r#"{ campaign(key: "D11") { progressTable(asOf: "2026-13-01") { asOf } } }"#, "asOf"),
        (r#"{ deadlines(filter: { date: { gte: "tomorrow" } }) { totalCount } }"#, "filter.date.gte"),
        (
            r#"{ deadlines(filter: { date: { in: ["2026-10-20", "20261020"] } }) { totalCount } }"#,
            "filter.date.in.1",
        ),
        (
            "{ workPackages(filter: { and: [{ isDone: { eq: true } }, { not: { deadline: { eq: 5 } } }] }) \
                { totalCount } }",
            "filter.and.1.not.deadline.eq",
        ),
        ("{ deadlines(filter: { kind: { in: [DUE, DONE] } }) { totalCount } }", "filter.kind.in.1"),
        (r#"{ deadlines(filter: { date: "2026-10-20" }) { totalCount } }"#, "filter.date"),
        (r#"{ campaigns(first: "ten") { totalCount } }"#, "first"),
        ("{ campaigns(first: 3000000000) { totalCount } }", "first"),
        (r#"{ nodes(ids: ["x", true]) { id } }"#, "ids.1"),
        (
            r#"mutation { createToken(input: { name: "x", scopes: [READ], expiresOn: "2026-02-30" }) { secret
                } }"#,
            "input.expiresOn",
        ),
        (
            r#"{ campaign(key: "D11") { ...F } } fragment F on Campaign { ... { progressTable(asOf: "x") {
                asOf } } }"#,
            "asOf",
        ),
    ] {
        assert_eq!(says(&lin, document, &json!({})), json!(["BAD_INPUT", path]), "{document}");
    }
    assert_eq!(lin.ask("{ tokens { id } }")["tokens"], json!([]));
}

#[apply(on_both)]
fn a_variable_that_cannot_be_read_is_told_by_the_path_of_the_argument(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let whole = "query ($filter: DeadlineFilter) { deadlines(filter: $filter) { totalCount } }";
    let nested = "query ($filter: WorkPackageFilter) { workPackages(filter: $filter) { totalCount } }";
    let day = "query ($day: Date) { deadlines(filter: { date: { gte: $day } }) { totalCount } }";
    let days = "query ($days: [Date!]) { deadlines(filter: { date: { in: $days } }) { totalCount } }";
    let one = "query ($day: Date!, $other: Boolean) { deadlines(filter: { isDone: { eq: $other }, date: \
            { in: [\"2026-10-20\", $day] } }) { totalCount } }";
    for (document, variables, path) in [
        (whole, json!({ "filter": { "date": { "gte": "x" } } }), "filter.date.gte"),
        (
            nested,
            json!({ "filter": { "or": [{ "deadline": { "nin": ["2026-10-20", "x"] } }] } }),
            "filter.or.0.deadline.nin.1",
        ),
        (whole, json!({ "filter": { "kind": { "eq": "DONE" } } }), "filter.kind.eq"),
        (day, json!({ "day": "2026-10-2" }), "filter.date.gte"),
        (days, json!({ "days": ["2026-10-20", "2026-10-21", 7] }), "filter.date.in.2"),
        (one, json!({ "day": "x", "other": true }), "filter.date.in.1"),
        (
            "query ($day: Date = \"x\") { deadlines(filter: { date: { gte: $day } }) { totalCount } \
                }",
            json!({}),
            "filter.date.gte",
        ),
    ] {
        assert_eq!(
            says(&lin, document, &variables),
            json!(["BAD_INPUT", path]),
            "{document} \
                {variables}"
        );
    }
}

#[apply(on_both)]
fn the_message_says_what_is_expected(server: &Server) {
    server.load_demo();
    let document = r#"{ deadlines(filter: { date: { gte: "x" } }) { totalCount } }"#;
    let message = server.lin().refused(document)["message"].as_str().unwrap().to_owned();
    assert!(message.starts_with("filter.date.gte: expected a value of type Date: "), "{message}");
    assert!(message.contains("1900-01-01"), "{message}");
}

#[apply(on_both)]
fn only_the_operation_that_is_executed_is_looked_at(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let query = "query A($x: Int) { campaigns(first: $x) { totalCount } } query B($x: Date) { \
            deadlines(filter: { date: { gte: $x } }) { totalCount } }";
    let ask = |name: &str, x: Value| {
        let body = json!({ "query": query, "operationName": name, "variables": { "x": x } }).to_string();
        lin.post(&[("content-type", "application/json")], &body)
    };
    assert!(ask("A", json!(3)).json()["data"]["campaigns"].is_object());
    assert!(ask("B", json!("2026-10-20")).json()["data"]["deadlines"].is_object());
    assert_eq!(told(&ask("A", json!("2026-10-20"))), json!(["BAD_INPUT", "first"]));
    assert_eq!(told(&ask("B", json!(3))), json!(["BAD_INPUT", "filter.date.gte"]));
}

#[apply(on_both)]
fn what_may_be_left_out_or_null_is_let_through(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let document = "query ($first: Int, $after: String, $filter: DeadlineFilter) { deadlines(first: \
            $first, after: $after, filter: $filter) { totalCount } campaign(key: \"D11\") { \
            progressTable(asOf: null) { asOf } } }";
    for variables in [
        json!({}),
        json!({ "first": null, "filter": null }),
        json!({ "filter": { "date": null, "kind": { "in": "DUE" } } }),
    ] {
        lin.ask_with(document, &variables);
    }
}
