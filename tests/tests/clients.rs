//! What clients get wrong, and what they need that nobody thinks of.

use serde_json::{Value, json};
use tests::{Actor, Database, Reply, Server, apply, on_both, plan};

const JSON: (&str, &str) = ("content-type", "application/json");

fn code(reply: &Reply) -> Value {
    reply.json()["errors"][0]["extensions"]["code"].clone()
}

/// Refused for a field: the code, and the field's path.
fn refused(actor: &Actor, query: &str, variables: &Value) -> (Value, Value) {
    let answer = actor.send(query, variables).json();
    let extensions = &answer["errors"][0]["extensions"];
    (extensions["code"].clone(), extensions["field"].clone())
}

#[apply(on_both)]
fn a_client_with_an_expired_token_can_still_sign_in_and_refresh(server: &Server) {
    server.load_demo();
    let id = server.load_id("lin.wei@example.com");
    let session = server.session(id);
    let expired = server
        .app
        .keys
        .sign(id, session.id, server.app.clock.now() - chrono::TimeDelta::hours(1))
        .unwrap()
        .token;
    for token in [expired.as_str(), "eyJ.bad.token", "ltp_000000000000000000000000000000000000"] {
        let client = server.bearer(token);
        let refresh = format!(
            "mutation {{ refreshSession(input: {{ refreshToken: {:?} }}) {{ \
                accessToken userErrors {{ code }} }} }}",
            session.refresh_token
        );
        assert!(client.ask(&refresh)["refreshSession"]["accessToken"].is_string());
        let sign_in = "mutation { ...F } fragment F on Mutation { signIn(input: { email: \
                \"a@example.com\", password: \"x\" }) { userErrors { code } } }";
        assert_eq!(client.ask(sign_in)["signIn"]["userErrors"][0]["code"], "INVALID_CREDENTIALS");
        // Everything else is refused, also beside one that would be answered.
        for document in [
            "{ viewer { userId } }",
            "{ __typename }",
            "{ __schema { types { name } } }",
            "mutation { signOut(input: {}) { endedCount } }",
            "mutation { signIn(input: { email: \"a@example.com\", password: \"x\" }) { userErrors { \
                    code } } signOut(input: {}) { endedCount } }",
        ] {
            let reply = client.send(document, &json!({}));
            assert_eq!((reply.status, code(&reply)), (401, json!("UNAUTHENTICATED")), "{document}");
        }
    }
}

#[apply(on_both)]
fn a_cursor_of_another_order_is_refused(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let page = |order: &str, more: &str| {
        format!(
            "{{ workPackages(first: 2, orderBy: [{order}] {more}) \
            {{ nodes {{ key }} pageInfo {{ endCursor }} }} }}"
        )
    };
    let by_start = "{ field: PLANNED_START, direction: ASC }";
    let cursor = lin.ask(&page(by_start, ""))["workPackages"]["pageInfo"]["endCursor"].clone();
    let after = format!(", after: {cursor}");
    assert_eq!(lin.ask(&page(by_start, &after))["workPackages"]["nodes"].as_array().unwrap().len(), 2);
    for other in [
        "{ field: PLANNED_FINISH, direction: ASC }",
        "{ field: PLANNED_START, direction: DESC }",
        "{ field: TITLE, direction: ASC }",
    ] {
        assert_eq!(
            refused(&lin, &page(other, &after), &json!({})),
            (json!("BAD_INPUT"), json!("after")),
            "{other}"
        );
    }
}

#[apply(on_both)]
fn an_operand_that_is_null_is_refused_and_not_taken_for_everything(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let (literal, none) = ("{ workPackages(filter: FILTER) { nodes { key } } }", json!({}));
    for (filter, field) in [
        ("{ department: { eq: null } }", "filter.department.eq"),
        ("{ department: { in: null } }", "filter.department.in"),
        (
            "{ and: [{ kind: { eq: TASK } }, { not: { title: { contains: null } } }] \
                }",
            "filter.and.1.not.title.contains",
        ),
        ("{ plannedStart: { withinDays: null } }", "filter.plannedStart.withinDays"),
        ("{ plannedStart: { isNull: null } }", "filter.plannedStart.isNull"),
    ] {
        let query = literal.replace("FILTER", filter);
        assert_eq!(refused(&lin, &query, &none), (json!("BAD_INPUT"), json!(field)), "{filter}");
    }
    let variable = "query ($id: ID) { workPackages(filter: { department: { eq: $id } }) { nodes { key } \
            } }";
    let whole = "query ($filter: WorkPackageFilter) { workPackages(filter: $filter) { nodes { key } } }";
    for variables in [json!({ "id": null }), json!({})] {
        assert_eq!(refused(&lin, variable, &variables), (json!("BAD_INPUT"), json!("filter.department.eq")));
    }
    let filter = json!({ "filter": { "department": { "nin": null } } });
    assert_eq!(refused(&lin, whole, &filter), (json!("BAD_INPUT"), json!("filter.department.nin")));
    // A variable that has a default has a value; no filter at all is another matter.
    assert!(
        lin.ask(
            "query ($kind: WorkPackageKind = TASK) { workPackages(filter: { kind: { eq: $kind } \
            }) { nodes { key } } }"
        )["workPackages"]["nodes"]
            .is_array()
    );
    assert!(lin.ask_with(whole, &json!({ "filter": null }))["workPackages"]["nodes"].is_array());
}

#[apply(on_both)]
fn days_are_read_strictly(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let document = "query ($day: Date) { campaign(key: \"D11\") { progressTable(asOf: $day) { asOf } } }";
    for day in ["2026- 1- 5", "+2026-1-05", "2026-1-005", "20260105  ", "2026-01-5 ", "２０26-01"] {
        let answer = lin.send(document, &json!({ "day": day })).json();
        assert!(answer["errors"].is_array(), "{day}: {answer}");
    }
    for day in ["2026- 1- 5", "+2026-1-05"] {
        let file = plan::small("A", "a@example.com").to_string().replace("2026-10-01", day);
        let told = server.import(&file).unwrap_err();
        assert!(told.contains("campaign.start: expected a day"), "{told}");
    }
}

#[apply(on_both)]
fn a_body_that_is_a_list_is_refused(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    for body in [
        r#"["{viewer{userId}}",null,null,null]"#,
        r#" [{"query":"{viewer{userId}}"}]"#,
        "[]",
        "null",
        "\"{}\"",
        "",
    ] {
        let reply = lin.post(&[JSON], body);
        assert_eq!((reply.status, code(&reply)), (400, json!("BAD_REQUEST")), "{body}");
    }
}

#[apply(on_both)]
fn directives_of_typename_are_looked_at(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    for query in [
        "{ __typename @foo }",
        "{ viewer { __typename @skip(if: false) @skip(if: false) } }",
        "{ viewer { ...F } } fragment F on Viewer { __typename @deprecated }",
    ] {
        assert_eq!(code(&lin.send(query, &json!({}))), "INVALID_DOCUMENT", "{query}");
    }
    assert_eq!(
        lin.ask(
            "{ __typename @include(if: true) @skip(if: false) \
            }"
        ),
        json!({ "__typename": "Query" })
    );
}

#[apply(on_both)]
fn a_hash_without_its_document_is_told_so_that_apollo_sends_the_document(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let hash = json!({ "persistedQuery": { "version": 1, "sha256Hash": "0".repeat(64) } });
    let reply = lin.post(&[JSON], &json!({ "extensions": hash }).to_string());
    assert_eq!((reply.status, code(&reply)), (200, json!("PERSISTED_QUERY_NOT_SUPPORTED")));
    assert_eq!(reply.json()["errors"][0]["message"], "PersistedQueryNotSupported");
    let reply = lin.post(&[JSON], &json!({ "query": "{ __typename }", "extensions": hash }).to_string());
    assert_eq!(reply.json()["data"], json!({ "__typename": "Query" }));
    assert_eq!(lin.post(&[JSON], "{}").status, 400);
}

#[apply(on_both)]
fn what_is_made_for_an_answer_has_an_id_of_its_own(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let ids = |day: &str, filter: &str| {
        let data = lin.ask(&format!(
            "{{ campaign(key: \"D11\") {{ progressTable(asOf: {day:?} {filter}) \
                {{ id rows {{ id }} findings {{ id code }} }} }} }}"
        ));
        data["campaign"]["progressTable"].clone()
    };
    let list = |table: &Value, name: &str| {
        let items = table[name].as_array().unwrap().iter();
        items.map(|item| item["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let table = ids("2026-10-20", "");
    assert_eq!(ids("2026-10-20", ""), table);
    let filtered = ids("2026-10-20", ", filter: { lateStatus: { in: [LATE] } }");
    assert_ne!(filtered["id"], table["id"]);
    assert!(list(&filtered, "rows").iter().all(|id| list(&table, "rows").contains(id)));
    let next = ids("2026-10-21", "");
    assert!(next["id"] != table["id"] && list(&next, "rows")[0] != list(&table, "rows")[0]);
    for name in ["rows", "findings"] {
        let (all, mut distinct) = (list(&table, name), list(&table, name));
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(all.len(), distinct.len(), "{name}");
    }
    let data = lin.ask("{ viewer { id } deadlines(first: 100) { nodes { id } } }");
    assert!(data["viewer"]["id"].is_string());
    let mut deadlines = list(&data["deadlines"], "nodes");
    let count = deadlines.len();
    deadlines.sort_unstable();
    deadlines.dedup();
    assert_eq!(deadlines.len(), count);
}

#[apply(on_both)]
fn people_campaigns_and_scripts_without_a_zone_live_in_that_of_the_workspace(server: &Server) {
    let mut file = plan::small("SH", "mei@example.com");
    file["workspace"]["timeZone"] = json!("Asia/Shanghai");
    server.import(&file.to_string()).unwrap();
    assert_eq!(
        server.lines(
            "select time_zone as line from \"user\" union all select time_zone from \
            campaign"
        ),
        ["Asia/Shanghai", "Asia/Shanghai"]
    );
    let mei = server.actor("mei@example.com");
    mei.ask(
        "mutation { createToken(input: { name: \"Mail\", scopes: [READ], serviceRole: VIEWER }) { \
            secret userErrors { code } } }",
    );
    assert_eq!(
        server.lines(
            "select time_zone as line from \"user\" where \
            is_service"
        ),
        ["Asia/Shanghai"]
    );
    // A second file into the workspace.
    let mut second = plan::small("SH2", "bo@example.com");
    second["workspace"] = Value::Null;
    server.import(&second.to_string()).unwrap();
    assert_eq!(
        server.lines(
            "select distinct time_zone as line from \"user\" union select time_zone \
            from campaign"
        ),
        ["Asia/Shanghai"]
    );
}

#[apply(on_both)]
fn work_beyond_the_days_that_its_calendar_knows_is_found(server: &Server) {
    let mut file = plan::small("FAR", "a@example.com");
    file["calendars"][0]["knownThrough"] = json!("2026-10-02");
    server.import(&file.to_string()).unwrap();
    let data = server.actor("a@example.com").ask(
        "{ calendars { knownThrough } campaign(key: \"FAR\") { progressTable(asOf: \"2026-10-01\") { \
                findings { code date since message } } } }",
    );
    assert_eq!(data["calendars"][0]["knownThrough"], "2026-10-02");
    let findings = data["campaign"]["progressTable"]["findings"].as_array().unwrap();
    let found = findings.iter().find(|finding| finding["code"] == "CALENDAR_UNKNOWN").unwrap();
    assert_eq!((&found["date"], &found["since"]), (&json!("2026-10-02"), &json!("2026-10-06")), "{found}");
    assert!(found["message"].as_str().unwrap().contains("2026-10-02"), "{found}");
}

#[apply(on_both)]
fn plan_files_of_windows_are_read(server: &Server) {
    let mut file = plan::small("WIN", "a@example.com");
    file["workPackages"][0]["duration"] = json!(2.0);
    file["workPackages"][0]["description"] = json!("One\r\nTwo");
    let text = format!("\u{feff}{}", serde_json::to_string_pretty(&file).unwrap().replace('\n', "\r\n"));
    server.import(&text).unwrap();
    assert_eq!(server.lines("select description as line from work_package"), ["One\nTwo"]);
    assert_eq!(server.lines("select cast(duration_days as text) as line from work_package"), ["2"]);
    file["campaign"]["key"] = json!("BAD");
    file["workPackages"][0]["description"] = json!("One\u{7}Two");
    let told = server.import(&file.to_string()).unwrap_err();
    assert_eq!(told, "workPackages[0].description: has the control character U+0007 at character 4");
    file["workPackages"][0]["description"] = json!("One");
    file["workPackages"][0]["duration"] = json!(2.5);
    assert!(server.import(&file.to_string()).unwrap_err().contains(
        "workPackages[0].duration: expected \
            a whole number"
    ));
}

#[test]
fn a_limit_that_is_reached_says_what_it_is() {
    let server = Server::start_with(Database::sqlite(), |config| config.rate_limit = 10);
    server.load_demo();
    let reply = server.lin().send("{ workPackages(first: 90) { nodes { id } } }", &json!({}));
    assert_eq!(reply.status, 200);
    let reply = server.lin().send("{ workPackages(first: 90) { nodes { id } } }", &json!({}));
    assert_eq!(reply.status, 429);
    assert_eq!(reply.header("ratelimit-policy"), Some("\"points\";q=10;w=60"));
    assert_eq!(reply.header("ratelimit"), Some("\"points\";r=0"));
}

#[test]
fn what_an_answer_holds_is_asked_for_by_what_it_costs() {
    let server = Server::start_with(Database::sqlite(), |config| config.rate_limit = 10_000);
    server.load_demo();
    let cost = |document: &str| {
        let reply = server.lin().send(document, &json!({}));
        let cost = reply.json()["extensions"]["cost"].take();
        assert!(cost.is_object(), "{}", reply.text);
        ["requested", "actual"].map(|name| cost[name].as_i64().unwrap())
    };
    for document in [
        "{ workPackages(first: 50) { nodes { id campaign { id } department { id } accountable { id } parent \
            { id } } } }",
        "{ deadlines(first: 50) { edges { node { date campaign { name } department { name } accountable { \
            name } } } } }",
        "{ campaign(key: \"D11\") { progressTable(asOf: \"2026-10-20\") { rows { wbs planned { start } \
            forecast { start } department { name } accountable { name } } } } }",
    ] {
        let [requested, actual] = cost(document);
        assert!(requested >= actual && requested <= 3 * actual, "{requested} for {actual}: {document}");
    }
}

fn preflight(server: &Server, origin: &str) -> (u16, Vec<(String, String)>) {
    let reply = server.stranger().preflight(&[
        ("origin", origin),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "authorization,content-type"),
    ]);
    (reply.status, reply.headers)
}

#[test]
fn browser_apps_of_allowed_origins_may_call_and_no_others() {
    let server = Server::start_with(Database::sqlite(), |config| {
        config.cors_origins = vec!["https://app.example.com".to_owned(), "http://localhost:5173".to_owned()];
    });
    let header = |headers: &[(String, String)], name: &str| {
        headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    };
    for origin in ["https://app.example.com", "http://localhost:5173"] {
        let (status, headers) = preflight(&server, origin);
        assert!(status == 200 || status == 204, "{status}");
        assert_eq!(header(&headers, "access-control-allow-origin").as_deref(), Some(origin));
        assert!(header(&headers, "access-control-allow-headers").unwrap().contains("authorization"));
        assert!(header(&headers, "access-control-max-age").is_some());
    }
    for origin in
        ["https://other.example", "https://app.example.com.evil.example", "http://app.example.com", "null"]
    {
        let (_, headers) = preflight(&server, origin);
        assert_eq!(header(&headers, "access-control-allow-origin"), None, "{origin}");
    }
    let reply =
        server.stranger().post(&[JSON, ("origin", "https://app.example.com")], r#"{"query":"{__typename}"}"#);
    assert_eq!(reply.header("access-control-allow-origin"), Some("https://app.example.com"));
    assert!(reply.header("access-control-expose-headers").unwrap().to_lowercase().contains("x-request-id"));
    let closed = Server::start(Database::sqlite());
    assert_eq!(header(&preflight(&closed, "https://app.example.com").1, "access-control-allow-origin"), None);
}
