//! A client that stores what the change feed answers has what the server has, however it reads and whatever
//! happens meanwhile.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tests::{Actor, Server, apply, on_both};

use crate::edits::Plan;

/// Everything that the rows of each kind have by themselves.
const ROWS: &str = "endCursor hasMore resyncRequired rows { id kind campaignId workspaceId seq isDeleted \
    entity { id __typename ... on Workspace { name timeZone version } \
    ... on Calendar { name isDefault workingWeekdays exceptions { date isWorkingDay name } version } \
    ... on User { name email role status departments { id } daysOff { id start finish } version } \
    ... on Department { name colour lead { id } members { id } calendar { id } daysOff { id start finish } \
    version } ... on DayOff { start finish reason version } \
    ... on Campaign { key name theme status start requiredFinish { date edge } owner { id } calendar { id } \
    version } ... on Anchor { kind name date edge version } \
    ... on WorkPackage { key wbs title kind planned { start finish } progress parent { id } department { id \
    } accountable { id } anchor { id } labels version } \
    ... on Dependency { predecessor { id } successor { id } dependencyType lagDays lagUnit version } \
    ... on Baseline { name isActive version } \
    ... on Slip { kind workPackageId anchorId from to days movedOn category reason } \
    ... on ProgressReport { workPackageId reportedOn progress previousProgress actual { start finish } \
    remainingDays note } ... on PlanProposal { status edits note answer changeSeq version } } }";

/// What a client stores: rows by their ids, and where it is.
#[derive(Clone, Default)]
struct Replica {
    rows: BTreeMap<String, Value>,
    cursor: Option<String>,
}

impl Replica {
    /// Reads a page and stores it: the page.
    fn pull(&mut self, who: &Actor, first: usize) -> Value {
        let variables = json!({ "since": self.cursor, "first": first });
        let document = format!(
            "query ($since: String, $first: Int) {{ changes(since: $since, first: $first) {{ {ROWS} }} }}"
        );
        let page = who.ask_with(&document, &variables)["changes"].take();
        assert_eq!(page["resyncRequired"], false);
        assert!(page["rows"].as_array().unwrap().len() <= first);
        for row in page["rows"].as_array().unwrap() {
            let id = row["id"].as_str().unwrap();
            if row["isDeleted"] == false {
                assert_eq!(row["entity"]["id"], row["id"]);
                let stored = json!({ "entity": row["entity"], "campaign": row["campaignId"],
                    "workspace": row["workspaceId"] });
                self.rows.insert(id.to_owned(), stored);
            } else if row["kind"] == "CAMPAIGN" {
                self.rows.retain(|_, stored| stored["campaign"] != row["id"]);
            } else if row["kind"] == "WORKSPACE" {
                self.rows.retain(|_, stored| stored["workspace"] != row["id"]);
            } else {
                self.rows.remove(id);
            }
        }
        self.cursor = Some(page["endCursor"].as_str().unwrap().to_owned());
        page
    }

    /// Reads pages until there is nothing more.
    fn catch_up(&mut self, who: &Actor, first: usize) {
        for _ in 0..2000 {
            if self.pull(who, first)["hasMore"] == false {
                return;
            }
        }
        panic!("there is always more");
    }

    fn new(who: &Actor, first: usize) -> Self {
        let mut replica = Self::default();
        replica.catch_up(who, first);
        replica
    }

    fn of_kind(&self, kind: &str) -> Vec<&Value> {
        let rows = self.rows.values().map(|row| &row["entity"]);
        rows.filter(|row| row["__typename"] == kind).collect()
    }
}

/// Does something that is not refused.
fn does(who: &Actor, mutation: &str, input: &str) {
    let document =
        format!("mutation {{ {mutation}(input: {{ {input} }}) {{ userErrors {{ code field }} }} }}");
    assert_eq!(who.ask(&document)[mutation]["userErrors"], json!([]), "{document}");
}

/// Catches up with pages of some sizes, and expects each replica to be what one from nothing is.
fn all_catch_up(replicas: &mut [(usize, Replica)], who: &Actor, after: &str) {
    let fresh = Replica::new(who, 500);
    for (first, replica) in replicas {
        replica.catch_up(who, *first);
        for (id, row) in &fresh.rows {
            assert_eq!(replica.rows.get(id), Some(row), "{after}, pages of {first}");
        }
        assert_eq!(replica.rows.len(), fresh.rows.len(), "{after}, pages of {first}");
    }
}

#[apply(on_both)]
fn a_first_sync_has_everything_that_the_caller_can_see(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let replica = Replica::new(&lin, 7);
    let counts = [
        "Workspace",
        "Campaign",
        "User",
        "Department",
        "Calendar",
        "Anchor",
        "WorkPackage",
        "Dependency",
        "Baseline",
    ]
    .map(|kind| replica.of_kind(kind).len());
    let seen = lin.ask(
        "{ workPackages { totalCount } campaigns { nodes { anchors { id } dependencies { id \
        } baselines { id } } } departments { id } calendars { id } viewer { workspace { people { id } } } }",
    );
    let sum = |name: &str| {
        seen["campaigns"]["nodes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|campaign| campaign[name].as_array().unwrap().len())
            .sum::<usize>()
    };
    let list = |value: &Value| value.as_array().unwrap().len();
    assert_eq!(
        counts,
        [
            1,
            1,
            list(&seen["viewer"]["workspace"]["people"]),
            list(&seen["departments"]),
            list(&seen["calendars"]),
            sum("anchors"),
            usize::try_from(seen["workPackages"]["totalCount"].as_u64().unwrap()).unwrap(),
            sum("dependencies"),
            sum("baselines"),
        ]
    );
    let (mut again, before) = (replica.clone(), replica.rows.clone());
    let page = again.pull(&lin, 1);
    assert_eq!((&page["rows"], &page["hasMore"], again.rows == before), (&json!([]), &json!(false), true));
}

#[apply(on_both)]
fn a_replica_follows_every_kind_of_change_with_pages_of_any_size(server: &Server) {
    let plan = Plan::new(server);
    let who = &plan.who;
    let mut replicas = [1, 3, 500].map(|first| (first, Replica::new(who, first)));
    let mut check = |after: &str| all_catch_up(&mut replicas, who, after);
    let (copy, design) = (plan.create("Copy", 5), plan.create("Design", 3));
    check("work packages are created");
    let link = plan.link(&copy, &design)["dependency"]["id"].as_str().unwrap().to_owned();
    check("a dependency is created");
    plan.does("moveWorkPackage", &format!("workPackageId: {copy:?}, start: \"2026-03-09\""), "");
    check("a work package moves, and its successor");
    let phase = plan.does(
        "createWorkPackage",
        &format!("campaignId: {:?}, title: \"Phase\", kind: PHASE", plan.campaign),
        "workPackage { id }",
    )["workPackage"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    plan.does("reorderWorkPackage", &format!("workPackageId: {design:?}, parentId: {phase:?}"), "");
    plan.does("reorderWorkPackage", &format!("workPackageId: {phase:?}, beforeId: {copy:?}"), "");
    check("codes in the outline change of rows that are not written");
    let deleted = plan.does("deleteWorkPackage", &format!("workPackageId: {phase:?}"), "");
    check("a phase is deleted with its subtree and links");
    plan.undoes(&deleted);
    check("the deletion is undone");
    does(who, "updateCampaign", &format!("campaignId: {:?}, key: \"SUM\"", plan.campaign));
    check("the campaign's key changes, and so do those of its work packages");
    does(who, "createBaseline", &format!("campaignId: {:?}, name: \"Agreed\"", plan.campaign));
    check("a baseline is taken");
    let reported = plan.does(
        "reportProgress",
        &format!("workPackageId: {copy:?}, progress: 40, actualStart: \"2026-03-09\", note: \"well\""),
        "",
    );
    check("progress is reported");
    plan.undoes(&reported);
    check("the report is undone");
    does(
        who,
        "updateWorkPackage",
        &format!("workPackageId: {copy:?}, deadline: {{ date: \"2026-11-20\", firmness: FIRM }}"),
    );
    let reason = "slipReason: { category: SCOPE, text: \"more\" }";
    let slipped = plan.does(
        "updateWorkPackage",
        &format!("workPackageId: {copy:?}, deadline: {{ date: \"2026-11-27\", firmness: FIRM }}, {reason}"),
        "",
    );
    check("a promised date slips");
    plan.undoes(&slipped);
    check("the slip is undone");
    let edits = format!("[{{ resizeWorkPackage: {{ workPackageId: {copy:?}, durationDays: 8 }} }}]");
    for mutation in ["acceptProposal", "declineProposal"] {
        let proposed = who.ask(&format!(
            "mutation {{ proposePlanEdits(input: {{ campaignId: {:?}, note: \
            \"more\", edits: {edits} }}) {{ proposal {{ id }} }} }}",
            plan.campaign
        ));
        check("edits are proposed");
        does(
            who,
            mutation,
            &format!("proposalId: {}, answer: \"so be it\"", proposed["proposePlanEdits"]["proposal"]["id"]),
        );
        check("the proposal is decided");
    }
    plan.does("deleteDependency", &format!("dependencyId: {link:?}"), "");
    check("a dependency is deleted");
    let file = include_str!("../../demo/d11.en.json").replace("\"key\": \"D11\"", "\"key\": \"D12\"");
    server.import(&file).unwrap();
    check("a campaign is imported");
    does(who, "createDepartment", r#"name: "Film""#);
    let sun = server.load_id("sun.hao@example.com");
    does(who, "changeMemberRole", &format!("userId: \"{sun}\", role: VIEWER"));
    does(who, "createDayOff", &format!("userId: \"{sun}\", start: \"2026-03-10\", finish: \"2026-03-12\""));
    let calendar = who.ask("{ calendars { id } }")["calendars"][0]["id"].clone();
    does(
        who,
        "setCalendarExceptions",
        &format!(
            "calendarId: {calendar}, exceptions: [{{ start: \"2026-03-03\", isWorkingDay: false, name: \
                \"Fair\" }}]"
        ),
    );
    check("departments, people, days off and calendars change");
    does(who, "deleteCampaign", &format!("campaignId: {:?}", plan.campaign));
    check("a campaign is deleted");
    does(who, "restoreCampaign", &format!("campaignId: {:?}", plan.campaign));
    check("the campaign is restored");
    let kinds = ["Slip", "ProgressReport", "PlanProposal"].map(|kind| replicas[0].1.of_kind(kind).len());
    assert!(kinds[0] > 0, "a planned finish that had passed has slipped");
    assert_eq!(kinds[1..], [0, 2], "what was undone is gone");
}

#[apply(on_both)]
fn reports_slips_and_proposals_are_rows_with_ids_that_node_finds(server: &Server) {
    let plan = Plan::new(server);
    let copy = plan.create("Copy", 5);
    let mut events =
        tests::Socket::open(server.address, &server.token(server.load_id("sun.hao@example.com")));
    events.subscribe(
        "1",
        &format!(
            "subscription {{ campaignChanged(campaignId: {:?}, afterSeq: 2) {{ rows \
        {{ kind id entity {{ id }} }} }} }}",
            plan.campaign
        ),
    );
    plan.does(
        "reportProgress",
        &format!("workPackageId: {copy:?}, progress: 40, actualStart: \"2026-03-02\""),
        "",
    );
    does(
        &plan.who,
        "updateWorkPackage",
        &format!("workPackageId: {copy:?}, deadline: {{ date: \"2026-11-20\", firmness: FIRM }}"),
    );
    plan.does(
        "updateWorkPackage",
        &format!(
            "workPackageId: {copy:?}, deadline: {{ date: \"2026-11-27\", \
        firmness: FIRM }}, slipReason: {{ category: SCOPE }}"
        ),
        "",
    );
    does(
        &plan.who,
        "proposePlanEdits",
        &format!(
            "campaignId: {:?}, edits: [{{ resizeWorkPackage: {{ workPackageId: {copy:?}, durationDays: 8 }} \
                }}]",
            plan.campaign
        ),
    );
    let told: Vec<_> = (0..4).flat_map(|_| events.event()["rows"].as_array().unwrap().clone()).collect();
    let replica = Replica::new(&plan.who, 500);
    for (kind, name) in
        [("SLIP", "Slip"), ("PROGRESS_REPORT", "ProgressReport"), ("PLAN_PROPOSAL", "PlanProposal")]
    {
        let row = told.iter().find(|row| row["kind"] == kind).unwrap();
        assert_eq!(row["entity"]["id"], row["id"]);
        let of_kind = replica.of_kind(name);
        assert!(of_kind.iter().any(|stored| stored["id"] == row["id"]), "{name}");
        assert_eq!(
            plan.who.ask(&format!("{{ node(id: {}) {{ __typename }} }}", row["id"]))["node"]["__typename"],
            name
        );
    }
}

#[apply(on_both)]
fn edits_between_the_pages_of_a_sync_are_in_it_at_its_end(server: &Server) {
    let plan = Plan::new(server);
    let ids: Vec<_> = (0..6).map(|number| plan.create(&format!("Work {number}"), 2)).collect();
    let mut replica = Replica::default();
    let mut edits = 0;
    for page in 0..400 {
        let has_more = replica.pull(&plan.who, 1)["hasMore"] == true;
        // While the first rows are read and while the first changes are.
        if page % 40 == 5 && edits < 6 {
            let id = &ids[edits];
            match edits {
                0 => {
                    plan.link(id, &ids[1]);
                }
                1 | 4 => {
                    plan.does("deleteWorkPackage", &format!("workPackageId: {id:?}"), "");
                }
                _ => {
                    plan.does(
                        "updateWorkPackage",
                        &format!("workPackageId: {id:?}, title: \"Renamed {edits}\""),
                        "",
                    );
                }
            }
            edits += 1;
        }
        if !has_more && edits == 6 {
            break;
        }
    }
    assert_eq!(edits, 6);
    replica.catch_up(&plan.who, 1);
    assert_eq!(replica.rows, Replica::new(&plan.who, 500).rows);
}

#[apply(on_both)]
fn what_somebody_loses_is_a_tombstone_and_comes_back_whole(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let sun_id = server.load_id("sun.hao@example.com");
    let sun = server.actor_of(sun_id);
    let mut replica = Replica::new(&sun, 100);
    let all = replica.rows.len();
    let set = |active: bool| {
        let name = if active { "resumeMember" } else { "suspendMember" };
        does(&lin, name, &format!("userId: \"{sun_id}\""));
    };
    set(false);
    let page = replica.pull(&sun, 100);
    let gone: Vec<_> =
        page["rows"].as_array().unwrap().iter().map(|row| (&row["kind"], &row["isDeleted"])).collect();
    assert_eq!(gone.len(), 2, "{page}");
    assert!(gone.iter().all(|(_, is_deleted)| **is_deleted == true));
    assert_eq!((replica.rows.len(), &page["hasMore"]), (0, &json!(false)));
    set(true);
    replica.catch_up(&sun, 100);
    assert_eq!(replica.rows.len(), all);
}

#[apply(on_both)]
fn a_token_for_one_campaign_syncs_that_alone(server: &Server) {
    let plan = Plan::new(server);
    plan.create("Copy", 5);
    let made = plan.who.ask(&format!(
        r#"mutation {{ createToken(input: {{ name: "x", scopes: [READ],
        campaignIds: [{:?}] }}) {{ secret }} }}"#,
        plan.campaign
    ));
    let replica = Replica::new(&server.bearer(made["createToken"]["secret"].as_str().unwrap()), 100);
    let campaigns: Vec<_> = replica.of_kind("Campaign").iter().map(|row| row["key"].clone()).collect();
    assert_eq!((campaigns, replica.of_kind("WorkPackage").len()), (vec![json!("SPR")], 1));
}

#[apply(on_both)]
fn a_client_that_was_offline_longer_than_the_log_is_kept_starts_again(server: &Server) {
    let plan = Plan::new(server);
    let old = Replica::new(&plan.who, 100);
    plan.create("Copy", 5);
    let recent = Replica::new(&plan.who, 100);
    server.app.clock.advance(chrono::TimeDelta::days(91));
    server.block_on(leadtime::housekeeping::delete(&server.app)).unwrap();
    let who = server.lin();
    let ask = |replica: &Replica| {
        let document = format!("query ($since: String) {{ changes(since: $since) {{ {ROWS} }} }}");
        who.ask_with(&document, &json!({ "since": replica.cursor }))["changes"].take()
    };
    let page = ask(&old);
    assert_eq!((&page["resyncRequired"], &page["rows"]), (&json!(true), &json!([])));
    assert_eq!(ask(&recent)["resyncRequired"], false, "who has read all of it has missed nothing");
    let copy = who.ask("{ workPackage(key: \"SPR-1\") { id } }")["workPackage"]["id"].clone();
    for number in 0..105 {
        does(&who, "updateWorkPackage", &format!("workPackageId: {copy}, title: \"Copy {number}\""));
    }
    assert_eq!(ask(&old)["resyncRequired"], true, "also where more has come since than a page looks at");
    assert_eq!(ask(&recent)["resyncRequired"], false);
    assert!(!Replica::new(&who, 100).rows.is_empty());
}

#[apply(on_both)]
fn a_text_that_is_no_cursor_is_refused_by_its_argument(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    for (arguments, field) in [
        (r#"since: "AQ==""#, "since"),
        (r#"since: "x""#, "since"),
        ("first: 0", "first"),
        ("first: 501", "first"),
        ("first: -1", "first"),
    ] {
        let error = lin.refused(&format!("{{ changes({arguments}) {{ hasMore }} }}"));
        assert_eq!(
            (&error["extensions"]["code"], &error["extensions"]["field"]),
            (&json!("BAD_INPUT"), &json!(field)),
            "{arguments}"
        );
    }
}
