//! What is wrong with an input is told by code and field, and nothing is written.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tests::{Actor, Server, apply, on_both};

/// What a field is told by, and values that are wrong in it.
type Wrong = (&'static str, &'static [&'static str]);

/// The schema's types refuse what is of another: nothing is left to be wrong.
const TYPED: Wrong = ("", &[]);

/// Every field of every input with what is wrong there and what it is told by.
const TABLE: &[(&str, &str, Wrong)] = &[
    ("register", "email", ("INVALID_EMAIL", &[r#""""#, r#""no address""#, r#""a@b@c""#])),
    ("register", "name", ("INVALID_NAME", &[r#""""#, r#"" \t""#, "\"a\\u200Bb\""])),
    ("register", "password", ("PASSWORD_TOO_SHORT", &[r#""""#, r#""eleven char""#])),
    ("register", "workspaceName", ("INVALID_NAME", &[r#""""#])),
    ("register", "timeZone", ("INVALID_TIME_ZONE", &[r#""""#, r#""Asia""#])),
    ("register", "locale", ("INVALID_LOCALE", &[r#""""#, r#""EN""#])),
    ("confirmRegistration", "token", ("INVALID_LINK", &[r#""""#, r#""ltl_x""#])),
    ("confirmRegistration", "password", ("INVALID_LINK", &[r#""whose link holds nothing""#])),
    ("requestPasswordReset", "email", ("INVALID_EMAIL", &[r#""""#, r#""no address""#])),
    ("resetPassword", "token", ("INVALID_LINK", &[r#""""#, r#""ltl_x""#])),
    ("resetPassword", "newPassword", ("INVALID_LINK", &[r#""whose link holds nothing""#])),
    ("changePassword", "currentPassword", ("WRONG_PASSWORD", &[r#""""#, r#""another one""#])),
    ("changePassword", "newPassword", ("PASSWORD_TOO_SHORT", &[r#""""#, r#""short""#])),
    ("signIn", "email", ("INVALID_CREDENTIALS", &[r#""""#, r#""no address""#])),
    ("signIn", "password", ("INVALID_CREDENTIALS", &[r#""""#, r#""another one""#])),
    ("signIn", "device", TYPED),
    ("refreshSession", "refreshToken", ("SESSION_ENDED", &[r#""""#, r#""ltr_x""#])),
    ("signOut", "sessionId", ("NOT_FOUND", &[r#""""#, r#""ses_x""#])),
    ("signOutEverywhere", "keepCurrent", TYPED),
    ("importPlan", "workspaceId", ("NOT_FOUND", &[r#""""#, r#""wsp_x""#])),
    ("importPlan", "fileName", TYPED),
    ("importPlan", "content", ("MISMATCH", &[r#""""#, r#""no base64""#])),
    ("importPlan", "text", ("INVALID_FILE", &[r#""""#, r#""no table""#])),
    ("importPlan", "key", ("INVALID_KEY", &[r#""""#, r#""1A""#])),
    ("importPlan", "name", ("INVALID_NAME", &[r#""""#])),
    ("importPlan", "ownerId", ("NOT_FOUND", &[r#""""#, r#""usr_x""#])),
    ("importPlan", "calendarId", ("NOT_FOUND", &[r#""""#, r#""cal_x""#])),
    ("importPlan", "start", TYPED),
    ("importPlan", "mapping", ("INVALID_FILE", &[r#"[{ field: "mood", heading: "Title" }]"#])),
    ("importPlan", "dryRun", TYPED),
    ("importPlan", "asJob", TYPED),
    ("createWorkspace", "name", ("INVALID_NAME", &[r#""""#])),
    ("createWorkspace", "timeZone", ("INVALID_TIME_ZONE", &[r#""Nowhere""#])),
    ("updateWorkspace", "workspaceId", ("NOT_FOUND", &[r#""""#, r#""wsp_x""#])),
    ("updateWorkspace", "name", ("INVALID_NAME", &[r#""""#])),
    ("updateWorkspace", "timeZone", ("INVALID_TIME_ZONE", &[r#""Nowhere""#])),
    // What is wrong within it says `thresholds.rs`.
    ("updateWorkspace", "findingThresholds", TYPED),
    ("updateWorkspace", "daysOffMoveWork", TYPED),
    ("updateWorkspace", "expectedVersion", ("CONFLICT", &["0", "-1", "7"])),
    ("deleteWorkspace", "workspaceId", ("NOT_FOUND", &[r#""""#, r#""wsp_x""#])),
    ("deleteWorkspace", "expectedVersion", ("CONFLICT", &["0"])),
    ("deleteWorkspace", "name", ("MISMATCH", &[r#""""#, r#""another""#])),
    ("leaveWorkspace", "workspaceId", ("NOT_FOUND", &[r#""""#, r#""wsp_x""#])),
    ("inviteMember", "workspaceId", ("NOT_FOUND", &[r#""""#, r#""wsp_x""#])),
    ("inviteMember", "email", ("INVALID_EMAIL", &[r#""""#, r#""no address""#])),
    ("inviteMember", "role", TYPED),
    ("inviteMember", "departmentIds", ("NOT_FOUND", &[r#"[""]"#, r#"["dep_00000000000000000000000000"]"#])),
    ("revokeInvitation", "invitationId", ("NOT_FOUND", &[r#""""#, r#""inv_x""#])),
    ("acceptInvitation", "token", ("INVALID_LINK", &[r#""""#, r#""ltl_x""#])),
    ("acceptInvitation", "newcomer", TYPED),
    ("changeMemberRole", "workspaceId", ("NOT_FOUND", &[r#""""#])),
    ("changeMemberRole", "userId", ("NOT_FOUND", &[r#""""#, r#""usr_00000000000000000000000000""#])),
    ("changeMemberRole", "role", TYPED),
    ("changeMemberRole", "expectedVersion", ("CONFLICT", &["0"])),
    ("setMemberDepartments", "workspaceId", ("NOT_FOUND", &[r#""""#])),
    ("setMemberDepartments", "userId", ("NOT_FOUND", &[r#""""#, r#""usr_00000000000000000000000000""#])),
    ("setMemberDepartments", "departmentIds", ("NOT_FOUND", &[r#"["x"]"#])),
    ("setMemberDepartments", "expectedVersion", ("CONFLICT", &["0"])),
    ("suspendMember", "workspaceId", ("NOT_FOUND", &[r#""""#])),
    ("suspendMember", "userId", ("NOT_FOUND", &[r#""""#])),
    ("suspendMember", "expectedVersion", ("CONFLICT", &["0"])),
    ("resumeMember", "workspaceId", ("NOT_FOUND", &[r#""""#])),
    ("resumeMember", "userId", ("NOT_FOUND", &[r#""""#])),
    ("resumeMember", "expectedVersion", ("CONFLICT", &["0"])),
    ("removeMember", "workspaceId", ("NOT_FOUND", &[r#""""#])),
    ("removeMember", "userId", ("NOT_FOUND", &[r#""""#])),
    ("removeMember", "expectedVersion", ("CONFLICT", &["0"])),
    ("signOutMember", "workspaceId", ("NOT_FOUND", &[r#""""#])),
    ("signOutMember", "userId", ("NOT_FOUND", &[r#""""#])),
    ("signOutMember", "expectedVersion", ("CONFLICT", &["0"])),
    ("createToken", "workspaceId", ("NOT_FOUND", &[r#""""#])),
    ("createToken", "name", ("INVALID_NAME", &[r#""""#])),
    ("createToken", "scopes", ("INVALID_SCOPES", &["[]"])),
    ("createToken", "expiresOn", ("INVALID_DATE", &[r#""1999-01-01""#, r#""2199-12-31""#])),
    ("createToken", "departmentIds", ("NOT_FOUND", &[r#"["x"]"#])),
    ("createToken", "campaignIds", ("NOT_FOUND", &[r#"["x"]"#, r#"["cmp_00000000000000000000000000"]"#])),
    ("createToken", "serviceRole", TYPED),
    ("revokeToken", "tokenId", ("NOT_FOUND", &[r#""""#, r#""tok_00000000000000000000000000""#])),
    ("rotateToken", "tokenId", ("NOT_FOUND", &[r#""""#, r#""tok_00000000000000000000000000""#])),
    ("rotateToken", "overlapHours", ("OUT_OF_RANGE", &["-1", "721"])),
    ("rotateToken", "expiresOn", ("INVALID_DATE", &[r#""1999-01-01""#])),
    ("createDepartment", "workspaceId", ("NOT_FOUND", &[r#""""#, r#""wsp_x""#])),
    ("createDepartment", "id", ("NOT_FOUND", &[r#""""#, r#""dep_x""#])),
    ("createDepartment", "name", ("INVALID_NAME", &[r#""""#])),
    ("createDepartment", "colour", ("INVALID_COLOUR", &[r#""red""#, r#""1f77b4""#])),
    ("createDepartment", "leadId", ("NOT_FOUND", &[r#""""#, r#""usr_00000000000000000000000000""#])),
    ("createDepartment", "calendarId", ("NOT_FOUND", &[r#""""#, r#""cal_00000000000000000000000000""#])),
    ("createDepartment", "capacityPerDay", ("OUT_OF_RANGE", &["-1"])),
    ("updateDepartment", "departmentId", ("NOT_FOUND", &[r#""""#, r#""dep_00000000000000000000000000""#])),
    ("updateDepartment", "name", ("INVALID_NAME", &[r#""""#])),
    ("updateDepartment", "colour", ("INVALID_COLOUR", &[r#""red""#, r#""1f77b4""#])),
    ("updateDepartment", "leadId", ("NOT_FOUND", &[r#""""#, r#""usr_00000000000000000000000000""#])),
    ("updateDepartment", "calendarId", ("NOT_FOUND", &[r#""""#, r#""cal_00000000000000000000000000""#])),
    ("updateDepartment", "capacityPerDay", ("OUT_OF_RANGE", &["-1"])),
    ("updateDepartment", "position", ("OUT_OF_RANGE", &["-1"])),
    ("updateDepartment", "expectedVersion", ("CONFLICT", &["0"])),
    ("deleteDepartment", "departmentId", ("NOT_FOUND", &[r#""""#, r#""dep_00000000000000000000000000""#])),
    ("deleteDepartment", "expectedVersion", ("CONFLICT", &["0"])),
    (
        "setDepartmentMembers",
        "departmentId",
        ("NOT_FOUND", &[r#""""#, r#""dep_00000000000000000000000000""#]),
    ),
    (
        "setDepartmentMembers",
        "userIds",
        ("NOT_FOUND", &[r#"["x"]"#, r#"["usr_00000000000000000000000000"]"#]),
    ),
    ("setDepartmentMembers", "expectedVersion", ("CONFLICT", &["0"])),
    ("createCalendar", "workspaceId", ("NOT_FOUND", &[r#""""#, r#""wsp_x""#])),
    ("createCalendar", "id", ("NOT_FOUND", &[r#""""#, r#""cal_x""#])),
    ("createCalendar", "name", ("INVALID_NAME", &[r#""""#])),
    ("createCalendar", "workingWeekdays", ("NO_WORKING_DAY", &["[]"])),
    ("createCalendar", "isDefault", TYPED),
    ("updateCalendar", "calendarId", ("NOT_FOUND", &[r#""""#, r#""cal_00000000000000000000000000""#])),
    ("updateCalendar", "name", ("INVALID_NAME", &[r#""""#])),
    ("updateCalendar", "workingWeekdays", ("NO_WORKING_DAY", &["[]"])),
    ("updateCalendar", "knownThrough", TYPED),
    ("updateCalendar", "isDefault", ("DEFAULT_CALENDAR", &["false"])),
    ("updateCalendar", "expectedVersion", ("CONFLICT", &["0"])),
    ("deleteCalendar", "calendarId", ("NOT_FOUND", &[r#""""#, r#""cal_00000000000000000000000000""#])),
    ("deleteCalendar", "expectedVersion", ("CONFLICT", &["0"])),
    ("setCalendarExceptions", "calendarId", ("NOT_FOUND", &[r#""""#, r#""cal_00000000000000000000000000""#])),
    // What is wrong with one of a list is told by its index: `directory.rs` has that.
    ("setCalendarExceptions", "clear", TYPED),
    ("setCalendarExceptions", "exceptions", TYPED),
    ("setCalendarExceptions", "expectedVersion", ("CONFLICT", &["0"])),
    ("importHolidays", "calendarId", ("NOT_FOUND", &[r#""""#, r#""cal_00000000000000000000000000""#])),
    ("importHolidays", "country", ("UNKNOWN_HOLIDAYS", &[r#""""#, r#""FR""#])),
    ("importHolidays", "years", ("UNKNOWN_HOLIDAYS", &["[]", "[2017]"])),
    ("importHolidays", "expectedVersion", ("CONFLICT", &["0"])),
    ("createDayOff", "workspaceId", ("NOT_FOUND", &[r#""""#, r#""wsp_x""#])),
    ("createDayOff", "id", ("NOT_FOUND", &[r#""""#, r#""off_x""#])),
    ("createDayOff", "userId", ("NOT_FOUND", &[r#""""#, r#""usr_00000000000000000000000000""#])),
    ("createDayOff", "departmentId", ("NOT_FOUND", &[r#""""#, r#""dep_00000000000000000000000000""#])),
    ("createDayOff", "start", TYPED),
    ("createDayOff", "finish", ("FINISH_BEFORE_START", &[r#""2026-11-01""#])),
    ("createDayOff", "reason", ("INVALID_NAME", &[r#""""#])),
    ("updateDayOff", "dayOffId", ("NOT_FOUND", &[r#""""#, r#""off_00000000000000000000000000""#])),
    ("updateDayOff", "start", TYPED),
    ("updateDayOff", "finish", ("FINISH_BEFORE_START", &[r#""2020-01-01""#])),
    ("updateDayOff", "reason", ("INVALID_NAME", &[r#""""#])),
    ("updateDayOff", "expectedVersion", ("CONFLICT", &["0"])),
    ("deleteDayOff", "dayOffId", ("NOT_FOUND", &[r#""""#, r#""off_00000000000000000000000000""#])),
    ("deleteDayOff", "expectedVersion", ("CONFLICT", &["0"])),
];

/// Mutations whose inputs are edits of plans: what is wrong with those `edits.rs`, `campaigns.rs`,
/// `anchors.rs`, `history.rs`, `baselines.rs`, `proposals.rs`, `acknowledgements.rs` and `back_plan.rs` say.
const OF_PLANS: [&str; 34] = [
    "createCampaign",
    "updateCampaign",
    "setCampaignStatus",
    "deleteCampaign",
    "restoreCampaign",
    "createAnchor",
    "updateAnchor",
    "moveAnchor",
    "deleteAnchor",
    "createWorkPackage",
    "updateWorkPackage",
    "moveWorkPackage",
    "resizeWorkPackage",
    "reorderWorkPackage",
    "deleteWorkPackage",
    "reportProgress",
    "createDependency",
    "updateDependency",
    "deleteDependency",
    "acknowledgeFinding",
    "backPlanCampaign",
    "withdrawAcknowledgement",
    "applyPlanEdits",
    "undoChange",
    "redoChange",
    "restoreWorkPackage",
    "createBaseline",
    "activateBaseline",
    "deleteBaseline",
    "restoreBaseline",
    "proposePlanEdits",
    "acceptProposal",
    "declineProposal",
    "withdrawProposal",
];

/// Ids of things that inputs name.
struct Demo {
    token: String,
    user: String,
    department: String,
    /// The default one.
    calendar: String,
    day_off: String,
}

impl Demo {
    fn load(server: &Server, lin: &Actor) -> Self {
        let id = |value: &Value| value["id"].as_str().unwrap().to_owned();
        let made = lin.ask(
            r#"mutation { createToken(input: { name: "x", scopes: [READ] }) { token { id } }
                createDayOff(input: { start: "2026-12-01" }) { dayOff { id } } }"#,
        );
        let data = lin.ask("{ departments { id } calendars { id isDefault } }");
        let calendars = data["calendars"].as_array().unwrap();
        Self {
            token: id(&made["createToken"]["token"]),
            user: server.load_id("sun.hao@example.com").to_string(),
            department: id(&data["departments"][0]),
            calendar: id(calendars.iter().find(|of| of["isDefault"] == true).unwrap()),
            day_off: id(&made["createDayOff"]["dayOff"]),
        }
    }
}

/// An input that nothing is wrong with, field by field.
fn good(mutation: &str, of: &Demo) -> Vec<(&'static str, String)> {
    let text = |value: &str| format!("{value:?}");
    let Demo { token, user, department, calendar, day_off } = of;
    let member = vec![("userId", text(user))];
    match mutation {
        "register" => vec![
            ("email", text("new@example.com")),
            ("name", text("New")),
            ("password", text("correct horse battery")),
            ("workspaceName", text("New")),
            ("timeZone", text("UTC")),
        ],
        "confirmRegistration" => vec![("token", text("x")), ("password", text("x"))],
        "resetPassword" => vec![("token", text("x")), ("newPassword", text("correct horse battery"))],
        "changePassword" => {
            vec![("currentPassword", text("x")), ("newPassword", text("correct horse battery"))]
        }
        "signIn" => vec![("email", text("lin.wei@example.com")), ("password", text("x"))],
        "importPlan" => vec![
            ("key", text("NEW")),
            ("name", text("New")),
            ("start", text("2026-09-07")),
            ("text", text("Title,Days\nA,1\n")),
        ],
        "createWorkspace" => vec![("name", text("New")), ("timeZone", text("UTC"))],
        "deleteWorkspace" => vec![("workspaceId", text("wsp_x")), ("name", text("x"))],
        "inviteMember" => vec![("email", text("new@example.com")), ("role", "VIEWER".to_owned())],
        "acceptInvitation" => vec![("token", text("x"))],
        "changeMemberRole" => vec![("userId", text(user)), ("role", "VIEWER".to_owned())],
        "setMemberDepartments" => vec![("userId", text(user)), ("departmentIds", "[]".to_owned())],
        "suspendMember" | "resumeMember" | "removeMember" | "signOutMember" => member,
        "createToken" => vec![("name", text("New")), ("scopes", "[READ]".to_owned())],
        "rotateToken" => vec![("tokenId", text(token))],
        "createDepartment" => vec![("name", text("New"))],
        "updateDepartment" | "deleteDepartment" => vec![("departmentId", text(department))],
        "setDepartmentMembers" => vec![("departmentId", text(department)), ("userIds", "[]".to_owned())],
        "createCalendar" => vec![("name", text("New")), ("workingWeekdays", "[MONDAY]".to_owned())],
        "updateCalendar" | "deleteCalendar" | "setCalendarExceptions" => vec![("calendarId", text(calendar))],
        "importHolidays" => {
            let years = ("years", "[2026]".to_owned());
            vec![("calendarId", text(calendar)), ("country", text("CN")), years]
        }
        "createDayOff" => vec![("start", text("2026-11-02"))],
        "updateDayOff" | "deleteDayOff" => vec![("dayOffId", text(day_off))],
        _ => Vec::new(),
    }
}

/// What a mutation says of an input with one field as given.
fn told<'a>(
    actor: &Actor,
    mutation: &str,
    mut input: Vec<(&'a str, String)>,
    field: (&'a str, &str),
) -> Value {
    input.retain(|(name, _)| *name != field.0);
    input.push((field.0, field.1.to_owned()));
    let fields: Vec<_> = input.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    let document = format!(
        "mutation {{ {mutation}(input: {{ {} }}) {{ userErrors {{ code field message }} }} }}",
        fields.join(", ")
    );
    actor.ask(&document)[mutation]["userErrors"].take()
}

#[apply(on_both)]
fn every_field_that_is_wrong_is_told_by_code_and_name_and_nothing_is_written(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let workspace = lin.ask("{ viewer { workspace { id } } }")["viewer"]["workspace"]["id"].take();
    let demo = Demo::load(server, &lin);
    for (mutation, field, (code, values)) in TABLE {
        // The table takes longer than an access token is valid.
        let lin = server.lin();
        for value in *values {
            let mut input = good(mutation, &demo);
            if *mutation == "deleteWorkspace" {
                input[0].1 = workspace.to_string();
            }
            let (changed, told) = tests::changes(server, &[], || told(&lin, mutation, input, (field, value)));
            assert_eq!(told[0]["code"], *code, "{mutation}.{field} = {value}: {told}");
            // Of what is secret nobody is told which part is wrong.
            let of_secret = ["INVALID_CREDENTIALS", "WRONG_PASSWORD", "INVALID_LINK"].contains(code);
            assert!(
                of_secret || told[0]["field"] == json!([field]),
                "{mutation}.{field} = {value}: \
                    {told}"
            );
            assert!(told.as_array().unwrap().len() == 1 && !told[0]["message"].as_str().unwrap().is_empty());
            server.app.clock.advance(chrono::TimeDelta::seconds(6));
            // A wrong password is remembered.
            let is_remembered = |line: &String| line.starts_with("+audit_entry sign_in_refused");
            assert!(changed.iter().all(is_remembered), "{mutation}.{field} = {value}: {changed:?}");
        }
    }
}

#[test]
fn every_field_of_every_input_is_in_the_table() {
    let server = Server::start(tests::Database::sqlite());
    server.load_demo();
    let schema = server.lin().ask(
        "{ __schema { mutationType { fields { name args { type { ofType { inputFields { name } } } } } } } }",
    );
    let mut all = BTreeSet::new();
    for mutation in schema["__schema"]["mutationType"]["fields"].as_array().unwrap() {
        let name = mutation["name"].as_str().unwrap();
        for field in mutation["args"][0]["type"]["ofType"]["inputFields"].as_array().unwrap() {
            let field = field["name"].as_str().unwrap();
            if field != "idempotencyKey" && !OF_PLANS.contains(&name) {
                all.insert((name, field));
            }
        }
    }
    assert_eq!(TABLE.iter().map(|(mutation, field, _)| (*mutation, *field)).collect::<BTreeSet<_>>(), all);
}
