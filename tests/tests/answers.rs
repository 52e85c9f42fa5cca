//! Answers that are kept: given again while nothing that they are made of has changed, and to nobody else.

use chrono::TimeDelta;
use serde_json::{Value, json};
use tests::{Actor, Database, Reply, Server, apply, on_both};

const TABLE: &str = r#"{ campaign(key: "D11") { name progressTable(asOf: "2026-10-20") {
    rows { wbs title planned { start finish } lateStatus workPackage { department { name } } }
    findings { message } } } }"#;

fn ask(actor: &Actor, query: &str, headers: &[(&str, &str)]) -> Reply {
    let headers = [&[("content-type", "application/json")], headers].concat();
    actor.post(&headers, &json!({ "query": query }).to_string())
}

fn data(actor: &Actor, query: &str, headers: &[(&str, &str)]) -> Value {
    let reply = ask(actor, query, headers);
    assert_eq!(reply.status, 200, "{}", reply.text);
    reply.json()["data"].take()
}

fn etag(reply: &Reply) -> &str {
    reply.header("etag").unwrap_or_else(|| panic!("{reply:?}"))
}

/// A mutation by its name, done without a refusal.
fn does(who: &Actor, mutation: &str, input: &str) {
    let done = who
        .ask(&format!("mutation {{ {mutation}(input: {{ {input} }}) {{ userErrors {{ code field }} }} }}"));
    assert_eq!(done[mutation]["userErrors"], json!([]), "{mutation}({input})");
}

/// A script with a token of Lin.
fn script(server: &Server, input: &str) -> Actor {
    let made = server.lin().ask(&format!(
        r#"mutation {{ createToken(input: {{ name: "s", scopes: [READ] {input} }}) {{ secret userErrors {{
            code }} }} }}"#
    ));
    server.bearer(made["createToken"]["secret"].as_str().unwrap_or_else(|| panic!("{made}")))
}

fn title_of_first(server: &Server, title: &str) {
    let id = server.lin().ask(r#"{ workPackage(key: "D11-1") { id } }"#)["workPackage"]["id"].take();
    does(&server.lin(), "updateWorkPackage", &format!("workPackageId: {id}, title: {title:?}"));
}

/// A gauge of `/metrics`.
fn gauge(server: &Server, name: &str) -> u64 {
    let text = server.stranger().get("/metrics").text;
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("{name}: {text}")).parse().unwrap()
}

#[apply(on_both)]
fn an_answer_is_given_again_for_one_statement(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let first = ask(&lin, TABLE, &[]);
    for _ in 0..3 {
        let (statements, (bytes, again)) =
            server.statements(|| server.written_bytes(|| ask(&lin, TABLE, &[])));
        assert_eq!((statements, bytes), (1, 0));
        assert_eq!((&again.text, etag(&again)), (&first.text, etag(&first)));
        assert!(again.header("x-request-id") != first.header("x-request-id"));
    }
    assert_eq!(first.header("cache-control"), Some("private, no-cache"));
}

#[apply(on_both)]
fn whoever_has_an_answer_is_told_that_it_is_the_same(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let first = ask(&lin, TABLE, &[]);
    let tag = etag(&first).to_owned();
    let strong = tag.trim_start_matches("W/").to_owned();
    for known in [&*tag, &strong, "*", &format!("\"other\", {tag}")] {
        let same = ask(&lin, TABLE, &[("if-none-match", known), ("accept-encoding", "gzip")]);
        assert_eq!((same.status, same.text.as_str()), (304, ""), "{known}");
        assert_eq!((etag(&same), same.header("cache-control")), (&*tag, Some("private, no-cache")));
        assert_eq!(same.header("vary"), first.header("vary"));
    }
    assert_eq!(ask(&lin, TABLE, &[("if-none-match", "\"other\"")]).status, 200);
    title_of_first(server, "Renamed");
    let changed = ask(&lin, TABLE, &[("if-none-match", &tag)]);
    assert_eq!(changed.status, 200);
    assert!(changed.text.contains("Renamed") && etag(&changed) != tag);
}

#[apply(on_both)]
fn an_edit_between_two_requests_is_seen_at_once_on_every_replica(server: &Server) {
    server.load_demo();
    let replica = server.replica();
    let there = replica.bearer(&server.token(server.load_id("lin.wei@example.com")));
    let lin = server.lin();
    for number in 0..5 {
        let title = format!("Title {number}");
        title_of_first(if number % 2 == 0 { server } else { &replica }, &title);
        for actor in [&lin, &there, &lin, &there] {
            assert!(ask(actor, TABLE, &[]).text.contains(&title), "{title}");
        }
    }
}

#[apply(on_both)]
fn what_is_created_deleted_and_renamed_changes_who_is_found(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let spring = r#"{ campaign(key: "SPR") { id name seq status isReplanning } }"#;
    let listed = "{ campaigns { nodes { key name } } }";
    let states =
        || (data(&lin, spring, &[])["campaign"].take(), data(&lin, listed, &[])["campaigns"]["nodes"].take());
    let mut before = states();
    assert_eq!(before.0, Value::Null);
    let mut changes = |what: &dyn Fn()| {
        what();
        let after = states();
        assert!(after != before, "{after:?}");
        assert_eq!(after, states());
        before = after;
        before.clone()
    };
    let (made, _) =
        changes(&|| does(&lin, "createCampaign", r#"key: "SPR", name: "Spring", start: "2026-03-02""#));
    let id = made["id"].as_str().unwrap().to_owned();
    changes(&|| does(&lin, "updateCampaign", &format!("campaignId: {id:?}, name: \"Late spring\"")));
    changes(&|| does(&lin, "updateCampaign", &format!("campaignId: {id:?}, key: \"SPX\"")));
    changes(&|| does(&lin, "updateCampaign", &format!("campaignId: {id:?}, key: \"SPR\"")));
    changes(&|| does(&lin, "deleteCampaign", &format!("campaignId: {id:?}")));
    let (restored, _) = changes(&|| does(&lin, "restoreCampaign", &format!("campaignId: {id:?}")));
    assert_eq!((&restored["id"], &restored["name"]), (&json!(id), &json!("Late spring")));
}

#[apply(on_both)]
fn lists_across_campaigns_are_given_again_until_something_in_them_changes(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let id = lin.ask(r#"{ workPackage(key: "D11-1") { id } }"#)["workPackage"]["id"].take();
    let package = format!("{{ workPackage(id: {id}) {{ title status accountable {{ name }} }} }}");
    let lists = [
        (
            r#"{ deadlines(asOf: "2026-10-20", first: 100) { totalCount nodes { date title lateStatus
                campaign { name } accountable { name } } } }"#,
            2,
        ),
        (
            r#"{ deadlines(asOf: "2026-10-20", first: 100) { nodes { date title progress department { name }
                } } }"#,
            1,
        ),
        (
            r#"{ deadlines(asOf: "2026-10-20", first: 100, filter: { lateStatus: { neq: DONE } }) { nodes {
                title lateStatus } } }"#,
            1,
        ),
        (
            "{ workPackages(first: 100, orderBy: { field: PLANNED_FINISH }) { totalCount nodes { title \
                planned { start finish } department { name } } } }",
            3,
        ),
        ("{ campaigns { totalCount nodes { name } } }", 2),
        (&*package, 2),
    ];
    let mut before = lists.map(|(query, _)| data(&lin, query, &[]));
    let mut check = |changed: &str| {
        for ((query, read), before) in lists.iter().zip(&mut before) {
            let now = ask(&lin, query, &[]);
            let (statements, (bytes, again)) =
                server.statements(|| server.written_bytes(|| ask(&lin, query, &[])));
            assert_eq!(
                (statements, bytes, &again.text, etag(&again)),
                (*read, 0, &now.text, etag(&now)),
                "{changed}: {query}"
            );
            assert_eq!(ask(&lin, query, &[("if-none-match", etag(&now))]).status, 304);
            let now = now.json()["data"].take();
            assert_eq!(
                now != *before,
                !changed.is_empty() && now.to_string().contains(changed),
                "{changed}: {query}"
            );
            *before = now;
        }
    };
    check("");
    title_of_first(server, "Renamed work");
    check("Renamed work");
    let departments = data(&lin, "{ departments { id } }", &[]);
    does(
        &lin,
        "updateDepartment",
        &format!("departmentId: {}, name: \"Renamed department\"", departments["departments"][0]["id"]),
    );
    check("Renamed department");
    let campaign = data(&lin, r#"{ campaign(key: "D11") { id } }"#, &[])["campaign"]["id"].take();
    does(&lin, "updateCampaign", &format!("campaignId: {campaign}, name: \"Renamed campaign\""));
    check("Renamed campaign");
    does(&lin, "deleteCampaign", &format!("campaignId: {campaign}"));
    for (query, _) in lists {
        assert!(!data(&lin, query, &[]).to_string().contains("title"), "{query}");
    }
}

#[apply(on_both)]
fn a_change_of_the_directory_is_seen(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let query = "{ departments { id name } }";
    let departments = data(&lin, query, &[]);
    assert_eq!(departments, data(&lin, query, &[]));
    let (id, name) =
        (&departments["departments"][0]["id"], departments["departments"][0]["name"].as_str().unwrap());
    assert!(ask(&lin, TABLE, &[]).text.contains(&format!("{{\"name\":{name:?}}}")));
    does(&lin, "updateDepartment", &format!("departmentId: {id}, name: \"Other name\""));
    assert_eq!(data(&lin, query, &[])["departments"][0]["name"], "Other name");
    let table = ask(&lin, TABLE, &[]).text;
    assert!(
        table.contains("{\"name\":\"Other name\"}") && !table.contains(&format!("{{\"name\":{name:?}}}"))
    );
}

#[apply(on_both)]
fn a_change_of_role_is_seen(server: &Server) {
    server.load_demo();
    let (lin, sun) = (server.lin(), server.actor("sun.hao@example.com"));
    let query = r#"{ viewer { user { id role } } campaign(key: "D11") { viewerPermissions { canUpdate } } }"#;
    let role = || {
        let seen = data(&sun, query, &[]);
        assert_eq!(seen, data(&sun, query, &[]));
        (
            seen["viewer"]["user"]["role"].as_str().unwrap().to_owned(),
            seen["campaign"]["viewerPermissions"]["canUpdate"].clone(),
        )
    };
    let id = data(&sun, query, &[])["viewer"]["user"]["id"].clone();
    for (name, can_update) in [("MANAGER", true), ("VIEWER", false), ("OWNER", true), ("ADMIN", false)] {
        does(&lin, "changeMemberRole", &format!("userId: {id}, role: {name}"));
        assert_eq!(role(), (name.to_owned(), json!(can_update)));
    }
}

#[apply(on_both)]
fn callers_with_other_limits_get_answers_of_their_own(server: &Server) {
    server.load_demo();
    server.load_twin();
    let (lin, sun) = (server.lin(), server.actor("sun.hao@example.com"));
    does(&lin, "createCampaign", r#"key: "SPR", name: "Spring", start: "2026-03-02""#);
    let query = "{ viewer { userId } campaigns { nodes { id key viewerPermissions { canUpdate } } } }";
    let all = data(&lin, query, &[]);
    assert_eq!(all["campaigns"]["nodes"].as_array().unwrap().len(), 2);
    let id = all["campaigns"]["nodes"].as_array().unwrap().iter().find(|node| node["key"] == "SPR").unwrap()
        ["id"]
        .clone();
    let narrow = script(server, &format!(", campaignIds: [{id}]"));
    let reading = script(server, "");
    for _ in 0..2 {
        assert_eq!(data(&narrow, query, &[])["campaigns"]["nodes"].as_array().unwrap().len(), 1);
        let seen = data(&reading, query, &[]);
        assert_eq!(seen["campaigns"]["nodes"][0]["viewerPermissions"]["canUpdate"], false);
        assert_eq!(data(&lin, query, &[]), all);
        let other = data(&sun, query, &[]);
        assert!(other["viewer"]["userId"] != all["viewer"]["userId"]);
        let refused = ask(&server.stranger(), query, &[("if-none-match", "*")]);
        assert_eq!((refused.status, refused.header("etag")), (401, None));
    }
}

#[apply(on_both)]
fn another_workspace_language_and_day_have_other_answers(server: &Server) {
    server.load_demo();
    server.load_twin();
    let lin = server.lin();
    let query = r#"{ viewer { workspace { name } memberships { workspace { id name } } } campaign(key: "D11")
        { id progressTable(asOf: "2026-10-20") { findings { message } } } }"#;
    let own = data(&lin, query, &[]);
    let memberships = own["viewer"]["memberships"].as_array().unwrap();
    let twin =
        memberships.iter().find(|known| known["workspace"]["name"] == "Twin").unwrap()["workspace"]["id"]
            .as_str()
            .unwrap();
    for _ in 0..2 {
        assert_eq!(data(&lin, query, &[]), own);
        let there = data(&lin, query, &[("leadtime-workspace", twin)]);
        assert_eq!(there["viewer"]["workspace"]["name"], "Twin");
        assert!(there["campaign"]["id"] != own["campaign"]["id"]);
        let chinese = data(&lin, query, &[("accept-language", "zh-CN")]);
        assert_eq!(chinese["campaign"]["id"], own["campaign"]["id"]);
        assert!(chinese["campaign"]["progressTable"] != own["campaign"]["progressTable"]);
    }
    let script = script(server, "");
    let today = || {
        data(
            &script,
            r#"{ campaign(key: "D11") { progressTable { asOf } }
            }"#,
            &[],
        )["campaign"]["progressTable"]["asOf"]
            .take()
    };
    assert_eq!([today(), today()], ["2026-10-20", "2026-10-20"]);
    let id = &own["campaign"]["id"];
    does(&server.lin(), "updateCampaign", &format!("campaignId: {id}, timeZone: \"Pacific/Honolulu\""));
    assert_eq!([today(), today()], ["2026-10-19", "2026-10-19"]);
    server.app.clock.advance(TimeDelta::hours(9));
    assert_eq!([today(), today()], ["2026-10-20", "2026-10-20"]);
}

#[apply(on_both)]
fn whoever_is_signed_out_gets_nothing_that_was_kept(server: &Server) {
    server.load_demo();
    let id = server.load_id("lin.wei@example.com");
    let old = server.bearer(&server.token(id));
    let tag = etag(&ask(&old, TABLE, &[])).to_owned();
    for _ in 0..2 {
        leadtime::auth::rotate(server.key_file()).unwrap();
        server.app.clock.advance(TimeDelta::seconds(6));
    }
    let lin = server.lin();
    let refused = ask(&old, TABLE, &[("if-none-match", &tag)]);
    assert_eq!((refused.status, refused.header("etag")), (401, None), "{}", refused.text);
    assert_eq!(ask(&lin, TABLE, &[("if-none-match", &tag)]).status, 304, "by another session and key");
    lin.ask("mutation { signOutEverywhere(input: {}) { endedCount } }");
    assert_eq!(ask(&lin, TABLE, &[("if-none-match", &tag)]).status, 401);
}

#[apply(on_both)]
fn what_is_read_elsewhere_is_not_kept(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    for query in [
        "{ rateLimit { cost } }",
        "{ sessions { id } }",
        "{ deletedCampaigns { totalCount } }",
        r#"{ campaign(key: "D11") { baselines { id } } }"#,
        "{ viewer { userId } sessions { id } }",
        r#"{ campaign(key: "D11") { previewPlanEdits(edits: []) { userErrors { code } } } }"#,
        r#"{ campaign(key: "D11") { progressTable(asOf: "1800-01-01") { asOf } } }"#,
        "mutation { signOutEverywhere(input: {}) { endedCount } }",
    ] {
        for _ in 0..2 {
            assert_eq!(ask(&server.lin(), query, &[("if-none-match", "*")]).header("etag"), None, "{query}");
        }
        drop(ask(&lin, query, &[]));
    }
    assert_eq!(gauge(server, "leadtime_response_bytes"), 0);
}

#[apply(on_both)]
fn equal_requests_at_the_same_time_make_one_answer(server: &Server) {
    server.load_demo();
    let token = server.token(server.load_id("lin.wei@example.com"));
    let (single, first) = server.written_bytes(|| ask(&server.bearer(&token), TABLE, &[]));
    for round in 0..3 {
        title_of_first(server, &format!("Title {round}"));
        let (bytes, texts) = server.written_bytes(|| {
            std::thread::scope(|scope| {
                let ask = || ask(&server.bearer(&token), TABLE, &[]).text;
                let threads: Vec<_> = (0..12).map(|_| scope.spawn(ask)).collect();
                threads.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
            })
        });
        assert!(texts.iter().all(|text| *text == texts[0] && *text != first.text));
        assert!(bytes < 2 * single, "{bytes} bytes were written for 12 answers of {single}");
    }
}

#[test]
fn a_kept_answer_costs_what_it_would_cost() {
    let server = Server::start_with(Database::sqlite(), |config| config.rate_limit = 10_000);
    server.load_demo();
    let lin = server.lin();
    let first = ask(&lin, TABLE, &[]);
    let cost = |reply: &Reply| reply.json()["extensions"]["cost"].clone();
    let actual = cost(&first)["actual"].as_i64().unwrap().max(cost(&first)["requested"].as_i64().unwrap());
    let mut left = cost(&first)["remaining"].as_i64().unwrap();
    for _ in 0..3 {
        let again = ask(&lin, TABLE, &[("accept-encoding", "identity")]);
        left -= actual;
        assert_eq!(cost(&again)["remaining"], left);
        assert_eq!(again.header("ratelimit"), Some(&*format!("\"points\";r={left}")));
        let same = ask(&lin, TABLE, &[("if-none-match", "*")]);
        left -= actual;
        assert_eq!((same.status, same.header("ratelimit")), (304, Some(&*format!("\"points\";r={left}"))));
    }
    while left >= actual {
        assert_eq!(ask(&lin, TABLE, &[]).status, 200);
        left -= actual;
    }
    let requested = cost(&first)["requested"].as_i64().unwrap();
    while left >= requested {
        assert_eq!(ask(&lin, TABLE, &[]).status, 200);
        left = (left - actual).max(0);
    }
    assert_eq!(ask(&lin, TABLE, &[("if-none-match", "*")]).status, 429);
}

#[test]
fn answers_are_kept_within_their_bounds() {
    let server = Server::start_with(Database::sqlite(), |config| config.response_cache_mebibytes = 1);
    server.load_demo();
    let lin = server.lin();
    for number in 0..60 {
        let coding = ["zstd", "br", "gzip"][number % 3];
        let query = TABLE.replace("name progressTable", &format!("n{number}: name progressTable"));
        assert!(ask(&lin, &query, &[("accept-encoding", coding)]).header("etag").is_some());
        assert!(gauge(&server, "leadtime_response_bytes") <= 1024 * 1024);
    }
    assert!(gauge(&server, "leadtime_response_bytes") > 512 * 1024);
    let none = Server::start_with(Database::sqlite(), |config| config.response_cache_mebibytes = 0);
    none.load_demo();
    let reply = ask(&none.lin(), TABLE, &[]);
    assert_eq!((reply.status, reply.header("etag")), (200, None));
}
