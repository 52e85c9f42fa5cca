//! What rows a request reads before it writes: those of its workspace and person that are still valid, and no
//! others.

use entity::UserId;
use leadtime::error::Result;
use leadtime::people::account::follow_reset;
use leadtime::write::{Caller, Command, Write};
use serde_json::json;
use tests::{PASSWORD, Server, Twins, apply, on_both};

/// Follows a link for a new password inside a transaction, where nobody has looked at it before.
struct Follow(String);

impl Command for Follow {
    type Done = UserId;

    async fn run(&self, write: &mut Write<'_>) -> Result<UserId> {
        Ok(follow_reset(write, &self.0).await?.id)
    }
}

#[apply(on_both)]
fn a_link_is_followed_once_in_time_and_for_its_purpose(server: &Server) {
    let twins = Twins::new(server);
    twins.done(&server.stranger(), "register", &tests::REGISTRATION.replace("new@", "ann@"));
    let of_registration = twins.link("ann", 3);
    let who = format!("newcomer: {{ name: \"Ann\", password: {PASSWORD:?}, timeZone: \"UTC\" }}");
    twins.done(
        &server.stranger(),
        "acceptInvitation",
        &format!(
            "token: {:?}, \
            {who}",
            twins.link("ann", 2)
        ),
    );
    let now = server.caller();
    let late = Caller { now: now.now + chrono::TimeDelta::minutes(31), ..now.clone() };
    let follow = |caller: &Caller, link: &str| server.run_command(caller, Follow(link.to_owned()));
    let invalid = |outcome: Result<UserId, String>| outcome.is_err_and(|error| error.contains("InvalidLink"));
    assert!(invalid(follow(&now, &of_registration)), "ann has an account by now");
    assert!(invalid(follow(&late, &twins.link("sun.hao", 1))));
    assert_eq!(follow(&now, &twins.link("sun.hao", 1)), Ok(server.load_id("sun.hao@example.com")));
    assert!(invalid(follow(&now, &twins.link("sun.hao", 1))));
}

#[apply(on_both)]
fn nobody_is_at_the_address_of_a_service_account(server: &Server) {
    let twins = Twins::new(server);
    let address =
        server.lines(r#"select email as line from "user" where email like '%@service.invalid'"#).remove(0);
    twins.watch(
        &[
            "+mailed_link password_reset sun.hao",
            "+audit_entry password_reset_requested \
            sun.hao",
        ],
        || {
            for email in [address.as_str(), "sun.hao@example.com"] {
                twins.done(&server.stranger(), "requestPasswordReset", &format!("email: {email:?}"));
            }
            twins.link("sun.hao", 3)
        },
    );
    twins.does(
        &server.stranger(),
        "register",
        &tests::REGISTRATION.replace("new@example.org", &address),
        &[&format!("+mailed_link registration {}", address.split('@').next().unwrap())],
    );
}

#[apply(on_both)]
fn owners_of_the_twin_are_no_owners_of_the_workspace(server: &Server) {
    let twins = Twins::new(server);
    let input = "workspaceId: <here>, userId: <lin.wei>, role: MEMBER";
    twins.refuses(&twins.actor("lin.wei"), "changeMemberRole", input, "LAST_OWNER", &[]);
}

#[apply(on_both)]
fn an_invitation_that_was_accepted_is_neither_replaced_nor_revoked(server: &Server) {
    let twins = Twins::new(server);
    twins.execute("update invitation set accepted_at = created_at where id = <here luo.fan>");
    let lin = twins.actor("lin.wei");
    twins.refuses(&lin, "revokeInvitation", "invitationId: <here luo.fan>", "NOT_FOUND", &[]);
    let again = "workspaceId: <here>, email: \"luo.fan@example.com\", role: VIEWER";
    let invited = ["+invitation here luo.fan", "+audit_entry here member_invited lin.wei"];
    twins.does(&lin, "inviteMember", again, &invited);
    twins.does(
        &lin,
        "inviteMember",
        again,
        &[
            &invited[..],
            &["invitation here luo.fan (one of 2): \
            revoked_at"],
        ]
        .concat(),
    );
}

#[apply(on_both)]
fn an_invitation_that_is_used_or_revoked_is_told_before_anything_else_that_is_wrong(server: &Server) {
    let twins = Twins::new(server);
    twins.execute("update invitation set accepted_at = created_at where id = <here ann>");
    for name in ["ann", "bob"] {
        let input = format!(
            "token: {:?}, newcomer: {{ name: \"\", password: \"short\", timeZone: \
                \"UTC\" }}",
            twins.link(name, 2)
        );
        twins.refuses(&server.stranger(), "acceptInvitation", &input, "INVALID_LINK", &[]);
    }
}

#[apply(on_both)]
fn departments_and_campaigns_of_the_twin_are_not_there(server: &Server) {
    let twins = Twins::new(server);
    let lin = twins.actor("lin.wei");
    for (mutation, input) in [
        (
            "createToken",
            "workspaceId: <here>, name: \"x\", scopes: [READ], departmentIds: [<there \
                Design>]",
        ),
        ("createToken", "workspaceId: <here>, name: \"x\", scopes: [READ], campaignIds: [<there D11>]"),
        (
            "inviteMember",
            "workspaceId: <here>, email: \"x@example.org\", role: VIEWER, departmentIds: \
                [<there Design>]",
        ),
        (
            "setMemberDepartments",
            "workspaceId: <here>, userId: <sun.hao>, departmentIds: [<there \
                Design>]",
        ),
    ] {
        twins.refuses(&lin, mutation, input, "NOT_FOUND", &[]);
    }
}

#[apply(on_both)]
fn an_owner_of_the_twin_or_a_suspended_one_is_no_owner_of_a_workspace(server: &Server) {
    let twins = Twins::new(server);
    let step_down = "workspaceId: <here>, userId: <lin.wei>, role: ADMIN";
    twins.refuses(&twins.actor("lin.wei"), "changeMemberRole", step_down, "LAST_OWNER", &[]);
    twins.execute(
        "update membership set role = 'owner', status = 'suspended' where user_id = <sun.hao> \
            and workspace_id = <here>",
    );
    twins.refuses(&twins.actor("lin.wei"), "changeMemberRole", step_down, "LAST_OWNER", &[]);
}

#[apply(on_both)]
fn tokens_are_counted_by_who_made_them_while_they_are_valid(server: &Server) {
    let twins = Twins::new(server);
    let (lin, sun) = (twins.actor("lin.wei"), twins.actor("sun.hao"));
    let more = "workspaceId: <here>, name: \"more\", scopes: [READ]";
    for _ in 2..25 {
        twins.done(&sun, "createToken", more);
    }
    twins.refuses(&sun, "createToken", more, "TOO_MANY_TOKENS", &[]);
    twins.done(&lin, "createToken", more);
    twins.done(&sun, "revokeToken", "tokenId: <here CI sun.hao>");
    twins.done(&sun, "createToken", more);
    twins.refuses(&sun, "createToken", more, "TOO_MANY_TOKENS", &[]);
    twins.execute("update api_token set expires_at = created_at where id = <there CI sun.hao>");
    twins.done(&sun, "createToken", more);
}

#[apply(on_both)]
fn a_token_that_is_revoked_or_expired_is_neither_rotated_nor_revoked(server: &Server) {
    let twins = Twins::new(server);
    twins.execute("update api_token set expires_at = created_at where id = <here CI sun.hao>");
    for token in ["<here Old sun.hao>", "<here CI sun.hao>"] {
        for mutation in ["rotateToken", "revokeToken"] {
            twins.refuses(&twins.actor("sun.hao"), mutation, &format!("tokenId: {token}"), "NOT_FOUND", &[]);
        }
    }
}

#[apply(on_both)]
fn a_token_is_good_for_one_workspace_and_has_no_limits_but_its_own(server: &Server) {
    let twins = Twins::new(server);
    let input = "workspaceId: <here>, name: \"All\", scopes: [ADMIN]";
    let made = twins.done(&twins.actor("lin.wei"), "createToken secret", input);
    let script = server.bearer(made["secret"].as_str().unwrap());
    let seen = script.ask(
        "{ viewer { workspace { id viewerPermissions { canUpdate } } memberships { \
            workspace { id } role } } campaigns { totalCount } }",
    );
    let id = json!(twins.here.to_string());
    assert_eq!(seen["viewer"]["workspace"], json!({ "id": id, "viewerPermissions": { "canUpdate": true } }));
    assert_eq!(seen["viewer"]["memberships"], json!([{ "workspace": { "id": id }, "role": "OWNER" }]));
    assert_eq!(seen["campaigns"]["totalCount"], 1);
}

#[apply(on_both)]
fn a_token_of_a_member_does_not_do_what_an_owner_may(server: &Server) {
    let twins = Twins::new(server);
    let input = "workspaceId: <here>, name: \"All\", scopes: [ADMIN]";
    let made = twins.done(&twins.actor("sun.hao"), "createToken secret", input);
    let script = server.bearer(made["secret"].as_str().unwrap());
    assert_eq!(
        script.ask(
            "{ viewer { memberships { role } user { email } } auditLog { nodes { id } } \
            }"
        ),
        json!({
            "viewer": { "memberships": [{ "role": "MEMBER" }], "user": { "email": "sun.hao@example.com" } },
            "auditLog": null,
        })
    );
}

#[apply(on_both)]
fn the_use_of_a_token_is_remembered_once_an_hour(server: &Server) {
    let twins = Twins::new(server);
    let made = twins.done(
        &twins.actor("sun.hao"),
        "createToken secret",
        "workspaceId: <here>, name: \
            \"Used\", scopes: [READ]",
    );
    let script = server.bearer(made["secret"].as_str().unwrap());
    let remembered = || {
        server
            .lines(
                "select action as line from audit_entry where action = \
            'token_used'",
            )
            .len()
    };
    // What is known of the token is two seconds old at most: the second request does not know of the
    // first.
    for _ in 0..2 {
        script.ask("{ viewer { userId } }");
    }
    assert!(tests::soon(|| remembered() > 0));
    server.app.clock.advance(chrono::TimeDelta::hours(1));
    script.ask("{ viewer { userId } }");
    assert!(tests::soon(|| remembered() > 1));
    assert_eq!(remembered(), 2);
}
