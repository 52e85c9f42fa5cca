//! Who may do what: every field of the roots by everybody.

use std::collections::BTreeSet;

use entity::WorkspaceId;
use serde_json::{Value, json};
use tests::{Actor, Reply, Server, apply, becomes_true, changes, on_both, plan};

/// Everybody, in the order of the table's columns.
const ACTORS: [&str; 10] = [
    "anonymous",
    "viewer",
    "member",
    "lead",
    "manager",
    "admin",
    "owner",
    "outsider",
    "read token",
    "write token",
];

/// Every root field with a document, and what each of [`ACTORS`] comes to: `!` has to sign in, `+` is let in
/// (what the input itself is worth is another matter), `-` may not, `0` is told that there is nothing.  Words
/// in braces are ids of the demo: `{own …}` of a thing that is that actor's alone to try at.
const TABLE: &[(&str, &str, &str)] = &[
    // Queries.
    ("viewer", "viewer { userId }", "!+++++++++"),
    ("node", "node(id: {campaign}) { id }", "!++++++0++"),
    ("nodes", "nodes(ids: [{work package}, {user}, {department}]) { id }", "!++++++0++"),
    ("campaign", "campaign(id: {campaign}) { id }", "!++++++0++"),
    ("campaigns", "campaigns { nodes { key } }", "!+++++++++"),
    ("workPackage", "workPackage(id: {work package}) { id }", "!++++++0++"),
    ("workPackages", "workPackages(first: 1) { nodes { key } }", "!+++++++++"),
    ("departments", "departments { name }", "!+++++++++"),
    ("calendars", "calendars { name }", "!+++++++++"),
    ("deadlines", "deadlines(first: 1) { nodes { key } }", "!+++++++++"),
    ("findings", "findings(first: 1) { nodes { code } }", "!+++++++++"),
    ("dailyBrief", "dailyBrief { date }", "!+++++++++"),
    ("exportCampaign", "exportCampaign(campaignId: {campaign}, format: CSV) { sizeBytes }", "!++++++0++"),
    ("importJob", "importJob(id: {import}) { status }", "!0000++0++"),
    ("sessions", "sessions { device }", "!+++++++++"),
    ("tokens", "tokens(workspaceId: {workspace}) { name }", "!+++++++++"),
    ("invitations", "invitations(workspaceId: {workspace}) { email }", "!0000++000"),
    ("auditLog", "auditLog(workspaceId: {workspace}) { nodes { id } }", "!0000++000"),
    ("deletedCampaigns", "deletedCampaigns(workspaceId: {workspace}) { nodes { id } }", "!000+0+00+"),
    ("rateLimit", "rateLimit { cost }", "++++++++++"),
    ("changes", "changes(first: 1) { rows { id } hasMore }", "!+++++++++"),
    // Mutations that strangers may try.
    (
        "signIn",
        r#"signIn(input: { email: "nobody@example.com", password: "x" }) { userErrors { code field } }"#,
        "++++++++++",
    ),
    (
        "refreshSession",
        r#"refreshSession(input: { refreshToken: "x" }) { userErrors { code field } }"#,
        "++++++++++",
    ),
    (
        "register",
        r#"register(input: { email: "", name: "", password: "", workspaceName: "", timeZone: "" }) {
            userErrors { code field } }"#,
        "++++++++++",
    ),
    (
        "confirmRegistration",
        r#"confirmRegistration(input: { token: "x", password: "x" }) { userErrors { code field } }"#,
        "++++++++++",
    ),
    (
        "requestPasswordReset",
        r#"requestPasswordReset(input: { email: "{actor}@example.com" }) { userErrors { code field } }"#,
        "++++++++++",
    ),
    (
        "resetPassword",
        r#"resetPassword(input: { token: "x", newPassword: "correct horse battery" }) { userErrors { code
            field } }"#,
        "++++++++++",
    ),
    (
        "acceptInvitation",
        r#"acceptInvitation(input: { token: "x" }) { userErrors { code field } }"#,
        "++++++++++",
    ),
    // Of people themselves, not of their tokens.
    (
        "signOut",
        r#"signOut(input: { sessionId: "ses_00000000000000000000000000" }) { userErrors { code field } }"#,
        "!0000000--",
    ),
    ("signOutEverywhere", "signOutEverywhere(input: {}) { userErrors { code field } }", "!+++++++--"),
    (
        "changePassword",
        r#"changePassword(input: { currentPassword: "wrong", newPassword: "correct horse battery" }) {
            userErrors { code field } }"#,
        "!+++++++--",
    ),
    (
        "createWorkspace",
        r#"createWorkspace(input: { name: "Mine", timeZone: "UTC" }) { userErrors { code field } }"#,
        "!+++++++--",
    ),
    (
        "createToken",
        r#"createToken(input: { workspaceId: {workspace}, name: "Mine", scopes: [READ] }) { userErrors { code
            field } }"#,
        "!++++++0--",
    ),
    (
        "rotateToken",
        "rotateToken(input: { tokenId: {own token} }) { userErrors { code field } }",
        "!00000+0--",
    ),
    (
        "revokeToken",
        "revokeToken(input: { tokenId: {own token} }) { userErrors { code field } }",
        "!0000++0--",
    ),
    // Of administration.
    (
        "updateWorkspace",
        r#"updateWorkspace(input: { workspaceId: {workspace}, name: "By {actor}" }) { userErrors { code field
            } }"#,
        "!----++0--",
    ),
    (
        "inviteMember",
        r#"inviteMember(input: { workspaceId: {workspace}, email: "{actor}@example.org", role: VIEWER }) {
            userErrors { code field } }"#,
        "!----++0--",
    ),
    (
        "revokeInvitation",
        "revokeInvitation(input: { invitationId: {own invitation} }) { userErrors { code field } }",
        "!----++0--",
    ),
    (
        "setMemberDepartments",
        "setMemberDepartments(input: { workspaceId: {workspace}, userId: {own member}, departmentIds: [] }) \
            { userErrors { code field } }",
        "!----++0--",
    ),
    (
        "changeMemberRole",
        "changeMemberRole(input: { workspaceId: {workspace}, userId: {own member}, role: VIEWER }) { \
            userErrors { code field } }",
        "!-----+0--",
    ),
    (
        "signOutMember",
        "signOutMember(input: { workspaceId: {workspace}, userId: {own member} }) { userErrors { code field \
            } }",
        "!----++0--",
    ),
    (
        "suspendMember",
        "suspendMember(input: { workspaceId: {workspace}, userId: {own member} }) { userErrors { code field \
            } }",
        "!----++0--",
    ),
    (
        "resumeMember",
        "resumeMember(input: { workspaceId: {workspace}, userId: {own member} }) { userErrors { code field \
            } }",
        "!----++0--",
    ),
    (
        "removeMember",
        "removeMember(input: { workspaceId: {workspace}, userId: {own member} }) { userErrors { code field \
            } }",
        "!----++0--",
    ),
    // Departments, calendars, days off.
    (
        "createDepartment",
        r#"createDepartment(input: { workspaceId: {workspace}, name: "Design" }) { userErrors { code field }
            }"#,
        "!----++0--",
    ),
    (
        "updateDepartment",
        "updateDepartment(input: { departmentId: {department}, expectedVersion: 0 }) { userErrors { code \
            field } }",
        "!----++0--",
    ),
    (
        "deleteDepartment",
        "deleteDepartment(input: { departmentId: {department}, expectedVersion: 0 }) { userErrors { code \
            field } }",
        "!----++0--",
    ),
    (
        "setDepartmentMembers",
        "setDepartmentMembers(input: { departmentId: {department}, userIds: \
            [\"usr_00000000000000000000000000\"] }) { userErrors { code field } }",
        "!----000--",
    ),
    (
        "createCalendar",
        r#"createCalendar(input: { workspaceId: {workspace}, name: "Mainland China 2026", workingWeekdays:
            [MONDAY] }) { userErrors { code field } }"#,
        "!----++0--",
    ),
    (
        "updateCalendar",
        "updateCalendar(input: { calendarId: {calendar}, expectedVersion: 0 }) { userErrors { code field } }",
        "!----++0--",
    ),
    (
        "deleteCalendar",
        "deleteCalendar(input: { calendarId: {calendar}, expectedVersion: 0 }) { userErrors { code field } }",
        "!----++0--",
    ),
    (
        "setCalendarExceptions",
        "setCalendarExceptions(input: { calendarId: {calendar}, expectedVersion: 0 }) { userErrors { code \
            field } }",
        "!----++0--",
    ),
    (
        "importHolidays",
        r#"importHolidays(input: { calendarId: {calendar}, country: "CN", years: [2026], expectedVersion: 0
            }) { userErrors { code field } }"#,
        "!----++0--",
    ),
    (
        "createDayOff",
        r#"createDayOff(input: { workspaceId: {workspace}, userId: {user}, start: "2026-11-02" }) {
            userErrors { code field } }"#,
        "!----++0-+",
    ),
    (
        "updateDayOff",
        "updateDayOff(input: { dayOffId: {day off}, expectedVersion: 0 }) { userErrors { code field } }",
        "!----++0--",
    ),
    (
        "deleteDayOff",
        "deleteDayOff(input: { dayOffId: {day off}, expectedVersion: 0 }) { userErrors { code field } }",
        "!----++0--",
    ),
    // Plans.
    (
        "createCampaign",
        r#"createCampaign(input: { workspaceId: {workspace}, key: "D11", name: "x", start: "2026-01-05" }) {
            userErrors { code field } }"#,
        "!---+-+0-+",
    ),
    (
        "importPlan",
        r#"importPlan(input: { workspaceId: {workspace}, key: "D11", name: "x", text: "Title,Days\nA,1" }) {
            userErrors { code field } }"#,
        "!---+-+0-+",
    ),
    (
        "updateCampaign",
        r#"updateCampaign(input: { campaignId: {campaign}, name: "" }) { userErrors { code field } }"#,
        "!---+-+0-+",
    ),
    (
        "setCampaignStatus",
        "setCampaignStatus(input: { campaignId: {campaign}, status: DRAFT, expectedVersion: 0 }) { \
            userErrors { code field } }",
        "!---+-+0-+",
    ),
    (
        "deleteCampaign",
        "deleteCampaign(input: { campaignId: {campaign}, expectedVersion: 0 }) { userErrors { code field } }",
        "!---+-+0-+",
    ),
    (
        "restoreCampaign",
        "restoreCampaign(input: { campaignId: {campaign} }) { userErrors { code field } }",
        "!---+-+0-+",
    ),
    (
        "createAnchor",
        r#"createAnchor(input: { campaignId: {campaign}, kind: CUSTOM, name: "", date: "2026-01-05" }) {
            userErrors { code field } }"#,
        "!---+-+0-+",
    ),
    (
        "updateAnchor",
        "updateAnchor(input: { anchorId: {anchor}, expectedVersion: 0 }) { userErrors { code field } }",
        "!---+-+0-+",
    ),
    (
        "moveAnchor",
        r#"moveAnchor(input: { anchorId: {anchor}, date: "2026-01-05", expectedVersion: 0 }) { userErrors {
            code field } }"#,
        "!---+-+0-+",
    ),
    (
        "deleteAnchor",
        "deleteAnchor(input: { anchorId: {anchor}, expectedVersion: 0 }) { userErrors { code field } }",
        "!---+-+0-+",
    ),
    (
        "backPlanCampaign",
        "backPlanCampaign(input: { campaignId: {campaign}, anchorId: {anchor}, bufferDays: -1 }) { \
            userErrors { code field } }",
        "!---+-+0-+",
    ),
    (
        "acknowledgeFinding",
        "acknowledgeFinding(input: { campaignId: {campaign}, code: STALE, subjectId: {work package}, \
            expectedVersion: 9 }) { userErrors { code field } }",
        "!---+-+0-+",
    ),
    (
        "withdrawAcknowledgement",
        "withdrawAcknowledgement(input: { campaignId: {campaign}, code: STALE, subjectId: {work package}, \
            expectedVersion: 9 }) { userErrors { code field } }",
        "!---+-+0-+",
    ),
    (
        "createWorkPackage",
        r#"createWorkPackage(input: { campaignId: {campaign}, title: "", kind: TASK }) { userErrors { code
            field } }"#,
        "!---+-+0-+",
    ),
    (
        "updateWorkPackage",
        "updateWorkPackage(input: { workPackageId: {work package}, expectedVersion: 0 }) { userErrors { \
            code field } }",
        "!---+-+0-+",
    ),
    (
        "moveWorkPackage",
        r#"moveWorkPackage(input: { workPackageId: {work package}, start: "2026-01-05", expectedVersion: 0 })
            { userErrors { code field } }"#,
        "!---+-+0-+",
    ),
    (
        "resizeWorkPackage",
        "resizeWorkPackage(input: { workPackageId: {work package}, durationDays: 0 }) { userErrors { code \
            field } }",
        "!---+-+0-+",
    ),
    (
        "reorderWorkPackage",
        "reorderWorkPackage(input: { workPackageId: {work package}, expectedVersion: 0 }) { userErrors { \
            code field } }",
        "!---+-+0-+",
    ),
    (
        "deleteWorkPackage",
        "deleteWorkPackage(input: { workPackageId: {work package}, expectedVersion: 0 }) { userErrors { \
            code field } }",
        "!---+-+0-+",
    ),
    (
        "reportProgress",
        "reportProgress(input: { workPackageId: {work package}, progress: 101 }) { userErrors { code field \
            } }",
        "!-+-+-+0-+",
    ),
    (
        "createDependency",
        "createDependency(input: { predecessorId: {work package}, successorId: {work package} }) { \
            userErrors { code field } }",
        "!---+-+0-+",
    ),
    (
        "updateDependency",
        r#"updateDependency(input: { dependencyId: "lnk_x" }) { userErrors { code field } }"#,
        "!000000000",
    ),
    (
        "deleteDependency",
        r#"deleteDependency(input: { dependencyId: "lnk_x" }) { userErrors { code field } }"#,
        "!000000000",
    ),
    (
        "applyPlanEdits",
        "applyPlanEdits(input: { campaignId: {campaign}, edits: [{ resizeWorkPackage: { workPackageId: \
            {work package}, durationDays: 0 } }] }) { userErrors { code field } }",
        "!---+-+0-+",
    ),
    (
        "undoChange",
        "undoChange(input: { campaignId: {campaign}, changeSeq: 999 }) { userErrors { code field } }",
        "!---0-00-0",
    ),
    (
        "redoChange",
        "redoChange(input: { campaignId: {campaign}, changeSeq: 999 }) { userErrors { code field } }",
        "!---0-00-0",
    ),
    (
        "restoreWorkPackage",
        "restoreWorkPackage(input: { workPackageId: {work package} }) { userErrors { code field } }",
        "!---+-+0-+",
    ),
    (
        "createBaseline",
        r#"createBaseline(input: { campaignId: {campaign}, name: "Approved plan" }) { userErrors { code field
            } }"#,
        "!---+-+0-+",
    ),
    (
        "activateBaseline",
        r#"activateBaseline(input: { baselineId: "bas_x" }) { userErrors { code field } }"#,
        "!000000000",
    ),
    (
        "deleteBaseline",
        r#"deleteBaseline(input: { baselineId: "bas_x" }) { userErrors { code field } }"#,
        "!000000000",
    ),
    (
        "restoreBaseline",
        r#"restoreBaseline(input: { baselineId: "bas_x" }) { userErrors { code field } }"#,
        "!000000000",
    ),
    (
        "proposePlanEdits",
        "proposePlanEdits(input: { campaignId: {campaign}, edits: [{ resizeWorkPackage: { workPackageId: \
            {work package}, durationDays: 0 } }] }) { userErrors { code field } }",
        "!-+-+++0-+",
    ),
    (
        "acceptProposal",
        r#"acceptProposal(input: { proposalId: "prp_x" }) { userErrors { code field } }"#,
        "!000000000",
    ),
    (
        "declineProposal",
        r#"declineProposal(input: { proposalId: "prp_x" }) { userErrors { code field } }"#,
        "!000000000",
    ),
    (
        "withdrawProposal",
        r#"withdrawProposal(input: { proposalId: "prp_x" }) { userErrors { code field } }"#,
        "!000000000",
    ),
    // What would end the demo.
    (
        "deleteWorkspace",
        r#"deleteWorkspace(input: { workspaceId: {workspace}, name: "not its name" }) { userErrors { code
            field } }"#,
        "!-----+0--",
    ),
    (
        "leaveWorkspace",
        "leaveWorkspace(input: { workspaceId: {workspace} }) { userErrors { code field } }",
        "!++++++0--",
    ),
];

/// What each mutation of [`TABLE`] changes where it is let in, as [`changes`] tells it: the rows of the
/// workspace, person and thing that it names.  `{user}` is who asks, `{own}` the number of what is theirs to
/// try at; what begins with `!` is changed where the input is told to be wrong.
const CHANGES: &[(&str, &[&str])] = &[
    ("signIn", &["!+audit_entry sign_in_refused"]),
    (
        "signOutEverywhere",
        &["session {user}: ended_at, ended_because", "+audit_entry signed_out_everywhere {user}"],
    ),
    ("changePassword", &["!+audit_entry sign_in_refused {user}"]),
    (
        "createWorkspace",
        &[
            "+workspace Mine",
            "+membership Mine {user}",
            "+calendar Mine Monday to Friday",
            "+audit_entry Mine workspace_created {user}",
            "+change Mine createWorkspace {user}",
        ],
    ),
    ("createToken", &["+api_token demo Mine {user}", "+audit_entry demo token_created {user}"]),
    (
        "rotateToken",
        &[
            "api_token demo Own {own} lin.wei: expires_at",
            "+api_token demo Own {own} lin.wei",
            "+audit_entry demo token_rotated {user}",
        ],
    ),
    (
        "revokeToken",
        &["api_token demo Own {own} lin.wei: revoked_at", "+audit_entry demo token_revoked {user}"],
    ),
    (
        "updateWorkspace",
        &[
            "workspace demo: name, directory_seq, version",
            "+change demo updateWorkspace {user}",
            "+audit_entry demo workspace_updated {user}",
        ],
    ),
    ("inviteMember", &["+invitation demo {actor}", "+audit_entry demo member_invited {user}"]),
    (
        "revokeInvitation",
        &["invitation demo open{own}: revoked_at", "+audit_entry demo invitation_revoked {user}"],
    ),
    (
        "setMemberDepartments",
        &[
            "membership demo spare{own}: version",
            "workspace demo: directory_seq",
            "+change demo setMemberDepartments {user}",
            "+audit_entry demo departments_changed {user}",
        ],
    ),
    (
        "changeMemberRole",
        &[
            "membership demo spare{own}: role, version",
            "workspace demo: directory_seq",
            "+change demo changeMemberRole {user}",
            "+audit_entry demo role_changed {user}",
        ],
    ),
    (
        "signOutMember",
        &[
            "session spare{own}: ended_at, ended_because",
            "session tests spare{own}: ended_at, ended_because",
            "+audit_entry demo member_signed_out {user}",
        ],
    ),
    (
        "suspendMember",
        &[
            "membership demo spare{own}: status, version",
            "workspace demo: directory_seq",
            "+change demo suspendMember {user}",
            "+audit_entry demo member_suspended {user}",
        ],
    ),
    (
        "resumeMember",
        &[
            "membership demo spare{own}: status, version",
            "workspace demo: directory_seq",
            "+change demo resumeMember {user}",
            "+audit_entry demo member_resumed {user}",
        ],
    ),
    (
        "removeMember",
        &[
            "membership demo spare{own}: status, version",
            "workspace demo: directory_seq",
            "+change demo removeMember {user}",
            "+audit_entry demo member_left {user}",
        ],
    ),
    (
        "createDayOff",
        &["+day_off demo lin.wei", "workspace demo: directory_seq", "+change demo createDayOff {user}"],
    ),
    (
        "leaveWorkspace",
        &[
            "membership demo {user}: status, version",
            "api_token demo Mine {user}: revoked_at",
            "workspace demo: directory_seq",
            "+change demo leaveWorkspace {user}",
            "+audit_entry demo member_left {user}",
        ],
    ),
];

/// Who the actors are, by what their addresses begin with.
const USERS: [&str; 10] = [
    "",
    "song.ying",
    "sun.hao",
    "he.jia",
    "zhao.qian",
    "zhang.rui",
    "lin.wei",
    "z",
    "lin.wei Read",
    "lin.wei Write",
];

/// A demo with a twin of the same people, and beside them a workspace that they know nothing of.
struct Stage<'a> {
    server: &'a Server,
    workspace: String,
    called: [(WorkspaceId, &'static str); 2],
    ids: Vec<(&'static str, String)>,
    members: Vec<String>,
    tokens: Vec<String>,
    invitations: Vec<String>,
    scripts: [String; 2],
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value}")).to_owned()
}

/// The id of an import that is over.
fn import(who: &Actor) -> String {
    let started = who.ask(
        r#"mutation { importPlan(input: { text: "Title\nA", key: "IMP", name: "x", start:
        "2026-09-07", dryRun: true, asJob: true }) { job { id } } }"#,
    );
    let id = text(&started["importPlan"]["job"]["id"]);
    let job = || {
        who.ask(&format!("{{ importJob(id: {id:?}) {{ finishedAt }} }}"))["importJob"]["finishedAt"].take()
    };
    assert!(becomes_true(|| !job().is_null()));
    id
}

impl<'a> Stage<'a> {
    fn new(server: &'a Server) -> Self {
        server.load_demo();
        server.load_twin();
        server.import_into(&plan::small("ZZ", "z@example.com").to_string(), Some("Other")).unwrap();
        let lin = server.lin();
        let data = lin.ask(
            r#"{ viewer { userId workspace { id } } campaign(key: "D11") { id anchors { id } }
            workPackage(key: "D11-2") { id } departments { id } calendars { id } viewer { workspace { people
            { daysOff { id } } } } }"#,
        );
        let people = data["viewer"]["workspace"]["people"].as_array().unwrap();
        let day_off = people.iter().find_map(|person| person["daysOff"].get(0)).unwrap();
        let ids = vec![
            ("{workspace}", text(&data["viewer"]["workspace"]["id"])),
            ("{campaign}", text(&data["campaign"]["id"])),
            ("{anchor}", text(&data["campaign"]["anchors"][0]["id"])),
            ("{work package}", text(&data["workPackage"]["id"])),
            ("{user}", text(&data["viewer"]["userId"])),
            ("{department}", text(&data["departments"][0]["id"])),
            ("{calendar}", text(&data["calendars"][0]["id"])),
            ("{day off}", text(&day_off["id"])),
            ("{import}", import(&lin)),
        ];
        let script = |name: &str, scopes: &str| {
            let made = lin.ask(&format!(
                r#"mutation {{ createToken(input: {{ name: "{name}", scopes: [{scopes}] }}) {{ secret }} }}"#
            ));
            text(&made["createToken"]["secret"])
        };
        let scripts = [script("Read", "READ"), script("Write", "PROGRESS_WRITE, PLAN_WRITE")];
        let workspace = ids[0].1.clone();
        let workspaces =
            lin.ask("{ viewer { memberships { workspace { id } } } }")["viewer"]["memberships"].take();
        let id = |place: usize| WorkspaceId::parse(&text(&workspaces[place]["workspace"]["id"])).unwrap();
        let mut stage = Self {
            server,
            workspace,
            called: [(id(0), "demo"), (id(1), "twin")],
            ids,
            members: Vec::new(),
            tokens: Vec::new(),
            invitations: Vec::new(),
            scripts,
        };
        for number in 0..ACTORS.len() {
            stage.add_own(&lin, number);
        }
        stage
    }

    /// A member, a token and an invitation for one of the actors to try at; the twin has the same.
    fn add_own(&mut self, lin: &Actor, number: usize) {
        let email = format!("spare{number}@example.org");
        let accept = "mutation ($token: String!, $newcomer: NewcomerInput) { acceptInvitation(input: { \
            token: $token, newcomer: $newcomer }) { userErrors { code } } }";
        let newcomer = json!({ "name": "Spare", "password": "correct horse battery", "timeZone": "UTC" });
        for (place, (workspace, _)) in self.called.into_iter().enumerate() {
            let invite = |email: &str| {
                let document = format!(
                    r#"mutation {{ inviteMember(input: {{ workspaceId: "{workspace}", email: "{email}", role:
                        MEMBER }}) {{ invitation {{ id }} }} }}"#
                );
                text(&lin.ask(&document)["inviteMember"]["invitation"]["id"])
            };
            invite(&email);
            self.server.emails(&email, place + 1);
            let variables = json!({ "token": self.server.link(&email), "newcomer": if place == 0 {
                newcomer.clone() } else { json!(null) } });
            let who = if place == 0 { self.server.stranger() } else { self.server.actor(&email) };
            assert_eq!(who.ask_with(accept, &variables)["acceptInvitation"]["userErrors"], json!([]));
            let open = invite(&format!("open{number}@example.org"));
            let made = lin.ask(&format!(
                r#"mutation {{ createToken(input: {{ workspaceId: "{workspace}", name: "Own {number}",
                    scopes: [READ] }}) {{ token {{ id }} }} }}"#
            ));
            if place == 0 {
                self.invitations.push(open);
                self.tokens.push(text(&made["createToken"]["token"]["id"]));
            }
        }
        self.members.push(self.server.load_id(&email).to_string());
    }

    /// Sends a document of the table, and says what it changed; save that a script was used, which is noted
    /// beside it.
    fn watch(&self, actor: &Actor, document: &str) -> (BTreeSet<String>, Reply) {
        let (lines, reply) = changes(self.server, &self.called, || actor.send(document, &json!({})));
        let is_note = |line: &String| {
            ["Read", "Write"].iter().any(|name| {
                *line == format!("api_token demo {name} lin.wei: last_used_at")
                    || *line == format!("+audit_entry demo token_used lin.wei {name}")
            })
        };
        // Of things that are called alike all may be meant, such as somebody's sessions.
        let without_count = |line: String| match line.split_once(" (one of ") {
            Some((start, rest)) => format!("{start}{}", rest.split_once(')').unwrap().1),
            None => line,
        };
        (lines.into_iter().filter(|line| !is_note(line)).map(without_count).collect(), reply)
    }

    fn actor(&self, name: &str) -> Actor {
        match name {
            "anonymous" => self.server.stranger(),
            "viewer" => self.server.actor("song.ying@example.com"),
            "member" => self.server.actor("sun.hao@example.com"),
            "lead" => self.server.actor("he.jia@example.com"),
            "manager" => self.server.actor("zhao.qian@example.com"),
            "admin" => self.server.actor("zhang.rui@example.com"),
            "owner" => self.server.lin(),
            "outsider" => self.server.actor("z@example.com"),
            "read token" => self.server.bearer(&self.scripts[0]),
            "write token" => self.server.bearer(&self.scripts[1]),
            other => panic!("{other}"),
        }
    }

    /// A document of the table for one of the actors; `of` gives the ids.
    fn document(&self, field: &str, template: &str, number: usize, of: impl Fn(&str) -> String) -> String {
        let own = [
            ("{own member}", &self.members),
            ("{own token}", &self.tokens),
            ("{own invitation}", &self.invitations),
        ];
        let own = own.into_iter().map(|(name, all)| (name, &all[number]));
        let all = self.ids.iter().map(|(name, id)| (*name, id)).chain(own);
        let mut text = template.replace("{actor}", &ACTORS[number].replace(' ', "-"));
        for (name, id) in all {
            text = text.replace(name, &format!("{:?}", of(id)));
        }
        if is_mutation(field) { format!("mutation {{ {text} }}") } else { format!("{{ {text} }}") }
    }
}

fn is_mutation(field: &str) -> bool {
    let first = TABLE.iter().position(|(name, ..)| *name == "signIn").unwrap();
    TABLE.iter().position(|(name, ..)| *name == field).unwrap() >= first
}

/// What somebody came to, as the table has it.
fn came_to(field: &str, answer: &Value) -> char {
    if let Some(error) = answer["errors"].get(0) {
        assert_eq!(error["extensions"]["code"], "UNAUTHENTICATED", "{field}: {answer}");
        return '!';
    }
    let found = &answer["data"][field];
    if !is_mutation(field) {
        let nothing = found.is_null() && field != "rateLimit";
        let nobody = found.as_array().is_some_and(|list| !list.is_empty() && list.iter().all(Value::is_null));
        return if nothing || nobody { '0' } else { '+' };
    }
    match found["userErrors"][0]["code"].as_str() {
        Some("FORBIDDEN") => '-',
        Some("NOT_FOUND") => '0',
        Some(_) | None => '+',
    }
}

/// What an answer of the table may come with: a refusal is remembered, and what is let in changes what it
/// names.
fn may_change(field: &str, number: usize, outcome: char, answer: &Value) -> BTreeSet<String> {
    if outcome == '-' {
        return BTreeSet::from([format!("+audit_entry demo refused {}", USERS[number])]);
    }
    let is_wrong = !answer["data"][field]["userErrors"][0].is_null();
    let of_field = CHANGES.iter().filter(|(name, _)| *name == field && outcome == '+');
    let lines = of_field.flat_map(|(_, lines)| lines.iter()).filter(|line| line.starts_with('!') == is_wrong);
    let filled = lines.map(|line| {
        let line = line.trim_start_matches('!').replace("{user}", USERS[number]);
        line.replace("{own}", &number.to_string()).replace("{actor}", ACTORS[number])
    });
    filled.collect()
}

/// The same id of nothing.
fn random(id: &str) -> String {
    let prefix = id.split('_').next().unwrap();
    format!("{prefix}_01k8000000000000000000zzzz")
}

#[apply(on_both)]
fn everybody_may_do_what_the_table_says_and_changes_nothing_else(server: &Server) {
    let stage = Stage::new(server);
    for (field, template, expected) in TABLE {
        let mut found = String::new();
        for (number, name) in ACTORS.iter().enumerate() {
            let document = stage.document(field, template, number, str::to_owned);
            let (changed, reply) = stage.watch(&stage.actor(name), &document);
            let answer = reply.json();
            let outcome = came_to(field, &answer);
            assert_eq!(changed, may_change(field, number, outcome, &answer), "{field} by {name}: {answer}");
            found.push(outcome);
            // Tries come back.
            server.app.clock.advance(chrono::TimeDelta::seconds(10));
        }
        assert_eq!(&found, expected, "{field}, by {ACTORS:?}");
    }
}

#[apply(on_both)]
fn to_an_outsider_everything_is_as_if_it_were_not_there(server: &Server) {
    let stage = Stage::new(server);
    let number = ACTORS.iter().position(|name| *name == "outsider").unwrap();
    for (field, template, expected) in TABLE {
        if !template.contains('{') || expected.as_bytes()[number] != b'0' {
            continue;
        }
        let real = stage.document(field, template, number, str::to_owned);
        let none = stage.document(field, template, number, random);
        let [real, none] = [real, none].map(|document| stage.actor("outsider").send(&document, &json!({})));
        assert_eq!((real.status, real.text), (none.status, none.text), "{field}");
    }
}

#[apply(on_both)]
fn no_path_leads_an_outsider_into_another_workspace(server: &Server) {
    let stage = Stage::new(server);
    let outsider = stage.actor("outsider");
    let everything = outsider
        .ask(
            r"{ viewer { userId user { id departments { id } } workspace { id people { id email } departments
                { id } } memberships { workspace { id people { id } } } }
                 departments { id members { id } } calendars { id } tokens { id }
                 campaigns(first: 5) { nodes { id key owner { id departments { id members { id } } } anchors
                 { id } dependencies { id predecessor { id } }
                   workPackages(first: 5) { nodes { id accountable { id } department { id } parent { id }
                   children { id } predecessors { predecessor { id } } campaign { id owner { id } } } } } }
                 workPackages(first: 100) { nodes { id campaign { id } } } deadlines(first: 100) { nodes {
                 campaign { id } workPackage { id } } } findings(first: 5) { nodes { campaign { id } } } }",
        )
        .to_string();
    assert!(everything.contains("ZZ"), "{everything}");
    for (name, id) in &stage.ids {
        assert!(!everything.contains(id.as_str()), "{name}");
    }
    for email in ["lin.wei@example.com", "sun.hao@example.com"] {
        assert!(!everything.contains(email) && !everything.contains(&server.load_id(email).to_string()));
    }
    let named = outsider.post(
        &[("content-type", "application/json"), ("leadtime-workspace", &stage.workspace)],
        r#"{"query":"{ campaigns { nodes { id } } }"}"#,
    );
    assert_eq!(named.json()["errors"][0]["extensions"]["code"], "BAD_INPUT");
}

#[test]
fn every_root_field_is_in_the_table() {
    let server = Server::start(tests::Database::sqlite());
    server.load_demo();
    let roots =
        server.lin().ask("{ __schema { queryType { fields { name } } mutationType { fields { name } } } }");
    let names = |root: &str| {
        let fields = roots["__schema"][root]["fields"].as_array().unwrap().iter();
        fields.map(|field| text(&field["name"])).collect::<Vec<_>>()
    };
    let (queries, mutations) = (names("queryType"), names("mutationType"));
    let all: BTreeSet<_> = queries.iter().chain(&mutations).map(String::as_str).collect();
    assert_eq!(TABLE.iter().map(|(name, ..)| *name).collect::<BTreeSet<_>>(), all);
    for name in &mutations {
        assert!(is_mutation(name), "{name}");
    }
}

#[apply(on_both)]
fn permissions_are_told_as_the_roles_have_them(server: &Server) {
    let stage = Stage::new(server);
    // Work of Brand & PR, which `lead` leads, accountable Luo Fan.
    let document = r"{ workPackages(first: 1, filter: { kind: { eq: TASK }, department: { in: [ID] } }) {
        nodes { viewerPermissions { canReportProgress canProposeChange canPlan } campaign { viewerPermissions
        { canUpdate } } } }
            viewer { workspace { viewerPermissions { canManagePeople canManageRoles canCreateCampaign
            canDelete reason } } } }";
    let departments = stage.actor("owner").ask("{ departments { id name } }")["departments"].take();
    let brand = departments.as_array().unwrap().iter().find(|of| of["name"] == "Brand & PR").unwrap();
    let document = document.replace("ID", &brand["id"].to_string());
    let yes = |value: &Value| if *value == json!(true) { '+' } else { '-' };
    let told =
        ["viewer", "member", "lead", "manager", "admin", "owner", "read token", "write token"].map(|name| {
            let data = stage.actor(name).ask(&document);
            let (work, workspace) =
                (&data["workPackages"]["nodes"][0], &data["viewer"]["workspace"]["viewerPermissions"]);
            let of_work = &work["viewerPermissions"];
            let told: String = [
                &of_work["canReportProgress"],
                &of_work["canProposeChange"],
                &of_work["canPlan"],
                &work["campaign"]["viewerPermissions"]["canUpdate"],
                &workspace["canManagePeople"],
                &workspace["canManageRoles"],
                &workspace["canCreateCampaign"],
                &workspace["canDelete"],
            ]
            .into_iter()
            .map(yes)
            .collect();
            assert_eq!(workspace["reason"].is_null(), name == "owner");
            (name, told)
        });
    let expected = [
        ("viewer", "--------"),
        ("member", "--------"),
        ("lead", "+++-----"),
        ("manager", "++++--+-"),
        ("admin", "-+--+---"),
        ("owner", "++++++++"),
        ("read token", "--------"),
        ("write token", "++++--+-"),
    ];
    assert_eq!(told, expected.map(|(name, told)| (name, told.to_owned())));
}

#[test]
fn the_documentation_has_the_table_of_roles() {
    let documentation = include_str!("../../docs/API.md");
    assert!(
        documentation.contains(&leadtime::access::table()),
        "put the output of `leadtime roles` into docs/API.md"
    );
}

#[apply(on_both)]
fn permissions_of_a_page_cost_no_statement(server: &Server) {
    server.load_demo();
    let sun = server.actor("sun.hao@example.com");
    let page = |more: &str| {
        format!(
            "{{ workPackages(first: 60) {{ nodes {{ id department {{ id }} {more} }} }} departments {{ id \
                {more} }} campaigns {{ nodes {{ id {more} }} }} }}"
        )
    };
    sun.ask(&page(""));
    let (without, _) = server.statements(|| sun.ask(&page("")));
    let (with, _) = server.statements(|| sun.ask(&page("viewerPermissions { reason }")));
    assert_eq!(with, without);
}
