//! The daily brief of campaigns.

use serde_json::{Value, json};
use tests::{Server, apply, on_both};

const BRIEF: &str = "query ($date: Date, $campaign: ID, $department: ID) {
  dailyBrief(date: $date, campaignId: $campaign, departmentId: $department) {
    date markdown html text
    campaigns {
      campaign { key }
      late { workPackage { wbs } delayDays pulledCount endangeredAnchors { anchor { name } lateDays } }
      newlyLate { wbs }
      due { person { name } today { wbs } thisWeek { wbs } }
      asked { person { name } asks { kind workPackage { wbs } } }
    }
  }
}";

fn brief(server: &Server, variables: &Value) -> Value {
    server.lin().ask_with(BRIEF, variables)["dailyBrief"].take()
}

/// All codes of work packages in a part of a brief.
fn codes(part: &Value) -> Vec<String> {
    match part {
        Value::Object(fields) => match fields.get("wbs") {
            Some(code) => vec![code.as_str().unwrap().to_owned()],
            None => fields.values().flat_map(codes).collect(),
        },
        Value::Array(items) => items.iter().flat_map(codes).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

#[apply(on_both)]
fn late_work_is_told_by_where_it_began(server: &Server) {
    server.load_demo();
    let told = brief(server, &json!({ "date": "2026-10-20" }));
    let campaign = &told["campaigns"][0];
    assert_eq!((&told["date"], &campaign["campaign"]["key"]), (&json!("2026-10-20"), &json!("D11")));
    let table = server.lin().ask(
        r#"{ campaign(key: "D11") { progressTable(asOf: "2026-10-20") { rows { wbs kind lateStatus
                rootCause { workPackage { wbs } } } } } }"#,
    );
    let rows = table["campaign"]["progressTable"]["rows"].as_array().unwrap();
    let is_late = |row: &&Value| {
        row["kind"] != "PHASE" && ["LATE", "AT_RISK"].contains(&row["lateStatus"].as_str().unwrap())
    };
    let causes = rows.iter().filter(is_late).map(|row| {
        let cause = row["rootCause"]["workPackage"]["wbs"].as_str();
        cause.or(row["wbs"].as_str()).unwrap().to_owned()
    });
    let mut causes: Vec<_> = causes.collect();
    let late_count = causes.len();
    causes.sort_unstable();
    causes.dedup();
    let mut told_of = codes(&campaign["late"]);
    told_of.sort_unstable();
    assert_eq!(told_of, causes, "one line a root cause");
    assert!(causes.len() < late_count && causes.contains(&"2.4.2".to_owned()), "{causes:?}");
}

#[apply(on_both)]
fn the_texts_say_what_the_data_says(server: &Server) {
    server.load_demo();
    let told = brief(server, &json!({ "date": "2026-10-20" }));
    for code in codes(&told["campaigns"]) {
        for text in ["markdown", "html", "text"] {
            assert!(told[text].as_str().unwrap().contains(&code), "{code} is not in {text}");
        }
    }
    assert!(told["html"].as_str().unwrap().starts_with("<section lang=\"en\">"));
}

#[apply(on_both)]
fn work_that_is_late_for_the_second_day_is_not_new(server: &Server) {
    server.load_demo();
    let first = brief(server, &json!({ "date": "2026-10-20" }));
    let next = brief(server, &json!({ "date": "2026-10-21" }));
    let (new, newer) =
        (codes(&first["campaigns"][0]["newlyLate"]), codes(&next["campaigns"][0]["newlyLate"]));
    assert!(newer.iter().all(|code| !new.contains(code)), "{new:?} {newer:?}");
}

#[apply(on_both)]
fn a_department_is_told_of_its_own_work(server: &Server) {
    server.load_demo();
    let departments = server.lin().ask("{ departments { id name } }");
    for department in departments["departments"].as_array().unwrap() {
        let told = brief(server, &json!({ "date": "2026-10-20", "department": department["id"] }));
        for code in codes(&told["campaigns"][0]["due"]) {
            let document = format!(
                "{{ workPackages(filter: {{ department: {{ eq: {} }} }}, first: 100) {{ nodes {{ wbs }} }} \
                    }}",
                department["id"]
            );
            let own = codes(&server.lin().ask(&document));
            assert!(own.contains(&code), "{code} is not of {}", department["name"]);
        }
    }
}

#[apply(on_both)]
fn a_campaign_of_others_is_in_no_brief(server: &Server) {
    server.load_demo();
    let other =
        server.import_into(&tests::plan::small("OTH", "other@example.com").to_string(), Some("Other"));
    let other = other.unwrap().campaign_id.to_string();
    let told = brief(server, &json!({ "date": "2026-10-20", "campaign": other }));
    assert_eq!(told["campaigns"], json!([]));
    let all = brief(server, &json!({ "date": "2026-10-20" }));
    assert_eq!(all["campaigns"].as_array().unwrap().len(), 1);
    let refused = server.lin().refused(r#"{ dailyBrief(campaignId: "nonsense") { text } }"#);
    assert_eq!(refused["extensions"]["field"], "campaignId");
}
