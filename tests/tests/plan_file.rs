//! Plan files: in and out, and everything that is wrong with one at once.

use entity::campaign;
use leadtime::plan::Snapshot;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use std::sync::Arc;
use tests::{Database, Server, apply, on_both, plan};

const EN: &str = include_str!("../../demo/d11.en.json");
const ZH: &str = include_str!("../../demo/d11.zh.json");

/// A campaign in memory.
fn snapshot(server: &Server, key: &str) -> Arc<Snapshot> {
    server.block_on(plan::snapshot(&server.app.store, key))
}

/// A campaign as a plan file.
pub(crate) fn exported(server: &Server, key: &str) -> String {
    server.block_on(plan::exported(&server.app.store, key))
}

/// The small plan with something changed.
fn changed(change: impl FnOnce(&mut Value)) -> String {
    let mut file = plan::small("A", "a@example.com");
    change(&mut file);
    file.to_string()
}

/// How many rows there are of anything that an import writes.
fn row_count(server: &Server) -> u64 {
    server.block_on(async {
        use sea_orm::PaginatorTrait;
        let reader = server.app.store.reader();
        let mut count = 0;
        count += entity::workspace::Entity::find().count(reader).await.unwrap();
        count += entity::user::Entity::find().count(reader).await.unwrap();
        count += entity::calendar::Entity::find().count(reader).await.unwrap();
        count += campaign::Entity::find().count(reader).await.unwrap();
        count += entity::work_package::Entity::find().count(reader).await.unwrap();
        count
    })
}

#[apply(on_both)]
fn that_are_imported_come_out_the_same_again(server: &Server) {
    for file in [EN, ZH] {
        let (first, second) = (Server::start(Database::sqlite()), Server::start(Database::sqlite()));
        first.import(file).unwrap();
        let text = exported(&first, "D11");
        second.import(&text).unwrap();
        assert_eq!(exported(&second, "D11"), text);
    }
    server.import(EN).unwrap();
    let text = exported(server, "D11");
    let other = Server::start(Database::sqlite());
    other.import(&text).unwrap();
    assert_eq!(exported(&other, "D11"), text);
}

#[apply(on_both)]
fn say_everything_that_is_wrong_and_write_nothing(server: &Server) {
    let mut file = plan::small("bad key", "a@example.com");
    file["unknown"] = json!(1);
    file["campaign"]["calendar"] = json!("Nobody's");
    file["calendars"][0]["exceptions"] = json!([{ "date": "2026-02-30", "working": false }]);
    file["people"][0]["role"] = json!("KING");
    let told = server.import(&file.to_string()).unwrap_err();
    for path in ["unknown", "campaign.calendar", "calendars[0].exceptions[0].date", "people[0].role"] {
        assert!(told.lines().any(|line| line.starts_with(&format!("{path}:"))), "{path}\n{told}");
    }
    assert_eq!(row_count(server), 0);
}

#[apply(on_both)]
fn say_what_is_wrong_with_the_rest_too(server: &Server) {
    let mut file = plan::small("A", "a@example.com");
    file["campaign"]["calendar"] = json!("Nobody's");
    file["workPackages"][0]["duration"] = json!("long");
    file["workPackages"][0]["mode"] = json!("SLOW");
    let told = server.import(&file.to_string()).unwrap_err();
    for path in ["campaign.calendar", "workPackages[0].duration", "workPackages[0].mode"] {
        assert!(told.lines().any(|line| line.starts_with(&format!("{path}:"))), "{path}\n{told}");
    }
}

#[apply(on_both)]
fn may_give_dates_as_offsets_from_an_anchor(server: &Server) {
    let file = changed(|file| {
        file["anchors"] = json!([
            { "kind": "LAUNCH", "name": "Launch", "date": "2026-11-11", "edge": "START_OF_DAY" },
            { "kind": "CUSTOM", "name": "Party", "date": "2026-11-14", "edge": "END_OF_DAY" },
        ]);
        let offset = |anchor: &str, offset: i32, unit: &str| {
            json!({ "date": { "anchor": anchor,
            "offset": offset, "unit": unit } })
        };
        file["workPackages"] = json!([
            { "wbs": "1", "kind": "TASK", "title": "a", "deadline": offset("LAUNCH", -3, "WORKING_DAY") },
            { "wbs": "2", "kind": "TASK", "title": "b", "deadline": offset("LAUNCH", -3, "CALENDAR_DAY") },
            { "wbs": "3", "kind": "TASK", "title": "c", "deadline": offset("Party", 1, "WORKING_DAY") },
            { "wbs": "4", "kind": "TASK", "title": "d", "deadline": offset("LAUNCH", 0, "WORKING_DAY") },
        ]);
    });
    server.import(&file).unwrap();
    let data = server.actor("a@example.com").ask("{ workPackages { nodes { deadline { date } } } }");
    let dates: Vec<_> = data["workPackages"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|n| n["deadline"]["date"].clone())
        .collect();
    assert_eq!(dates, ["2026-11-06", "2026-11-08", "2026-11-16", "2026-11-11"]);
}

#[apply(on_both)]
fn use_what_the_workspace_has_and_refuse_what_differs(server: &Server) {
    server.import(&plan::small("A", "a@example.com").to_string()).unwrap();
    server.import(&plan::small("B", "a@example.com").to_string()).unwrap();
    let mut other = plan::small("C", "a@example.com");
    other["calendars"][0]["week"] = json!(["MON"]);
    assert!(server.import(&other.to_string()).unwrap_err().starts_with("calendars[0]:"));
    assert!(
        server
            .import(&plan::small("B", "a@example.com").to_string())
            .unwrap_err()
            .starts_with("campaign.key:")
    );
    let data = server.actor("a@example.com").ask(
        "{ campaigns { nodes { key } } viewer { memberships { \
            workspace { people { email } } } } }",
    );
    assert_eq!(data["campaigns"]["nodes"], json!([{ "key": "A" }, { "key": "B" }]));
    assert_eq!(
        data["viewer"]["memberships"][0]["workspace"]["people"],
        json!([{ "email": "a@example.com" }])
    );
}

#[apply(on_both)]
fn give_work_packages_the_id_of_another_system_to_be_found_by(server: &Server) {
    let plan = |key: &str| {
        let mut file = plan::small(key, "a@example.com");
        file["workPackages"] = json!([
            { "wbs": "1", "kind": "TASK", "title": "second", "externalId": "ERP-2" },
            { "wbs": "2", "kind": "TASK", "title": "first", "externalId": format!("ERP-1{key}") },
            { "wbs": "3", "kind": "TASK", "title": "without" },
        ]);
        file.to_string()
    };
    server.import(&plan("A")).unwrap();
    assert!(exported(server, "A").contains(r#""externalId": "ERP-2""#));
    server.import(&plan("B")).unwrap();
    let actor = server.actor("a@example.com");
    let found = actor.ask(r#"{ workPackage(externalId: "ERP-1B") { key externalId } }"#);
    assert_eq!(found["workPackage"], json!({ "key": "B-2", "externalId": "ERP-1B" }));
    let list = actor.ask(
        r#"{ workPackages(filter: { externalId: { contains: "erp" } }, orderBy: [{ field: EXTERNAL_ID }])
                { nodes { key } } }"#,
    );
    let keys = ["A-2", "B-2", "A-1", "B-1"].map(|key| json!({ "key": key }));
    assert_eq!(list["workPackages"]["nodes"], json!(keys));
    let several = actor.send(r#"{ workPackage(externalId: "ERP-2") { key } }"#, &json!({})).json();
    assert_eq!(several["errors"][0]["extensions"]["code"], "BAD_INPUT");
    let campaign = actor.ask(r#"{ campaign(key: "B") { id } }"#)["campaign"]["id"].clone();
    let found =
        actor.ask(&format!(r#"{{ workPackage(externalId: "ERP-2", campaignId: {campaign}) {{ key }} }}"#));
    assert_eq!(found["workPackage"]["key"], "B-1");
}

#[apply(on_both)]
fn have_names_and_addresses_as_sign_in_reads_them(server: &Server) {
    let mut file = plan::small("A", " Ann@Example.COM ");
    file["people"][0]["name"] = json!(" Ann ");
    file["campaign"]["owner"] = json!("ann@example.com");
    file["workPackages"][0]["accountable"] = json!("ann@example.com");
    server.import(&file.to_string()).unwrap();
    let data = server.actor("ann@example.com").ask("{ viewer { user { email name } } }");
    assert_eq!(data["viewer"]["user"], json!({ "email": "ann@example.com", "name": "Ann" }));
}

#[apply(on_both)]
fn are_in_memory_without_the_password_hashes_of_people(server: &Server) {
    server.import(&plan::small("A", "a@example.com").to_string()).unwrap();
    server.execute(r#"update "user" set password_hash = 'the hash'"#);
    let directory = format!("{:?}", snapshot(server, "A").directory);
    assert!(directory.contains("a@example.com") && !directory.contains("the hash"), "{directory}");
}

#[apply(on_both)]
fn have_people_of_several_departments_with_several_days_off(server: &Server) {
    let file = changed(|file| {
        let off = |on: &str| json!({ "start": on, "finish": on, "reason": "away" });
        file["people"][0]["daysOff"] = json!([off("2026-12-24"), off("2026-10-05")]);
        let department = |name: &str| json!({ "name": name, "members": ["a@example.com"] });
        file["departments"] = json!([department("B"), department("A")]);
    });
    server.import(&file).unwrap();
    let snapshot = snapshot(server, "A");
    let person = &snapshot.directory.people[0];
    let days: Vec<_> = person.days_off.iter().map(|off| off.start_on.to_string()).collect();
    assert_eq!((person.departments.len(), days), (2, vec!["2026-10-05".to_owned(), "2026-12-24".to_owned()]));
    assert!(snapshot.directory.departments.iter().all(|department| department.members == [0]));
}

#[apply(on_both)]
fn are_planned_by_the_calendar_of_each_department_and_its_days_off(server: &Server) {
    let file = changed(|file| {
        file["departments"] = json!([{
            "name": "Warehouse", "members": ["a@example.com"],
            "daysOff": [{ "start": "2026-10-05", "finish": "2026-10-06", "reason": "stocktaking" }],
        }]);
        file["workPackages"] = json!([
            { "wbs": "1", "kind": "TASK", "title": "with", "duration": 3, "department": "Warehouse" },
            { "wbs": "2", "kind": "TASK", "title": "without", "duration": 3 },
        ]);
    });
    server.import(&file).unwrap();
    let data = server.actor("a@example.com").ask(
        "{ workPackages { nodes { title planned { finish } } } \
            }",
    );
    assert_eq!(
        data["workPackages"]["nodes"],
        json!([
            { "title": "with", "planned": { "finish": "2026-10-07" } }, { "title": "without", "planned": {
            "finish": "2026-10-05" } },
        ])
    );
}

/// One fault each, and the line that tells it.
#[test]
fn name_the_place_of_every_kind_of_fault() {
    type Change = fn(&mut Value);
    let faults: [(Change, &str); 45] = [
        (|f| f["campaign"] = json!(null), "campaign: is missing"),
        (|f| f["people"] = json!([null]), "people[0]: expected an object"),
        (|f| f["workPackages"][0]["mode"] = json!("x"), "workPackages[0].mode: expected one of"),
        (
            |f| f["workPackages"][0]["labels"] = json!(["a\nb"]),
            "workPackages[0].labels[0]: is more than one line",
        ),
        (|f| f["workPackages"][0]["remaining"] = json!(0), "workPackages[0]: has 0 days remaining"),
        (
            |f| {
                f["anchors"] = json!([
                    { "kind": "END", "name": "E", "date": "2026-11-11", "edge": "END_OF_DAY" },
                    { "kind": "LAUNCH", "name": "E", "date": "2026-11-11", "edge": "END_OF_DAY" },
                ]);
            },
            "anchors[1]: there is an anchor named",
        ),
        (
            |f| {
                f["calendars"][0]["exceptions"] = json!([
                    { "date": "2026-11-11", "working": false }, { "date": "2026-11-11", "working": false },
                ]);
            },
            "calendars[0]: has the exception of 2026-11-11 twice",
        ),
        (
            |f| {
                f["workPackages"] = json!([
                    { "wbs": "1", "kind": "TASK", "title": "a", "externalId": "X" },
                    { "wbs": "2", "kind": "TASK", "title": "b", "externalId": "X" },
                ]);
            },
            "workPackages[1]: there is an external id \"X\" already",
        ),
        (|f| f["leadtime"] = json!("plan/2"), "leadtime: expected"),
        (|f| drop(f.as_object_mut().unwrap().remove("campaign")), "campaign: is missing"),
        (|f| f["campaign"]["key"] = json!("d11"), "campaign.key: expected"),
        (|f| f["campaign"]["owner"] = json!("b@example.com"), "campaign.owner: there is no person"),
        (|f| f["campaign"]["start"] = json!("1899-12-31"), "campaign.start: expected a day"),
        (|f| f["campaign"]["start"] = json!("2026-1-1"), "campaign.start: expected a day"),
        (|f| f["campaign"]["timeZone"] = json!("Asia/Atlantis"), "campaign.timeZone: there is no time zone"),
        (|f| f["campaign"]["status"] = json!("running"), "campaign.status: expected one of"),
        (
            |f| f["campaign"]["requiredFinish"] = json!({ "date": "2026-09-01" }),
            "campaign: requiredFinish is before start",
        ),
        (|f| f["calendars"][0]["week"] = json!([]), "calendars[0]: the calendar has no working day"),
        (
            |f| f["calendars"][0]["week"] = json!(["MONDAY"]),
            "calendars[0].week[0]: there is no day of the week",
        ),
        (|f| f["people"][0]["email"] = json!("nobody"), "people[0].email: expected an e-mail"),
        (|f| f["people"][0]["email"] = json!("a..b@example.com"), "people[0].email: expected an e-mail"),
        (|f| f["people"][0]["name"] = json!("An\tna"), "people[0].name: has a line break, a tab"),
        (|f| f["people"][0]["name"] = json!("An\u{202e}na"), "people[0].name: has a line break, a tab"),
        (|f| f["people"] = json!([f["people"][0], f["people"][0]]), "people[1]: there is a person"),
        (
            |f| f["departments"] = json!([{ "name": "D", "colour": "red" }]),
            "departments[0].colour: expected a colour",
        ),
        (
            |f| f["departments"] = json!([{ "name": "D", "capacity": -1 }]),
            "departments[0].capacity: expected a whole number",
        ),
        (
            |f| f["anchors"] = json!([{ "kind": "END", "name": "E", "date": "2026-11-11", "edge": "NOON" }]),
            "anchors[0].edge: expected one of",
        ),
        (|f| f["workPackages"][0]["wbs"] = json!("2"), "workPackages[0].wbs: expected \"1\""),
        (|f| f["workPackages"][0]["wbs"] = json!("1.1"), "workPackages[0].wbs: its phase"),
        (|f| f["workPackages"][0]["title"] = json!("  "), "workPackages[0].title: is empty"),
        (|f| f["workPackages"][0]["title"] = json!("x".repeat(501)), "workPackages[0].title: is longer"),
        (
            |f| f["workPackages"][0]["duration"] = json!(0),
            "workPackages[0].duration: expected a whole number",
        ),
        (
            |f| f["workPackages"][0]["duration"] = json!(1.5),
            "workPackages[0].duration: expected a whole number",
        ),
        (
            |f| f["workPackages"][0]["progress"] = json!(101),
            "workPackages[0].progress: expected a whole number",
        ),
        (
            |f| f["workPackages"][0]["start"] = json!("2026-10-01"),
            "workPackages[0]: start and finish are typed only",
        ),
        (|f| f["workPackages"][0]["edge"] = json!("END_OF_DAY"), "workPackages[0]: a milestone has an edge"),
        (|f| f["workPackages"][0]["anchor"] = json!("LAUNCH"), "workPackages[0].anchor: there is no anchor"),
        (
            |f| f["workPackages"][0]["deadline"] = json!({ "date": { "anchor": "LAUNCH", "offset": 1 } }),
            "workPackages[0].deadline.date.anchor: there is no anchor",
        ),
        (|f| f["workPackages"][0]["number"] = json!(0), "workPackages[0].number: expected a whole number"),
        (
            |f| {
                f["workPackages"] = json!([
                                    { "wbs": "1", "kind": "TASK", "title": "a" }, { "wbs": "1.1",
                                    "kind": "TASK", "title": "b" },
                ]);
            },
            "workPackages[0]: has children",
        ),
        (
            |f| {
                f["workPackages"] = json!([
                                    { "wbs": "1", "kind": "PHASE", "title": "a", "progress": 5 }, {
                                    "wbs": "1.1", "kind": "TASK", "title": "b" },
                ]);
            },
            "workPackages[0]: a phase has no actuals",
        ),
        (
            |f| f["dependencies"] = json!([{ "predecessor": "1", "successor": "9" }]),
            "dependencies[0].successor: there is no work package",
        ),
        (
            |f| f["dependencies"] = json!([{ "predecessor": "1", "successor": "1" }]),
            "dependencies[0]: links a work package to itself",
        ),
        (
            |f| {
                f["workPackages"] = json!([{ "wbs": "1", "kind": "TASK", "title": "a" }, { "wbs": "2",
                    "kind": "TASK", "title": "b" }]);
                f["dependencies"] = json!([{ "predecessor": "1", "successor": "2" }, { "predecessor": "2",
                    "successor": "1" }]);
            },
            "workPackages: the links run in a circle",
        ),
        (
            |f| f["baselines"] = json!([{ "name": "B", "takenAt": "yesterday" }]),
            "baselines[0].takenAt: expected a moment",
        ),
    ];
    let server = Server::start(Database::sqlite());
    for (change, expected) in faults {
        let file = changed(change);
        let told = server.import(&file).unwrap_err();
        assert!(told.lines().any(|line| line.starts_with(expected)), "{expected}\n{told}");
    }
    assert!(server.import("{").unwrap_err().starts_with("(file): is not JSON"));
    assert!(server.import("[]").unwrap_err().starts_with("(file): expected an object"));
    assert_eq!(row_count(&server), 0);
}
