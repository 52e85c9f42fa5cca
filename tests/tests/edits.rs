//! Plans are edited: what moves, what is refused, what a preview says, and how it is undone.

use serde_json::{Value, json};
use tests::{Actor, Server, apply, on_both};

/// What is selected of every payload.
const RIPPLE: &str = "changeSeq ripple { moves { workPackage { title } from { start finish } to { start \
    finish } reason { kind } } findingsAppeared { code } findingsResolved { code } } userErrors { code \
    field params { name value } }";

/// A campaign made from nothing, with work packages by their titles.
pub(crate) struct Plan {
    pub who: Actor,
    pub campaign: String,
}

/// The answer to a mutation by its name; `select` comes before what is selected always.
fn tries(who: &Actor, mutation: &str, input: &str, select: &str) -> Value {
    who.ask(&format!("mutation {{ {mutation}(input: {{ {input} }}) {{ {select} {RIPPLE} }} }}"))[mutation]
        .take()
}

impl Plan {
    /// Of 2026-03-02, a Monday, by the owner of the demo's workspace.
    pub fn new(server: &Server) -> Self {
        server.load_demo();
        Self::of(server)
    }

    /// The same, where the demo is loaded.
    pub fn of(server: &Server) -> Self {
        let who = server.lin();
        let created = who.ask(
            r#"mutation { createCampaign(input: { key: "spr", name: "Spring", start:
            "2026-03-02", requiredFinish: { date: "2026-04-10" } }) { campaign { id key status } changeSeq
            userErrors { code field } } }"#,
        )["createCampaign"]
            .take();
        assert_eq!(
            (&created["campaign"]["key"], &created["changeSeq"], &created["userErrors"]),
            (&json!("SPR"), &json!(1), &json!([]))
        );
        Self { who, campaign: created["campaign"]["id"].as_str().unwrap().to_owned() }
    }

    pub fn tries(&self, mutation: &str, input: &str, select: &str) -> Value {
        tries(&self.who, mutation, input, select)
    }

    /// What a preview of one edit answers.
    pub fn previews(&self, edit: &str) -> Value {
        let select = RIPPLE.replace("changeSeq ", "");
        let document = format!(
            "{{ campaign(id: {:?}) {{ previewPlanEdits(edits: [{{ {edit} }}]) {{ {select} }} }} }}",
            self.campaign
        );
        self.who.ask(&document)["campaign"]["previewPlanEdits"].take()
    }

    /// Undoes what a payload answered.
    pub fn undoes(&self, change: &Value) -> Value {
        let input = format!("campaignId: {:?}, changeSeq: {}", self.campaign, change["changeSeq"]);
        self.does("undoChange", &input, "")
    }

    pub fn does(&self, mutation: &str, input: &str, select: &str) -> Value {
        let answer = tries(&self.who, mutation, input, select);
        assert_eq!(answer["userErrors"], json!([]), "{mutation}({input})");
        answer
    }

    /// The code and the path of what is refused.
    pub fn refuses(&self, mutation: &str, input: &str) -> (String, String) {
        let error = tries(&self.who, mutation, input, "")["userErrors"][0].take();
        let path: Vec<_> =
            error["field"].as_array().into_iter().flatten().map(|name| name.as_str().unwrap()).collect();
        (error["code"].as_str().unwrap_or_default().to_owned(), path.join("."))
    }

    pub fn create(&self, title: &str, days: i32) -> String {
        let input =
            format!("campaignId: {:?}, title: {title:?}, kind: TASK, durationDays: {days}", self.campaign);
        let made = self.does("createWorkPackage", &input, "workPackage { id }");
        made["workPackage"]["id"].as_str().unwrap().to_owned()
    }

    pub fn link(&self, predecessor: &str, successor: &str) -> Value {
        self.does(
            "createDependency",
            &format!("predecessorId: {predecessor:?}, successorId: {successor:?}"),
            "dependency { id }",
        )
    }

    /// Every row with its dates, in the order of the outline.
    pub fn table(&self) -> Value {
        self.who.ask(
            "{ campaign(key: \"SPR\") { dependencies { predecessor { title } successor { title } \
            lagDays } progressTable { rows { wbs title kind planned { start finish } actual { start finish \
            } progress isCritical } } } }",
        )["campaign"]
            .take()
    }

    /// `title start finish` of every row.
    pub fn dates(&self) -> Vec<String> {
        let table = self.table();
        let text = |value: &Value| value.as_str().unwrap_or("-")[..].to_owned();
        let row = |row: &Value| {
            format!(
                "{} {} {}",
                text(&row["title"]),
                &text(&row["planned"]["start"])[5..],
                &text(&row["planned"]["finish"])[5..]
            )
        };
        table["progressTable"]["rows"].as_array().unwrap().iter().map(row).collect()
    }
}

#[apply(on_both)]
fn a_campaign_is_made_from_nothing_and_planned(server: &Server) {
    let plan = Plan::new(server);
    let (copy, design) = (plan.create("Copy", 5), plan.create("Design", 3));
    assert_eq!(plan.dates(), ["Copy 03-02 03-06", "Design 03-02 03-04"]);
    let linked = plan.link(&copy, &design);
    assert_eq!(
        linked["ripple"]["moves"],
        json!([{
            "workPackage": { "title": "Design" }, "from": { "start": "2026-03-02", "finish": "2026-03-04" },
            "to": { "start": "2026-03-09", "finish": "2026-03-11" }, "reason": { "kind": "DEPENDENCY" },
        }])
    );
    let resized = plan.does(
        "resizeWorkPackage",
        &format!("workPackageId: {copy:?}, durationDays: 6"),
        "workPackage { key version planned { durationDays } } campaign { seq }",
    );
    assert_eq!(
        resized["workPackage"],
        json!({ "key": "SPR-1", "version": 2, "planned": { "durationDays": 6 } })
    );
    assert_eq!((&resized["changeSeq"], &resized["campaign"]["seq"]), (&json!(5), &json!(5)));
    assert_eq!(plan.dates(), ["Copy 03-02 03-09", "Design 03-10 03-12"]);
    let stored = server.lines(
        "select cast(p.version as text) || ' ' || cast(planned_start_on as text) as \
        line from work_package p join campaign c on c.id = p.campaign_id where c.key = 'SPR'",
    );
    assert_eq!(
        stored,
        ["1 2026-03-10", "2 2026-03-02"],
        "lists read the same dates, and what only moved keeps its version"
    );
}

#[apply(on_both)]
fn a_drag_is_previewed_saved_and_undone(server: &Server) {
    let plan = Plan::new(server);
    let (copy, design) = (plan.create("Copy", 5), plan.create("Design", 3));
    plan.link(&copy, &design);
    let before = plan.table();
    let edit = format!("workPackageId: {copy:?}, start: \"2026-04-07\"");
    let preview = plan.who.ask(&format!(
        "{{ campaign(key: \"SPR\") {{ previewPlanEdits(edits: [{{ \
        moveWorkPackage: {{ {edit} }} }}]) {{ {} }} }} \
        }}",
        RIPPLE.replace("changeSeq ", "")
    ))["campaign"]["previewPlanEdits"]
        .take();
    assert_eq!(plan.table(), before, "a preview saves nothing");
    let (bytes, moved) = server.written_bytes(|| {
        plan.does("moveWorkPackage", &edit, "workPackage { mode planned { start finish } }")
    });
    assert!(bytes > 0, "a ripple is written at once, not resolved item by item");
    assert_eq!(
        moved["workPackage"],
        json!({ "mode": "MANUAL", "planned": { "start": "2026-04-07", "finish": "2026-04-13" } })
    );
    assert_eq!(moved["ripple"], preview["ripple"]);
    assert_eq!(moved["ripple"]["moves"].as_array().unwrap().len(), 2);
    assert!(
        moved["ripple"]["findingsAppeared"]
            .as_array()
            .unwrap()
            .iter()
            .any(|finding| finding["code"] == "NEGATIVE_SLACK"),
        "{moved}"
    );
    let undo = |seq: &Value| {
        plan.does("undoChange", &format!("campaignId: {:?}, changeSeq: {seq}", plan.campaign), "")
    };
    let undone = undo(&moved["changeSeq"]);
    assert_eq!(
        (plan.table(), undone["ripple"]["findingsResolved"][0]["code"].is_string()),
        (before.clone(), true)
    );
    undo(&undone["changeSeq"]);
    assert_eq!(plan.dates(), ["Copy 04-07 04-13", "Design 04-14 04-16"], "an undo is undone alike");
}

#[apply(on_both)]
fn what_was_changed_since_is_not_undone(server: &Server) {
    let plan = Plan::new(server);
    let copy = plan.create("Copy", 5);
    let resize = |days: i32| {
        plan.does(
            "resizeWorkPackage",
            &format!(
                "workPackageId: {copy:?}, durationDays: \
            {days}"
            ),
            "",
        )["changeSeq"]
            .clone()
    };
    let (first, _) = (resize(2), resize(3));
    let undo =
        |seq: &str| plan.refuses("undoChange", &format!("campaignId: {:?}, changeSeq: {seq}", plan.campaign));
    assert_eq!(undo(&first.to_string()), ("CHANGED_SINCE".to_owned(), "changeSeq".to_owned()));
    assert_eq!(undo("99"), ("NOT_FOUND".to_owned(), "changeSeq".to_owned()));
    assert_eq!(plan.dates(), ["Copy 03-02 03-04"]);
}

#[apply(on_both)]
fn a_phase_is_deleted_with_what_is_in_it_and_brought_back(server: &Server) {
    let plan = Plan::new(server);
    let (outer, inner, after) = (plan.create("Outer", 1), plan.create("Inner", 2), plan.create("After", 1));
    plan.does("reorderWorkPackage", &format!("workPackageId: {inner:?}, parentId: {outer:?}"), "");
    plan.link(&inner, &after);
    let before = plan.table();
    assert_eq!(before["progressTable"]["rows"][0]["kind"], "PHASE", "a task with a child is a phase");
    let deleted = plan.does("deleteWorkPackage", &format!("workPackageId: {outer:?}"), "workPackage { id }");
    assert_eq!((plan.dates(), &deleted["workPackage"]), (vec!["After 03-02 03-02".to_owned()], &json!(null)));
    assert_eq!(plan.table()["dependencies"], json!([]));
    plan.does(
        "undoChange",
        &format!("campaignId: {:?}, changeSeq: {}", plan.campaign, deleted["changeSeq"]),
        "",
    );
    assert_eq!(plan.table(), before);
    plan.does(
        "reorderWorkPackage",
        &format!("workPackageId: {inner:?}, parentId: null, beforeId: {outer:?}"),
        "",
    );
    assert_eq!(
        plan.dates(),
        ["Inner 03-02 03-03", "Outer 03-02 03-02", "After 03-04 03-04"],
        "a phase without children is a task"
    );
    let next = plan.does(
        "createWorkPackage",
        &format!("campaignId: {:?}, title: \"Next\", kind: TASK", plan.campaign),
        "workPackage { key }",
    );
    assert_eq!(next["workPackage"]["key"], "SPR-4");
}

#[apply(on_both)]
fn a_report_begins_finishes_and_opens_work_again(server: &Server) {
    let plan = Plan::new(server);
    let (copy, design) = (plan.create("Copy", 5), plan.create("Design", 3));
    plan.link(&copy, &design);
    let report = |what: &str| {
        plan.does(
            "reportProgress",
            &format!("workPackageId: {copy:?}, {what}"),
            "workPackage { status progress actual { start finish } reportedOn blockedReason remainingDays }",
        )["workPackage"]
            .take()
    };
    let today = "2026-10-20";
    assert_eq!(
        report("progress: 40"),
        json!({ "status": "IN_PROGRESS", "progress": 40, "actual": { "start": today, "finish": null },
            "reportedOn": today, "blockedReason": null, "remainingDays": null })
    );
    assert_eq!(report("actualStart: \"2026-03-02\", blockedReason: \"no brief\"")["status"], "BLOCKED");
    assert_eq!(
        report("progress: 100, actualFinish: \"2026-03-04\", blockedReason: null"),
        json!({ "status": "DONE", "progress": 100, "actual": { "start": "2026-03-02",
            "finish": "2026-03-04" }, "reportedOn": today, "blockedReason": null, "remainingDays": null })
    );
    assert_eq!(
        plan.dates(),
        ["Copy 03-02 03-04", "Design 03-05 03-09"],
        "finishing early pulls successors in"
    );
    assert_eq!(
        plan.refuses("moveWorkPackage", &format!("workPackageId: {copy:?}, start: \"2026-03-09\"")),
        ("ALREADY_FINISHED".to_owned(), "workPackageId".to_owned())
    );
    assert_eq!(
        plan.refuses("reportProgress", &format!("workPackageId: {copy:?}, actualFinish: \"2026-10-21\"")),
        ("FUTURE_DATE".to_owned(), "actualFinish".to_owned())
    );
    assert_eq!(report("progress: 80")["actual"], json!({ "start": "2026-03-02", "finish": null }));
}

#[apply(on_both)]
fn an_update_changes_what_it_names_and_null_clears(server: &Server) {
    let plan = Plan::new(server);
    let copy = plan.create("Copy", 5);
    let sun = server.load_id("sun.hao@example.com");
    let department = plan.who.ask("{ departments { id name } }")["departments"][0].take();
    let select = "workPackage { title description department { name } accountable { name } constraint { \
        kind date } deadline { date firmness } labels priority bufferDays version }";
    let update = |what: &str| {
        plan.does("updateWorkPackage", &format!("workPackageId: {copy:?}, {what}"), select)["workPackage"]
            .take()
    };
    let first = update(&format!(
        "title: \" Text \", description: \"long\", departmentId: {}, accountableId: \"{sun}\", constraint: \
            {{ kind: START_NO_EARLIER_THAN, date: \"2026-03-10\" }}, deadline: {{ date: \"2026-03-20\", \
            firmness: FIRM }}, labels: [\"a\", \"b\"], priority: HIGH, bufferDays: 2",
        department["id"]
    ));
    assert_eq!(
        first,
        json!({
            "title": "Text", "description": "long", "department": { "name": department["name"] },
            "accountable": { "name": first["accountable"]["name"] },
            "constraint": { "kind": "START_NO_EARLIER_THAN", "date": "2026-03-10" }, "deadline": {
            "date": "2026-03-20", "firmness": "FIRM" },
            "labels": ["a", "b"], "priority": "HIGH", "bufferDays": 2, "version": 2,
        })
    );
    assert_eq!(plan.dates(), ["Text 03-10 03-16"]);
    let second = update(
        "description: null, departmentId: null, constraint: null, deadline: null, slipReason: { category: \
            OTHER }, labels: []",
    );
    assert_eq!(
        (&second["description"], &second["department"], &second["constraint"], &second["labels"]),
        (&json!(null), &json!(null), &json!(null), &json!([]))
    );
    assert_eq!(
        (&second["title"], &second["priority"], &second["version"]),
        (&json!("Text"), &json!("HIGH"), &json!(3))
    );
    let same = plan.does(
        "updateWorkPackage",
        &format!("workPackageId: {copy:?}, title: \"Text\""),
        "workPackage { version }",
    );
    assert_eq!(same["workPackage"]["version"], 3, "what changes nothing leaves the version");
}

#[apply(on_both)]
fn refusals_of_edits_have_a_code_and_a_path(server: &Server) {
    let plan = Plan::new(server);
    let (copy, design, phase) = (plan.create("Copy", 5), plan.create("Design", 3), plan.create("Phase", 1));
    plan.does("reorderWorkPackage", &format!("workPackageId: {design:?}, parentId: {phase:?}"), "");
    plan.link(&copy, &design);
    let of = |what: &str| format!("workPackageId: {copy:?}, {what}");
    let ends = |predecessor: &str, successor: &str| {
        format!("predecessorId: {predecessor:?}, successorId: {successor:?}")
    };
    let new = |what: &str| format!("campaignId: {:?}, {what}", plan.campaign);
    for (mutation, input, code, path) in [
        ("createDependency", ends(&design, &copy), "CYCLE", ""),
        ("createDependency", ends(&phase, &copy), "CYCLE", ""),
        ("createDependency", ends(&copy, &copy), "SELF_LINK", ""),
        ("createDependency", ends(&phase, &design), "LINK_TO_ANCESTOR", ""),
        ("createDependency", ends("wp_x", &copy), "NOT_FOUND", "predecessorId"),
        ("createDependency", ends(&copy, &design) + ", lagDays: 200000", "OUT_OF_RANGE", "lagDays"),
        ("createWorkPackage", new("title: \"\", kind: TASK"), "INVALID_NAME", "title"),
        (
            "createWorkPackage",
            new("title: \"x\", kind: PHASE, durationDays: 1"),
            "NOT_ON_PHASE",
            "durationDays",
        ),
        (
            "createWorkPackage",
            new("title: \"x\", kind: MILESTONE, durationDays: 1"),
            "NOT_ON_MILESTONE",
            "durationDays",
        ),
        (
            "createWorkPackage",
            new("title: \"x\", kind: TASK, durationDays: 0"),
            "OUT_OF_RANGE",
            "durationDays",
        ),
        ("createWorkPackage", new("title: \"x\", kind: TASK, parentId: \"wp_x\""), "NOT_FOUND", "parentId"),
        (
            "createWorkPackage",
            new("title: \"x\", kind: TASK, accountableId: \"usr_x\""),
            "NOT_FOUND",
            "accountableId",
        ),
        ("createWorkPackage", new(&format!("title: \"x\", kind: TASK, id: {copy:?}")), "ALREADY_TAKEN", "id"),
        ("moveWorkPackage", of("expectedVersion: 9, start: \"2026-03-09\""), "CONFLICT", "expectedVersion"),
        ("moveWorkPackage", of("start: \"2026-03-09\", finish: \"2026-03-02\""), "FINISH_BEFORE_START", ""),
        ("moveWorkPackage", of("start: \"2199-12-31\""), "DATE_OUT_OF_RANGE", ""),
        ("moveWorkPackage", of(""), "REQUIRED", "start"),
        (
            "moveWorkPackage",
            format!("workPackageId: {phase:?}, start: \"2026-03-09\""),
            "NOT_ON_PHASE",
            "workPackageId",
        ),
        (
            "reorderWorkPackage",
            format!("workPackageId: {phase:?}, parentId: {design:?}"),
            "HIERARCHY_CYCLE",
            "",
        ),
        ("reportProgress", of("progress: 101"), "OUT_OF_RANGE", "progress"),
        (
            "reportProgress",
            format!("workPackageId: {phase:?}, progress: 50"),
            "NOT_ON_PHASE",
            "workPackageId",
        ),
        ("updateWorkPackage", of("departmentId: \"dep_x\""), "NOT_FOUND", "departmentId"),
        ("deleteDependency", "dependencyId: \"lnk_x\"".to_owned(), "NOT_FOUND", "dependencyId"),
        (
            "deleteWorkPackage",
            format!("workPackageId: \"wp_{}\"", "0".repeat(26)),
            "NOT_FOUND",
            "workPackageId",
        ),
    ] {
        assert_eq!(plan.refuses(mutation, &input), (code.to_owned(), path.to_owned()), "{mutation}({input})");
    }
    let cycle = tries(&plan.who, "createDependency", &ends(&design, &copy), "");
    let path = cycle["userErrors"][0]["params"][0]["value"].as_str().unwrap().to_owned();
    assert!(path.contains("SPR-1") && path.contains("SPR-2"), "{path}");
    assert_eq!(
        server.lines(
            "select cast(count(*) as text) as line from change where scope = 'campaign' and cause <> 'importPlan'"
        ),
        ["6"],
        "what is refused is not logged"
    );
}

#[apply(on_both)]
fn a_version_that_has_moved_is_answered_with_the_work_package_as_it_is(server: &Server) {
    let plan = Plan::new(server);
    let copy = plan.create("Copy", 5);
    let move_to = |version: i32| {
        let input = format!("workPackageId: {copy:?}, start: \"2026-03-09\", expectedVersion: {version}");
        tries(
            &plan.who,
            "moveWorkPackage",
            &input,
            "workPackage { version planned { start } } campaign { seq }",
        )
    };
    let (saved, refused) = (move_to(1), move_to(1));
    assert_eq!((&saved["userErrors"], &refused["userErrors"][0]["code"]), (&json!([]), &json!("CONFLICT")));
    assert_eq!(refused["workPackage"], json!({ "version": 2, "planned": { "start": "2026-03-09" } }));
    assert_eq!(
        (&refused["campaign"], &refused["changeSeq"], &refused["ripple"]["moves"]),
        (&saved["campaign"], &json!(null), &json!([]))
    );
}

#[apply(on_both)]
fn a_move_tells_what_decides_it(server: &Server) {
    let plan = Plan::new(server);
    let (copy, design) = (plan.create("Copy", 5), plan.create("Design", 3));
    plan.link(&copy, &design);
    let resized = plan.does("resizeWorkPackage", &format!("workPackageId: {copy:?}, durationDays: 6"), "");
    let reasons: Vec<_> = resized["ripple"]["moves"]
        .as_array()
        .unwrap()
        .iter()
        .map(|moved| moved["reason"]["kind"].clone())
        .collect();
    assert_eq!(reasons, ["DURATION", "DEPENDENCY"]);
}

#[apply(on_both)]
fn a_batch_is_done_whole_or_not_at_all(server: &Server) {
    let plan = Plan::new(server);
    let [a, b] = ["wp_0000000000000000000000000a", "wp_0000000000000000000000000b"];
    let edits = format!(
        r#"{{ createWorkPackage: {{ id: "{a}", title: "A", kind: TASK, durationDays: 2 }} }}, {{
            createWorkPackage: {{ id: "{b}", title: "B", kind: MILESTONE }} }}, {{ createDependency: {{
            predecessorId: "{a}", successorId: "{b}", lagDays: 1 }} }}"#
    );
    let bad = format!(
        "campaignId: {:?}, edits: [{edits}, {{ resizeWorkPackage: {{ workPackageId: {b:?}, durationDays: 2 \
            }} }}]",
        plan.campaign
    );
    assert_eq!(
        plan.refuses("applyPlanEdits", &bad),
        ("NOT_ON_MILESTONE".to_owned(), "edits.3.workPackageId".to_owned())
    );
    assert_eq!(plan.dates(), [""; 0]);
    let done = plan.does(
        "applyPlanEdits",
        &format!("campaignId: {:?}, edits: [{edits}]", plan.campaign),
        "results { workPackage { id } dependency { lagDays } }",
    );
    assert_eq!(
        done["results"],
        json!([{ "workPackage": { "id": a }, "dependency": null }, { "workPackage": { "id": b },
            "dependency": null }, { "workPackage": null, "dependency": { "lagDays": 1 } }])
    );
    assert_eq!(
        (plan.dates(), &done["changeSeq"]),
        (vec!["A 03-02 03-03".to_owned(), "B 03-04 03-04".to_owned()], &json!(2))
    );
    let stale = format!("campaignId: {:?}, edits: [], expectedVersion: 7", plan.campaign);
    assert_eq!(plan.refuses("applyPlanEdits", &stale), ("CONFLICT".to_owned(), "expectedVersion".to_owned()));
}

#[apply(on_both)]
fn who_may_edit_what_goes_by_role_department_and_token(server: &Server) {
    let plan = Plan::new(server);
    let data = plan.who.ask(
        r#"{ campaign(key: "D11") { id workPackages(first: 100) { nodes { id kind status
        department { id name lead { id } members { id } } accountable { id } viewerPermissions { canPlan
        canReportProgress } } } } }"#,
    );
    let campaign = data["campaign"]["id"].as_str().unwrap();
    let rows = data["campaign"]["workPackages"]["nodes"].as_array().unwrap().iter();
    let mut open: Vec<_> = rows.filter(|row| row["kind"] == "TASK" && row["status"] != "DONE").collect();
    // One of each department, and of each person of one's own.
    open.sort_by_key(|row| (row["department"]["id"].to_string(), row["accountable"]["id"].to_string()));
    open.dedup_by_key(|row| (row["department"]["id"].clone(), row["accountable"]["id"].clone()));
    for name in ["song.ying", "sun.hao", "he.jia", "zhao.qian"] {
        let who = server.actor(&format!("{name}@example.com"));
        for row in &open {
            let id = row["id"].as_str().unwrap();
            let may = who.ask(&format!(
                "{{ workPackage(id: {id:?}) {{ viewerPermissions {{ canPlan canReportProgress }} }} }}"
            ))["workPackage"]["viewerPermissions"]
                .take();
            let planned =
                tries(&who, "updateWorkPackage", &format!("workPackageId: {id:?}, priority: LOW"), "");
            let reported =
                tries(&who, "reportProgress", &format!("workPackageId: {id:?}, blockedReason: null"), "");
            let is_done = |answer: &Value| answer["userErrors"] == json!([]);
            assert_eq!(
                (is_done(&planned), is_done(&reported)),
                (may["canPlan"] == true, may["canReportProgress"] == true),
                "{name} {row}"
            );
            for refused in [&planned, &reported].into_iter().filter(|answer| !is_done(answer)) {
                assert_eq!(refused["userErrors"][0]["code"], "FORBIDDEN", "{refused}");
            }
        }
    }
    let secret = |limits: &str| {
        plan.who.ask(&format!("mutation {{ createToken(input: {{ name: \"t\", {limits} }}) {{ secret }} }}"))
            ["createToken"]["secret"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let id = open[0]["id"].as_str().unwrap();
    let code = |limits: &str| {
        tries(
            &server.bearer(&secret(limits)),
            "updateWorkPackage",
            &format!("workPackageId: {id:?}, priority: HIGH"),
            "",
        )["userErrors"]
            .get(0)
            .map_or(json!(null), |error| error["code"].clone())
    };
    assert_eq!(code("scopes: [READ]"), "FORBIDDEN");
    assert_eq!(code(&format!("scopes: [PLAN_WRITE], campaignIds: [{:?}]", plan.campaign)), "NOT_FOUND");
    assert_eq!(code(&format!("scopes: [PLAN_WRITE], campaignIds: [{campaign:?}]")), json!(null));
    let stranger = server.import(&tests::plan::small("ZZ", "z@example.com").to_string());
    assert!(
        stranger.is_err()
            || server
                .import_into(&tests::plan::small("ZZ", "z@example.com").to_string(), Some("Other"))
                .is_ok()
    );
}

#[apply(on_both)]
fn a_document_sees_what_it_wrote(server: &Server) {
    let plan = Plan::new(server);
    let copy = plan.create("Copy", 5);
    let both = plan.who.ask(&format!(
        "mutation {{ a: resizeWorkPackage(input: {{ workPackageId: {copy:?}, durationDays: 1 }}) {{ \
                workPackage {{ planned {{ finish }} }} }} b: resizeWorkPackage(input: {{ workPackageId: \
                {copy:?}, durationDays: 2, expectedVersion: 2 }}) {{ workPackage {{ version planned {{ \
                finish }} }} campaign {{ progressTable {{ rows {{ planned {{ finish }} }} }} }} userErrors \
                {{ code }} }} }}"
    ));
    assert_eq!(both["a"]["workPackage"]["planned"]["finish"], "2026-03-02");
    assert_eq!(
        both["b"],
        json!({
            "workPackage": { "version": 3, "planned": { "finish": "2026-03-03" } },
            "campaign": { "progressTable": { "rows": [{ "planned": { "finish": "2026-03-03" } }] } },
            "userErrors": [],
        })
    );
}

#[apply(on_both)]
fn opposite_links_at_once_make_no_circle_and_leave_no_gap(server: &Server) {
    let plan = Plan::new(server);
    let (replica, ids) = (server.replica(), ["A", "B", "C", "D"].map(|title| plan.create(title, 1)));
    let token = server.token(server.load_id("lin.wei@example.com"));
    std::thread::scope(|scope| {
        for thread in 0..8_usize {
            let who = if thread.is_multiple_of(2) { server.bearer(&token) } else { replica.bearer(&token) };
            let ids = &ids;
            scope.spawn(move || {
                for step in 0..6_usize {
                    let (from, to) = (&ids[(thread + step) % 4], &ids[(thread * 3 + step + 1) % 4]);
                    let answer = who
                        .send(
                            &format!(
                                "mutation {{ createDependency(input: {{ \
                            predecessorId: {from:?}, successorId: {to:?} }}) {{ userErrors {{ code }} }} \
                            }}"
                            ),
                            &json!({}),
                        )
                        .json();
                    let code = &answer["data"]["createDependency"]["userErrors"][0]["code"];
                    assert!(
                        [json!(null), json!("CYCLE"), json!("SELF_LINK")].contains(code)
                            && answer["errors"].is_null(),
                        "{answer}"
                    );
                }
            });
        }
    });
    let links = plan.table()["dependencies"].as_array().unwrap().len();
    assert!((3..=6).contains(&links), "{links}");
    let gaps = "select cast(max(seq) - count(*) as text) as line from change where scope_id = (select id \
        from campaign where key = 'SPR')";
    assert_eq!(server.lines(gaps), ["0"]);
}

#[apply(on_both)]
fn edits_that_wait_for_each_other_do_not_read_the_plan_again(server: &Server) {
    const CLIENTS: u64 = 8;
    const EDITS: u64 = 10;
    let plan = Plan::new(server);
    let tasks: Vec<_> = (0..CLIENTS).map(|number| plan.create(&format!("Task {number}"), 1)).collect();
    let edit = |task: &str, number: u64| {
        let input = format!("workPackageId: {task:?}, title: \"Title {number}\"");
        plan.does("updateWorkPackage", &input, "");
    };
    let (of_one, ()) = server.statements(|| edit(&tasks[0], 100));
    let (of_all, ()) = server.statements(|| {
        std::thread::scope(|scope| {
            for task in &tasks {
                scope.spawn(|| (0..EDITS).for_each(|number| edit(task, number)));
            }
        });
    });
    // One more each: whether the plan that was saved last is that of the database.
    let alone = (of_one + 1) * CLIENTS * EDITS;
    assert!(of_all <= alone, "{of_all} statements, {alone} one after the other");
}

#[apply(on_both)]
fn an_edit_takes_a_number_of_statements_that_does_not_grow(server: &Server) {
    let plan = Plan::new(server);
    let first = plan.create("First", 1);
    let count = |days: i32| {
        server
            .statements(|| {
                plan.does("resizeWorkPackage", &format!("workPackageId: {first:?}, durationDays: {days}"), "")
            })
            .0
    };
    count(2);
    let few = count(3);
    let edits: Vec<_> = (0..100)
        .map(|number| {
            format!(
                "{{ createWorkPackage: {{ id: \"wp_{number:026}\", \
        title: \"W{number}\", kind: TASK }} }}, {{ createDependency: {{ predecessorId: {first:?}, \
        successorId: \"wp_{number:026}\" }} }}"
            )
        })
        .collect();
    plan.does(
        "applyPlanEdits",
        &format!("campaignId: {:?}, edits: [{}]", plan.campaign, edits.join(", ")),
        "",
    );
    assert_eq!(count(4), few + 1, "a hundred successors move with one more statement");
}
