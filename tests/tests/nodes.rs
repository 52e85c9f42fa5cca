//! `node` and `nodes` of what lists of administration show.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tests::{Actor, Server, apply, on_both};

const LISTS: &str =
    "{ sessions { id } tokens { id } invitations { id } auditLog(first: 100) { nodes { id } } }";

/// The ids that the lists of somebody show.
fn listed(actor: &Actor) -> BTreeSet<String> {
    let lists = actor.ask(LISTS);
    let all = [&lists["sessions"], &lists["tokens"], &lists["invitations"], &lists["auditLog"]["nodes"]];
    let rows = all.into_iter().filter_map(Value::as_array).flatten();
    rows.map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

/// Those of some ids that `nodes` resolves for somebody, each to the type of its prefix.
fn resolved(actor: &Actor, ids: &BTreeSet<String>) -> BTreeSet<String> {
    let answer =
        actor.ask_with("query ($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }", &json!({ "ids": ids }));
    let nodes = answer["nodes"].as_array().unwrap().iter().filter(|node| !node.is_null());
    let id = |node: &Value| {
        let id = node["id"].as_str().unwrap().to_owned();
        let name = match id.split_once('_').unwrap().0 {
            "ses" => "Session",
            "tok" => "ApiToken",
            "inv" => "Invitation",
            "aud" => "AuditEntry",
            other => panic!("{other}"),
        };
        assert_eq!(node["__typename"], name);
        id
    };
    nodes.map(id).collect()
}

#[apply(on_both)]
fn nodes_of_administration_resolve_for_whom_their_lists_show_them_and_for_nobody_else(server: &Server) {
    server.load_demo();
    server.import_into(&tests::plan::small("ZZ", "z@example.com").to_string(), Some("Other")).unwrap();
    let people = ["lin.wei@example.com", "zhang.rui@example.com", "sun.hao@example.com", "z@example.com"];
    let mut actors: Vec<_> = people.iter().map(|email| server.actor(email)).collect();
    for (number, actor) in actors.iter().enumerate() {
        actor.ask(r#"mutation { createToken(input: { name: "Own", scopes: [READ] }) { token { id } } }"#);
        actor.ask(&format!(
            r#"mutation {{ inviteMember(input: {{ email: "new{number}@example.com", role:
            VIEWER }}) {{ userErrors {{ code }} }} }}"#
        ));
    }
    let made =
        actors[2].ask(r#"mutation { createToken(input: { name: "Script", scopes: [READ] }) { secret } }"#);
    actors.push(server.bearer(made["createToken"]["secret"].as_str().unwrap()));
    // What the last of them leaves in the audit log is there before anybody looks.
    actors[4].ask(LISTS);
    let is_noted = || {
        server
            .lines(
                "select action as line from \
            audit_entry",
            )
            .contains(&"token_used".to_owned())
    };
    assert!(tests::becomes_true(is_noted));
    let all: BTreeSet<_> = actors.iter().flat_map(listed).collect();
    for prefix in ["ses_", "tok_", "inv_", "aud_"] {
        assert!(all.iter().any(|id| id.starts_with(prefix)), "{prefix}");
    }
    for (actor, who) in actors.iter().zip(people.iter().chain(&["a token of sun.hao"])) {
        assert_eq!(resolved(actor, &all), listed(actor), "{who}");
    }
}

#[apply(on_both)]
fn somebody_elses_session_answers_as_one_that_is_not_there(server: &Server) {
    server.load_demo();
    let (lin, sun) = (server.lin(), server.actor("sun.hao@example.com"));
    let own = lin.ask("{ sessions { id } }")["sessions"][0]["id"].as_str().unwrap().to_owned();
    let ask = |actor: &Actor, id: &str| {
        actor.send(
            "query ($id: ID!) { node(id: $id) { id ... on \
            Session { device isCurrent } } }",
            &json!({ "id": id }),
        )
    };
    assert_eq!(ask(&lin, &own).json()["data"]["node"]["isCurrent"], true);
    assert_eq!(ask(&sun, &own).text, ask(&sun, "ses_0123456789abcdefghjkmnpqrs").text);
    assert_eq!(ask(&server.stranger(), &own).status, 401);
}

#[apply(on_both)]
fn what_has_ended_is_no_node_any_more(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let token = lin.ask(
        r#"mutation { createToken(input: { name: "Own", scopes: [READ] }) { token { id } }
        }"#,
    )["createToken"]["token"]["id"]
        .take();
    let invitation = lin.ask(
        r#"mutation { inviteMember(input: { email: "new@example.com", role: VIEWER }) {
        invitation { id } } }"#,
    )["inviteMember"]["invitation"]["id"]
        .take();
    let ask = || lin.ask(&format!("{{ nodes(ids: [{token}, {invitation}]) {{ id }} }}"))["nodes"].take();
    assert_eq!(ask(), json!([{ "id": token }, { "id": invitation }]));
    lin.ask(&format!(
        "mutation {{ revokeToken(input: {{ tokenId: {token} }}) {{ token {{ id }} }} \
            revokeInvitation(input: {{ invitationId: {invitation} }}) {{ invitation {{ id }} }} }}"
    ));
    assert_eq!(ask(), json!([null, null]));
}
