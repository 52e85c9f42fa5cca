//! Workspaces and who is in them.

use chrono::TimeDelta;
use serde_json::{Value, json};
use tests::{Actor, Server, apply, on_both, plan};

const MEMBER: &str =
    "user { name role status departments { name } version } userErrors { code field params { name value } }";

/// Does something to a member.
fn change(server: &Server, actor: &Actor, mutation: &str, email: &str, more: &str) -> Value {
    let id = server.load_id(email);
    actor.ask(&format!(r#"mutation {{ {mutation}(input: {{ userId: "{id}" {more} }}) {{ {MEMBER} }} }}"#))
        [mutation]
        .take()
}

fn code(answer: &Value) -> &Value {
    &answer["userErrors"][0]["code"]
}

fn invite(actor: &Actor, email: &str, more: &str) -> Value {
    let document = format!(
        r#"mutation {{ inviteMember(input: {{ email: "{email}" {more} }}) {{ invitation {{ id email role
            expiresAt }} userErrors {{ code field }} }} }}"#
    );
    actor.ask(&document)["inviteMember"].take()
}

fn accept(actor: &Actor, token: &str, newcomer: &Value) -> Value {
    let document = "mutation ($input: AcceptInvitationInput!) { acceptInvitation(input: $input) { \
        accessToken userErrors { code field } } }";
    actor.ask_with(
        document,
        &json!({ "input": { "token": token,
        "newcomer": newcomer } }),
    )["acceptInvitation"]
        .take()
}

fn newcomer() -> Value {
    json!({ "name": "Ann", "password": "correct horse battery", "timeZone": "Asia/Shanghai" })
}

#[apply(on_both)]
fn somebody_new_comes_by_invitation(server: &Server) {
    server.load_demo();
    let admin = server.actor("zhang.rui@example.com");
    let design = admin.ask("{ departments { id name } }")["departments"][1]["id"].take();
    let sent = invite(&admin, "Ann@Example.com", &format!("role: MEMBER, departmentIds: [{design}]"));
    assert_eq!(sent["invitation"]["email"], "ann@example.com");
    assert_eq!(
        admin.ask(
            "{ invitations { email } \
            }"
        ),
        json!({ "invitations": [{ "email": "ann@example.com" }] })
    );
    let token = server.link("ann@example.com");
    let mut bad = newcomer();
    bad["password"] = json!("short");
    assert_eq!(
        accept(&server.stranger(), &token, &bad)["userErrors"],
        json!([{ "code": "PASSWORD_TOO_SHORT", "field": ["newcomer", "password"] }])
    );
    let session = accept(&server.stranger(), &token, &newcomer());
    let ann = server.bearer(session["accessToken"].as_str().unwrap_or_else(|| panic!("{session}")));
    let seen = ann.ask("{ viewer { user { role departments { name } } } campaigns { totalCount } }");
    assert_eq!(seen["viewer"]["user"], json!({ "role": "MEMBER", "departments": [{ "name": "Design" }] }));
    assert_eq!(seen["campaigns"]["totalCount"], 1);
    assert_eq!(code(&accept(&server.stranger(), &token, &newcomer())), "INVALID_LINK");
    assert_eq!(admin.ask("{ invitations { email } }"), json!({ "invitations": [] }));
    assert_eq!(code(&invite(&admin, "ann@example.com", "role: VIEWER")), "ALREADY_MEMBER");
}

#[apply(on_both)]
fn whoever_has_an_account_comes_as_it_and_is_then_in_two_workspaces(server: &Server) {
    server.load_demo();
    server.import_into(&plan::small("ZZ", "z@example.com").to_string(), Some("Other")).unwrap();
    invite(&server.lin(), "z@example.com", "role: VIEWER");
    let token = server.link("z@example.com");
    assert_eq!(code(&accept(&server.stranger(), &token, &newcomer())), "FORBIDDEN");
    assert_eq!(code(&accept(&server.actor("sun.hao@example.com"), &token, &json!(null))), "FORBIDDEN");
    let refused = server.lin().ask(
        "{ auditLog(actions: [REFUSED]) { nodes { user { name } details } } \
            }",
    );
    assert_eq!(
        refused["auditLog"]["nodes"][0],
        json!({ "user": { "name": "Sun Hao" }, "details": r#"{"mutation":"acceptInvitation"}"# })
    );
    let z = server.actor("z@example.com");
    assert!(accept(&z, &token, &json!(null))["accessToken"].is_string());
    let seen = z.ask(
        "{ viewer { workspace { name } memberships { role workspace { id name } } } \
            campaigns { nodes { key } } }",
    );
    assert_eq!(seen["viewer"]["memberships"].as_array().unwrap().len(), 2);
    assert_eq!(seen["campaigns"]["nodes"], json!([{ "key": "D11" }]), "the oldest is implied");
    let other = seen["viewer"]["memberships"][1]["workspace"]["id"].as_str().unwrap();
    let asked = |id: &str| {
        z.post(
            &[("content-type", "application/json"), ("leadtime-workspace", id)],
            r#"{"query":"{ campaigns { nodes { key } } }"}"#,
        )
    };
    assert_eq!(asked(other).json()["data"]["campaigns"]["nodes"], json!([{ "key": "ZZ" }]));
    for id in ["wsp_00000000000000000000000000", "nonsense", ""] {
        assert_eq!(asked(id).json()["errors"][0]["extensions"]["code"], "BAD_INPUT");
    }
}

#[apply(on_both)]
fn an_invitation_ends_when_it_is_taken_back_replaced_or_old(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let first = invite(&lin, "ann@example.com", "role: VIEWER");
    let revoke = format!(
        "mutation {{ revokeInvitation(input: {{ invitationId: {} }}) {{ userErrors {{ \
            code field }} }} }}",
        first["invitation"]["id"]
    );
    assert_eq!(lin.ask(&revoke)["revokeInvitation"]["userErrors"], json!([]));
    assert_eq!(
        lin.ask(&revoke)["revokeInvitation"]["userErrors"],
        json!([{ "code": "NOT_FOUND", "field": ["invitationId"] }])
    );
    assert_eq!(
        code(&accept(&server.stranger(), &server.link("ann@example.com"), &newcomer())),
        "INVALID_LINK"
    );
    invite(&lin, "bob@example.com", "role: VIEWER");
    let replaced = server.link("bob@example.com");
    invite(&lin, "bob@example.com", "role: VIEWER");
    assert_eq!(code(&accept(&server.stranger(), &replaced, &newcomer())), "INVALID_LINK");
    invite(&lin, "old@example.com", "role: VIEWER");
    server.app.clock.advance(TimeDelta::days(8));
    assert_eq!(
        code(&accept(&server.stranger(), &server.link("old@example.com"), &newcomer())),
        "INVALID_LINK"
    );
}

#[apply(on_both)]
fn one_invitation_lets_one_in_however_many_come_at_once(server: &Server) {
    server.load_demo();
    invite(&server.lin(), "ann@example.com", "role: MEMBER");
    let token = server.link("ann@example.com");
    let codes: Vec<_> = std::thread::scope(|scope| {
        let all: Vec<_> =
            (0..4).map(|_| scope.spawn(|| accept(&server.stranger(), &token, &newcomer()))).collect();
        all.into_iter().map(|one| code(&one.join().unwrap()).clone()).collect()
    });
    assert_eq!(codes.iter().filter(|code| code.is_null()).count(), 1, "{codes:?}");
    assert_eq!(codes.iter().filter(|code| **code == "INVALID_LINK").count(), 3, "{codes:?}");
}

#[apply(on_both)]
fn an_administrator_gives_no_role_above_member_and_does_not_decide_over_owners(server: &Server) {
    server.load_demo();
    let admin = server.actor("zhang.rui@example.com");
    for role in ["OWNER", "ADMIN", "MANAGER"] {
        assert_eq!(code(&invite(&admin, "ann@example.com", &format!("role: {role}"))), "FORBIDDEN");
    }
    assert_eq!(
        code(&change(server, &admin, "changeMemberRole", "zhang.rui@example.com", "role: OWNER")),
        "FORBIDDEN"
    );
    for mutation in ["suspendMember", "removeMember", "signOutMember"] {
        assert_eq!(
            code(&change(server, &admin, mutation, "lin.wei@example.com", "")),
            "FORBIDDEN",
            "{mutation}"
        );
    }
    let refused = server.lin().ask(
        "{ auditLog(actions: [REFUSED]) { nodes { user { name } details } } \
            }",
    );
    assert_eq!(refused["auditLog"]["nodes"].as_array().unwrap().len(), 7);
    assert_eq!(
        refused["auditLog"]["nodes"][0],
        json!({ "user": { "name": "Zhang Rui" }, "details": r#"{"mutation":"signOutMember"}"# })
    );
}

#[apply(on_both)]
fn a_change_of_role_holds_at_once(server: &Server) {
    server.load_demo();
    let (lin, sun) = (server.lin(), server.actor("sun.hao@example.com"));
    assert_eq!(sun.ask("{ auditLog { nodes { id } } }")["auditLog"], json!(null));
    let changed = change(
        server,
        &lin,
        "changeMemberRole",
        "sun.hao@example.com",
        "role: ADMIN, \
            expectedVersion: 1",
    );
    assert_eq!((&changed["user"]["role"], &changed["user"]["version"]), (&json!("ADMIN"), &json!(2)));
    assert!(sun.ask("{ auditLog { nodes { id } } }")["auditLog"]["nodes"].is_array());
    let stale = change(
        server,
        &lin,
        "changeMemberRole",
        "sun.hao@example.com",
        "role: OWNER, \
            expectedVersion: 1",
    );
    assert_eq!(
        stale["userErrors"],
        json!([{ "code": "CONFLICT", "field": ["expectedVersion"], "params": [{ "name": "version",
            "value": "2" }] }])
    );
}

#[apply(on_both)]
fn a_workspace_keeps_an_owner_even_when_two_go_at_once(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    for mutation in ["suspendMember", "changeMemberRole"] {
        let more = if mutation == "changeMemberRole" { "role: ADMIN" } else { "" };
        assert_eq!(
            code(&change(server, &lin, mutation, "lin.wei@example.com", more)),
            "LAST_OWNER",
            "{mutation}"
        );
    }
    change(server, &lin, "changeMemberRole", "zhao.qian@example.com", "role: OWNER");
    let zhao = server.actor("zhao.qian@example.com");
    let codes = std::thread::scope(|scope| {
        let one =
            scope.spawn(|| change(server, &lin, "changeMemberRole", "lin.wei@example.com", "role: MEMBER"));
        let other = scope
            .spawn(|| change(server, &zhao, "changeMemberRole", "zhao.qian@example.com", "role: MEMBER"));
        [code(&one.join().unwrap()).clone(), code(&other.join().unwrap()).clone()]
    });
    assert!(codes.contains(&json!("LAST_OWNER")) && codes.contains(&json!(null)), "{codes:?}");
}

#[apply(on_both)]
fn who_is_suspended_sees_nothing_and_keeps_their_work(server: &Server) {
    server.load_demo();
    let (admin, sun) = (server.actor("zhang.rui@example.com"), server.actor("sun.hao@example.com"));
    assert_eq!(
        change(server, &admin, "suspendMember", "sun.hao@example.com", "")["user"]["status"],
        "SUSPENDED"
    );
    assert_eq!(
        sun.ask(
            "{ campaigns { totalCount } viewer { memberships { role } } \
            }"
        ),
        json!({ "campaigns": { "totalCount": 0 }, "viewer": { "memberships": [] } })
    );
    let own = "{ workPackages(filter: { accountable: { in: [ID] } }) { totalCount } \
            }"
    .replace("ID", &format!("{:?}", server.load_id("sun.hao@example.com").to_string()));
    assert_ne!(admin.ask(&own)["workPackages"]["totalCount"], 0);
    assert_eq!(change(server, &admin, "resumeMember", "sun.hao@example.com", "")["user"]["status"], "ACTIVE");
    assert_eq!(sun.ask("{ campaigns { totalCount } }")["campaigns"]["totalCount"], 1);
}

#[apply(on_both)]
fn a_service_account_is_no_owner_that_a_workspace_could_be_left_to(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let made = lin.ask(
        r#"mutation { createToken(input: { name: "Bot", scopes: [ADMIN], serviceRole: OWNER })
        { userErrors { code } } }"#,
    );
    assert_eq!(made["createToken"]["userErrors"], json!([]));
    assert_eq!(
        code(&change(server, &lin, "changeMemberRole", "lin.wei@example.com", "role: ADMIN")),
        "LAST_OWNER"
    );
}

#[apply(on_both)]
fn who_was_an_owner_a_moment_ago_writes_nothing_on_another_replica(server: &Server) {
    server.load_demo();
    let (lin, replica) = (server.lin(), server.replica());
    change(server, &lin, "changeMemberRole", "zhao.qian@example.com", "role: OWNER");
    let zhao = replica.actor("zhao.qian@example.com");
    zhao.ask("{ viewer { userId } }");
    change(server, &lin, "changeMemberRole", "zhao.qian@example.com", "role: VIEWER");
    let made = zhao.ask(
        r#"mutation { createToken(input: { name: "Back door", scopes: [ADMIN], serviceRole:
        OWNER }) { userErrors { code } } }"#,
    );
    assert_eq!(made["createToken"]["userErrors"], json!([{ "code": "FORBIDDEN" }]));
    assert_eq!(code(&invite(&zhao, "x@example.com", "role: VIEWER")), "FORBIDDEN");
}

#[apply(on_both)]
fn who_was_suspended_a_moment_ago_writes_nothing_on_another_replica(server: &Server) {
    server.load_demo();
    let (lin, replica) = (server.lin(), server.replica());
    let zhang = replica.actor("zhang.rui@example.com");
    assert!(zhang.ask("{ auditLog { nodes { id } } }")["auditLog"].is_object());
    change(server, &lin, "suspendMember", "zhang.rui@example.com", "");
    assert!(
        zhang.ask("{ auditLog { nodes { id } } }")["auditLog"].is_object(),
        "it knows in two \
            seconds"
    );
    let (changed, answers) = tests::changes(server, &[], || {
        [
            invite(&zhang, "x@example.com", "role: VIEWER"),
            change(server, &zhang, "signOutMember", "sun.hao@example.com", ""),
            change(server, &zhang, "setMemberDepartments", "sun.hao@example.com", "departmentIds: []"),
            zhang.ask(
                r#"mutation { createToken(input: { name: "x", scopes: [READ] }) { userErrors { code } } }"#,
            )["createToken"]
                .take(),
        ]
    });
    assert_eq!((answers.each_ref().map(code), changed), ([&json!("NOT_FOUND"); 4], Vec::new()));
}

#[apply(on_both)]
fn an_invitation_holds_while_who_asked_may_ask(server: &Server) {
    server.load_demo();
    let (lin, admin) = (server.lin(), server.actor("zhang.rui@example.com"));
    invite(&lin, "ann@example.com", "role: OWNER");
    assert_eq!(
        code(&invite(&admin, "ann@example.com", "role: VIEWER")),
        "FORBIDDEN",
        "an owner's is \
            not replaced"
    );
    invite(&lin, "old@example.com", "role: MANAGER");
    server.app.clock.advance(TimeDelta::days(8));
    let (lin, admin) = (server.lin(), server.actor("zhang.rui@example.com"));
    assert_eq!(
        invite(&admin, "old@example.com", "role: MEMBER")["userErrors"],
        json!([]),
        "what has lapsed is in nobody's way"
    );
    invite(&lin, "ann@example.com", "role: OWNER");
    invite(&admin, "bob@example.com", "role: MEMBER");
    change(server, &lin, "suspendMember", "zhang.rui@example.com", "");
    assert_eq!(
        code(&accept(&server.stranger(), &server.link("bob@example.com"), &newcomer())),
        "INVALID_LINK"
    );
    assert!(
        accept(&server.stranger(), &server.link("ann@example.com"), &newcomer())["accessToken"].is_string()
    );
}

#[apply(on_both)]
fn ten_invitations_of_one_person_at_once_leave_one(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    std::thread::scope(|scope| {
        let all: Vec<_> =
            (0..10).map(|_| scope.spawn(|| invite(&lin, "ann@example.com", "role: VIEWER"))).collect();
        for one in all {
            assert_eq!(one.join().unwrap()["userErrors"], json!([]));
        }
    });
    assert_eq!(lin.ask("{ invitations { email } }")["invitations"].as_array().unwrap().len(), 1);
}

#[apply(on_both)]
fn the_log_of_a_workspace_tells_nothing_of_another(server: &Server) {
    server.load_demo();
    let (lin, sun) = (server.lin(), server.actor("sun.hao@example.com"));
    let made = sun.ask(
        r#"mutation { createWorkspace(input: { name: "Private", timeZone: "UTC" }) { workspace { id } } }"#,
    )["createWorkspace"]["workspace"]["id"]
        .take();
    sun.ask(&format!(
        r#"mutation {{ deleteWorkspace(input: {{ workspaceId: {made}, name: "Private" }}) {{
        userErrors {{ code }} }} }}"#
    ));
    sun.ask("mutation { signOut(input: {}) { endedCount } }");
    let log = lin.ask("{ auditLog(first: 100) { nodes { action details } } }").to_string();
    assert!(log.contains("SIGNED_OUT") && !log.contains("Private"), "{log}");
}

#[apply(on_both)]
fn members_are_moved_between_departments(server: &Server) {
    server.load_demo();
    let admin = server.actor("zhang.rui@example.com");
    let departments = admin.ask("{ departments { id } }");
    let (first, second) = (&departments["departments"][1]["id"], &departments["departments"][2]["id"]);
    let moved = change(
        server,
        &admin,
        "setMemberDepartments",
        "sun.hao@example.com",
        &format!("departmentIds: [{second}, {first}, {second}]"),
    );
    let names: Vec<_> = moved["user"]["departments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|of| of["name"].as_str().unwrap())
        .collect();
    assert_eq!((names.len(), names.contains(&"Design")), (2, true));
    for id in ["dep_00000000000000000000000000", "nonsense"] {
        let refused = change(
            server,
            &admin,
            "setMemberDepartments",
            "sun.hao@example.com",
            &format!("departmentIds: [{id:?}]"),
        );
        assert_eq!(
            (code(&refused), &refused["userErrors"][0]["field"]),
            (&json!("NOT_FOUND"), &json!(["departmentIds"]))
        );
    }
}

#[apply(on_both)]
fn who_leaves_hands_over_first_and_keeps_their_name_in_what_they_did(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let refused = change(server, &lin, "removeMember", "sun.hao@example.com", "");
    assert_eq!(code(&refused), "STILL_RESPONSIBLE");
    let sun = server.load_id("sun.hao@example.com");
    server.execute("update work_package set done = true");
    let id = lin.ask("{ viewer { workspace { id } } }")["viewer"]["workspace"]["id"].take();
    let left = server.actor_of(sun).ask(&format!(
        "mutation {{ leaveWorkspace(input: {{ workspaceId: \
            {id} }}) {{ workspaceId userErrors {{ code }} }} }}"
    ));
    assert_eq!(left["leaveWorkspace"], json!({ "workspaceId": id, "userErrors": [] }));
    let people = lin.ask(
        "{ viewer { workspace { people { name } } } workPackages(first: 100) { nodes { \
            accountable { name status } } } }",
    );
    assert!(!people["viewer"].to_string().contains("Sun Hao"));
    assert!(people["workPackages"].to_string().contains(r#"{"name":"Sun Hao","status":"LEFT"}"#));
    // And may be asked again.
    invite(&lin, "sun.hao@example.com", "role: VIEWER");
    assert!(
        accept(&server.actor_of(sun), &server.link("sun.hao@example.com"), &json!(null))["accessToken"]
            .is_string()
    );
}

#[apply(on_both)]
fn a_workspace_is_made_changed_and_deleted_by_its_owner(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let made = lin.ask(
        r#"mutation { createWorkspace(input: { name: "Second", timeZone: "UTC" }) { workspace
        { id name version } userErrors { code } } }"#,
    )["createWorkspace"]
        .take();
    assert_eq!(made["userErrors"], json!([]));
    let id = &made["workspace"]["id"];
    let update = |more: &str| {
        lin.ask(&format!(
            "mutation {{ updateWorkspace(input: {{ workspaceId: {id} \
            {more} }}) {{ workspace {{ name timeZone version }} userErrors {{ code field }} }} \
            }}"
        ))["updateWorkspace"]
            .take()
    };
    assert_eq!(
        update(r#"name: "Renamed""#)["workspace"],
        json!({ "name": "Renamed", "timeZone": "UTC", "version": 2 })
    );
    assert_eq!(
        update(r#"name: "", timeZone: "Nowhere""#)["userErrors"],
        json!([{ "code": "INVALID_NAME", "field": ["name"] }, { "code": "INVALID_TIME_ZONE",
            "field": ["timeZone"] }])
    );
    assert_eq!(update(r#"name: "Late", expectedVersion: 1"#)["userErrors"][0]["code"], "CONFLICT");
    let delete = |id: &Value, name: &str| {
        lin.ask(&format!(
            "mutation {{ deleteWorkspace(input: {{ \
            workspaceId: {id}, name: {name:?} }}) {{ workspaceId userErrors {{ code field }} }} \
            }}"
        ))["deleteWorkspace"]
            .take()
    };
    assert_eq!(delete(id, "Second")["userErrors"], json!([{ "code": "MISMATCH", "field": ["name"] }]));
    assert_eq!(delete(id, "Renamed")["userErrors"], json!([]));
    let demo = lin.ask(
        "{ viewer { memberships { workspace { id name } } } \
            }",
    )["viewer"]["memberships"]
        .take();
    assert_eq!(demo.as_array().unwrap().len(), 1);
    let demo = &demo[0]["workspace"];
    assert_eq!(delete(&demo["id"], demo["name"].as_str().unwrap())["userErrors"], json!([]));
    assert_eq!(
        lin.ask(
            "{ campaigns { totalCount } viewer { workspace { id } } \
            }"
        ),
        json!({ "campaigns": { "totalCount": 0 }, "viewer": { "workspace": null } })
    );
}

#[apply(on_both)]
fn the_audit_log_is_paged_and_read_by_owners_and_administrators(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    for number in 0..5 {
        invite(&lin, &format!("p{number}@example.com"), "role: VIEWER");
    }
    let page = |after: &Value| {
        lin.ask_with(
            "query ($after: String) { auditLog(first: 2, after: $after, \
            actions: [MEMBER_INVITED]) { nodes { subject user { name } address requestId } pageInfo { \
            hasNextPage endCursor } } }",
            &json!({ "after": after }),
        )["auditLog"]
            .take()
    };
    let (mut seen, mut after) = (Vec::new(), json!(null));
    loop {
        let page = page(&after);
        seen.extend(
            page["nodes"]
                .as_array()
                .unwrap()
                .iter()
                .map(|entry| entry["subject"].as_str().unwrap().to_owned()),
        );
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
    assert_eq!(
        seen,
        ["p4@example.com", "p3@example.com", "p2@example.com", "p1@example.com", "p0@example.com"]
    );
    let entry = &page(&json!(null))["nodes"][0];
    assert_eq!((&entry["user"]["name"], &entry["address"]), (&json!("Lin Wei"), &json!("127.0.0.1")));
}
