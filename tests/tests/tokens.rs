//! Tokens for scripts.

use chrono::TimeDelta;
use serde_json::{Value, json};
use tests::{Actor, Server, apply, on_both};

fn create(actor: &Actor, input: &str) -> Value {
    let document = format!(
        "mutation {{ createToken(input: {{ {input} }}) {{ secret token {{ id hint scopes expiresAt userId \
            }} userErrors {{ code field }} }} }}"
    );
    actor.ask(&document)["createToken"].take()
}

/// Somebody with a token that was just made.
fn script(server: &Server, actor: &Actor, input: &str) -> Actor {
    server.bearer(create(actor, input)["secret"].as_str().unwrap())
}

fn can(actor: &Actor, what: &str) -> Value {
    actor.ask(&format!(
        r#"{{ workPackage(key: "D11-20") {{ viewerPermissions {{ {what} reason }} }}
        }}"#
    ))["workPackage"]["viewerPermissions"]
        .take()
}

#[apply(on_both)]
fn a_token_acts_as_its_person_within_its_scopes(server: &Server) {
    server.load_demo();
    let made = create(&server.lin(), r#"name: "CI", scopes: [READ]"#);
    assert_eq!(made["token"]["expiresAt"], "2027-01-18T02:00:00Z", "90 days");
    assert!(made["secret"].as_str().unwrap().starts_with(made["token"]["hint"].as_str().unwrap()));
    let reading = server.bearer(made["secret"].as_str().unwrap());
    assert_eq!(reading.ask("{ viewer { user { name } } }")["viewer"]["user"]["name"], "Lin Wei");
    assert_eq!(
        can(&reading, "canPlan canReportProgress"),
        json!({ "canPlan": false, "canReportProgress": false, "reason": "The token lacks a scope for some \
            of this." })
    );
    let planning = script(server, &server.lin(), r#"name: "Planner", scopes: [PLAN_WRITE, PROGRESS_WRITE]"#);
    assert_eq!(
        can(&planning, "canPlan canReportProgress"),
        json!({ "canPlan": true, "canReportProgress": true, "reason": null })
    );
    // What its person may not do it may not either.
    let song = script(
        server,
        &server.actor("song.ying@example.com"),
        r#"name: "All", scopes: [PLAN_WRITE, PROGRESS_WRITE, ADMIN]"#,
    );
    assert_eq!(can(&song, "canPlan canReportProgress")["canPlan"], false);
}

#[apply(on_both)]
fn a_token_makes_no_tokens_and_signs_nobody_out(server: &Server) {
    server.load_demo();
    let script = script(server, &server.lin(), r#"name: "All", scopes: [ADMIN, PLAN_WRITE, PROGRESS_WRITE]"#);
    assert_eq!(create(&script, r#"name: "Child", scopes: [READ]"#)["userErrors"][0]["code"], "FORBIDDEN");
    let out = script.ask("mutation { signOutEverywhere(input: {}) { userErrors { code } } }");
    assert_eq!(out["signOutEverywhere"]["userErrors"][0]["code"], "FORBIDDEN");
}

#[apply(on_both)]
fn a_wrong_token_is_refused_without_asking_the_database(server: &Server) {
    server.load_demo();
    let secret =
        create(&server.lin(), r#"name: "CI", scopes: [READ]"#)["secret"].as_str().unwrap().to_owned();
    let mut wrong = secret.clone();
    let last = if wrong.pop() == Some('0') { '1' } else { '0' };
    wrong.push(last);
    let (statements, reply) = server.statements(|| {
        server.bearer(&wrong).send(
            "{ viewer { userId } \
            }",
            &json!({}),
        )
    });
    assert_eq!((statements, reply.status), (0, 401));
    let elsewhere = server.bearer("ltp_0000000000000000000000000000003ofPf2");
    assert_eq!(elsewhere.send("{ viewer { userId } }", &json!({})).status, 401);
}

#[apply(on_both)]
fn a_token_ends_with_its_day_with_its_person_and_when_it_is_revoked(server: &Server) {
    server.load_demo();
    let admin = server.actor("zhang.rui@example.com");
    let sun = server.actor("sun.hao@example.com");
    let gone = |actor: &Actor| {
        actor.refused(
            "{ viewer { userId } \
            }",
        )["extensions"]["code"]
            == "UNAUTHENTICATED"
    };
    let short = script(server, &sun, r#"name: "Day", scopes: [READ], expiresOn: "2026-10-20""#);
    let made = create(&sun, r#"name: "Long", scopes: [READ]"#);
    let long = server.bearer(made["secret"].as_str().unwrap());
    let third = script(server, &sun, r#"name: "Third", scopes: [READ]"#);
    third.ask("{ viewer { userId } }");
    short.ask("{ viewer { userId } }");
    server.app.clock.advance(TimeDelta::hours(22));
    assert!(gone(&short), "its day is over in UTC");
    long.ask("{ viewer { userId } }");
    let revoke = format!(
        "mutation {{ revokeToken(input: {{ tokenId: {} }}) {{ token {{ revokedAt }} \
            userErrors {{ code }} }} }}",
        made["token"]["id"]
    );
    assert_eq!(server.actor("sun.hao@example.com").ask(&revoke)["revokeToken"]["userErrors"], json!([]));
    assert!(gone(&long));
    let admin = {
        drop(admin);
        server.actor("zhang.rui@example.com")
    };
    let id = server.load_id("sun.hao@example.com");
    admin.ask(&format!(
        r#"mutation {{ suspendMember(input: {{ userId: "{id}" }}) {{ userErrors {{ code }} }} }}"#
    ));
    assert!(gone(&third));
}

#[apply(on_both)]
fn a_token_that_is_rotated_holds_on_for_its_overlap(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let made = create(&lin, r#"name: "CI", scopes: [PROGRESS_WRITE]"#);
    let old = server.bearer(made["secret"].as_str().unwrap());
    let rotate = |hours: i32| {
        lin.ask(&format!(
            "mutation {{ rotateToken(input: {{ tokenId: {}, \
            overlapHours: {hours} }}) {{ secret token {{ scopes }} userErrors {{ code field }} }} \
            }}",
            made["token"]["id"]
        ))["rotateToken"]
            .take()
    };
    assert_eq!(rotate(-1)["userErrors"], json!([{ "code": "OUT_OF_RANGE", "field": ["overlapHours"] }]));
    let next = rotate(2);
    assert_eq!(next["token"]["scopes"], json!(["PROGRESS_WRITE"]));
    let new = server.bearer(next["secret"].as_str().unwrap());
    for actor in [&old, &new] {
        actor.ask("{ viewer { userId } }");
    }
    server.app.clock.advance(TimeDelta::hours(3));
    assert_eq!(old.refused("{ viewer { userId } }")["extensions"]["code"], "UNAUTHENTICATED");
    new.ask("{ viewer { userId } }");
}

#[apply(on_both)]
fn a_service_token_acts_as_an_account_of_its_own(server: &Server) {
    server.load_demo();
    let made = create(
        &server.actor("zhang.rui@example.com"),
        r#"name: "Deadline bot", scopes: [READ], serviceRole: VIEWER"#,
    );
    let bot = server.bearer(made["secret"].as_str().unwrap());
    assert_eq!(
        bot.ask(
            "{ viewer { user { name isService role } } \
            }"
        )["viewer"]["user"],
        json!({ "name": "Deadline bot", "isService": true, "role": "VIEWER" })
    );
    for (who, role, code) in
        [("sun.hao@example.com", "VIEWER", "FORBIDDEN"), ("zhang.rui@example.com", "OWNER", "FORBIDDEN")]
    {
        let refused =
            create(&server.actor(who), &format!(r#"name: "Bot", scopes: [READ], serviceRole: {role}"#));
        assert_eq!(refused["userErrors"][0]["code"], code, "{who}");
    }
}

#[apply(on_both)]
fn nobody_comes_to_hold_the_token_of_another_person_by_rotating_it(server: &Server) {
    server.load_demo();
    let admin = server.actor("zhang.rui@example.com");
    let rotate = |actor: &Actor, made: &Value| {
        actor.ask(&format!(
            "mutation {{ rotateToken(input: {{ \
            tokenId: {} }}) {{ secret userErrors {{ code }} }} \
            }}",
            made["token"]["id"]
        ))["rotateToken"]
            .take()
    };
    let of_owner = create(&server.lin(), r#"name: "Mine", scopes: [ADMIN]"#);
    assert_eq!(rotate(&admin, &of_owner), json!({ "secret": null, "userErrors": [{ "code": "NOT_FOUND" }] }));
    let of_manager = create(&server.lin(), r#"name: "Bot", scopes: [ADMIN], serviceRole: MANAGER"#);
    assert_eq!(rotate(&admin, &of_manager)["userErrors"][0]["code"], "FORBIDDEN");
    let of_viewer = create(&server.lin(), r#"name: "Bot", scopes: [READ], serviceRole: VIEWER"#);
    assert!(rotate(&admin, &of_viewer)["secret"].is_string());
}

#[apply(on_both)]
fn a_token_of_one_campaign_sees_no_other(server: &Server) {
    server.load_demo();
    server.import(&tests::plan::large("SECOND", 30)).unwrap();
    let lin = server.lin();
    let id = lin.ask(r#"{ campaign(key: "SECOND") { id } }"#)["campaign"]["id"].take();
    let script = script(server, &lin, &format!(r#"name: "One", scopes: [PLAN_WRITE], campaignIds: [{id}]"#));
    let seen = script.ask(
        r#"{ campaigns { totalCount nodes { key } } workPackages { totalCount }
        campaign(key: "D11") { id } workPackage(key: "D11-2") { id } deadlines(first: 100) { totalCount nodes
        { campaign { key } } } findings { nodes { campaign { key } } } }"#,
    );
    assert_eq!(seen["campaigns"], json!({ "totalCount": 1, "nodes": [{ "key": "SECOND" }] }));
    assert_eq!(
        (&seen["workPackages"]["totalCount"], &seen["campaign"], &seen["workPackage"]),
        (&json!(30), &json!(null), &json!(null))
    );
    assert!(!seen.to_string().contains("D11"));
    let other = lin.ask(r#"{ workPackage(key: "D11-2") { id } campaign(key: "D11") { id anchors { id } } }"#);
    for id in [&other["workPackage"]["id"], &other["campaign"]["id"], &other["campaign"]["anchors"][0]["id"]]
    {
        assert_eq!(script.ask(&format!("{{ node(id: {id}) {{ id }} }}"))["node"], json!(null));
    }
}

#[apply(on_both)]
fn a_token_of_one_department_plans_no_work_of_another(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let work = lin.ask(r#"{ workPackage(key: "D11-20") { department { id } } departments { id } }"#);
    let own = &work["workPackage"]["department"]["id"];
    let other =
        work["departments"].as_array().unwrap().iter().map(|of| &of["id"]).find(|id| *id != own).unwrap();
    let of = |id: &Value| {
        script(
            server,
            &lin,
            &format!(r#"name: "One", scopes: [PLAN_WRITE, PROGRESS_WRITE], departmentIds: [{id}]"#),
        )
    };
    assert_eq!(can(&of(own), "canPlan"), json!({ "canPlan": true, "reason": null }));
    assert_eq!(
        can(&of(other), "canPlan"),
        json!({ "canPlan": false, "reason": "The token is limited to \
            other departments or campaigns." })
    );
}

#[apply(on_both)]
fn a_limited_token_does_nothing_to_the_workspace_as_a_whole(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let id = lin.ask(r#"{ campaign(key: "D11") { id } }"#)["campaign"]["id"].take();
    let script = script(
        server,
        &lin,
        &format!(r#"name: "One", scopes: [ADMIN, PLAN_WRITE], campaignIds: [{id}, {id}]"#),
    );
    let renamed =
        script.ask(r#"mutation { updateWorkspace(input: { name: "Mine" }) { userErrors { code } } }"#);
    assert_eq!(renamed["updateWorkspace"]["userErrors"][0]["code"], "FORBIDDEN");
    let may = script.ask(
        "{ viewer { workspace { viewerPermissions { canUpdate canCreateCampaign } } } \
            }",
    );
    assert_eq!(
        may["viewer"]["workspace"]["viewerPermissions"],
        json!({ "canUpdate": false, "canCreateCampaign": false })
    );
    server.execute("delete from campaign");
    assert_eq!(
        script.ask("{ campaigns { totalCount } }")["campaigns"]["totalCount"],
        0,
        "its limit \
            outlives the campaign"
    );
    server.import(&tests::plan::large("SECOND", 30)).unwrap();
    assert_eq!(script.ask("{ campaigns { totalCount } }")["campaigns"]["totalCount"], 0);
}

#[apply(on_both)]
fn who_leaves_leaves_their_tokens_behind(server: &Server) {
    server.load_demo();
    let (lin, song) = (server.lin(), server.actor("song.ying@example.com"));
    let token = script(server, &song, r#"name: "Mine", scopes: [READ]"#);
    token.ask("{ viewer { userId } }");
    let id = server.load_id("song.ying@example.com");
    let removed = lin.ask(&format!(
        r#"mutation {{ removeMember(input: {{ userId: "{id}" }}) {{ userErrors {{ code }} }} }}"#
    ));
    assert_eq!(removed["removeMember"]["userErrors"], json!([]));
    server.execute("update membership set status = 'active' where status = 'left'");
    assert_eq!(token.refused("{ viewer { userId } }")["extensions"]["code"], "UNAUTHENTICATED");
}

#[apply(on_both)]
fn nothing_is_written_with_a_token_that_another_replica_has_revoked(server: &Server) {
    server.load_demo();
    let (lin, replica) = (server.lin(), server.replica());
    let made = create(&lin, r#"name: "All", scopes: [ADMIN]"#);
    let script = replica.bearer(made["secret"].as_str().unwrap());
    script.ask("{ viewer { userId } }");
    lin.ask(&format!(
        "mutation {{ revokeToken(input: {{ tokenId: {} }}) {{ userErrors {{ code }} }} \
            }}",
        made["token"]["id"]
    ));
    script.ask("{ viewer { userId } }");
    let sun = server.load_id("sun.hao@example.com");
    for document in [
        r#"mutation { updateWorkspace(input: { name: "x" }) { workspace { id } } }"#.to_owned(),
        r#"mutation { inviteMember(input: { email: "x@example.com", role: VIEWER }) { invitation { id } } }"#
            .to_owned(),
        format!(r#"mutation {{ suspendMember(input: {{ userId: "{sun}" }}) {{ user {{ id }} }} }}"#),
    ] {
        let (changed, refused) = tests::changes(server, &[], || script.refused(&document));
        assert_eq!(refused["extensions"]["code"], "UNAUTHENTICATED", "{document}");
        assert_eq!(changed, [""; 0], "{document}");
    }
}

#[apply(on_both)]
fn nobody_has_more_than_twenty_five_tokens(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    for _ in 0..25 {
        assert_eq!(create(&lin, r#"name: "x", scopes: [READ]"#)["userErrors"], json!([]));
    }
    assert_eq!(create(&lin, r#"name: "x", scopes: [READ]"#)["userErrors"][0]["code"], "TOO_MANY_TOKENS");
}

#[apply(on_both)]
fn bad_input_of_a_token_is_told_by_field(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    for (input, code, field) in [
        (r#"name: "", scopes: [READ]"#, "INVALID_NAME", "name"),
        (r#"name: "x", scopes: []"#, "INVALID_SCOPES", "scopes"),
        (r#"name: "x", scopes: [READ], expiresOn: "2026-10-19""#, "INVALID_DATE", "expiresOn"),
        (r#"name: "x", scopes: [READ], expiresOn: "2030-01-01""#, "INVALID_DATE", "expiresOn"),
        (r#"name: "x", scopes: [READ], campaignIds: ["D11"]"#, "NOT_FOUND", "campaignIds"),
        (
            r#"name: "x", scopes: [READ], departmentIds: ["dep_00000000000000000000000000"]"#,
            "NOT_FOUND",
            "departmentIds",
        ),
        (
            r#"workspaceId: "wsp_00000000000000000000000000", name: "x", scopes: [READ]"#,
            "NOT_FOUND",
            "workspaceId",
        ),
    ] {
        assert_eq!(create(&lin, input)["userErrors"], json!([{ "code": code, "field": [field] }]), "{input}");
    }
    assert_eq!(lin.ask("{ tokens { id } }"), json!({ "tokens": [] }));
}

#[apply(on_both)]
fn the_use_of_a_token_is_noted_and_remembered(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let script = script(server, &lin, r#"name: "CI", scopes: [READ]"#);
    assert_eq!(lin.ask("{ tokens { lastUsedAt } }")["tokens"][0]["lastUsedAt"], json!(null));
    script.ask("{ viewer { userId } }");
    let used = || {
        lin.ask(
            "{ tokens { lastUsedAt } auditLog(actions: [TOKEN_USED]) { nodes { action } } \
            }",
        )
    };
    let mut seen = used();
    for _ in 0..100 {
        if seen["tokens"][0]["lastUsedAt"] != json!(null) {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
        seen = used();
    }
    assert_eq!(seen["tokens"][0]["lastUsedAt"], "2026-10-20T02:00:00Z");
    assert_eq!(seen["auditLog"]["nodes"], json!([{ "action": "TOKEN_USED" }]));
}
