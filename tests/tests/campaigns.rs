//! Campaigns are updated, take their steps, are deleted and restored.

use chrono::TimeDelta;
use entity::CampaignStatus;
use serde_json::{Value, json};
use tests::{Server, apply, on_both, plan};

use crate::edits::Plan;

impl Plan {
    /// The same with a token of the day.
    fn later(&self, server: &Server) -> Self {
        Self { who: server.lin(), campaign: self.campaign.clone() }
    }

    /// The input of a mutation of the campaign itself.
    fn input(&self, more: &str) -> String {
        format!("campaignId: {:?}{more}", self.campaign)
    }

    fn set_status(&self, to: &str) -> Value {
        self.tries(
            "setCampaignStatus",
            &self.input(&format!(", status: {to}")),
            "campaign { status nextStatuses }",
        )
    }

    fn delete(&self) -> Value {
        let input = self.input("");
        let document = format!(
            "mutation {{ deleteCampaign(input: {{ {input} }}) {{ campaign {{ id }} changeSeq \
                restorableUntil userErrors {{ code field }} }} }}"
        );
        self.who.ask(&document)["deleteCampaign"].take()
    }
}

/// Everything that a campaign of the demo, `D11`, can be found by.
fn find(server: &Server, ids: &[String]) -> Value {
    let ids: Vec<_> = ids.iter().map(|id| format!("{id:?}")).collect();
    server.lin().ask(&format!(
        r#"{{ campaign(key: "D11") {{ name }} campaigns {{ totalCount nodes {{ key }} }}
            workPackage(key: "D11-2") {{ title }} byId: workPackage(id: {id}) {{ title }} external:
            workPackage(externalId: "here") {{ title }}
            workPackages(first: 3) {{ totalCount nodes {{ key }} }} deadlines(first: 3) {{ totalCount nodes
            {{ key }} }}
            findings(first: 3) {{ nodes {{ code }} }} nodes(ids: [{all}]) {{ id }} }}"#,
        id = ids[1],
        all = ids.join(", "),
    ))
}

/// The ids of the campaign `D11`, a work package, an anchor and a dependency of it.
fn ids(server: &Server) -> Vec<String> {
    let found = server.lin().ask(
        r#"{ campaign(key: "D11") { id workPackages(first: 1) { nodes { id } }
        anchors { id } dependencies { id } } }"#,
    );
    let campaign = &found["campaign"];
    [
        &campaign["id"],
        &campaign["workPackages"]["nodes"][0]["id"],
        &campaign["anchors"][0]["id"],
        &campaign["dependencies"][0]["id"],
    ]
    .map(|id| id.as_str().unwrap().to_owned())
    .to_vec()
}

#[apply(on_both)]
fn an_update_answers_with_its_ripple_and_is_previewed_and_undone(server: &Server) {
    let plan = Plan::new(server);
    plan.create("Copy", 6);
    let preview = plan.previews("updateCampaign: { start: \"2026-03-09\" }");
    let update = |what: &str| {
        plan.does(
            "updateCampaign",
            &plan.input(what),
            "campaign { version start requiredFinish { date edge } }",
        )
    };
    let moved =
        update(", start: \"2026-03-09\", requiredFinish: { date: \"2026-04-30\", edge: START_OF_DAY }");
    assert_eq!(
        moved["campaign"],
        json!({ "version": 2, "start": "2026-03-09", "requiredFinish": { "date": "2026-04-30",
            "edge": "START_OF_DAY" } })
    );
    assert_eq!(
        (&moved["ripple"]["moves"], plan.dates()),
        (&preview["ripple"]["moves"], vec!["Copy 03-09 03-16".to_owned()])
    );
    assert_eq!(moved["ripple"]["moves"][0]["from"]["start"], "2026-03-02");
    plan.undoes(&moved);
    assert_eq!(plan.dates(), ["Copy 03-02 03-09"]);
    let calendars = plan.who.ask("{ calendars { id name } }")["calendars"].take();
    let duty =
        calendars.as_array().unwrap().iter().find(|row| row["name"] == "Campaign duty (every day)").unwrap();
    update(&format!(", calendarId: {}", duty["id"]));
    assert_eq!(plan.dates(), ["Copy 03-02 03-07"], "work goes on on Saturday");
}

#[apply(on_both)]
fn what_is_left_out_stays_and_null_clears(server: &Server) {
    let plan = Plan::new(server);
    let sun = server.load_id("sun.hao@example.com");
    let select = "campaign { key name theme goals audience channel timeZone owner { id } requiredFinish { \
        date } version }";
    let update = |what: &str| plan.does("updateCampaign", &plan.input(what), select)["campaign"].take();
    let full = update(&format!(
        r#", key: "sum", name: " Summer ", theme: "t", goals: "g", audience: "a", channel: "c", timeZone:
            "UTC", ownerId: "{sun}""#
    ));
    assert_eq!(
        full,
        json!({ "key": "SUM", "name": "Summer", "theme": "t", "goals": "g", "audience": "a", "channel": "c",
            "timeZone": "UTC", "owner": { "id": sun.to_string() }, "requiredFinish": {
            "date": "2026-04-10" }, "version": 2 })
    );
    let cleared = update(", theme: null, requiredFinish: null");
    assert_eq!(
        cleared,
        json!({ "key": "SUM", "name": "Summer", "theme": null, "goals": "g", "audience": "a", "channel": "c",
            "timeZone": "UTC", "owner": { "id": sun.to_string() }, "requiredFinish": null, "version": 3 })
    );
}

#[apply(on_both)]
fn refusals_of_campaigns_have_a_code_and_a_path(server: &Server) {
    let plan = Plan::new(server);
    for (what, code, path) in [
        ("key: \"D11\"", "ALREADY_TAKEN", "key"),
        ("key: \"1\"", "INVALID_KEY", "key"),
        ("name: \"\"", "INVALID_NAME", "name"),
        ("timeZone: \"Mars\"", "INVALID_TIME_ZONE", "timeZone"),
        ("calendarId: \"cal_x\"", "NOT_FOUND", "calendarId"),
        ("ownerId: \"usr_x\"", "NOT_FOUND", "ownerId"),
        ("start: \"2026-04-11\"", "FINISH_BEFORE_START", "start"),
        ("requiredFinish: { date: \"2026-03-01\" }", "FINISH_BEFORE_START", "requiredFinish"),
        ("expectedVersion: 7", "CONFLICT", "expectedVersion"),
    ] {
        assert_eq!(
            plan.refuses("updateCampaign", &plan.input(&format!(", {what}"))),
            (code.to_owned(), path.to_owned()),
            "{what}"
        );
    }
    let stale = plan.tries(
        "updateCampaign",
        &plan.input(", name: \"x\", expectedVersion: 7"),
        "campaign { version name }",
    );
    assert_eq!(stale["campaign"], json!({ "version": 1, "name": "Spring" }), "it is shown as it is now");
    let taken = plan.previews("updateCampaign: { key: \"D11\" }")["userErrors"][0].take();
    assert_eq!((&taken["code"], &taken["field"]), (&json!("ALREADY_TAKEN"), &json!(["edits", "0", "key"])));
    let batch =
        plan.input(", edits: [{ updateCampaign: { name: \"x\" } }, { updateCampaign: { key: \"D11\" } }]");
    assert_eq!(
        plan.refuses("applyPlanEdits", &batch),
        ("ALREADY_TAKEN".to_owned(), "edits.1.key".to_owned())
    );
}

#[apply(on_both)]
fn a_campaign_takes_the_steps_that_its_status_allows(server: &Server) {
    let plan = Plan::new(server);
    let empty = plan.set_status("PLANNED")["userErrors"][0].take();
    assert_eq!((&empty["code"], &empty["field"]), (&json!("NO_WORK_PACKAGES"), &json!(["status"])));
    plan.create("Copy", 5);
    for (from, name, _) in CampaignStatus::VALUES {
        for (to, other, _) in CampaignStatus::VALUES {
            server.execute(&format!(
                "update campaign set status = '{}', seq = seq + 1 where key = 'SPR'",
                name.to_lowercase()
            ));
            let answer = plan.set_status(other);
            if from == to || from.next().contains(to) {
                let next: Vec<_> = to.next().iter().map(|status| status.name()).collect();
                assert_eq!(
                    answer["campaign"],
                    json!({ "status": other, "nextStatuses": next }),
                    "{name} {other}"
                );
            } else {
                let params = json!([{ "name": "from", "value": name }, { "name": "to", "value": other }]);
                assert_eq!(
                    (&answer["userErrors"][0]["code"], &answer["userErrors"][0]["params"]),
                    (&json!("INVALID_STATUS"), &params)
                );
            }
        }
    }
}

#[apply(on_both)]
fn a_step_is_undone_where_a_step_leads_back(server: &Server) {
    let plan = Plan::new(server);
    plan.create("Copy", 5);
    let planned = plan.set_status("PLANNED");
    assert_eq!(plan.undoes(&planned)["userErrors"], json!([]));
    let cancelled =
        ["PLANNED", "APPROVED", "RUNNING", "CANCELLED"].map(|status| plan.set_status(status))[3].take();
    let undo = plan.input(&format!(", changeSeq: {}", cancelled["changeSeq"]));
    assert_eq!(plan.refuses("undoChange", &undo), ("INVALID_STATUS".to_owned(), "changeSeq".to_owned()));
}

#[apply(on_both)]
fn a_deleted_campaign_is_nowhere_until_it_is_restored(server: &Server) {
    server.load_demo();
    let (lin, ids) = (server.lin(), ids(server));
    server.execute("update work_package set external_id = 'here' where number = 2");
    server.execute("update campaign set seq = seq + 1");
    let before = find(server, &ids);
    assert!(
        before["external"]["title"].is_string() && before["findings"]["nodes"][0]["code"].is_string(),
        "{before}"
    );
    let d11 = Plan { who: server.lin(), campaign: ids[0].clone() };
    let deleted = d11.delete();
    assert_eq!(
        (&deleted["userErrors"], &deleted["campaign"], deleted["restorableUntil"].is_string()),
        (&json!([]), &json!(null), true)
    );
    let none = json!({ "totalCount": 0, "nodes": [] });
    assert_eq!(
        find(server, &ids),
        json!({
            "campaign": null, "campaigns": none, "workPackage": null, "byId": null, "external": null,
            "workPackages": none, "deadlines": none,
            "findings": { "nodes": [] }, "nodes": [null, null, null, null],
        })
    );
    for (mutation, input, path) in [
        ("updateCampaign", d11.input(", name: \"x\""), "campaignId"),
        ("setCampaignStatus", d11.input(", status: ENDED"), "campaignId"),
        ("moveWorkPackage", format!("workPackageId: {:?}, start: \"2026-10-01\"", ids[1]), "workPackageId"),
        ("moveAnchor", format!("anchorId: {:?}, date: \"2026-10-01\"", ids[2]), "anchorId"),
        ("deleteDependency", format!("dependencyId: {:?}", ids[3]), "dependencyId"),
        ("applyPlanEdits", d11.input(", edits: []"), "campaignId"),
        ("undoChange", d11.input(&format!(", changeSeq: {}", deleted["changeSeq"])), "campaignId"),
    ] {
        assert_eq!(d11.refuses(mutation, &input), ("NOT_FOUND".to_owned(), path.to_owned()), "{mutation}");
    }
    assert_eq!(d11.delete()["userErrors"], json!([{ "code": "NOT_FOUND", "field": ["campaignId"] }]));
    let token = lin.ask(&format!(
        "mutation {{ createToken(input: {{ name: \"x\", scopes: [READ], \
        campaignIds: [{:?}] }}) {{ userErrors {{ code field }} }} }}",
        ids[0]
    ));
    assert_eq!(
        token["createToken"]["userErrors"],
        json!([{ "code": "NOT_FOUND", "field": ["campaignIds"] }])
    );
    let exported = server.command(&["export", "D11"]).unwrap_err();
    assert!(exported.contains("there are 0 campaigns"), "{exported}");
    server.app.clock.advance(TimeDelta::days(29));
    d11.later(server).does("restoreCampaign", &d11.input(""), "campaign { key }");
    server.app.clock.advance(TimeDelta::days(-29));
    assert_eq!(find(server, &ids), before);
    let again = d11.does("restoreCampaign", &d11.input(""), "campaign { key }");
    assert_eq!(
        (&again["campaign"]["key"], &again["changeSeq"]),
        (&json!("D11"), &json!(null)),
        "it is there already"
    );
}

#[apply(on_both)]
fn deleted_campaigns_are_listed_for_who_may_restore_them(server: &Server) {
    let plan = Plan::new(server);
    let select = "totalCount pageInfo { endCursor hasNextPage } nodes { id key name status deletedAt \
        deletedBy { name } restorableUntil }";
    let list = |who: &tests::Actor, arguments: &str| {
        who.ask(&format!("{{ deletedCampaigns{arguments} {{ {select} }} }}"))["deletedCampaigns"].take()
    };
    assert_eq!(list(&plan.who, "")["totalCount"], 0);
    plan.delete();
    server.app.clock.advance(TimeDelta::days(1));
    let zhao = server.actor("zhao.qian@example.com");
    zhao.ask(&format!(
        "mutation {{ deleteCampaign(input: {{ campaignId: {:?} }}) {{ userErrors {{ code }} }} }}",
        ids(server)[0]
    ));
    let found = list(&zhao, "");
    assert_eq!(
        found["nodes"][1],
        json!({
            "id": plan.campaign, "key": "SPR", "name": "Spring", "status": "DRAFT",
            "deletedAt": "2026-10-20T02:00:00Z",
            "deletedBy": { "name": "Lin Wei" }, "restorableUntil": "2026-11-19T02:00:00Z",
        })
    );
    assert_eq!(
        (&found["totalCount"], &found["nodes"][0]["key"], &found["nodes"][0]["deletedBy"]["name"]),
        (&json!(2), &json!("D11"), &json!("Zhao Qian"))
    );
    let first = list(&zhao, "(first: 1)");
    assert_eq!((&first["nodes"][0]["key"], &first["pageInfo"]["hasNextPage"]), (&json!("D11"), &json!(true)));
    let second = list(&zhao, &format!("(first: 1, after: {})", first["pageInfo"]["endCursor"]));
    assert_eq!(
        (&second["nodes"][0]["key"], &second["pageInfo"]["hasNextPage"]),
        (&json!("SPR"), &json!(false))
    );
    for who in ["sun.hao@example.com", "zhang.rui@example.com"] {
        assert_eq!(list(&server.actor(who), ""), json!(null), "{who} may not restore them");
    }
    let later = plan.later(server);
    later.does("restoreCampaign", &plan.input(""), "");
    assert_eq!(list(&later.who, "")["nodes"].as_array().unwrap().len(), 1);
    server.app.clock.advance(TimeDelta::days(30));
    assert_eq!(
        list(&server.lin(), ""),
        json!({ "totalCount": 0, "pageInfo": { "endCursor": null, "hasNextPage": false }, "nodes": [] }),
        "it can not be restored any more"
    );
}

#[apply(on_both)]
fn the_key_of_a_deleted_campaign_is_taken_until_it_is_purged(server: &Server) {
    let plan = Plan::new(server);
    plan.delete();
    let create = || {
        server.lin().ask(
            "mutation { createCampaign(input: { key: \"SPR\", name: \"x\", start: \
            \"2026-03-02\" }) { userErrors { code field params { name value } } } \
            }",
        )["createCampaign"]["userErrors"]
            .take()
    };
    let params = json!([{ "name": "campaignId", "value": plan.campaign }]);
    assert_eq!(create(), json!([{ "code": "KEY_OF_DELETED_CAMPAIGN", "field": ["key"], "params": params }]));
    let imported = server.import(&plan::campaign("SPR", &json!([]), &json!([])).to_string()).unwrap_err();
    assert!(imported.contains("a deleted campaign has the key"), "{imported}");
    server.app.clock.advance(TimeDelta::days(31));
    assert_eq!(
        plan.later(server).refuses("restoreCampaign", &plan.input("")),
        ("NOT_FOUND".to_owned(), "campaignId".to_owned())
    );
    server.block_on(leadtime::housekeeping::delete(&server.app)).unwrap();
    assert_eq!(create(), json!([]));
}

#[apply(on_both)]
fn a_deletion_that_is_undone_by_nothing_but_its_restoration(server: &Server) {
    let plan = Plan::new(server);
    plan.delete();
    let restored = plan.does("restoreCampaign", &plan.input(""), "");
    plan.undoes(&restored);
    assert_eq!(plan.table()["progressTable"]["rows"], json!([]), "an undo deletes no campaign");
}

#[apply(on_both)]
fn a_restored_campaign_is_planned_by_the_calendars_of_that_day(server: &Server) {
    let plan = Plan::new(server);
    let [week, other] = ["cal_0000000000000000000000000a", "cal_0000000000000000000000000b"];
    let does = |mutation: &str| {
        assert!(
            plan.who
                .ask(&format!("mutation {{ {mutation} {{ userErrors {{ code }} }} }}"))
                .to_string()
                .contains("[]"),
            "{mutation}"
        );
    };
    for id in [week, other] {
        does(&format!(
            "createCalendar(input: {{ id: {id:?}, name: {id:?}, workingWeekdays: [MONDAY, TUESDAY] }})"
        ));
    }
    plan.create("Copy", 3);
    plan.does("updateCampaign", &plan.input(&format!(", calendarId: {week:?}")), "");
    let dates = ["Copy 03-02 03-09"];
    assert_eq!(plan.dates(), dates);
    plan.delete();
    does(&format!(
        "setCalendarExceptions(input: {{ calendarId: {week:?}, exceptions: [{{ start: \"2026-03-03\", \
            isWorkingDay: false }}] }})"
    ));
    let stored = "select cast(planned_finish_on as text) as line from work_package p join campaign c on \
        c.id = p.campaign_id where c.key = 'SPR'";
    assert_eq!(server.lines(stored), ["2026-03-09"], "it was left alone");
    let restored = plan.does("restoreCampaign", &plan.input(""), "campaign { isReplanning }");
    assert_eq!(
        (&restored["campaign"]["isReplanning"], plan.dates(), server.lines(stored)),
        (&json!(false), vec!["Copy 03-02 03-10".to_owned()], vec!["2026-03-10".to_owned()])
    );
    plan.does("updateCampaign", &plan.input(&format!(", calendarId: {other:?}")), "");
    let back = plan.does("updateCampaign", &plan.input(&format!(", calendarId: {week:?}")), "");
    does(&format!("deleteCalendar(input: {{ calendarId: {other:?} }})"));
    let undo = plan.input(&format!(", changeSeq: {}", back["changeSeq"]));
    assert_eq!(plan.refuses("undoChange", &undo), ("CHANGED_SINCE".to_owned(), "changeSeq".to_owned()));
}

#[apply(on_both)]
fn work_of_a_deleted_campaign_keeps_nobody(server: &Server) {
    server.load_demo();
    let (sun, ids) = (server.load_id("sun.hao@example.com"), ids(server));
    server.execute("update department set lead_id = null");
    let remove = || {
        server.lin().ask(&format!(
            "mutation {{ removeMember(input: {{ userId: \"{sun}\" }}) {{ userErrors {{ code }} }} }}"
        ))["removeMember"]["userErrors"]
            .take()
    };
    assert_eq!(remove()[0]["code"], "STILL_RESPONSIBLE");
    Plan { who: server.lin(), campaign: ids[0].clone() }.delete();
    assert_eq!(remove(), json!([]));
}

#[apply(on_both)]
fn who_owns_a_campaign_changes_it_and_deletes_it_not(server: &Server) {
    let plan = Plan::new(server);
    let sun = server.load_id("sun.hao@example.com");
    plan.does("updateCampaign", &plan.input(&format!(", ownerId: \"{sun}\"")), "");
    let owned = Plan { who: server.actor("sun.hao@example.com"), campaign: plan.campaign.clone() };
    owned.does("updateCampaign", &owned.input(", name: \"Mine\""), "");
    owned.does("createAnchor", &owned.input(", kind: LAUNCH, name: \"L\", date: \"2026-03-10\""), "");
    assert_eq!(owned.set_status("CANCELLED")["userErrors"], json!([]));
    assert_eq!(owned.delete()["userErrors"], json!([{ "code": "FORBIDDEN", "field": ["campaignId"] }]));
    let may = owned.who.ask("{ campaign(key: \"SPR\") { viewerPermissions { canUpdate canDelete } } }");
    assert_eq!(may["campaign"]["viewerPermissions"], json!({ "canUpdate": true, "canDelete": false }));
}

#[apply(on_both)]
fn a_copy_keeps_its_distance_to_the_launch_in_working_days(server: &Server) {
    let plan = Plan::new(server);
    let (copy, design) = (plan.create("Copy", 5), plan.create("Design", 3));
    plan.link(&copy, &design);
    let launch = plan.does(
        "createAnchor",
        &plan.input(", kind: LAUNCH, name: \"Launch\", date: \"2026-03-23\", origin: CHANNEL"),
        "anchor { id }",
    )["anchor"]["id"]
        .clone();
    let department = plan.who.ask("{ departments { id } }")["departments"][0]["id"].clone();
    plan.does(
        "updateWorkPackage",
        &format!(
            "workPackageId: {copy:?}, constraint: {{ kind: \
        START_NO_EARLIER_THAN, date: \"2026-03-16\" }}, deadline: {{ date: \"2026-03-21\", firmness: FIRM \
        }}, anchorId: {launch}, departmentId: {department}, labels: [\"a\"], estimateHours: 8, externalId: \
        \"x\""
        ),
        "",
    );
    plan.does(
        "reportProgress",
        &format!("workPackageId: {copy:?}, progress: 40, actualStart: \"2026-03-03\""),
        "",
    );
    plan.does("updateCampaign", &plan.input(", theme: \"t\""), "");
    let input = format!(
        "key: \"SUM\", name: \"Summer\", copyOf: {{ campaignId: {:?}, launch: \"2026-05-11\" }}",
        plan.campaign
    );
    let made = plan.does(
        "createCampaign",
        &input,
        "campaign { status theme start requiredFinish { date \
        edge } seq version anchors { kind date origin version } dependencies { predecessor { key } \
        successor { key } } workPackages { nodes { key progress planned { start finish } actual { start } \
        constraint { date } deadline { date } anchor { kind } department { id } labels estimateHours \
        externalId } } }",
    );
    let days = |start: &str, finish: &str| json!({ "start": start, "finish": finish });
    assert_eq!(
        made["campaign"],
        json!({
            "status": "DRAFT", "theme": "t", "start": "2026-04-16", "requiredFinish": { "date": "2026-05-28",
            "edge": "END_OF_DAY" }, "seq": 1, "version": 1,
            "anchors": [{ "kind": "LAUNCH", "date": "2026-05-11", "origin": "CHANNEL", "version": 1 }],
            "dependencies": [{ "predecessor": { "key": "SUM-1" }, "successor": { "key": "SUM-2" } }],
            "workPackages": { "nodes": [
                { "key": "SUM-1", "progress": 0, "planned": days("2026-04-30", "2026-05-09"), "actual": {
                "start": null }, "constraint": { "date": "2026-04-30" }, "deadline": {
                "date": "2026-05-09" }, "anchor": { "kind": "LAUNCH" }, "department": { "id": department },
                "labels": ["a"], "estimateHours": 8, "externalId": null },
                { "key": "SUM-2", "progress": 0, "planned": days("2026-05-11", "2026-05-13"), "actual": {
                "start": null }, "constraint": null, "deadline": null, "anchor": null, "department": null,
                "labels": [], "estimateHours": null, "externalId": null },
            ] },
        })
    );
    let summer = Plan {
        who: server.lin(),
        campaign: plan.who.ask("{ campaign(key: \"SUM\") { id } }")["campaign"]["id"]
            .as_str()
            .unwrap()
            .to_owned(),
    };
    let next = summer.does(
        "createWorkPackage",
        &summer.input(", title: \"Next\", kind: TASK"),
        "workPackage { key }",
    );
    assert_eq!(next["workPackage"]["key"], "SUM-3");
}

#[apply(on_both)]
fn a_copy_on_the_same_days_makes_the_same_plan(server: &Server) {
    server.load_demo();
    let table = |key: &str| {
        server.lin().ask(&format!(
            "{{ campaign(key: {key:?}) {{ start requiredFinish {{ date }} anchors {{ \
            name date }} dependencies {{ predecessor {{ wbs }} successor {{ wbs }} lagDays }} \
            workPackages(first: 100) {{ nodes {{ wbs kind title mode direction priority bufferDays \
            milestoneEdge constraint {{ date }} deadline {{ date }} anchor {{ name }} accountable {{ id }} \
            }} }} }} }}"
        ))["campaign"]
            .take()
    };
    let d11 = Plan { who: server.lin(), campaign: ids(server)[0].clone() };
    let create = |more: &str| {
        d11.refuses("createCampaign", &format!("key: \"NEW\", name: \"x\", copyOf: {{ {more} }}"))
    };
    assert_eq!(create("campaignId: \"cmp_x\""), ("NOT_FOUND".to_owned(), "copyOf.campaignId".to_owned()));
    assert_eq!(
        create(&d11.input(", launch: \"2199-12-31\"")),
        ("DATE_OUT_OF_RANGE".to_owned(), "copyOf.launch".to_owned())
    );
    assert_eq!(
        d11.refuses("createCampaign", "key: \"NEW\", name: \"x\""),
        ("REQUIRED".to_owned(), "start".to_owned())
    );
    d11.does("createCampaign", &format!("key: \"NEW\", name: \"x\", copyOf: {{ {} }}", d11.input("")), "");
    let (old, new) = (table("D11"), table("NEW"));
    assert_eq!(old["workPackages"], new["workPackages"]);
    let sorted = |value: &Value| {
        value.as_array().unwrap().iter().map(Value::to_string).collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(
        (sorted(&old["dependencies"]), &old["anchors"], &old["start"]),
        (sorted(&new["dependencies"]), &new["anchors"], &new["start"])
    );
}
