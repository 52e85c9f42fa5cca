//! What the server builds on in async-graphql, so that a later version is judged by it (docs/adr/0004).

use std::time::Duration;

use async_graphql::{
    EmptyMutation, EmptySubscription, InputObject, MaybeUndefined, Object, Request, Schema, SimpleObject,
    Value, Variables,
};
use serde_json::json;

struct Query;

#[derive(SimpleObject)]
struct Thing {
    name: String,
}

#[derive(InputObject)]
struct Patch {
    deadline: MaybeUndefined<String>,
}

struct Faulty;

#[expect(clippy::unused_async, reason = "what the library calls is async")]
#[Object]
impl Faulty {
    async fn fine(&self) -> i32 {
        1
    }

    async fn fails(&self) -> async_graphql::Result<i32> {
        Err("no".into())
    }

    async fn may_fail(&self) -> Option<async_graphql::Result<i32>> {
        Some(Err("no".into()))
    }

    async fn fails_as_option(&self) -> async_graphql::Result<Option<i32>> {
        Err("no".into())
    }
}

#[Object]
impl Query {
    async fn slow(&self) -> i32 {
        tokio::time::sleep(Duration::from_millis(20)).await;
        1
    }

    async fn quick(&self) -> i32 {
        2
    }

    async fn patched(&self, patch: Patch) -> &'static str {
        match patch.deadline {
            MaybeUndefined::Undefined => "unchanged",
            MaybeUndefined::Null => "cleared",
            MaybeUndefined::Value(_) => "set",
        }
    }

    async fn faulty(&self) -> Option<Faulty> {
        Some(Faulty)
    }

    async fn thing(&self) -> Thing {
        Thing { name: "x".to_owned() }
    }

    async fn seen(&self, ctx: &async_graphql::Context<'_>) -> Vec<String> {
        ctx.field().selection_set().map(|field| field.name().to_owned()).collect()
    }
}

async fn answer(query: &str, variables: serde_json::Value) -> async_graphql::Response {
    let schema = Schema::new(Query, EmptyMutation, EmptySubscription);
    schema.execute(Request::new(query).variables(Variables::from_json(variables))).await
}

async fn data(query: &str) -> String {
    serde_json::to_string(&answer(query, json!({})).await.data).unwrap()
}

#[tokio::test]
async fn keys_come_in_the_order_asked_however_long_their_fields_take() {
    assert_eq!(data("{ slow quick }").await, r#"{"slow":1,"quick":2}"#);
    assert_eq!(data("{ quick slow }").await, r#"{"quick":2,"slow":1}"#);
}

#[tokio::test]
async fn a_failed_field_that_may_be_null_is_null_and_its_siblings_stay() {
    let answer = answer("{ faulty { fine mayFail } }", json!({})).await;
    assert_eq!(
        serde_json::to_value(&answer.data).unwrap(),
        json!({ "faulty": { "fine": 1, "mayFail": null } })
    );
    assert_eq!(answer.errors.len(), 1);
}

#[tokio::test]
async fn a_failed_field_that_may_not_be_null_makes_its_parent_null_and_keeps_the_parents_key() {
    for field in ["fails", "failsAsOption"] {
        let answer = answer(&format!("{{ quick faulty {{ fine {field} }} }}"), json!({})).await;
        let found = serde_json::to_value(&answer.data).unwrap();
        assert!(
            found == json!({ "quick": 2, "faulty": null })
                || (field == "failsAsOption" && found["faulty"]["failsAsOption"].is_null()),
            "{found}"
        );
        assert_eq!(answer.errors.len(), 1);
    }
}

#[tokio::test]
async fn a_variable_that_is_left_out_changes_nothing_and_null_clears() {
    let query = "query ($d: String) { patched(patch: { deadline: $d }) }";
    for (variables, expected) in
        [(json!({}), "unchanged"), (json!({ "d": null }), "cleared"), (json!({ "d": "2026-11-11" }), "set")]
    {
        let answer = answer(query, variables).await;
        assert_eq!(serde_json::to_value(&answer.data).unwrap()["patched"], expected);
    }
}

#[tokio::test]
async fn what_is_skipped_is_gone_before_anything_is_resolved() {
    assert_eq!(
        data("{ thing { ... @skip(if: true) { name } } quick @include(if: false) slow }").await,
        r#"{"thing":{},"slow":1}"#
    );
}

#[test]
fn bytes_in_an_answer_stay_bytes() {
    let value = Value::Binary(vec![b'1'].into());
    assert!(matches!(value, Value::Binary(bytes) if &bytes[..] == b"1"));
}
