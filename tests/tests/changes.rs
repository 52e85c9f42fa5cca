//! What every write leaves behind: versions, the change log, the path of a refusal.

use serde_json::{Value, json};
use tests::{Server, apply, on_both};

/// The rows that the latest change of a cause changed.
fn logged(server: &Server, cause: &str) -> Value {
    let sql = format!("select body as line from change where cause = '{cause}' order by seq desc limit 1");
    serde_json::from_str(&server.lines(&sql)[0]).unwrap()
}

#[apply(on_both)]
fn a_change_is_logged_with_what_was_and_what_is(server: &Server) {
    server.load_demo();
    let sun = server.load_id("sun.hao@example.com");
    let document = format!(
        r#"mutation {{ changeMemberRole(input: {{ userId: "{sun}", role: VIEWER }}) {{ userErrors {{ code }}
            }} }}"#
    );
    server.lin().ask(&document);
    let changes = logged(server, "changeMemberRole");
    assert_eq!((&changes[0]["table"], &changes[0]["operation"]), (&json!("membership"), &json!("update")));
    assert_eq!(changes[0]["columns"], json!([["role", "member", "viewer"], ["version", 1, 2]]));
    let seq = "select cast(max(seq) as text) as line from change where scope = 'workspace' union select \
            cast(directory_seq as text) from workspace";
    assert_eq!(server.lines(seq).len(), 1, "the log and the workspace are at the same number");
    server.lin().ask(&document);
    let count = "select cast(count(*) as text) as line from change where cause = 'changeMemberRole'";
    assert_eq!(server.lines(count), ["1"], "what changes nothing is not logged");
}

#[apply(on_both)]
fn a_version_that_has_moved_is_refused_with_the_member_as_it_is_now(server: &Server) {
    server.load_demo();
    let sun = server.load_id("sun.hao@example.com");
    let change = |role: &str, version: i32| {
        server.lin().ask(&format!(
            r#"mutation {{ changeMemberRole(input: {{ userId: "{sun}", role: {role}, expectedVersion:
                {version} }}) {{ user {{ role version }} userErrors {{ code field params {{ name value }} }}
                }} }}"#
        ))["changeMemberRole"]
            .take()
    };
    assert_eq!(change("VIEWER", 1), json!({ "user": { "role": "VIEWER", "version": 2 }, "userErrors": [] }));
    let error = json!({ "code": "CONFLICT", "field": ["expectedVersion"], "params": [{ "name": "version",
        "value": "2" }] });
    assert_eq!(
        change("MEMBER", 1),
        json!({ "user": { "role": "VIEWER", "version": 2 }, "userErrors": [error] })
    );
}

#[apply(on_both)]
fn refusals_name_fields_that_their_input_has(server: &Server) {
    server.load_demo();
    let (lin, viewer) = (server.lin(), server.actor("song.ying@example.com"));
    let workspace = lin.ask("{ viewer { workspace { id } } }")["viewer"]["workspace"]["id"].clone();
    let made = lin.ask(
        r#"mutation { createToken(input: { name: "x", scopes: [READ] }) { token { id } }
        inviteMember(input: { email: "a@example.org", role: VIEWER }) { invitation { id } } }"#,
    );
    let (token, invitation) =
        (&made["createToken"]["token"]["id"], &made["inviteMember"]["invitation"]["id"]);
    for (who, mutation, code, field) in [
        (
            &lin,
            format!(
                "leaveWorkspace(input: {{ workspaceId: {workspace} \
                }})"
            ),
            "STILL_RESPONSIBLE",
            "workspaceId",
        ),
        (
            &viewer,
            format!(
                "revokeInvitation(input: {{ invitationId: {invitation} \
                }})"
            ),
            "FORBIDDEN",
            "invitationId",
        ),
        (&viewer, format!("rotateToken(input: {{ tokenId: {token} }})"), "NOT_FOUND", "tokenId"),
        (
            &viewer,
            "inviteMember(input: { email: \"b@example.org\", role: VIEWER \
                })"
            .to_owned(),
            "FORBIDDEN",
            "workspaceId",
        ),
    ] {
        let name = mutation.split('(').next().unwrap();
        let errors = who.ask(&format!(
            "mutation {{ {mutation} {{ userErrors {{ code field }} }} \
                }}"
        ))[name]["userErrors"]
            .take();
        assert_eq!(errors, json!([{ "code": code, "field": [field] }]), "{mutation}");
    }
}

#[apply(on_both)]
fn a_rotation_that_waited_for_a_revocation_finds_nothing(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    for _ in 0..10 {
        let made =
            lin.ask(r#"mutation { createToken(input: { name: "x", scopes: [READ] }) { token { id } } }"#);
        let id = &made["createToken"]["token"]["id"];
        let [revoke, rotate] = ["revokeToken", "rotateToken"].map(|name| {
            format!(
                "mutation {{ {name}(input: {{ tokenId: {id} }}) {{ token {{ id }} \
                    userErrors {{ code }} }} }}"
            )
        });
        let rotated = std::thread::scope(|scope| {
            let revoked = scope.spawn(|| lin.ask(&revoke));
            let rotated = lin.ask(&rotate)["rotateToken"].take();
            assert_eq!(revoked.join().unwrap()["revokeToken"]["userErrors"], json!([]));
            rotated
        });
        // Whichever came first: a successor is only there where the token was still valid.
        let order = server.lines(
            &format!(
                "select action as line from audit_entry where subject = {id} \
                and action in ('token_revoked', 'token_rotated') order by id"
            )
            .replace('"', "'"),
        );
        assert_eq!(order.len() == 2, rotated["userErrors"] == json!([]), "{rotated} {order:?}");
    }
}

#[apply(on_both)]
fn open_work_of_a_campaign_that_has_ended_keeps_nobody(server: &Server) {
    server.load_demo();
    let sun = server.load_id("sun.hao@example.com");
    let remove = || {
        server.lin().ask(&format!(
            r#"mutation {{ removeMember(input: {{ userId: "{sun}" }}) {{ userErrors {{ code }} }} }}"#
        ))["removeMember"]["userErrors"]
            .take()
    };
    server.execute("update department set lead_id = null");
    assert_eq!(remove()[0]["code"], "STILL_RESPONSIBLE");
    server.execute("update campaign set status = 'cancelled'");
    assert_eq!(remove(), json!([]));
}
