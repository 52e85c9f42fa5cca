//! What every mutation changes, beside a workspace that is the twin of its own: these rows and no others.

use chrono::TimeDelta;
use serde_json::json;
use tests::{PASSWORD, REGISTRATION, Server, Twins, apply, on_both};

/// Whoever adds a mutation says here what it changes.
#[test]
fn every_mutation_is_watched() {
    let schema = leadtime::graphql::sdl();
    let mutations = schema.split("type Mutation {").nth(1).unwrap().split("\n}").next().unwrap();
    let names = mutations.lines().filter_map(|line| line.strip_prefix('\t')?.strip_suffix('('));
    let names: Vec<_> = names.filter(|name| !name.starts_with('\t')).collect();
    assert!(names.contains(&"signIn") && names.contains(&"leaveWorkspace"), "{mutations}");
    let source = include_str!("twin.rs");
    for name in names {
        let is_watched = source.contains(&format!("\"{name}\",")) || source.contains(&format!("\"{name} "));
        assert!(is_watched, "no test of this file says what {name} changes");
    }
}

#[apply(on_both)]
fn signing_in_begins_one_session(server: &Server) {
    let twins = Twins::new(server);
    let input = format!("email: \"Sun.Hao@example.com\", device: \"tablet\", password: {PASSWORD:?}");
    twins.does(
        &server.stranger(),
        "signIn",
        &input,
        &["+session tablet sun.hao", "+refresh_token tablet sun.hao", "+audit_entry signed_in sun.hao"],
    );
    let wrong = "email: \"sun.hao@example.com\", password: \"wrong\"";
    twins.refuses(
        &server.stranger(),
        "signIn",
        wrong,
        "INVALID_CREDENTIALS",
        &["+audit_entry sign_in_refused sun.hao"],
    );
}

#[apply(on_both)]
fn an_outdated_hash_is_made_anew_for_who_signs_in_alone(server: &Server) {
    let twins = Twins::new(server);
    server.execute(&format!("update \"user\" set password_hash = '{}'", tests::weak_hash(PASSWORD)));
    let input = format!("email: \"sun.hao@example.com\", device: \"tablet\", password: {PASSWORD:?}");
    twins.does(
        &server.stranger(),
        "signIn",
        &input,
        &[
            "user sun.hao: password_hash",
            "+session tablet sun.hao",
            "+refresh_token tablet sun.hao",
            "+audit_entry signed_in sun.hao",
        ],
    );
}

#[apply(on_both)]
fn a_session_is_refreshed_and_no_other_of_its_person(server: &Server) {
    let twins = Twins::new(server);
    let input = format!("refreshToken: {:?}", twins.session("phone sun.hao").refresh_token);
    twins.does(
        &server.stranger(),
        "refreshSession",
        &input,
        &[
            "session phone sun.hao: last_used_at, expires_at",
            "refresh_token phone sun.hao: used_at, successor",
            "+refresh_token phone sun.hao",
        ],
    );
    twins.does(&server.stranger(), "refreshSession", &input, &[]);
    server.app.clock.advance(TimeDelta::minutes(1));
    twins.refuses(
        &server.stranger(),
        "refreshSession",
        &input,
        "SESSION_ENDED",
        &["session phone sun.hao: ended_at, ended_because", "+audit_entry session_reused sun.hao"],
    );
}

#[apply(on_both)]
fn signing_out_ends_the_session_that_is_named(server: &Server) {
    let twins = Twins::new(server);
    twins.does(
        &twins.actor("sun.hao"),
        "signOut",
        "sessionId: <phone sun.hao>",
        &["session phone sun.hao: ended_at, ended_because", "+audit_entry signed_out sun.hao"],
    );
    twins.does(
        &twins.actor("sun.hao"),
        "signOut",
        "",
        &["session laptop sun.hao: ended_at, ended_because", "+audit_entry signed_out sun.hao"],
    );
    for other in ["<laptop lin.wei>", "<lost lin.wei>", "<lost song.ying>"] {
        twins.refuses(&twins.actor("song.ying"), "signOut", &format!("sessionId: {other}"), "NOT_FOUND", &[]);
    }
}

#[apply(on_both)]
fn signing_out_everywhere_ends_open_sessions_of_one_person(server: &Server) {
    let twins = Twins::new(server);
    let kept = twins.does(
        &twins.actor("sun.hao"),
        "signOutEverywhere endedCount",
        "keepCurrent: true",
        &["session phone sun.hao: ended_at, ended_because", "+audit_entry signed_out_everywhere sun.hao"],
    );
    let all = twins.does(
        &twins.actor("song.ying"),
        "signOutEverywhere endedCount",
        "keepCurrent: false",
        &[
            "session phone song.ying: ended_at, ended_because",
            "session laptop song.ying: ended_at, ended_because",
            "+audit_entry signed_out_everywhere song.ying",
        ],
    );
    assert_eq!(
        (&kept["endedCount"], &all["endedCount"]),
        (&json!(1), &json!(2)),
        "what had ended is not counted"
    );
}

#[apply(on_both)]
fn registering_makes_a_link_alone(server: &Server) {
    let twins = Twins::new(server);
    twins.does(&server.stranger(), "register", REGISTRATION, &["+mailed_link registration new"]);
    let known = REGISTRATION.replace("new@example.org", "sun.hao@example.com");
    twins.does(&server.stranger(), "register", &known, &[]);
}

#[apply(on_both)]
fn a_registration_that_is_confirmed_uses_up_its_links_and_makes_a_workspace(server: &Server) {
    let twins = Twins::new(server);
    let input = format!("token: {:?}, password: {PASSWORD:?}", twins.link("new", 1));
    twins.does(
        &server.stranger(),
        "confirmRegistration",
        &input,
        &[
            "mailed_link registration new (one of 4): used_at",
            "mailed_link registration new (one of 4): used_at",
            "+user new",
            "+session tests new",
            "+refresh_token tests new",
            "+audit_entry registered new",
            "+workspace Double 11 2026",
            "+membership Double 11 2026 new",
            "+calendar Double 11 2026 Monday to Friday",
            "+audit_entry Double 11 2026 workspace_created new",
            "+change Double 11 2026 confirmRegistration",
        ],
    );
}

#[apply(on_both)]
fn asking_for_a_new_password_makes_a_link_alone(server: &Server) {
    let twins = Twins::new(server);
    twins.watch(
        &["+mailed_link password_reset sun.hao", "+audit_entry password_reset_requested sun.hao"],
        || {
            twins.done(&server.stranger(), "requestPasswordReset", "email: \"sun.hao@example.com\"");
            // The link is made beside the answer, and sent once it is made.
            twins.link("sun.hao", 3)
        },
    );
}

#[apply(on_both)]
fn a_password_that_is_reset_is_one_persons(server: &Server) {
    let twins = Twins::new(server);
    let input = format!("token: {:?}, newPassword: \"another good battery\"", twins.link("sun.hao", 1));
    twins.does(
        &server.stranger(),
        "resetPassword",
        &input,
        &[
            "user sun.hao: password_hash",
            "+audit_entry password_reset sun.hao",
            "mailed_link password_reset sun.hao (one of 4): used_at",
            "mailed_link password_reset sun.hao (one of 4): used_at",
            "session phone sun.hao: ended_at, ended_because",
            "session laptop sun.hao: ended_at, ended_because",
            "+session tests sun.hao",
            "+refresh_token tests sun.hao",
        ],
    );
}

#[apply(on_both)]
fn a_password_that_is_changed_is_one_persons(server: &Server) {
    let twins = Twins::new(server);
    let input = format!("currentPassword: {PASSWORD:?}, newPassword: \"another good battery\"");
    twins.does(
        &twins.actor("sun.hao"),
        "changePassword",
        &input,
        &[
            "user sun.hao: password_hash",
            "+audit_entry password_changed sun.hao",
            "mailed_link password_reset sun.hao (one of 4): used_at",
            "mailed_link password_reset sun.hao (one of 4): used_at",
            "session phone sun.hao: ended_at, ended_because",
        ],
    );
    let wrong = "currentPassword: \"wrong\", newPassword: \"yet another battery\"";
    twins.refuses(
        &twins.actor("sun.hao"),
        "changePassword",
        wrong,
        "WRONG_PASSWORD",
        &["+audit_entry sign_in_refused sun.hao"],
    );
}

#[apply(on_both)]
fn somebody_is_invited_into_one_workspace(server: &Server) {
    let twins = Twins::new(server);
    let invite = |name: &str, changes: &[&str]| {
        let input = format!(
            "workspaceId: <here>, email: \"{name}@example.org\", role: VIEWER, departmentIds: [<here Design>]"
        );
        twins.does(&twins.actor("lin.wei"), "inviteMember", &input, changes);
    };
    invite("dora", &["+invitation here dora", "+audit_entry here member_invited lin.wei"]);
    invite(
        "ann",
        &[
            "invitation here ann: revoked_at",
            "+invitation here ann",
            "+audit_entry here member_invited lin.wei",
        ],
    );
    invite("bob", &["+invitation here bob", "+audit_entry here member_invited lin.wei"]);
    invite(
        "bob",
        &[
            "invitation here bob (one of 2): revoked_at",
            "+invitation here bob",
            "+audit_entry here member_invited lin.wei",
        ],
    );
    // Open in the twin alone.
    twins.execute("update invitation set revoked_at = created_at where id = <here hao.sun>");
    invite("hao.sun", &["+invitation here hao.sun", "+audit_entry here member_invited lin.wei"]);
}

#[apply(on_both)]
fn an_invitation_is_revoked_in_one_workspace(server: &Server) {
    let twins = Twins::new(server);
    twins.does(
        &twins.actor("lin.wei"),
        "revokeInvitation",
        "invitationId: <here ann>",
        &["invitation here ann: revoked_at", "+audit_entry here invitation_revoked lin.wei"],
    );
}

#[apply(on_both)]
fn somebody_new_joins_one_workspace(server: &Server) {
    let twins = Twins::new(server);
    let who = format!("newcomer: {{ name: \"Sun Hao\", password: {PASSWORD:?}, timeZone: \"UTC\" }}");
    twins.does(
        &server.stranger(),
        "acceptInvitation",
        &format!("token: {:?}, {who}", twins.link("ann", 2)),
        &[
            "invitation here ann: accepted_at",
            "+user ann",
            "+membership here ann",
            "+department_member here Design ann",
            "department here Design chen.yue: version",
            "workspace here: directory_seq",
            "+change here acceptInvitation",
            "+audit_entry here invitation_accepted ann",
            "+session tests ann",
            "+refresh_token tests ann",
        ],
    );
}

#[apply(on_both)]
fn whoever_has_an_account_joins_one_workspace(server: &Server) {
    let twins = Twins::new(server);
    let accept = |name: &str, changes: &[&str]| {
        twins.does(
            &twins.actor(name),
            "acceptInvitation",
            &format!("token: {:?}", twins.link(name, 2)),
            changes,
        );
    };
    accept(
        "hao.sun",
        &[
            "invitation here hao.sun: accepted_at",
            "+membership here hao.sun",
            "+department_member here Design hao.sun",
            "department here Design chen.yue: version",
            "workspace here: directory_seq",
            "+change here acceptInvitation hao.sun",
            "+audit_entry here invitation_accepted hao.sun",
            "+session tests hao.sun",
            "+refresh_token tests hao.sun",
        ],
    );
    accept(
        "luo.fan",
        &[
            "invitation here luo.fan: accepted_at",
            "membership here luo.fan: created_at, status, version",
            "+department_member here Design luo.fan",
            "department here Design chen.yue: version",
            "workspace here: directory_seq",
            "+change here acceptInvitation luo.fan",
            "+audit_entry here invitation_accepted luo.fan",
            "+session tests luo.fan",
            "+refresh_token tests luo.fan",
        ],
    );
}

#[apply(on_both)]
fn a_role_is_given_in_one_workspace(server: &Server) {
    let twins = Twins::new(server);
    twins.does(
        &twins.actor("lin.wei"),
        "changeMemberRole",
        "workspaceId: <here>, userId: <sun.hao>, role: ADMIN",
        &[
            "membership here sun.hao: role, version",
            "workspace here: directory_seq",
            "+change here changeMemberRole lin.wei",
            "+audit_entry here role_changed lin.wei",
        ],
    );
}

#[apply(on_both)]
fn a_member_is_moved_between_departments_of_one_workspace(server: &Server) {
    let twins = Twins::new(server);
    let input = "workspaceId: <here>, userId: <sun.hao>, departmentIds: [<here Design>]";
    twins.does(
        &twins.actor("lin.wei"),
        "setMemberDepartments",
        input,
        &[
            "-department_member here Operations sun.hao",
            "+department_member here Design sun.hao",
            "department here Operations lin.wei: version",
            "department here Design chen.yue: version",
            "membership here sun.hao: version",
            "workspace here: directory_seq",
            "+change here setMemberDepartments lin.wei",
            "+audit_entry here departments_changed lin.wei",
        ],
    );
}

#[apply(on_both)]
fn a_member_is_suspended_and_resumed_in_one_workspace(server: &Server) {
    let twins = Twins::new(server);
    twins.does(
        &twins.actor("zhang.rui"),
        "suspendMember",
        "workspaceId: <here>, userId: <sun.hao>",
        &[
            "membership here sun.hao: status, version",
            "workspace here: directory_seq",
            "+change here suspendMember zhang.rui",
            "+audit_entry here member_suspended zhang.rui",
        ],
    );
    twins.does(
        &twins.actor("zhang.rui"),
        "resumeMember",
        "workspaceId: <here>, userId: <chen.yue>",
        &[
            "membership here chen.yue: status, version",
            "workspace here: directory_seq",
            "+change here resumeMember zhang.rui",
            "+audit_entry here member_resumed zhang.rui",
        ],
    );
}

#[apply(on_both)]
fn who_is_removed_loses_the_departments_and_tokens_of_one_workspace(server: &Server) {
    let twins = Twins::new(server);
    // What is open in the twin, and what others are responsible for here, is in nobody's way.
    twins.execute(
        "update work_package set done = true where accountable_id = <sun.hao> and workspace_id = <here>",
    );
    twins.execute("update campaign set owner_id = <sun.hao> where workspace_id = <there>");
    twins.execute("update department set lead_id = <sun.hao> where id = <there Operations>");
    twins.does(
        &twins.actor("zhang.rui"),
        "removeMember",
        "workspaceId: <here>, userId: <sun.hao>",
        &[
            "-department_member here Operations sun.hao",
            "department here Operations lin.wei: version",
            "api_token here CI sun.hao: revoked_at",
            "membership here sun.hao: status, version",
            "workspace here: directory_seq",
            "+change here removeMember zhang.rui",
            "+audit_entry here member_left zhang.rui",
        ],
    );
}

#[apply(on_both)]
fn who_leaves_a_workspace_stays_in_its_twin(server: &Server) {
    let twins = Twins::new(server);
    twins.execute("update work_package set done = true where accountable_id = <sun.hao>");
    twins.execute("update campaign set owner_id = <sun.hao>, status = 'ended' where workspace_id = <here>");
    twins.does(
        &twins.actor("sun.hao"),
        "leaveWorkspace",
        "workspaceId: <here>",
        &[
            "-department_member here Operations sun.hao",
            "department here Operations lin.wei: version",
            "api_token here CI sun.hao: revoked_at",
            "membership here sun.hao: status, version",
            "workspace here: directory_seq",
            "+change here leaveWorkspace sun.hao",
            "+audit_entry here member_left sun.hao",
        ],
    );
}

#[apply(on_both)]
fn who_is_signed_out_is_one_person(server: &Server) {
    let twins = Twins::new(server);
    twins.does(
        &twins.actor("zhang.rui"),
        "signOutMember",
        "workspaceId: <here>, userId: <sun.hao>",
        &[
            "session phone sun.hao: ended_at, ended_because",
            "session laptop sun.hao: ended_at, ended_because",
            "+audit_entry here member_signed_out zhang.rui",
        ],
    );
}

#[apply(on_both)]
fn a_token_is_made_with_its_limits(server: &Server) {
    let twins = Twins::new(server);
    let limits = "departmentIds: [<here Design>], campaignIds: [<here D11>]";
    twins.does(
        &twins.actor("lin.wei"),
        "createToken",
        &format!("workspaceId: <here>, name: \"New\", scopes: [READ], {limits}"),
        &[
            "+api_token here New lin.wei",
            "+api_token_limit here New lin.wei Design",
            "+api_token_limit here New lin.wei D11",
            "+audit_entry here token_created lin.wei",
        ],
    );
    let service = "workspaceId: <here>, name: \"Robot\", scopes: [READ], serviceRole: VIEWER, \
        departmentIds: [<here Design>]";
    twins.does(
        &twins.actor("zhang.rui"),
        "createToken",
        service,
        &[
            "+user Robot",
            "+membership here Robot",
            "+department_member here Design Robot",
            "department here Design chen.yue: version",
            "workspace here: directory_seq",
            "+change here createToken zhang.rui",
            "+api_token here Robot",
            "+api_token_limit here Robot Design",
            "+audit_entry here token_created zhang.rui",
        ],
    );
}

#[apply(on_both)]
fn a_token_that_is_rotated_hands_on_its_own_limits(server: &Server) {
    let twins = Twins::new(server);
    twins.does(
        &twins.actor("lin.wei"),
        "rotateToken",
        "tokenId: <here CI lin.wei>",
        &[
            "api_token here CI lin.wei: expires_at",
            "+api_token here CI lin.wei",
            "+audit_entry here token_rotated lin.wei",
            "+api_token_limit here CI lin.wei Design",
            "+api_token_limit here CI lin.wei Operations",
            "+api_token_limit here CI lin.wei D11",
        ],
    );
    twins.does(
        &twins.actor("zhang.rui"),
        "rotateToken",
        "tokenId: <here Bot Bot>",
        &[
            "api_token here Bot: expires_at",
            "+api_token here Bot",
            "+api_token_limit here Bot Design",
            "+audit_entry here token_rotated zhang.rui",
        ],
    );
}

#[apply(on_both)]
fn a_token_is_revoked_and_no_other(server: &Server) {
    let twins = Twins::new(server);
    twins.does(
        &twins.actor("zhang.rui"),
        "revokeToken",
        "tokenId: <here CI sun.hao>",
        &["api_token here CI sun.hao: revoked_at", "+audit_entry here token_revoked zhang.rui"],
    );
}

#[apply(on_both)]
fn the_use_of_a_token_is_noted_of_it_alone(server: &Server) {
    let twins = Twins::new(server);
    let lin = twins.actor("lin.wei");
    let input = "workspaceId: <here>, name: \"Used\", scopes: [READ]";
    let made = twins.done(&lin, "createToken secret", input);
    let script = server.bearer(made["secret"].as_str().unwrap());
    twins.watch(
        &["api_token here Used lin.wei: last_used_at", "+audit_entry here token_used lin.wei Used"],
        || {
            script.ask("{ viewer { userId } }");
            let is_noted = || {
                !server.lines("select name as line from api_token where last_used_at is not null").is_empty()
            };
            assert!(tests::soon(is_noted), "the use was not noted");
        },
    );
}

#[apply(on_both)]
fn a_workspace_is_made_beside_others(server: &Server) {
    let twins = Twins::new(server);
    twins.does(
        &twins.actor("sun.hao"),
        "createWorkspace",
        "name: \"Second\", timeZone: \"UTC\"",
        &[
            "+workspace Second",
            "+membership Second sun.hao",
            "+calendar Second Monday to Friday",
            "+audit_entry Second workspace_created sun.hao",
            "+change Second createWorkspace sun.hao",
        ],
    );
}

#[apply(on_both)]
fn a_workspace_is_changed_and_its_twin_is_not(server: &Server) {
    let twins = Twins::new(server);
    twins.does(
        &twins.actor("zhang.rui"),
        "updateWorkspace",
        "workspaceId: <here>, name: \"Renamed\", timeZone: \"UTC\"",
        &[
            "workspace here: name, time_zone, directory_seq, version",
            "+change here updateWorkspace zhang.rui",
            "+audit_entry here workspace_updated zhang.rui",
        ],
    );
}

#[apply(on_both)]
fn a_workspace_is_deleted_and_its_twin_is_not(server: &Server) {
    let twins = Twins::new(server);
    twins.does(
        &twins.actor("lin.wei"),
        "deleteWorkspace",
        "workspaceId: <here>, name: \"Double 11 2026\"",
        &["-everything here", "+audit_entry workspace_deleted lin.wei"],
    );
}

#[apply(on_both)]
fn departments_and_their_members_are_changed_in_one_workspace(server: &Server) {
    let twins = Twins::new(server);
    let lin = twins.actor("lin.wei");
    let log = |name: &str| format!("+change here {name} lin.wei");
    let seq = "workspace here: directory_seq";
    let video = "dep_0000000000000000000000000v";
    twins.does(
        &lin,
        "createDepartment",
        &format!("workspaceId: <here>, id: {video:?}, name: \"Video\""),
        &["+department here Video", seq, &log("createDepartment")],
    );
    twins.does(
        &lin,
        "updateDepartment",
        &format!("departmentId: {video:?}, leadId: <sun.hao>, position: 6"),
        &[
            "department here Video: lead_id, position, version",
            "department here Warehouse huang.jun Warehouse (Monday to Saturday): position",
            seq,
            &log("updateDepartment"),
        ],
    );
    twins.does(
        &lin,
        "setDepartmentMembers",
        &format!("departmentId: {video:?}, userIds: [<sun.hao>]"),
        &[
            "+department_member here Video sun.hao",
            "department here Video sun.hao: version",
            "membership here sun.hao: version",
            seq,
            &log("setDepartmentMembers"),
            "+audit_entry here departments_changed lin.wei",
        ],
    );
    twins.does(
        &lin,
        "deleteDepartment",
        &format!("departmentId: {video:?}"),
        &[
            "-department here Video sun.hao",
            "-department_member here Video sun.hao",
            seq,
            &log("deleteDepartment"),
        ],
    );
}

#[apply(on_both)]
fn calendars_and_what_is_planned_by_them_are_changed_in_one_workspace(server: &Server) {
    let twins = Twins::new(server);
    let lin = twins.actor("lin.wei");
    let log = |name: &str| format!("+change here {name} lin.wei");
    let seq = "workspace here: directory_seq";
    let week = "cal_0000000000000000000000000w";
    twins.does(
        &lin,
        "createCalendar",
        &format!("workspaceId: <here>, id: {week:?}, name: \"Week\", workingWeekdays: [MONDAY]"),
        &["+calendar here Week", seq, &log("createCalendar")],
    );
    twins.does(
        &lin,
        "updateCalendar",
        &format!("calendarId: {week:?}, workingWeekdays: [TUESDAY], isDefault: true"),
        &[
            "calendar here Week: week, is_default, version",
            "calendar here Mainland China 2026: is_default, version",
            seq,
            &log("updateCalendar"),
        ],
    );
    twins.does(
        &lin,
        "updateCalendar",
        "calendarId: <here Mainland China 2026>, isDefault: true",
        &[
            "calendar here Week: is_default, version",
            "calendar here Mainland China 2026: is_default, version",
            seq,
            &log("updateCalendar"),
        ],
    );
    let campaign = "cmp_0000000000000000000000000c";
    twins.done(
        &lin,
        "createCampaign",
        &format!(
            "workspaceId: <here>, id: {campaign:?}, key: \"SPR\", name: \
        \"Spring\", start: \"2026-03-02\", calendarId: {week:?}"
        ),
    );
    twins.done(&lin, "createWorkPackage", &format!("campaignId: {campaign:?}, title: \"Copy\", kind: TASK"));
    let day = "{ start: \"2026-03-03\", isWorkingDay: false, name: \"Outing\" }";
    twins.does(
        &lin,
        "setCalendarExceptions",
        &format!("calendarId: {week:?}, exceptions: [{day}]"),
        &[
            "+calendar_exception here Outing Week",
            "calendar here Week: version",
            seq,
            &log("setCalendarExceptions"),
            "work_package here Copy SPR: planned_start_on, planned_finish_on",
            "campaign here SPR lin.wei Week: seq",
            "+change here setCalendarExceptions SPR lin.wei",
        ],
    );
    twins.execute("delete from campaign where workspace_id = <here>");
    twins.done(&lin, "importHolidays", &format!("calendarId: {week:?}, country: \"CN\", years: [2026]"));
    twins.does(&lin, "importHolidays", &format!("calendarId: {week:?}, country: \"CN\", years: [2026]"), &[]);
    twins.done(
        &lin,
        "setCalendarExceptions",
        &format!("calendarId: {week:?}, clear: [{{ start: \"2026-01-01\", finish: \"2026-12-31\" }}]"),
    );
    twins.does(
        &lin,
        "deleteCalendar",
        &format!("calendarId: {week:?}"),
        &["-calendar here Week", seq, &log("deleteCalendar")],
    );
}

#[apply(on_both)]
fn days_off_are_changed_in_one_workspace(server: &Server) {
    let twins = Twins::new(server);
    let sun = twins.actor("sun.hao");
    let log = |name: &str| format!("+change here {name} sun.hao");
    let seq = "workspace here: directory_seq";
    let off = "off_0000000000000000000000000f";
    twins.does(
        &sun,
        "createDayOff",
        &format!("workspaceId: <here>, id: {off:?}, start: \"2026-11-02\""),
        &["+day_off here sun.hao", seq, &log("createDayOff")],
    );
    twins.does(
        &sun,
        "updateDayOff",
        &format!("dayOffId: {off:?}, finish: \"2026-11-03\""),
        &["day_off here sun.hao: finish_on, version", seq, &log("updateDayOff")],
    );
    twins.does(
        &sun,
        "deleteDayOff",
        &format!("dayOffId: {off:?}"),
        &["-day_off here sun.hao", seq, &log("deleteDayOff")],
    );
}

#[apply(on_both)]
fn campaigns_and_anchors_change_in_one_workspace(server: &Server) {
    let twins = Twins::new(server);
    let lin = twins.actor("lin.wei");
    let campaign = |columns: &str| format!("campaign here D11 lin.wei Mainland China 2026: {columns}");
    let change = |mutation: &str| format!("+change here {mutation} D11 lin.wei");
    let anchor = "anc_0000000000000000000000000a";
    for (mutation, input, changes) in [
        ("updateCampaign", "campaignId: <here D11>, name: \"Other\"", vec![campaign("name, seq, version")]),
        (
            "setCampaignStatus",
            "campaignId: <here D11>, status: ENDED",
            vec![campaign("status, seq, version")],
        ),
        (
            "createAnchor",
            &format!(
                "campaignId: <here D11>, id: {anchor:?}, kind: CUSTOM, name: \"Doors\", date: \"2026-11-01\""
            ),
            vec![campaign("seq"), "+anchor here Doors D11".to_owned()],
        ),
        (
            "updateAnchor",
            &format!("anchorId: {anchor:?}, edge: END_OF_DAY"),
            vec![campaign("seq"), "anchor here Doors D11: edge, version".to_owned()],
        ),
        (
            "moveAnchor",
            &format!("anchorId: {anchor:?}, date: \"2026-11-02\", slipReason: {{ category: CHANNEL }}"),
            vec![
                campaign("seq"),
                "anchor here Doors D11: on_date, version".to_owned(),
                "+slip here D11 Doors lin.wei".to_owned(),
            ],
        ),
        (
            "deleteAnchor",
            &format!("anchorId: {anchor:?}"),
            vec![
                campaign("seq"),
                "-anchor here Doors D11".to_owned(),
                "+cancelled_event here D11-anchor-doors D11".to_owned(),
            ],
        ),
        (
            "deleteCampaign",
            "campaignId: <here D11>",
            vec![
                campaign("seq, version, deleted_at"),
                "+audit_entry here campaign_deleted lin.wei".to_owned(),
            ],
        ),
        (
            "restoreCampaign",
            "campaignId: <here D11>",
            vec![
                campaign("seq, version, deleted_at"),
                "+audit_entry here campaign_restored lin.wei".to_owned(),
            ],
        ),
    ] {
        let mut changes = changes;
        changes.push(change(mutation));
        changes.sort_unstable();
        twins.does(&lin, mutation, input, &changes.iter().map(String::as_str).collect::<Vec<_>>());
    }
}

#[apply(on_both)]
fn a_table_is_imported_into_one_workspace(server: &Server) {
    let twins = Twins::new(server);
    let lin = twins.actor("lin.wei");
    let table = "workspaceId: <here>, key: \"SPR\", name: \"Spring\", start: \"2026-03-02\", text: \
        \"Title,Days\\nCopy,3\\n\"";
    twins.does(
        &lin,
        "importPlan",
        table,
        &[
            "+campaign here SPR lin.wei Mainland China 2026",
            "+change here importPlan SPR lin.wei",
            "+work_package here Copy SPR",
        ],
    );
}

#[apply(on_both)]
fn a_campaign_is_planned_backwards_in_one_workspace(server: &Server) {
    let twins = Twins::new(server);
    let lin = twins.actor("lin.wei");
    let (campaign, anchor) = ("cmp_0000000000000000000000000c", "anc_0000000000000000000000000a");
    for (mutation, input) in [
        (
            "createCampaign",
            format!(
                "workspaceId: <here>, id: {campaign:?}, key: \"SPR\", name: \"Spring\", start: \"2026-10-26\""
            ),
        ),
        (
            "createAnchor",
            format!(
                "campaignId: {campaign:?}, id: {anchor:?}, kind: LAUNCH, name: \"Launch\", date: \
                    \"2026-11-11\""
            ),
        ),
        ("createWorkPackage", format!("campaignId: {campaign:?}, title: \"Copy\", kind: TASK")),
    ] {
        twins.done(&lin, mutation, &input);
    }
    twins.does(
        &lin,
        "backPlanCampaign",
        &format!(
            "campaignId: {campaign:?}, anchorId: {anchor:?}, \
        bufferDays: 2"
        ),
        &[
            "+change here backPlanCampaign SPR lin.wei",
            "campaign here SPR lin.wei Mainland China 2026: seq",
            "work_package here Copy SPR: direction, buffer_days, anchor_id, planned_start_on, \
                planned_finish_on, version",
        ],
    );
}

#[apply(on_both)]
fn a_finding_is_acknowledged_in_one_workspace(server: &Server) {
    let twins = Twins::new(server);
    let lin = twins.actor("lin.wei");
    let headers = [("content-type", "application/json"), ("leadtime-workspace", &twins.here.to_string())];
    let found = lin
        .post(
            &headers,
            &json!({ "query": "{ findings(first: 1) { nodes { code subjectId workPackage { title } } } }" })
                .to_string(),
        )
        .json();
    let found = &found["data"]["findings"]["nodes"][0];
    let (code, subject) = (found["code"].as_str().unwrap(), &found["subjectId"]);
    let row = format!("finding_acknowledgement here D11 {}", found["workPackage"]["title"].as_str().unwrap());
    let input = |more: &str| format!("campaignId: <here D11>, code: {code}, subjectId: {subject}{more}");
    let seq = "campaign here D11 lin.wei Mainland China 2026: seq";
    twins.does(
        &lin,
        "acknowledgeFinding",
        &input(""),
        &["+change here acknowledgeFinding D11 lin.wei", &format!("+{row}"), seq],
    );
    twins.does(
        &lin,
        "acknowledgeFinding",
        &input(", note: \"known\""),
        &["+change here acknowledgeFinding D11 lin.wei", &format!("{row}: note, version"), seq],
    );
    twins.does(
        &lin,
        "withdrawAcknowledgement",
        &input(""),
        &["+change here withdrawAcknowledgement D11 lin.wei", &format!("-{row}"), seq],
    );
}

#[apply(on_both)]
fn edits_change_one_campaign_of_one_workspace(server: &Server) {
    let twins = Twins::new(server);
    let lin = twins.actor("lin.wei");
    let [copy, design] = ["wp_0000000000000000000000000a", "wp_0000000000000000000000000b"];
    let seq = "campaign here SPR lin.wei Mainland China 2026: seq";
    let follows = "work_package here Design SPR: planned_start_on, planned_finish_on";
    let campaign = "cmp_0000000000000000000000000c";
    twins.does(
        &lin,
        "createCampaign",
        &format!(
            "workspaceId: <here>, id: {campaign:?}, key: \"SPR\", name: \"Spring\", start: \"2026-03-02\""
        ),
        &["+campaign here SPR lin.wei Mainland China 2026", "+change here createCampaign SPR lin.wei"],
    );
    for (id, title) in [(copy, "Copy"), (design, "Design")] {
        twins.does(
            &lin,
            "createWorkPackage",
            &format!("campaignId: {campaign:?}, id: {id:?}, title: {title:?}, kind: TASK"),
            &[
                "+change here createWorkPackage SPR lin.wei",
                &format!("+work_package here {title} SPR"),
                "campaign here SPR lin.wei Mainland China 2026: seq, last_number",
            ],
        );
    }
    let link = "lnk_0000000000000000000000000d";
    twins.does(
        &lin,
        "createDependency",
        &format!("id: {link:?}, predecessorId: {copy:?}, successorId: {design:?}"),
        &["+change here createDependency SPR lin.wei", "+dependency here SPR Copy Design", seq, follows],
    );
    twins.does(
        &lin,
        "updateDependency",
        &format!("dependencyId: {link:?}, lagDays: 1"),
        &[
            "+change here updateDependency SPR lin.wei",
            seq,
            "dependency here SPR Copy Design: lag_days, version",
            follows,
        ],
    );
    twins.does(
        &lin,
        "resizeWorkPackage",
        &format!("workPackageId: {copy:?}, durationDays: 2"),
        &[
            "+change here resizeWorkPackage SPR lin.wei",
            "+slip here SPR Copy lin.wei",
            seq,
            "work_package here Copy SPR: duration_days, planned_finish_on, version",
            follows,
        ],
    );
    twins.does(
        &lin,
        "updateWorkPackage",
        &format!("workPackageId: {copy:?}, priority: HIGH"),
        &["+change here updateWorkPackage SPR lin.wei", seq, "work_package here Copy SPR: priority, version"],
    );
    twins.does(
        &lin,
        "moveWorkPackage",
        &format!("workPackageId: {copy:?}, start: \"2026-03-09\""),
        &[
            "+change here moveWorkPackage SPR lin.wei",
            "+slip here SPR Copy lin.wei",
            seq,
            "work_package here Copy SPR: mode, manual_start_on, planned_start_on, planned_finish_on, version",
            follows,
        ],
    );
    twins.does(
        &lin,
        "reportProgress",
        &format!("workPackageId: {copy:?}, progress: 50"),
        &[
            "+change here \
        reportProgress SPR lin.wei",
            "+progress_report here SPR Copy lin.wei",
            seq,
            "work_package here Copy \
            SPR: planned_start_on, planned_finish_on, actual_start_on, progress, reported_on, \
            version",
            follows,
        ],
    );
    twins.does(
        &lin,
        "deleteDependency",
        &format!("dependencyId: {link:?}"),
        &["+change here deleteDependency SPR lin.wei", "-dependency here SPR Copy Design", seq, follows],
    );
    twins.does(
        &lin,
        "applyPlanEdits",
        &format!(
            "campaignId: {campaign:?}, edits: [{{ resizeWorkPackage: {{ \
        workPackageId: {design:?}, durationDays: 4 }} }}]"
        ),
        &[
            "+change here applyPlanEdits SPR \
            lin.wei",
            "+slip here SPR Design lin.wei",
            seq,
            "work_package here Design SPR: duration_days, \
                planned_finish_on, version",
        ],
    );
    twins.does(
        &lin,
        "undoChange",
        &format!("campaignId: {campaign:?}, changeSeq: 10"),
        &[
            "+change here undoChange SPR lin.wei",
            "change here deleteDependency SPR lin.wei: undone_by",
            "+dependency here SPR Copy Design",
            seq,
            follows,
        ],
    );
    let baseline = "bas_0000000000000000000000000e";
    twins.does(
        &lin,
        "createBaseline",
        &format!("campaignId: {campaign:?}, id: {baseline:?}, name: \"Agreed\""),
        &[
            "+baseline here Agreed SPR",
            "+baseline_row here SPR Agreed Copy",
            "+baseline_row here SPR Agreed Design",
            "+change here createBaseline SPR lin.wei",
            seq,
        ],
    );
    twins.does(&lin, "restoreBaseline", &format!("baselineId: {baseline:?}"), &[]);
    twins.does(
        &lin,
        "deleteBaseline",
        &format!("baselineId: {baseline:?}"),
        &[
            "+change here deleteBaseline SPR lin.wei",
            "baseline here Agreed SPR: active, version, deleted_at",
            seq,
        ],
    );
    twins.does(
        &lin,
        "undoChange",
        &format!("campaignId: {campaign:?}, changeSeq: 14"),
        &[
            "+change here undoChange SPR lin.wei",
            "baseline here Agreed SPR: active, version, deleted_at",
            "change here deleteBaseline SPR lin.wei: undone_by",
            seq,
        ],
    );
    twins.does(
        &lin,
        "createBaseline",
        &format!("campaignId: {campaign:?}, name: \"Later\", isActive: false"),
        &[
            "+baseline here Later SPR",
            "+baseline_row here SPR Later Copy",
            "+baseline_row here SPR Later Design",
            "+change here createBaseline SPR lin.wei",
            seq,
        ],
    );
    twins.does(&lin, "activateBaseline", &format!("baselineId: {baseline:?}"), &[]);
    twins.does(
        &lin,
        "reorderWorkPackage",
        &format!("workPackageId: {design:?}, beforeId: {copy:?}"),
        &[
            "+change here reorderWorkPackage SPR lin.wei",
            seq,
            "work_package here Copy SPR: position",
            "work_package here Design SPR: position",
        ],
    );
    twins.does(
        &lin,
        "deleteWorkPackage",
        &format!("workPackageId: {design:?}"),
        &[
            "+cancelled_event here SPR-2-work SPR",
            "+change here deleteWorkPackage SPR lin.wei",
            "-dependency here SPR Copy Design",
            "-work_package here Design SPR",
            seq,
        ],
    );
    twins.does(
        &lin,
        "restoreWorkPackage",
        &format!("workPackageId: {design:?}"),
        &[
            "+change here restoreWorkPackage SPR lin.wei",
            "+dependency here SPR Copy Design",
            "+work_package here Design SPR",
            seq,
        ],
    );
    twins.does(
        &lin,
        "undoChange",
        &format!("campaignId: {campaign:?}, changeSeq: 19"),
        &[
            "+change here undoChange SPR lin.wei",
            "-dependency here SPR Copy Design",
            "-work_package here Design SPR",
            "cancelled_event here SPR-2-work SPR: seq",
            "change here restoreWorkPackage SPR lin.wei: undone_by",
            seq,
        ],
    );
    twins.does(
        &lin,
        "redoChange",
        &format!("campaignId: {campaign:?}, changeSeq: 19"),
        &[
            "+change here redoChange SPR lin.wei",
            "+dependency here SPR Copy Design",
            "+work_package here Design SPR",
            "change here restoreWorkPackage SPR lin.wei: undone_by",
            "change here undoChange SPR lin.wei (one of 3): undone_by",
            seq,
        ],
    );
    let edits = format!("[{{ updateWorkPackage: {{ workPackageId: {copy:?}, priority: LOW }} }}]");
    for (mutation, columns) in [
        ("withdrawProposal", ": status, decided_by, decided_at, version"),
        ("declineProposal", " (one of 2): status, decided_by, decided_at, version"),
        ("acceptProposal", " (one of 3): status, decided_by, decided_at, change_seq, version"),
    ] {
        let proposed = twins.does(
            &lin,
            "proposePlanEdits proposal { id }",
            &format!("campaignId: {campaign:?}, edits: {edits}"),
            &["+change here proposePlanEdits SPR lin.wei", "+plan_proposal here SPR", seq],
        );
        let decided = format!("plan_proposal here SPR{columns}");
        let change = format!("+change here {mutation} SPR lin.wei");
        let mut expected = vec![change.as_str(), decided.as_str(), seq];
        if mutation == "acceptProposal" {
            expected.push("work_package here Copy SPR: priority, version");
        }
        twins.does(&lin, mutation, &format!("proposalId: {}", proposed["proposal"]["id"]), &expected);
    }
}
