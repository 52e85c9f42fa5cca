//! Lists across campaigns: paging, filters, orders, ids.

use serde_json::{Value, json};
use tests::{Server, apply, on_both};

fn keys(data: &Value, list: &str) -> Vec<String> {
    let nodes = data[list]["nodes"].as_array().unwrap();
    nodes.iter().map(|node| node["key"].as_str().unwrap().to_owned()).collect()
}

#[apply(on_both)]
fn are_paged_forwards_and_backwards_over_inserts_and_deletes(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let page = |arguments: &str| {
        lin.ask(&format!(
            "{{ workPackages(orderBy: [{{ field: PLANNED_FINISH }}], {arguments}) {{
                    nodes {{ key }} pageInfo {{ endCursor startCursor hasNextPage hasPreviousPage }} \
                    totalCount }} }}"
        ))
    };
    let all = keys(&page("first: 100"), "workPackages");
    assert_eq!(all.len(), 66);
    let first = page("first: 10");
    assert_eq!(keys(&first, "workPackages"), all[..10]);
    assert_eq!(first["workPackages"]["totalCount"], 66);
    // What the cursor stands at goes, and so does something before it.
    let (last_key, gone) = (all[9].clone(), all[2].clone());
    for key in [&last_key, &gone] {
        let number = key.rsplit_once('-').unwrap().1;
        server.execute(&format!("delete from work_package where number = {number}"));
    }
    server.execute("update campaign set seq = seq + 1");
    let end = first["workPackages"]["pageInfo"]["endCursor"].as_str().unwrap();
    let second = page(&format!(r#"first: 10, after: "{end}""#));
    assert_eq!(keys(&second, "workPackages"), all[10..20]);
    let start = second["workPackages"]["pageInfo"]["startCursor"].as_str().unwrap();
    let back = page(&format!(r#"last: 8, before: "{start}""#));
    let expected: Vec<_> =
        all[..10].iter().filter(|key| **key != last_key && **key != gone).cloned().collect();
    assert_eq!(keys(&back, "workPackages"), expected);
    assert_eq!(back["workPackages"]["pageInfo"]["hasPreviousPage"], false);
    assert_eq!(back["workPackages"]["pageInfo"]["hasNextPage"], true);
    assert_eq!(keys(&page("last: 3"), "workPackages"), all[63..]);
}

#[apply(on_both)]
fn a_page_lies_between_two_cursors(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    for (start, end) in [
        (
            "workPackages(orderBy: [{ field: TITLE, direction: DESC \
            }], ",
            "",
        ),
        ("campaign(key: \"D11\") { workPackages(", "}"),
    ] {
        let page = |arguments: &str| {
            let data = lin.ask(&format!(
                "{{ {start}{arguments}) {{ edges {{ cursor }} pageInfo {{ \
                    hasNextPage hasPreviousPage }} }} {end} }}"
            ));
            let list = data.get("workPackages").unwrap_or_else(|| &data["campaign"]["workPackages"]);
            let cursors = list["edges"]
                .as_array()
                .unwrap()
                .iter()
                .map(|edge| edge["cursor"].to_string())
                .collect::<Vec<_>>();
            (cursors, list["pageInfo"]["hasNextPage"] == true, list["pageInfo"]["hasPreviousPage"] == true)
        };
        let (all, ..) = page("first: 12");
        let between = format!("after: {}, before: {}", all[2], all[9]);
        assert_eq!(page(&format!("first: 100, {between}")), (all[3..9].to_vec(), false, true), "{start}");
        assert_eq!(page(&format!("first: 4, {between}")), (all[3..7].to_vec(), true, true), "{start}");
        assert_eq!(page(&format!("last: 4, {between}")), (all[5..9].to_vec(), true, true), "{start}");
        assert_eq!(page(&format!("last: 100, {between}")), (all[3..9].to_vec(), true, false), "{start}");
        assert_eq!(
            page(&format!(
                "first: 5, after: {}, before: \
                {}",
                all[9], all[2]
            ))
            .0,
            Vec::<String>::new(),
            "{start}"
        );
    }
}

#[apply(on_both)]
fn put_what_has_no_value_where_the_order_says(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    for (direction, nulls, is_null_first) in
        [("ASC", "FIRST", true), ("ASC", "LAST", false), ("DESC", "FIRST", true), ("DESC", "LAST", false)]
    {
        let mut seen = Vec::new();
        let mut after = String::new();
        loop {
            let data = lin.ask(&format!(
                "{{ workPackages(first: 7{after}, orderBy: [{{ field: DEADLINE, direction: {direction}, \
                        nulls: {nulls} }}]) {{
                        nodes {{ key deadline {{ date }} }} pageInfo {{ hasNextPage endCursor }} }} }}"
            ));
            seen.extend(data["workPackages"]["nodes"].as_array().unwrap().clone());
            let info = &data["workPackages"]["pageInfo"];
            if info["hasNextPage"] == false {
                break;
            }
            after = format!(", after: {}", info["endCursor"]);
        }
        assert_eq!(seen.len(), 66, "{direction} {nulls}");
        assert_eq!(seen[0]["deadline"].is_null(), is_null_first);
        let dates: Vec<_> = seen.iter().filter_map(|node| node["deadline"]["date"].as_str()).collect();
        let mut sorted = dates.clone();
        sorted.sort_unstable();
        if direction == "DESC" {
            sorted.reverse();
        }
        assert_eq!(dates, sorted);
    }
}

#[apply(on_both)]
fn refuse_arguments_that_make_no_page_by_their_name(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let other = lin.ask("{ campaigns(first: 1) { pageInfo { endCursor } } }");
    let other = other["campaigns"]["pageInfo"]["endCursor"].as_str().unwrap().to_owned();
    let ordered = lin.ask(
        "{ workPackages(first: 1, orderBy: [{ field: TITLE }]) { pageInfo { endCursor \
            } } }",
    );
    let ordered = ordered["workPackages"]["pageInfo"]["endCursor"].as_str().unwrap().to_owned();
    for (arguments, field) in [
        ("first: -1".to_owned(), "first"),
        ("first: 101".to_owned(), "first"),
        ("last: 101".to_owned(), "last"),
        ("first: 1, last: 1".to_owned(), "last"),
        (r#"after: "no cursor""#.to_owned(), "after"),
        (format!(r#"after: "{other}""#), "after"),
        (format!(r#"after: "{ordered}""#), "after"),
        (format!(r#"last: 5, before: "{other}""#), "before"),
        (r#"filter: { department: { eq: "wp_1" } }"#.to_owned(), "filter.department"),
        ("filter: { plannedStart: { withinDays: -1 } }".to_owned(), "filter.plannedStart.withinDays"),
    ] {
        let error = lin.refused(&format!(
            "{{ workPackages({arguments}) {{ totalCount nodes {{ id }} }} \
                }}"
        ));
        assert_eq!(error["extensions"]["code"], "BAD_INPUT", "{arguments}: {error:#}");
        assert_eq!(error["extensions"]["field"], field, "{arguments}: {error:#}");
    }
}

#[apply(on_both)]
fn filter_work_packages_by_every_field(server: &Server) {
    server.load_demo();
    server.import(&tests::plan::large("BIG", 40)).unwrap();
    let lin = server.lin();
    let count = |filter: &str| {
        let data = lin.ask(&format!(
            r#"{{ workPackages(asOf: "2026-10-20", filter: {{ {filter} }}) {{ totalCount }} }}"#
        ));
        data["workPackages"]["totalCount"].as_i64().unwrap()
    };
    let data = lin.ask(
        r#"{ campaign(key: "D11") { id } big: workPackage(key: "BIG-1") { id }
            workPackage(key: "D11-36") { id department { id } accountable { id } parent { id } } }"#,
    );
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let it = &data["workPackage"];
    let (department, person, parent) =
        (text(&it["department"]["id"]), text(&it["accountable"]["id"]), text(&it["parent"]["id"]));
    assert_eq!(count(""), 106);
    assert_eq!(count(&format!(r#"campaign: {{ eq: "{}" }}"#, text(&data["campaign"]["id"]))), 66);
    assert_eq!(
        count(&format!(r#"id: {{ in: ["{}", "{}"] }}"#, text(&it["id"]), text(&data["big"]["id"]))),
        2
    );
    assert_eq!(count(&format!(r#"id: {{ nin: ["{}"] }}"#, text(&it["id"]))), 105);
    assert!(count(&format!(r#"parent: {{ eq: "{parent}" }}"#)) > 1);
    assert!(
        count(&format!(r#"department: {{ eq: "{department}" }}, accountable: {{ eq: "{person}" }}"#)) > 0
    );
    assert_eq!(count("kind: { eq: PHASE }"), 12);
    assert_eq!(count("kind: { nin: [PHASE, TASK] }"), 8);
    assert_eq!(count(r#"title: { contains: "GIFT BOX" }"#), 1);
    assert_eq!(count(r#"title: { contains: "%" }"#), 0);
    assert_eq!(count(r#"title: { eq: "Phase 1" }"#), 1);
    assert_eq!(count("deadline: { isNull: false }"), 14);
    assert_eq!(
        count("deadline: { isNull: false }, firmness: { eq: FIRM }")
            + count(
                "firmness: { eq: \
            SOFT }"
            ),
        14
    );
    assert!(
        count(
            "plannedFinish: { withinDays: 7 }, isDone: { eq: false }, campaign: { isNull: false \
            }"
        ) > 5
    );
    assert_eq!(count(r#"plannedStart: { lt: "2026-08-31" }"#), 0);
    assert!(count(r#"plannedStart: { gte: "2026-08-31", lte: "2026-09-01" }"#) > 0);
    assert!(count(r#"actualStart: { gt: "2026-10-01" }"#) > 0);
    assert!(count("actualFinish: { isNull: false }") > 10);
    assert!(count("progress: { gt: 0, lt: 100 }") > 3);
    assert_eq!(count("progress: { eq: 100 }, kind: { eq: PHASE }"), 1);
    assert_eq!(count("isDone: { eq: true }, kind: { eq: PHASE }"), 1);
    assert_eq!(count("isBlocked: { eq: true }"), 1);
    assert!(count("priority: { in: [HIGH, URGENT] }") > 0);
    assert_eq!(count("or: [{ kind: { eq: PHASE } }, { isBlocked: { eq: true } }]"), 13);
    assert_eq!(count("not: { kind: { eq: PHASE } }"), 94);
    assert_eq!(count(r#"not: { deadline: { gt: "2000-01-01" } }"#), 92);
}

#[apply(on_both)]
fn find_labels_whole(server: &Server) {
    server.import(&tests::plan::small("A", "a@example.com").to_string()).unwrap();
    server.execute("update work_package set labels = 'web\nurgent_1'");
    let a = server.actor("a@example.com");
    for (label, count) in [("web", 1), ("urgent_1", 1), ("we", 0), ("urgentx1", 0), ("%", 0), ("WEB", 0)] {
        let data = a.ask(&format!(r#"{{ workPackages(filter: {{ label: "{label}" }}) {{ totalCount }} }}"#));
        assert_eq!(data["workPackages"]["totalCount"], count, "{label}");
    }
}

#[apply(on_both)]
fn are_paged_past_titles_that_look_like_something_else(server: &Server) {
    let titles = ["2026-11-11", "01890a5d-ac96-774b-bcce-b302099a8057", "42", "null", "É accent", "a"];
    let tasks: Vec<_> = titles
        .iter()
        .zip(1..)
        .map(|(title, at)| json!({ "wbs": format!("{at}"), "kind": "TASK", "title": title }))
        .collect();
    let mut file = tests::plan::small("A", "a@example.com");
    file["workPackages"] = json!(tasks);
    server.import(&file.to_string()).unwrap();
    let a = server.actor("a@example.com");
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let data = a.ask(&format!(
            "{{ workPackages(first: 1, orderBy: [{{ field: TITLE }}]{after}) {{ \
                nodes {{ title }} pageInfo {{ hasNextPage endCursor }} }} }}"
        ));
        seen.push(data["workPackages"]["nodes"][0]["title"].as_str().unwrap().to_owned());
        if data["workPackages"]["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = format!(", after: {}", data["workPackages"]["pageInfo"]["endCursor"]);
    }
    seen.sort();
    let mut expected = titles.map(str::to_owned);
    expected.sort();
    assert_eq!(seen, expected);
    let found = a.ask(r#"{ workPackages(filter: { title: { contains: "É" } }) { totalCount } }"#);
    assert_eq!(found["workPackages"]["totalCount"], 1);
}

#[apply(on_both)]
fn of_campaigns_are_filtered_ordered_and_paged(server: &Server) {
    server.load_demo();
    for key in ["C1", "C2", "C3"] {
        server.import(&tests::plan::large(key, 3)).unwrap();
    }
    let lin = server.lin();
    let all = lin.ask(
        "{ campaigns(orderBy: [{ field: KEY, direction: DESC }]) { nodes { key } \
            totalCount } }",
    );
    assert_eq!(keys(&all, "campaigns"), ["D11", "C3", "C2", "C1"]);
    let first = lin.ask(
        "{ campaigns(first: 2, orderBy: [{ field: REQUIRED_FINISH }]) { nodes { key } \
            pageInfo { endCursor } } }",
    );
    assert_eq!(keys(&first, "campaigns"), ["D11", "C1"]);
    let after = &first["campaigns"]["pageInfo"]["endCursor"];
    let rest = lin.ask(&format!(
        "{{ campaigns(after: {after}, orderBy: [{{ field: REQUIRED_FINISH }}]) \
            {{ nodes {{ key }} }} }}"
    ));
    assert_eq!(keys(&rest, "campaigns"), ["C2", "C3"]);
    let found = lin.ask(
        r#"{ campaigns(filter: { key: { in: ["C1", "D11"] }, status: { eq: RUNNING } }) {
        totalCount nodes { key } } }"#,
    );
    assert_eq!(found["campaigns"]["totalCount"], 2);
}

#[apply(on_both)]
fn of_nested_things_take_a_statement_a_level_at_most(server: &Server) {
    server.load_demo();
    for key in ["C1", "C2", "C3", "C4", "C5"] {
        server.import(&tests::plan::large(key, 30)).unwrap();
    }
    let lin = server.lin();
    let query = "{ campaigns { nodes { key workPackages(first: 20) { nodes {
            accountable { name } department { name } predecessors { predecessor { title } } } } } } }";
    let (cold, data) = server.statements(|| lin.ask(query));
    assert_eq!(data["campaigns"]["nodes"].as_array().unwrap().len(), 6);
    assert!(cold <= 13, "{cold} statements");
    let (warm, _) = server.statements(|| lin.ask(query));
    assert!(warm <= 2, "{warm} statements of what is in memory");
}

#[apply(on_both)]
fn give_anything_by_its_id_in_the_order_asked(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let data = lin.ask(
        r#"{
            campaign(key: "D11") { id anchors { id } baselines { id } calendar { id } dependencies { id } }
            workPackage(key: "D11-2") { id accountable { id } department { id } }
            viewer { memberships { workspace { id } } } }"#,
    );
    let c = &data["campaign"];
    let ids = json!([
        c["id"],
        c["anchors"][0]["id"],
        c["baselines"][0]["id"],
        c["calendar"]["id"],
        c["dependencies"][0]["id"],
        data["workPackage"]["id"],
        data["workPackage"]["accountable"]["id"],
        data["workPackage"]["department"]["id"],
        data["viewer"]["memberships"][0]["workspace"]["id"],
        "nonsense",
        "wp_00000000000000000000000000",
    ]);
    let found = lin.ask_with(
        "query ($ids: [ID!]!) { nodes(ids: $ids) { id __typename } \
            }",
        &json!({ "ids": ids }),
    );
    let nodes = found["nodes"].as_array().unwrap();
    let names: Vec<_> = nodes.iter().map(|node| node["__typename"].as_str().unwrap_or("-")).collect();
    assert_eq!(
        names,
        [
            "Campaign",
            "Anchor",
            "Baseline",
            "Calendar",
            "Dependency",
            "WorkPackage",
            "User",
            "Department",
            "Workspace",
            "-",
            "-",
        ]
    );
    for (node, id) in nodes.iter().zip(ids.as_array().unwrap()).take(9) {
        assert_eq!(node["id"], *id);
        let one = lin.ask_with("query ($id: ID!) { node(id: $id) { id } }", &json!({ "id": id }));
        assert_eq!(one["node"]["id"], *id);
    }
    let many: Vec<_> = (0..101).map(|_| "x").collect();
    let error = lin
        .send(
            "query ($ids: [ID!]!) { nodes(ids: $ids) { id } \
            }",
            &json!({ "ids": many }),
        )
        .json();
    assert_eq!(error["errors"][0]["extensions"]["field"], "ids");
}

#[apply(on_both)]
fn of_another_workspace_answer_as_if_it_were_not_there(server: &Server) {
    server.load_demo();
    server.import_into(&tests::plan::small("ZZ", "z@example.com").to_string(), Some("Other")).unwrap();
    let (lin, zoe) = (server.lin(), server.actor("z@example.com"));
    let data = lin.ask(
        r#"{ campaign(key: "D11") { id anchors { id } baselines { id } calendar { id }
        dependencies { id } }
            workPackage(key: "D11-2") { id accountable { id } department { id } } viewer { memberships {
            workspace { id } } } }"#,
    );
    let c = &data["campaign"];
    let theirs = [
        &c["id"],
        &c["anchors"][0]["id"],
        &c["baselines"][0]["id"],
        &c["calendar"]["id"],
        &c["dependencies"][0]["id"],
        &data["workPackage"]["id"],
        &data["workPackage"]["accountable"]["id"],
        &data["workPackage"]["department"]["id"],
        &data["viewer"]["memberships"][0]["workspace"]["id"],
    ];
    for id in theirs {
        let id = id.as_str().unwrap();
        let random = format!("{}_0123456789abcdefghjkmnpqrs", id.split_once('_').unwrap().0);
        for query in [
            "query ($id: ID!) { node(id: $id) { id } }",
            "query ($id: ID!) { campaign(id: $id) { id } }",
            "query ($id: ID!) { workPackage(id: $id) { id } }",
        ] {
            let (known, unknown) =
                (zoe.send(query, &json!({ "id": id })), zoe.send(query, &json!({ "id": random })));
            assert_eq!((known.status, known.text), (unknown.status, unknown.text), "{query} {id}");
        }
    }
    assert_eq!(
        zoe.ask(r#"{ campaign(key: "D11") { id } workPackage(key: "D11-1") { id } }"#),
        json!({ "campaign": null, "workPackage": null })
    );
    let seen = zoe.ask(
        "{ campaigns { totalCount } workPackages { totalCount } departments { id } \
            calendars { name } deadlines { totalCount } findings { nodes { campaign { key } } } }",
    );
    assert_eq!(seen["campaigns"]["totalCount"], 1);
    assert_eq!(seen["workPackages"]["totalCount"], 1);
    assert_eq!(seen["departments"], json!([]));
    assert_eq!(seen["calendars"], json!([{ "name": "Weekdays" }]));
    assert_eq!(seen["deadlines"]["totalCount"], 1);
}
