//! Departments, calendars and days off are changed, and what is planned by them is planned again.

use entity::WorkspaceId;
use leadtime::directory::ReplanCampaigns;
use serde_json::{Value, json};
use tests::{Actor, Server, apply, on_both, plan, soon};

/// What is selected of every payload.
const CHANGE: &str = "changeSeq campaignsReplanned { campaign { key } movedCount } campaignsPendingCount \
    userErrors { code field params { name value } }";

/// The answer to a mutation by its name.
fn tries(who: &Actor, mutation: &str, input: &str, select: &str) -> Value {
    who.ask(&format!("mutation {{ {mutation}(input: {{ {input} }}) {{ {select} {CHANGE} }} }}"))[mutation]
        .take()
}

fn does(who: &Actor, mutation: &str, input: &str, select: &str) -> Value {
    let answer = tries(who, mutation, input, select);
    assert_eq!(answer["userErrors"], json!([]), "{mutation}({input})");
    answer
}

/// `CODE path name=value …` of what is refused.
fn refuses(who: &Actor, mutation: &str, input: &str) -> String {
    let error = tries(who, mutation, input, "")["userErrors"][0].take();
    let texts = |list: &Value, text: fn(&Value) -> String| {
        list.as_array().into_iter().flatten().map(text).collect::<Vec<_>>()
    };
    let path = texts(&error["field"], |name| name.as_str().unwrap().to_owned()).join(".");
    let param =
        |param: &Value| format!("{}={}", param["name"].as_str().unwrap(), param["value"].as_str().unwrap());
    let words =
        [vec![error["code"].as_str().unwrap_or("done").to_owned(), path], texts(&error["params"], param)];
    words.concat().join(" ")
}

/// The id of something of the demo by its name.
fn id(who: &Actor, list: &str, name: &str) -> String {
    let all = who.ask(&format!("{{ {list} {{ id name }} }}"))[list].take();
    let found = all.as_array().unwrap().iter().find(|of| of["name"] == name);
    found.unwrap_or_else(|| panic!("{name}"))["id"].as_str().unwrap().to_owned()
}

/// `KEY-1 start finish` of all work packages as lists find them, where that is not as their plans have it.
fn outdated(server: &Server, who: &Actor) -> Vec<String> {
    let stored = server.lines(
        "select c.key || '-' || cast(p.number as text) || ' ' || cast(p.planned_start_on as text) || ' ' || \
            cast(p.planned_finish_on as text) as line
        from work_package p join campaign c on c.id = p.campaign_id",
    );
    let campaigns = who.ask(
        "{ campaigns(first: 60) { nodes { progressTable { rows { key planned { start finish } } } } } }",
    );
    let tables = campaigns["campaigns"]["nodes"].as_array().unwrap().iter();
    let rows = tables.flat_map(|of| of["progressTable"]["rows"].as_array().unwrap());
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let planned: Vec<_> = rows
        .filter(|row| !row["planned"]["start"].is_null())
        .map(|row| {
            format!(
                "{} {} {}",
                text(&row["key"]),
                text(&row["planned"]["start"]),
                text(&row["planned"]["finish"])
            )
        })
        .collect();
    assert_eq!(stored.len(), planned.len());
    stored.into_iter().filter(|line| !planned.contains(line)).collect()
}

/// A campaign from Monday 2026-03-02 with a task of five days of a department.
fn campaign(who: &Actor, key: &str, more: &str, department: &str) {
    let made = who.ask(&format!(
        "mutation {{ createCampaign(input: {{ key: {key:?}, name: {key:?}, start: \
        \"2026-03-02\", {more} }}) {{ campaign {{ id }} }} }}"
    ));
    let id = &made["createCampaign"]["campaign"]["id"];
    let made = who.ask(&format!(
        "mutation {{ createWorkPackage(input: {{ campaignId: {id}, title: \"Copy\", \
        kind: TASK, durationDays: 5, departmentId: {department:?} }}) {{ userErrors {{ code }} }} }}"
    ));
    assert_eq!(made["createWorkPackage"]["userErrors"], json!([]));
}

/// The planned finish of the first work package of a campaign.
fn finish(who: &Actor, key: &str) -> String {
    who.ask(&format!(
        "{{ workPackage(key: \"{key}-1\") {{ planned {{ finish }} }} \
        }}"
    ))["workPackage"]["planned"]["finish"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn off(start: &str, finish: &str) -> String {
    format!("exceptions: [{{ start: {start:?}, finish: {finish:?}, isWorkingDay: false, name: \"Outing\" }}]")
}

#[apply(on_both)]
fn exceptions_of_a_calendar_move_what_is_planned_by_it_in_the_same_change(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let (calendar, other) =
        (id(&lin, "calendars", "Mainland China 2026"), id(&lin, "calendars", "Campaign duty (every day)"));
    let design = id(&lin, "departments", "Design");
    campaign(&lin, "SPR", "", &design);
    campaign(&lin, "OWN", &format!("calendarId: {other:?}"), &design);
    let set = |more: &str| {
        does(
            &lin,
            "setCalendarExceptions",
            &format!("calendarId: {calendar:?}, {more}"),
            "calendar { version exceptions(from: \"2026-03-01\", to: \"2026-03-31\") { date isWorkingDay \
                name } }",
        )
    };
    let done = set(&off("2026-03-03", "2026-03-04"));
    assert_eq!(done["campaignsReplanned"], json!([{ "campaign": { "key": "SPR" }, "movedCount": 1 }]));
    assert_eq!(
        done["calendar"],
        json!({ "version": 2, "exceptions": [
            { "date": "2026-03-03", "isWorkingDay": false, "name": "Outing" }, { "date": "2026-03-04",
            "isWorkingDay": false, "name": "Outing" },
        ] })
    );
    assert_eq!(
        (finish(&lin, "SPR"), finish(&lin, "OWN")),
        ("2026-03-10".to_owned(), "2026-03-06".to_owned())
    );
    assert_eq!(outdated(server, &lin), [""; 0]);
    let log = "select c.key || ' ' || cast(c.seq as text) || ' ' || l.cause || ' ' || cast(p.version as \
        text) as line from change l join campaign c on c.id = l.scope_id join work_package p on \
        p.campaign_id = c.id where l.cause = 'setCalendarExceptions'";
    assert_eq!(server.lines(log), ["SPR 3 setCalendarExceptions 1"], "what only moved keeps its version");
    let seq = "select cast(directory_seq as text) as line from workspace";
    assert_eq!(server.lines(seq), [done["changeSeq"].to_string()]);
    let again = set(&off("2026-03-03", "2026-03-04"));
    assert_eq!(
        (&again["changeSeq"], &again["calendar"]["version"]),
        (&json!(null), &json!(2)),
        "the same once more changes nothing"
    );
    let cleared = set(
        "clear: [{ start: \"2026-03-01\", finish: \"2026-03-31\" }], exceptions: [{ start: \"2026-03-07\", \
            isWorkingDay: true }]",
    );
    assert_eq!(
        cleared["calendar"]["exceptions"],
        json!([{ "date": "2026-03-07", "isWorkingDay": true, "name": null }])
    );
    assert_eq!((finish(&lin, "SPR"), outdated(server, &lin)), ("2026-03-06".to_owned(), vec![]));
}

#[apply(on_both)]
fn another_week_and_another_default_calendar(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let made = does(
        &lin,
        "createCalendar",
        "name: \"Short week\", workingWeekdays: [MONDAY, TUESDAY, SUNDAY], isDefault: true",
        "calendar { id isDefault workingWeekdays version }",
    );
    assert_eq!(made["calendar"]["workingWeekdays"], json!(["MONDAY", "TUESDAY", "SUNDAY"]));
    campaign(&lin, "SPR", "", &id(&lin, "departments", "Design"));
    assert_eq!(finish(&lin, "SPR"), "2026-03-10");
    let own = format!("calendarId: {}", made["calendar"]["id"]);
    let updated = does(
        &lin,
        "updateCalendar",
        &format!(
            "{own}, name: \"Week\", workingWeekdays: [MONDAY, TUESDAY, WEDNESDAY], knownThrough: \
                \"2027-01-01\", expectedVersion: 1"
        ),
        "calendar { name knownThrough version }",
    );
    assert_eq!(updated["calendar"], json!({ "name": "Week", "knownThrough": "2027-01-01", "version": 2 }));
    assert_eq!((finish(&lin, "SPR"), outdated(server, &lin)), ("2026-03-10".to_owned(), vec![]));
    does(&lin, "updateCalendar", &format!("{own}, workingWeekdays: [MONDAY]"), "");
    assert_eq!((finish(&lin, "SPR"), outdated(server, &lin)), ("2026-03-30".to_owned(), vec![]));
    assert_eq!(
        refuses(&lin, "updateCalendar", &format!("{own}, workingWeekdays: []")),
        "NO_WORKING_DAY workingWeekdays"
    );
    assert_eq!(
        refuses(&lin, "updateCalendar", &format!("{own}, isDefault: false")),
        "DEFAULT_CALENDAR isDefault"
    );
    assert_eq!(
        refuses(&lin, "createCalendar", "name: \" Week \", workingWeekdays: [MONDAY]"),
        "ALREADY_TAKEN name"
    );
    let stale = tries(
        &lin,
        "updateCalendar",
        &format!("{own}, name: \"x\", expectedVersion: 1"),
        "calendar { name }",
    );
    assert_eq!(
        (&stale["calendar"]["name"], &stale["userErrors"][0]["code"]),
        (&json!("Week"), &json!("CONFLICT"))
    );
    assert_eq!(server.lines("select name as line from calendar where is_default"), ["Week"]);
}

#[apply(on_both)]
fn holidays_are_imported_with_the_days_that_are_worked_for_them(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let made = does(
        &lin,
        "createCalendar",
        "name: \"Plain\", workingWeekdays: [MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY]",
        "calendar { id }",
    );
    let own = format!("calendarId: {}", made["calendar"]["id"]);
    campaign(&lin, "FEB", &own, &id(&lin, "departments", "Design"));
    let import = |more: &str| format!("{own}, {more}");
    let done = does(
        &lin,
        "importHolidays",
        &import("country: \"CN\", years: [2025, 2026]"),
        "calendar { source knownThrough spring: exceptions(from: \"2026-02-14\", to: \"2026-02-15\") { date \
            isWorkingDay name } }",
    );
    assert_eq!(
        done["calendar"]["spring"],
        json!([
            { "date": "2026-02-14", "isWorkingDay": true, "name": "Spring Festival" }, {
            "date": "2026-02-15", "isWorkingDay": false, "name": "Spring Festival" },
        ])
    );
    assert!(
        done["calendar"]["knownThrough"] == "2026-12-31"
            && done["calendar"]["source"].as_str().unwrap().contains("State Council")
    );
    let once_more =
        does(&lin, "importHolidays", &import("country: \"CN\", years: [2025]"), "calendar { knownThrough }");
    assert_eq!(
        (&once_more["changeSeq"], &once_more["calendar"]["knownThrough"]),
        (&json!(null), &json!("2026-12-31"))
    );
    let known = "country=CN years=2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026";
    assert_eq!(
        refuses(&lin, "importHolidays", &import("country: \"CN\", years: [2026, 2027]")),
        format!("UNKNOWN_HOLIDAYS years {known}")
    );
    assert_eq!(
        refuses(&lin, "importHolidays", &import("country: \"FR\", years: [2026]")),
        format!("UNKNOWN_HOLIDAYS country {known}")
    );
    let many = "exceptions: [{ start: \"2000-01-01\", finish: \"2011-01-01\", isWorkingDay: false }]";
    assert_eq!(refuses(&lin, "setCalendarExceptions", &import(many)), "TOO_LARGE exceptions.0 max=4000");
    let backwards = "clear: [{ start: \"2000-01-02\", finish: \"2000-01-01\" }]";
    assert_eq!(
        refuses(&lin, "setCalendarExceptions", &import(backwards)),
        "FINISH_BEFORE_START clear.0.finish"
    );
}

#[apply(on_both)]
fn a_departments_calendar_and_days_off_move_its_work(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let made = does(
        &lin,
        "createDepartment",
        "name: \"Video\", colour: \"#1F77B4\", capacityPerDay: 2",
        "department { id colour lead { name } capacityPerDay version }",
    );
    assert_eq!(made["department"]["colour"], "#1f77b4");
    let own = format!("departmentId: {}", made["department"]["id"]);
    campaign(&lin, "SPR", "", made["department"]["id"].as_str().unwrap());
    let every_day = id(&lin, "calendars", "Campaign duty (every day)");
    let lead = server.load_id("wu.tong@example.com");
    let updated = does(
        &lin,
        "updateDepartment",
        &format!("{own}, calendarId: {every_day:?}, leadId: \"{lead}\", capacityPerDay: null, position: 0"),
        "department { lead { email } capacityPerDay calendar { name } version }",
    );
    assert_eq!(
        updated["department"],
        json!({ "lead": { "email": "wu.tong@example.com" }, "capacityPerDay": null, "calendar": {
            "name": "Campaign duty (every day)" }, "version": 2 })
    );
    assert_eq!(updated["campaignsReplanned"], json!([]), "five days in a row are the same ones");
    assert_eq!(lin.ask("{ departments { name } }")["departments"][0]["name"], "Video");
    let day_off = does(
        &lin,
        "createDayOff",
        &format!("{own}, start: \"2026-03-03\", reason: \"Outing\""),
        "dayOff { id start finish reason version }",
    );
    assert_eq!(day_off["campaignsReplanned"], json!([{ "campaign": { "key": "SPR" }, "movedCount": 1 }]));
    assert_eq!((finish(&lin, "SPR"), outdated(server, &lin)), ("2026-03-07".to_owned(), vec![]));
    let off = format!("dayOffId: {}", day_off["dayOff"]["id"]);
    let longer = does(
        &lin,
        "updateDayOff",
        &format!("{off}, finish: \"2026-03-05\", reason: null, expectedVersion: 1"),
        "dayOff { finish reason version }",
    );
    assert_eq!(longer["dayOff"], json!({ "finish": "2026-03-05", "reason": null, "version": 2 }));
    assert_eq!((finish(&lin, "SPR"), outdated(server, &lin)), ("2026-03-09".to_owned(), vec![]));
    assert_eq!(
        refuses(&lin, "updateDayOff", &format!("{off}, start: \"2026-03-06\"")),
        "FINISH_BEFORE_START finish"
    );
    assert_eq!(
        refuses(&lin, "updateDayOff", &format!("{off}, finish: \"2030-03-06\"")),
        "OUT_OF_RANGE finish max=1000"
    );
    assert_eq!(
        refuses(&lin, "deleteDayOff", &format!("{off}, expectedVersion: 1")),
        "CONFLICT expectedVersion version=2"
    );
    let node =
        lin.ask(&format!("{{ node(id: {}) {{ ... on DayOff {{ finish }} }} }}", day_off["dayOff"]["id"]));
    assert_eq!(node["node"]["finish"], "2026-03-05");
    does(&lin, "deleteDayOff", &off, "");
    does(&lin, "updateDepartment", &format!("{own}, calendarId: null"), "");
    assert_eq!((finish(&lin, "SPR"), outdated(server, &lin)), ("2026-03-06".to_owned(), vec![]));
    assert_eq!(refuses(&lin, "updateDepartment", &format!("{own}, name: \"Design\"")), "ALREADY_TAKEN name");
    assert_eq!(
        refuses(&lin, "updateDepartment", &format!("{own}, colour: \"red\", capacityPerDay: -1")),
        "INVALID_COLOUR colour"
    );
    assert_eq!(
        refuses(&lin, "createDepartment", "name: \"x\", leadId: \"usr_00000000000000000000000000\""),
        "NOT_FOUND leadId"
    );
}

#[apply(on_both)]
fn what_is_in_use_is_not_deleted_and_says_by_what(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let delete = |kind: &str, list: &str, name: &str| {
        refuses(
            &lin,
            &format!("delete{kind}"),
            &format!("{}Id: {:?}", kind.to_lowercase(), id(&lin, list, name)),
        )
    };
    assert_eq!(delete("Calendar", "calendars", "Mainland China 2026"), "DEFAULT_CALENDAR calendarId");
    let used = delete("Calendar", "calendars", "Warehouse (Monday to Saturday)");
    assert!(used.starts_with("STILL_IN_USE calendarId campaigns=0 departments=1 workPackages="), "{used}");
    let used = delete("Department", "departments", "Design");
    assert!(
        used.starts_with("STILL_IN_USE departmentId workPackages=")
            && used.ends_with(" campaigns=1 campaignKeys=D11"),
        "{used}"
    );
    does(&lin, "createCalendar", "name: \"Unused\", workingWeekdays: [MONDAY]", "");
    let unused = id(&lin, "calendars", "Unused");
    does(
        &lin,
        "setCalendarExceptions",
        &format!("calendarId: {unused:?}, {}", off("2026-03-03", "2026-03-04")),
        "",
    );
    assert_eq!(
        does(&lin, "deleteCalendar", &format!("calendarId: {unused:?}"), "calendar { id }")["calendar"],
        json!(null)
    );
    // Somebody is invited to a department that is deleted before they come.
    does(&lin, "createDepartment", "name: \"Video\"", "");
    let video = id(&lin, "departments", "Video");
    lin.ask(&format!(
        "mutation {{ inviteMember(input: {{ email: \"ann@example.org\", role: MEMBER, \
        departmentIds: [{video:?}] }}) {{ userErrors {{ code }} }} }}"
    ));
    does(&lin, "createDayOff", &format!("departmentId: {video:?}, start: \"2026-03-03\""), "");
    does(&lin, "deleteDepartment", &format!("departmentId: {video:?}"), "");
    server.emails("ann@example.org", 1);
    let accept = format!(
        "mutation {{ acceptInvitation(input: {{ token: {:?}, newcomer: {{ name: \"Ann\", password: \
            \"correct horse battery\", timeZone: \"UTC\" }} }}) {{ userErrors {{ code }} }} }}",
        server.link("ann@example.org")
    );
    assert_eq!(server.stranger().ask(&accept)["acceptInvitation"]["userErrors"], json!([]));
}

#[apply(on_both)]
fn who_works_in_a_department_is_set_at_once(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let design = id(&lin, "departments", "Design");
    let users = ["wu.tong@example.com", "sun.hao@example.com"].map(|email| server.load_id(email).to_string());
    let input = format!("departmentId: {design:?}, userIds: {users:?}");
    let done = does(
        &lin,
        "setDepartmentMembers",
        &input,
        "department { members { email departments { name } version } }",
    );
    assert_eq!(
        done["department"]["members"],
        json!([
            { "email": "sun.hao@example.com", "departments": [{ "name": "Operations" }, {
            "name": "Design" }], "version": 2 },
            { "email": "wu.tong@example.com", "departments": [{ "name": "Design" }], "version": 1 },
        ])
    );
    assert_eq!(does(&lin, "setDepartmentMembers", &input, "")["changeSeq"], json!(null));
    let zhang = server.actor("zhang.rui@example.com");
    let boss = format!(
        "departmentId: {design:?}, userIds: [{:?}]",
        server.load_id("lin.wei@example.com").to_string()
    );
    assert_eq!(refuses(&zhang, "setDepartmentMembers", &boss), "FORBIDDEN userIds");
}

#[apply(on_both)]
fn the_version_of_a_department_is_of_its_members_too(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let design = id(&lin, "departments", "Design");
    let [wu, sun] =
        ["wu.tong@example.com", "sun.hao@example.com"].map(|email| server.load_id(email).to_string());
    let set = |version: i32, users: &[&String]| {
        format!("departmentId: {design:?}, userIds: {users:?}, expectedVersion: {version}")
    };
    let both = does(&lin, "setDepartmentMembers", &set(1, &[&wu, &sun]), "department { version }");
    assert_eq!(both["department"]["version"], 2);
    does(&lin, "setDepartmentMembers", &set(2, &[&wu, &sun]), "");
    let moved = format!("userId: {sun:?}, departmentIds: []");
    lin.ask(&format!(
        "mutation {{ setMemberDepartments(input: {{ {moved} }}) {{ userErrors {{ code }} }} }}"
    ));
    let stale = lin.ask(&format!(
        "mutation {{ setDepartmentMembers(input: {{ {} }}) {{ department {{ \
        version members {{ email }} }} userErrors {{ code field params {{ name value }} }} }} \
        }}",
        set(2, &[])
    ));
    assert_eq!(
        stale["setDepartmentMembers"],
        json!({
            "department": { "version": 3, "members": [{ "email": "wu.tong@example.com" }] },
            "userErrors": [{ "code": "CONFLICT", "field": ["expectedVersion"], "params": [{
            "name": "version", "value": "3" }] }],
        })
    );
}

#[apply(on_both)]
fn days_off_of_people_move_their_work_where_the_workspace_wants_that(server: &Server) {
    let plan = crate::edits::Plan::new(server);
    let sun = server.load_id("sun.hao@example.com");
    let (copy, design) = (plan.create("Copy", 5), plan.create("Design", 2));
    plan.link(&copy, &design);
    plan.does("updateWorkPackage", &format!("workPackageId: {copy:?}, accountableId: \"{sun}\""), "");
    let day_off = format!("userId: \"{sun}\", start: \"2026-03-04\", finish: \"2026-03-05\"");
    let off = does(&plan.who, "createDayOff", &day_off, "dayOff { id }");
    let (as_ever, moved) =
        (["Copy 03-02 03-06", "Design 03-09 03-10"], ["Copy 03-02 03-10", "Design 03-11 03-12"]);
    assert_eq!(
        (plan.dates(), &off["campaignsReplanned"]),
        (as_ever.map(str::to_owned).to_vec(), &json!([])),
        "by themselves they move nothing"
    );
    let moves = |whether: bool| {
        plan.who.ask(&format!(
            "mutation {{ updateWorkspace(input: {{ daysOffMoveWork: {whether} }}) {{ \
            workspace {{ daysOffMoveWork }} userErrors {{ code }} }} }}"
        ))["updateWorkspace"]
            .take()
    };
    assert_eq!(moves(true), json!({ "workspace": { "daysOffMoveWork": true }, "userErrors": [] }));
    assert_eq!(
        (plan.dates(), outdated(server, &plan.who)),
        (moved.map(str::to_owned).to_vec(), Vec::<String>::new())
    );
    let gone = does(&plan.who, "deleteDayOff", &format!("dayOffId: {}", off["dayOff"]["id"]), "");
    assert_eq!(
        (plan.dates(), &gone["campaignsReplanned"]),
        (as_ever.map(str::to_owned).to_vec(), &json!([{ "campaign": { "key": "SPR" }, "movedCount": 2 }]))
    );
    does(&plan.who, "createDayOff", &day_off, "");
    assert_eq!(plan.dates(), moved);
    plan.does("updateWorkPackage", &format!("workPackageId: {copy:?}, accountableId: null"), "");
    assert_eq!(plan.dates(), as_ever, "it is the work of the person alone");
    plan.does("updateWorkPackage", &format!("workPackageId: {copy:?}, accountableId: \"{sun}\""), "");
    moves(false);
    assert_eq!(
        (plan.dates(), outdated(server, &plan.who)),
        (as_ever.map(str::to_owned).to_vec(), Vec::<String>::new())
    );
}

#[apply(on_both)]
fn days_off_of_oneself_are_entered_by_oneself_and_move_nothing(server: &Server) {
    server.load_demo();
    let sun = server.actor("sun.hao@example.com");
    let (own, wu) = (server.load_id("sun.hao@example.com"), server.load_id("wu.tong@example.com"));
    let done =
        does(&sun, "createDayOff", "start: \"2026-10-26\", finish: \"2026-10-30\"", "dayOff { id version }");
    assert_eq!((&done["campaignsReplanned"], &done["dayOff"]["version"]), (&json!([]), &json!(1)));
    does(&sun, "createDayOff", &format!("userId: \"{own}\", start: \"2026-11-30\""), "");
    assert_eq!(
        refuses(&sun, "createDayOff", &format!("userId: \"{wu}\", start: \"2026-10-26\"")),
        "FORBIDDEN workspaceId"
    );
    let theirs = format!("dayOffId: {}", done["dayOff"]["id"]);
    assert_eq!(refuses(&server.actor("wu.tong@example.com"), "deleteDayOff", &theirs), "FORBIDDEN dayOffId");
    assert_eq!(
        refuses(&server.actor("song.ying@example.com"), "createDayOff", "start: \"2026-10-26\""),
        "FORBIDDEN workspaceId"
    );
    does(&server.actor("zhang.rui@example.com"), "deleteDayOff", &theirs, "");
    let design = id(&sun, "departments", "Design");
    assert_eq!(
        refuses(&sun, "createDayOff", &format!("departmentId: {design:?}, start: \"2026-10-26\"")),
        "FORBIDDEN workspaceId"
    );
    assert_eq!(
        refuses(
            &sun,
            "createDayOff",
            &format!("departmentId: {design:?}, userId: \"{own}\", start: \"2026-10-26\"")
        ),
        "MISMATCH departmentId"
    );
}

#[apply(on_both)]
fn many_campaigns_are_planned_again_by_jobs_and_say_so_until_then(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let (calendar, design) =
        (id(&lin, "calendars", "Mainland China 2026"), id(&lin, "departments", "Design"));
    for number in 0..24 {
        campaign(&lin, &format!("C{number}"), "", &design);
    }
    // One that is more than a transaction takes.
    server.import(&plan::large("BIG", 2_100)).unwrap();
    let set = |first: &str| {
        does(
            &lin,
            "setCalendarExceptions",
            &format!("calendarId: {calendar:?}, {}", off(first, "2026-03-04")),
            "",
        )
    };
    let done = set("2026-03-03");
    assert_eq!((&done["campaignsReplanned"], &done["campaignsPendingCount"]), (&json!([]), &json!(26)));
    assert_eq!(finish(&lin, "C7"), "2026-03-10", "a plan is read with its calendars as they are");
    let is_over = || server.lines("select key as line from campaign where is_replanning").is_empty();
    assert!(soon(is_over), "campaigns wait to be planned again");
    assert_eq!(outdated(server, &lin), [""; 0]);
    // Where it has not run yet.
    server.execute(
        "update campaign set is_replanning = true where key = 'C7'; update work_package set \
        planned_finish_on = '2026-03-06' where campaign_id = (select id from campaign where key = 'C7')",
    );
    server.execute("update workspace set directory_seq = directory_seq + 1");
    let read = || lin.ask("{ campaign(key: \"C7\") { isReplanning version } }")["campaign"].take();
    assert_eq!(
        (read(), finish(&lin, "C7")),
        (json!({ "isReplanning": true, "version": 1 }), "2026-03-10".to_owned())
    );
    let workspace_id = WorkspaceId::parse(
        lin.ask("{ viewer { workspace { id } } }")["viewer"]["workspace"]["id"].as_str().unwrap(),
    )
    .unwrap();
    server.run_command(&server.caller(), ReplanCampaigns { workspace_id, after: None }).unwrap();
    assert_eq!((read(), outdated(server, &lin)), (json!({ "isReplanning": false, "version": 1 }), vec![]));
}

#[apply(on_both)]
fn plans_that_are_edited_while_their_calendars_change_are_of_one_calendar(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let [calendar, other] =
        ["Mainland China 2026", "Campaign duty (every day)"].map(|name| id(&lin, "calendars", name));
    let design = id(&lin, "departments", "Design");
    for key in ["A", "B", "C"] {
        campaign(&lin, key, "", &design);
    }
    let replica = server.replica();
    let token = server.token(server.load_id("lin.wei@example.com"));
    let send = |who: &Actor, document: &str| {
        let answer = who.send(document, &json!({})).json();
        assert!(
            answer["errors"].is_null() && !answer.to_string().contains("\"code\""),
            "{document}: {answer}"
        );
    };
    std::thread::scope(|scope| {
        for thread in 0..2_usize {
            let (who, calendar) =
                (if thread == 0 { server.bearer(&token) } else { replica.bearer(&token) }, &calendar);
            scope.spawn(move || {
                for step in 0..8 {
                    let exceptions = if (step + thread).is_multiple_of(2) {
                        off("2026-03-03", "2026-03-05")
                    } else {
                        "clear: [{ start: \"2026-03-01\", finish: \"2026-03-31\" }]".to_owned()
                    };
                    send(
                        &who,
                        &format!(
                            "mutation {{ setCalendarExceptions(input: {{ calendarId: \
                        {calendar:?}, {exceptions} }}) {{ userErrors {{ code }} }} }}"
                        ),
                    );
                }
            });
        }
        for (thread, key) in ["A", "A", "B", "C"].into_iter().enumerate() {
            let (who, calendars) = (
                if thread.is_multiple_of(2) { replica.bearer(&token) } else { server.bearer(&token) },
                [&calendar, &other],
            );
            let work =
                lin.ask(&format!("{{ workPackage(key: \"{key}-1\") {{ id }} }}"))["workPackage"]["id"].take();
            scope.spawn(move || {
                for step in 0..8 {
                    send(
                        &who,
                        &format!(
                            "mutation {{ updateWorkPackage(input: {{ workPackageId: {work}, \
                        calendarId: {:?} }}) {{ userErrors {{ code }} }} }}",
                            calendars[step % 2]
                        ),
                    );
                }
            });
        }
    });
    let fresh = server.replica();
    assert_eq!(outdated(server, &fresh.bearer(&token)), [""; 0]);
}
