//! Signing in, going on, and signing out.

use chrono::TimeDelta;
use entity::UserId;
use serde_json::{Value, json};
use tests::{Actor, Server, apply, on_both, plan};

const REFRESH: &str = "mutation ($token: String!) { refreshSession(input: { refreshToken: $token }) { \
    accessToken expiresAt refreshToken refreshExpiresAt userErrors { code field } } }";

fn refresh(actor: &Actor, token: &Value) -> Value {
    actor.ask_with(REFRESH, &json!({ "token": token }))["refreshSession"].take()
}

fn lin(server: &Server) -> UserId {
    server.load_demo();
    server.load_id("lin.wei@example.com")
}

/// What the audit log has of an action, as the owner reads it.
fn remembered(server: &Server, action: &str) -> Vec<Value> {
    let log = server.lin().ask(&format!(
        "{{ auditLog(actions: [{action}]) {{ nodes {{ action user {{ name }} subject }} }} }}"
    ));
    log["auditLog"]["nodes"].as_array().unwrap().clone()
}

#[apply(on_both)]
fn the_audit_log_is_paged_over_what_is_done_inside_and_outside_of_the_workspace(server: &Server) {
    server.load_demo();
    server.import_into(&plan::small("ZZ", "z@example.com").to_string(), Some("Other")).unwrap();
    let people = ["lin.wei@example.com", "sun.hao@example.com", "z@example.com"];
    for (at, email) in (0..9).zip(people.iter().cycle()) {
        server.actor(email).ask("mutation { signOut(input: {}) { endedCount } }");
        server.lin().ask(&format!(
            r#"mutation {{ inviteMember(input: {{ email: "ann{at}@example.com", role: VIEWER }}) {{
                    userErrors {{ code }} }} }}"#
        ));
    }
    let lin = server.lin();
    let page = |arguments: &str| {
        lin.ask(&format!(
            "{{ auditLog({arguments}) {{ nodes {{ id action }} pageInfo {{ hasNextPage endCursor }} }} }}"
        ))["auditLog"]
            .take()
    };
    let nodes = |page: &Value| page["nodes"].as_array().unwrap().clone();
    let whole = nodes(&page("first: 100"));
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let next = page(&format!("first: 4{after}"));
        seen.extend(nodes(&next));
        if next["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = format!(", after: {}", next["pageInfo"]["endCursor"]);
    }
    assert_eq!(seen, whole);
    assert!(whole.is_sorted_by_key(|node| std::cmp::Reverse(node["id"].as_str().unwrap().to_owned())));
    let count = |action: &str| whole.iter().filter(|node| node["action"] == action).count();
    assert_eq!((count("SIGNED_OUT"), count("MEMBER_INVITED")), (6, 9), "nothing of who is elsewhere");
    assert_eq!(nodes(&page("first: 100, actions: [SIGNED_OUT]")).len(), 6);
}

#[apply(on_both)]
fn the_audit_log_stays_as_it_was_written(server: &Server) {
    server.load_demo();
    server.lin().ask("mutation { signOut(input: {}) { endedCount } }");
    for sql in [
        "update audit_entry set address = 'elsewhere'",
        "update audit_entry set user_id = \
            null",
        "delete from audit_entry",
    ] {
        let refused = server.try_execute(sql).unwrap_err();
        assert!(refused.contains("append only"), "{sql}: {refused}");
    }
    assert_eq!(remembered(server, "SIGNED_OUT").len(), 1);
}

#[apply(on_both)]
fn a_session_goes_on_with_its_refresh_token(server: &Server) {
    let session = server.session(lin(server));
    server.app.clock.advance(TimeDelta::hours(5));
    let next = refresh(&server.stranger(), &json!(session.refresh_token));
    assert_eq!(next["userErrors"], json!([]));
    assert_eq!(
        (&next["expiresAt"], &next["refreshExpiresAt"]),
        (&json!("2026-10-20T07:10:00Z"), &json!("2026-11-19T07:00:00Z"))
    );
    assert_ne!(next["refreshToken"], session.refresh_token);
    let again = server.bearer(next["accessToken"].as_str().unwrap());
    assert_eq!(again.ask("{ viewer { user { name } } }")["viewer"]["user"]["name"], "Lin Wei");
    server.app.clock.advance(TimeDelta::days(31));
    assert_eq!(refresh(&server.stranger(), &next["refreshToken"])["userErrors"][0]["code"], "SESSION_ENDED");
}

#[apply(on_both)]
fn sixteen_refreshes_at_once_give_one_child(server: &Server) {
    let session = server.session(lin(server));
    let token = json!(session.refresh_token);
    let children: std::collections::BTreeSet<String> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..16).map(|_| scope.spawn(|| refresh(&server.stranger(), &token))).collect();
        all.into_iter().map(|one| one.join().unwrap()["refreshToken"].as_str().unwrap().to_owned()).collect()
    });
    assert_eq!(children.len(), 1, "{children:?}");
    let child = json!(children.first());
    assert_eq!(refresh(&server.stranger(), &child)["userErrors"], json!([]));
}

#[apply(on_both)]
fn a_refresh_token_that_comes_again_later_ends_the_session_and_is_remembered(server: &Server) {
    let session = server.session(lin(server));
    let first = json!(session.refresh_token);
    let second = refresh(&server.stranger(), &first);
    server.app.clock.advance(TimeDelta::seconds(10));
    assert_eq!(
        refresh(&server.stranger(), &first)["refreshToken"],
        second["refreshToken"],
        "within its \
            grace"
    );
    let holder = server.bearer(second["accessToken"].as_str().unwrap());
    holder.ask("{ viewer { userId } }");
    server.app.clock.advance(TimeDelta::seconds(1));
    let reused = refresh(&server.stranger(), &first);
    assert_eq!(reused["userErrors"], json!([{ "code": "SESSION_ENDED", "field": ["refreshToken"] }]));
    assert_eq!(
        refresh(&server.stranger(), &second["refreshToken"])["userErrors"][0]["code"],
        "SESSION_ENDED"
    );
    assert_eq!(holder.refused("{ viewer { userId } }")["extensions"]["code"], "UNAUTHENTICATED");
    assert_eq!(remembered(server, "SESSION_REUSED")[0]["user"]["name"], "Lin Wei");
}

#[apply(on_both)]
fn what_is_no_refresh_token_is_refused(server: &Server) {
    lin(server);
    for token in ["", "ltr_", "ltr_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", &"x".repeat(10_000)] {
        assert_eq!(refresh(&server.stranger(), &json!(token))["userErrors"][0]["code"], "SESSION_ENDED");
    }
}

#[apply(on_both)]
fn sessions_are_listed_with_their_device_and_ended_one_by_one_or_all(server: &Server) {
    let id = lin(server);
    let other = server.session(id);
    let lin = server.lin();
    let listed = lin.ask("{ sessions { id device isCurrent lastUsedAt } }");
    assert_eq!(listed["sessions"].as_array().unwrap().len(), 2);
    let out = |input: &str| {
        lin.ask(&format!(
            "mutation {{ signOut(input: {{ {input} }}) {{ endedCount \
            userErrors {{ code field }} }} }}"
        ))["signOut"]
            .take()
    };
    assert_eq!(
        out(r#"sessionId: "ses_00000000000000000000000000""#)["userErrors"],
        json!([{ "code": "NOT_FOUND", "field": ["sessionId"] }])
    );
    assert_eq!(out(&format!(r#"sessionId: "{}""#, other.id))["endedCount"], 1);
    assert_eq!(
        refresh(&server.stranger(), &json!(other.refresh_token))["userErrors"][0]["code"],
        "SESSION_ENDED"
    );
    let third = server.actor_of(id);
    let everywhere = "mutation { signOutEverywhere(input: { keepCurrent: true }) { endedCount } }";
    assert_eq!(lin.ask(everywhere)["signOutEverywhere"]["endedCount"], 1);
    assert_eq!(third.refused("{ viewer { userId } }")["extensions"]["code"], "UNAUTHENTICATED");
    assert_eq!(lin.ask("{ sessions { isCurrent } }"), json!({ "sessions": [{ "isCurrent": true }] }));
    assert_eq!(out("")["endedCount"], 1);
    assert_eq!(lin.refused("{ viewer { userId } }")["extensions"]["code"], "UNAUTHENTICATED");
}

#[apply(on_both)]
fn an_administrator_signs_a_member_out(server: &Server) {
    lin(server);
    let sun = server.actor("sun.hao@example.com");
    sun.ask("{ viewer { userId } }");
    let id = server.load_id("sun.hao@example.com");
    let out =
        format!(r#"mutation {{ signOutMember(input: {{ userId: "{id}" }}) {{ userErrors {{ code }} }} }}"#);
    assert_eq!(server.actor("zhang.rui@example.com").ask(&out)["signOutMember"]["userErrors"], json!([]));
    assert_eq!(sun.refused("{ viewer { userId } }")["extensions"]["code"], "UNAUTHENTICATED");
}

#[apply(on_both)]
fn nothing_is_written_with_a_session_that_another_replica_has_ended(server: &Server) {
    let id = lin(server);
    let replica = server.replica();
    let session = server.session(id);
    let token = server.app.keys.sign(id, session.id, server.app.clock.now()).unwrap().token;
    let (here, there) = (server.bearer(&token), replica.bearer(&token));
    let made = here.ask(
        r#"mutation { createToken(input: { name: "CI", scopes: [READ] }) { token { id } }
        }"#,
    )["createToken"]["token"]["id"]
        .take();
    there.ask("{ viewer { userId } }");
    here.ask("mutation { signOut(input: {}) { endedCount } }");
    there.ask("{ viewer { userId } }");
    for document in [
        format!("mutation {{ rotateToken(input: {{ tokenId: {made} }}) {{ secret }} }}"),
        format!("mutation {{ revokeToken(input: {{ tokenId: {made} }}) {{ token {{ id }} }} }}"),
        r#"mutation { createToken(input: { name: "x", scopes: [ADMIN] }) { secret } }"#.to_owned(),
        r#"mutation { createWorkspace(input: { name: "x", timeZone: "UTC" }) { workspace { id } } }"#
            .to_owned(),
        "mutation { signOutEverywhere(input: {}) { endedCount } }".to_owned(),
        r#"mutation { updateWorkspace(input: { name: "x" }) { workspace { id } } }"#.to_owned(),
    ] {
        assert_eq!(there.refused(&document)["extensions"]["code"], "UNAUTHENTICATED", "{document}");
    }
}

#[apply(on_both)]
fn another_replica_knows_within_five_seconds(server: &Server) {
    let id = lin(server);
    let replica = server.replica();
    let session = server.session(id);
    let token = server.app.keys.sign(id, session.id, server.app.clock.now()).unwrap().token;
    assert_eq!(replica.bearer(&token).ask("{ campaigns { totalCount } }")["campaigns"]["totalCount"], 1);
    server.bearer(&token).ask("mutation { signOut(input: {}) { endedCount } }");
    replica.app.clock.advance(TimeDelta::seconds(5));
    assert_eq!(
        replica.bearer(&token).refused(
            "{ viewer { userId } \
            }"
        )["extensions"]["code"],
        "UNAUTHENTICATED"
    );
}
