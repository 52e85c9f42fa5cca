//! What is over is deleted some time later, and nothing else is.

use chrono::TimeDelta;
use leadtime::housekeeping;
use serde_json::json;
use tests::{Server, apply, on_both};

use crate::edits::Plan;

fn deleted(server: &Server) -> u64 {
    server.block_on(housekeeping::delete(&server.app)).unwrap()
}

/// The refresh token that another is exchanged for; none where it is refused.
fn exchange(server: &Server, token: &str) -> Option<String> {
    let document = format!(
        "mutation {{ refreshSession(input: {{ refreshToken: {token:?} }}) {{ refreshToken userErrors {{ \
            code }} }} }}"
    );
    server.stranger().ask(&document)["refreshSession"]["refreshToken"].as_str().map(str::to_owned)
}

/// Why sessions have ended.
fn endings(server: &Server) -> Vec<String> {
    server.lines("select ended_because as line from session where ended_at is not null")
}

fn count(server: &Server, table: &str) -> usize {
    server.lines(&format!("select 'row' as line from {table}")).len()
}

fn pass(server: &Server, days: i64) {
    server.app.clock.advance(TimeDelta::days(days));
}

#[apply(on_both)]
fn sessions_and_their_refresh_tokens_go_a_month_after_their_end(server: &Server) {
    server.load_demo();
    let lin = server.load_id("lin.wei@example.com");
    let (ended, going) = (server.session(lin), server.session(lin));
    let out = format!("mutation {{ signOut(input: {{ sessionId: \"{}\" }}) {{ endedCount }} }}", ended.id);
    let token = server.app.keys.sign(lin, going.id, server.app.clock.now()).unwrap().token;
    assert_eq!(server.bearer(&token).ask(&out)["signOut"]["endedCount"], 1);
    pass(server, 29);
    let next = exchange(server, &going.refresh_token).unwrap();
    assert_eq!(deleted(server), 0);
    pass(server, 2);
    assert_eq!(deleted(server), 1);
    assert_eq!((count(server, "session"), count(server, "refresh_token")), (1, 2));
    assert!(exchange(server, &next).is_some());
}

#[apply(on_both)]
fn a_refresh_token_that_comes_again_ends_its_session_until_it_goes_after_a_month(server: &Server) {
    server.load_demo();
    let first = server.session(server.load_id("lin.wei@example.com"));
    let second = exchange(server, &first.refresh_token).unwrap();
    pass(server, 20);
    let third = exchange(server, &second).unwrap();
    pass(server, 11);
    assert_eq!(deleted(server), 1, "the first");
    assert_eq!(
        (exchange(server, &first.refresh_token), endings(server).len()),
        (None, 0),
        "nobody knows it any more"
    );
    assert!(exchange(server, &third).is_some());
    assert_eq!((exchange(server, &second), endings(server)), (None, vec!["reused".to_owned()]));
}

#[apply(on_both)]
fn links_invitations_and_tokens_go_some_time_after_they_are_over_and_the_audit_log_stays(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    lin.ask(
        r#"mutation { inviteMember(input: { email: "ann@example.com", role: VIEWER }) { userErrors { code
        } } }"#,
    );
    let token = lin.ask(
        r#"mutation { createToken(input: { name: "script", scopes: [READ] }) { userErrors { code } } }"#,
    );
    assert_eq!(token["createToken"]["userErrors"], json!([]));
    server.stranger().ask(
        r#"mutation { requestPasswordReset(input: { email: "lin.wei@example.com" }) {
        userErrors { code } } }"#,
    );
    server.link("lin.wei@example.com");
    let entries = count(server, "audit_entry");
    let all = |server: &Server| ["mailed_link", "invitation", "api_token"].map(|table| count(server, table));
    pass(server, 20);
    deleted(server);
    assert_eq!(all(server), [1, 1, 1]);
    pass(server, 600);
    deleted(server);
    assert_eq!(all(server), [0, 0, 0]);
    assert_eq!(count(server, "audit_entry"), entries);
}

#[apply(on_both)]
fn deleted_campaigns_are_purged_after_a_month_with_all_that_was_theirs(server: &Server) {
    let rows = |server: &Server| {
        ["campaign", "anchor", "work_package", "dependency", "change"].map(|table| count(server, table))
    };
    server.load_demo();
    let before = rows(server);
    let plan = Plan::of(server);
    let (copy, design) = (plan.create("Copy", 5), plan.create("Design", 3));
    plan.link(&copy, &design);
    plan.does(
        "createAnchor",
        &format!("campaignId: {:?}, kind: LAUNCH, name: \"Launch\", date: \"2026-03-23\"", plan.campaign),
        "",
    );
    plan.who.ask(&format!(
        "mutation {{ deleteCampaign(input: {{ campaignId: {:?} }}) {{ userErrors {{ code }} }} }}",
        plan.campaign
    ));
    pass(server, 29);
    assert_eq!(deleted(server), 0);
    pass(server, 2);
    assert_eq!((deleted(server), rows(server)), (1, before));
}

#[apply(on_both)]
fn more_than_a_batch_goes_in_several_and_two_replicas_do_it_at_once(server: &Server) {
    server.load_demo();
    let on = "2026-01-01T00:00:00+00:00";
    let links: Vec<_> =
        (0..1_300).map(|at| format!("('{at}', 'registration', 'a@example.com', '{on}', '{on}')")).collect();
    server.execute(&format!(
        "insert into mailed_link (hash, purpose, email, created_at, expires_at) values {}",
        links.join(", ")
    ));
    let replica = server.replica();
    let (here, there) = std::thread::scope(|scope| {
        let there = scope.spawn(|| deleted(&replica));
        (deleted(server), there.join().unwrap())
    });
    assert_eq!(count(server, "mailed_link"), 0);
    assert_eq!(here + there, 1_300);
}
