//! The stream of deadlines, and findings across campaigns.

use serde_json::Value;
use tests::{Server, apply, on_both};

fn nodes(server: &Server, arguments: &str, fields: &str) -> Vec<Value> {
    let query = format!(r#"{{ deadlines(asOf: "2026-10-20", {arguments}) {{ nodes {{ {fields} }} }} }}"#);
    server.lin().ask(&query)["deadlines"]["nodes"].as_array().unwrap().clone()
}

#[apply(on_both)]
fn come_by_date_with_every_kind_in_one_stream(server: &Server) {
    server.load_demo();
    let all = nodes(server, "first: 100", "date kind");
    let dates: Vec<_> = all.iter().map(|node| node["date"].as_str().unwrap().to_owned()).collect();
    assert!(dates.is_sorted());
    for kind in ["ANCHOR", "DEADLINE", "DUE"] {
        assert!(all.iter().any(|node| node["kind"] == kind), "{kind}");
    }
    assert_eq!(all.len(), 5 + 14 + 56);
}

#[apply(on_both)]
fn are_filtered_by_every_field(server: &Server) {
    server.load_demo();
    let count = |filter: &str| {
        nodes(
            server,
            &format!(
                "first: 100, filter: {{ {filter} \
            }}"
            ),
            "date",
        )
        .len()
    };
    let data = server.lin().ask(
        r#"{ campaign(key: "D11") { id } workPackage(key: "D11-37") { department { id
        } accountable { id } } }"#,
    );
    let it = &data["workPackage"];
    assert_eq!(count("kind: { eq: ANCHOR }"), 5);
    assert_eq!(count("kind: { eq: DEADLINE }, firmness: { isNull: false }"), 14);
    assert_eq!(count("firmness: { eq: FIRM }") + count("firmness: { eq: SOFT }"), 14);
    assert!(count("date: { withinDays: 7 }, isDone: { eq: false }") > 5);
    assert_eq!(
        count(r#"date: { gt: "2026-11-30" }"#),
        nodes(server, "first: 100", "date")
            .iter()
            .filter(|n| n["date"].as_str().unwrap() > "2026-11-30")
            .count()
    );
    assert!(count(&format!("department: {{ eq: {} }}", it["department"]["id"])) > 1);
    assert!(count(&format!("accountable: {{ eq: {} }}", it["accountable"]["id"])) > 1);
    assert_eq!(count(&format!("campaign: {{ eq: {} }}", data["campaign"]["id"])), 75);
    assert_eq!(count("isDone: { eq: true }") + count("isDone: { eq: false }"), 75);
    let late = nodes(
        server,
        "first: 100, filter: { lateStatus: { in: [LATE, AT_RISK] } }",
        "lateStatus \
            key",
    );
    assert!(
        late.len() > 8
            && late.iter().all(|node| node["lateStatus"] == "LATE" || node["lateStatus"] == "AT_RISK")
    );
}

#[apply(on_both)]
fn are_paged_without_losing_or_repeating_a_day(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    for filter in ["", "filter: { lateStatus: { neq: DONE } },"] {
        let (mut seen, mut after) = (Vec::new(), String::new());
        loop {
            let data = lin.ask(&format!(
                r#"{{ deadlines(asOf: "2026-10-20", {filter} first: 4{after}) {{ nodes {{ date kind key
                        title }} pageInfo {{ hasNextPage endCursor }} }} }}"#
            ));
            seen.extend(data["deadlines"]["nodes"].as_array().unwrap().iter().map(ToString::to_string));
            if data["deadlines"]["pageInfo"]["hasNextPage"] == false {
                break;
            }
            after = format!(", after: {}", data["deadlines"]["pageInfo"]["endCursor"]);
        }
        let whole = nodes(server, &format!("{filter} first: 100"), "date kind key title");
        assert_eq!(seen, whole.iter().map(ToString::to_string).collect::<Vec<_>>());
    }
}

#[apply(on_both)]
fn take_one_statement_where_their_campaigns_are_in_memory(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    lin.ask("{ viewer { userId } }");
    let statements = |fields: &str| {
        let query = format!("{{ deadlines(first: 50) {{ nodes {{ {fields} }} }} }}");
        server.statements(|| lin.ask(&query)).0
    };
    let stored = statements("date title key isDone progress");
    assert_eq!(stored, 2, "a statement finds the days, another reads them");
    lin.ask("{ campaign(key: \"D11\") { progressTable { rows { wbs } } } }");
    assert_eq!(statements("date title key isDone"), 1);
    assert_eq!(
        statements("date title key lateStatus forecastFinish department { name } campaign { name }"),
        1
    );
}

#[apply(on_both)]
fn are_listed_by_the_command_line_however_many_workspaces_there_are(server: &Server) {
    server.load_demo();
    let blob = if server.is_sqlite() { "x" } else { "" };
    let workspaces: Vec<_> = (0..1200)
        .map(|at| format!("({blob}'{at:032x}', 'W{at}', 'UTC', 0, '2026-01-01T00:00:00Z', 1)"))
        .collect();
    server.execute(&format!(
        "insert into workspace (id, name, time_zone, directory_seq, created_at, version) values \
                {}",
        workspaces.join(", ")
    ));
    server.command(&["deadlines", "--kind", "anchor", "--within-days", "0", "--overdue", "false"]).unwrap();
}

#[apply(on_both)]
fn of_findings_are_the_most_pressing_first_and_speak_the_language_asked_for(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let query = r#"{"query":"{ findings(asOf: \"2026-10-20\", first: 3) { nodes { code severity message workPackage { wbs } } pageInfo { hasNextPage } } }"}"#;
    let chinese = lin
        .post(&[("content-type", "application/json"), ("accept-language", "zh-CN,en;q=0.5")], query)
        .json();
    let first = &chinese["data"]["findings"]["nodes"][0];
    assert_eq!(first["code"], "DEADLINE_MISSED");
    assert_eq!(first["severity"], "CRITICAL");
    assert!(first["message"].as_str().unwrap().contains("已错过截止日"), "{first}");
    let english = lin.post(&[("content-type", "application/json")], query).json();
    assert!(english["data"]["findings"]["nodes"][0]["message"].as_str().unwrap().contains(
        "has missed \
            its deadline"
    ));
}

#[apply(on_both)]
fn of_findings_are_filtered_and_paged_over_all_campaigns(server: &Server) {
    server.load_demo();
    server.import(&tests::plan::large("BIG", 60)).unwrap();
    let lin = server.lin();
    let walk = |filter: &str, size: usize| {
        let (mut seen, mut after) = (Vec::new(), String::new());
        loop {
            let data = lin.ask(&format!(
                r#"{{ findings(asOf: "2026-10-20", filter: {{ {filter} }}, first: {size}{after}) {{
                        nodes {{ code severity isCritical lateOrigin campaign {{ key }} workPackage {{ key }}
                        }} pageInfo {{ hasNextPage endCursor }} }} }}"#
            ));
            seen.extend(data["findings"]["nodes"].as_array().unwrap().clone());
            if data["findings"]["pageInfo"]["hasNextPage"] == false {
                return seen;
            }
            after = format!(", after: {}", data["findings"]["pageInfo"]["endCursor"]);
        }
    };
    let all = walk("", 100);
    assert_eq!(walk("", 7), all);
    assert!(all.iter().any(|found| found["campaign"]["key"] == "BIG"));
    let errors = walk("severity: { in: [CRITICAL, ERROR] }", 100);
    let expected: Vec<_> = all
        .iter()
        .filter(|found| found["severity"] == "CRITICAL" || found["severity"] == "ERROR")
        .cloned()
        .collect();
    assert_eq!(errors, expected);
    assert!(walk("code: { eq: OVERDUE }", 100).iter().all(|found| found["code"] == "OVERDUE"));
    assert!(
        walk(
            "lateOrigin: { eq: INHERITED \
            }",
            100
        )
        .iter()
        .all(|found| found["lateOrigin"] == "INHERITED")
    );
    assert!(walk("campaignStatus: { eq: DRAFT }", 100).is_empty());
}
