//! The progress table: the whole Gantt of a campaign as of a day.

use serde_json::{Value, json};
use tests::{Server, apply, on_both};

/// Codes of the rows that a filter leaves.
fn rows(server: &Server, filter: &str) -> Vec<String> {
    let query = format!(
        r#"{{ campaign(key: "D11") {{ progressTable(asOf: "2026-10-20", filter: {{ {filter} }}) {{ rows {{
            wbs }} }} }} }}"#
    );
    let data = server.lin().ask(&query);
    let rows = data["campaign"]["progressTable"]["rows"].as_array().unwrap().clone();
    rows.iter().map(|row| row["wbs"].as_str().unwrap().to_owned()).collect()
}

/// A document with the ids of an answer replaced: they are new with every import.
fn without_ids(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) =
        ["wp_", "cmp_", "dep_", "usr_", "lnk_", "anc_"].iter().filter_map(|p| rest.find(p)).min()
    {
        let prefix = rest[at..].find('_').unwrap() + at + 1;
        out.push_str(&rest[..prefix]);
        rest = rest[prefix..].trim_start_matches(|c: char| c.is_ascii_digit() || c.is_ascii_lowercase());
    }
    out + rest
}

#[apply(on_both)]
fn of_the_demo_is_as_it_was(server: &Server) {
    server.load_demo();
    let document = include_str!("../../docs/operations/progress-table.graphql");
    let data = server.lin().ask_with(document, &json!({ "key": "D11", "asOf": "2026-10-20" }));
    let found = without_ids(&format!("{data:#}\n"));
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots/progress-table.json");
    let expected = std::fs::read_to_string(file).unwrap_or_default();
    if found != expected {
        let new = format!("{file}.new");
        std::fs::write(&new, &found).unwrap();
        panic!(
            "the progress table of the demo has changed: compare {new}, and put it in its place if \
                it is right"
        );
    }
}

#[apply(on_both)]
fn says_what_is_late_and_where_it_began(server: &Server) {
    server.load_demo();
    let data = server.lin().ask(
        r#"{ campaign(key: "D11") { progressTable(asOf: "2026-10-20", filter: { lateStatus: { eq: LATE }
                }) {
                rows { wbs lateOrigin delayDays rootCause { workPackage { wbs } path { workPackage { wbs }
                days } } } } } }"#,
    );
    let rows = &data["campaign"]["progressTable"]["rows"];
    assert!(
        rows.as_array().unwrap().contains(&json!({
            "wbs": "3.2", "lateOrigin": "INHERITED", "delayDays": 5,
            "rootCause": {
                "workPackage": { "wbs": "2.4.2" },
                "path": [{ "workPackage": { "wbs": "2.4.2" }, "days": 5 }, { "workPackage": { "wbs": "3.2" },
                "days": 0 }],
            },
        })),
        "{rows:#}"
    );
}

#[apply(on_both)]
fn keeps_the_phases_above_what_a_filter_leaves(server: &Server) {
    server.load_demo();
    assert_eq!(
        rows(
            server,
            "lateStatus: { eq: LATE }, kind: { eq: TASK \
            }"
        ),
        ["2", "2.4", "2.4.2", "3", "3.2", "4", "4.7"]
    );
}

#[apply(on_both)]
fn is_filtered_by_every_field_of_its_filter(server: &Server) {
    server.load_demo();
    let data = server.lin().ask(
        r#"{ departments { id name } viewer { memberships { workspace { people { id name } } } }
                 workPackage(key: "D11-37") { id } }"#,
    );
    let find = |list: &Value, name: &str| {
        let found = list.as_array().unwrap().iter().find(|item| item["name"] == name).unwrap();
        found["id"].as_str().unwrap().to_owned()
    };
    let warehouse = find(&data["departments"], "Warehouse");
    let huang = find(&data["viewer"]["memberships"][0]["workspace"]["people"], "Huang Jun");
    let gift_boxes = data["workPackage"]["id"].as_str().unwrap();
    let leaf = "kind: { eq: TASK }";
    assert!(
        rows(server, &format!(r#"department: {{ eq: "{warehouse}" }}, {leaf}"#)).contains(&"4.7".to_owned())
    );
    assert!(
        !rows(server, &format!(r#"department: {{ neq: "{warehouse}" }}, {leaf}"#))
            .contains(&"4.7".to_owned())
    );
    assert!(rows(server, &format!(r#"accountable: {{ in: ["{huang}"] }}"#)).contains(&"4.7".to_owned()));
    assert_eq!(rows(server, &format!(r#"id: {{ eq: "{gift_boxes}" }}"#)), ["4", "4.7"]);
    assert!(rows(server, "lateOrigin: { eq: INHERITED }").contains(&"4.2.3".to_owned()));
    assert!(rows(server, "isDone: { eq: true }, kind: { eq: TASK }").contains(&"1.1".to_owned()));
    assert!(!rows(server, "isDone: { eq: false }, kind: { eq: TASK }").contains(&"1.1".to_owned()));
    assert!(rows(server, "isCritical: { eq: true }").contains(&"4.7".to_owned()));
    assert!(rows(server, "hasFindings: { eq: true }").contains(&"4.7".to_owned()));
    assert_eq!(rows(server, "and: [{ kind: { eq: TASK } }, { not: { kind: { eq: TASK } } }]"), [""; 0]);
    assert_eq!(rows(server, "or: []"), [""; 0]);
    assert_eq!(rows(server, "or: [{ kind: { eq: MILESTONE } }, { kind: { eq: TASK } }]").len(), 66);
}

#[apply(on_both)]
fn of_a_day_before_anything_was_due_has_nothing_late(server: &Server) {
    server.load_demo();
    let data = server.lin().ask(
        r#"{ campaign(key: "D11") { progressTable(asOf: "2026-08-28", filter: { lateStatus: { in: [LATE]
                } }) {
                rows { wbs } } } }"#,
    );
    assert_eq!(data["campaign"]["progressTable"]["rows"], json!([]));
}

#[apply(on_both)]
fn is_of_today_where_the_campaign_runs_if_no_day_is_given(server: &Server) {
    server.load_demo();
    let data = server.lin().ask(r#"{ campaign(key: "D11") { progressTable { asOf } } }"#);
    assert_eq!(data["campaign"]["progressTable"]["asOf"], "2026-10-20");
}

#[apply(on_both)]
fn counts_variances_from_the_baseline_that_is_asked_for(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let data = lin.ask(r#"{ campaign(key: "D11") { baselines { id name isActive } } }"#);
    assert_eq!(data["campaign"]["baselines"][0]["name"], "Approved plan");
    let id = data["campaign"]["baselines"][0]["id"].as_str().unwrap().to_owned();
    let table = |arguments: &str| {
        let query = format!(
            r#"{{ campaign(key: "D11") {{ progressTable(asOf: "2026-10-20"{arguments}) {{
                    rows {{ wbs baseline {{ start finish }} variance {{ finishDays }} }} }} }} }}"#
        );
        lin.ask(&query)
    };
    assert_eq!(table(&format!(r#", baselineId: "{id}""#)), table(""));
    let error = lin.refused(
        r#"{ campaign(key: "D11") { progressTable(baselineId: "bas_00000000000000000000000000") { asOf }
                } }"#,
    );
    assert_eq!(error["extensions"]["field"], "baselineId");
}

#[apply(on_both)]
fn takes_as_many_statements_for_two_thousand_rows_as_for_sixty(server: &Server) {
    server.load_demo();
    server.import(&tests::plan::large("BIG", 2_000)).unwrap();
    let lin = server.lin();
    let table = |key: &str| {
        let query = format!(
            r#"{{ campaign(key: "{key}") {{ progressTable(asOf: "2026-10-20") {{
                rows {{ wbs department {{ name members {{ name }} }} accountable {{ name }} findings {{ code
                }} }} }} }} }}"#
        );
        server.statements(|| lin.ask(&query))
    };
    let (cold, data) = table("BIG");
    assert_eq!(data["campaign"]["progressTable"]["rows"].as_array().unwrap().len(), 2_000);
    assert!(cold <= 13, "{cold} statements");
    let (small, _) = table("D11");
    assert!(small <= cold, "{small} statements for 66 rows, {cold} for 2,000");
    let (warm, _) = table("BIG");
    assert!(warm <= 2, "{warm} statements of what is in memory");
}

#[apply(on_both)]
fn follows_every_change_of_the_rows(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let query = r#"{ campaign(key: "D11") { progressTable(asOf: "2026-10-20") { rows { title } } } }"#;
    assert_eq!(lin.ask(query)["campaign"]["progressTable"]["rows"][0]["title"], "Planning");
    server.execute("update work_package set title = 'Thinking' where number = 1");
    server.execute("update campaign set seq = seq + 1");
    assert_eq!(lin.ask(query)["campaign"]["progressTable"]["rows"][0]["title"], "Thinking");
}
