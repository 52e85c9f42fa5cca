//! What is over is deleted some time later, and nothing else is.

use chrono::TimeDelta;
use entity::SessionEnd;
use leadtime::audit::Origin;
use leadtime::auth::session::{self, Exchanged, Session};
use leadtime::housekeeping;
use serde_json::json;
use tests::{Server, on_both};

fn deleted(server: &Server) -> u64 {
    server.block_on(housekeeping::delete(&server.app.store, server.app.clock.now())).unwrap()
}

fn exchange(server: &Server, token: &str) -> Exchanged {
    let (token, now) = (token.to_owned(), server.app.clock.now());
    let exchanged = server.app.store.write(move |transaction| {
        let token = token.clone();
        Box::pin(async move { session::exchange(transaction, &token, &Origin::default(), now).await })
    });
    server.block_on(exchanged).unwrap()
}

fn gone_on(server: &Server, session: &Session) -> Session {
    match exchange(server, &session.refresh_token) {
        Exchanged::Session(next) => next,
        other @ (Exchanged::Reused(..) | Exchanged::Unknown) => panic!("{other:?}"),
    }
}

fn count(server: &Server, table: &str) -> usize {
    server.lines(&format!("select 'row' as line from {table}")).len()
}

fn pass(server: &Server, days: i64) {
    server.app.clock.advance(TimeDelta::days(days));
}

on_both! {
    fn sessions_and_their_refresh_tokens_go_a_month_after_their_end(server: &Server) {
        server.load_demo();
        let lin = server.load_id("lin.wei@example.com");
        let (ended, going) = (server.session(lin), server.session(lin));
        let (id, now) = (ended.id, server.app.clock.now());
        let end = server.app.store.write(move |transaction| {
            Box::pin(async move { session::end(transaction, &[id], SessionEnd::SignedOut, now).await })
        });
        server.block_on(end).unwrap();
        pass(server, 29);
        let next = gone_on(server, &going);
        assert_eq!(deleted(server), 0);
        pass(server, 2);
        assert_eq!(deleted(server), 1);
        assert_eq!((count(server, "session"), count(server, "refresh_token")), (1, 2));
        gone_on(server, &next);
    }

    fn a_refresh_token_that_comes_again_ends_its_session_until_it_goes_after_a_month(server: &Server) {
        server.load_demo();
        let first = server.session(server.load_id("lin.wei@example.com"));
        let second = gone_on(server, &first);
        pass(server, 20);
        let third = gone_on(server, &second);
        pass(server, 11);
        assert_eq!(deleted(server), 1, "the first");
        assert!(matches!(exchange(server, &first.refresh_token), Exchanged::Unknown));
        gone_on(server, &third);
        assert!(matches!(exchange(server, &second.refresh_token), Exchanged::Reused(..)));
    }

    fn links_invitations_and_tokens_go_some_time_after_they_are_over_and_the_audit_log_stays(server: &Server) {
        server.load_demo();
        let lin = server.lin();
        lin.ask(r#"mutation { inviteMember(input: { email: "ann@example.com", role: VIEWER }) { userErrors { code } } }"#);
        let token = lin.ask(r#"mutation { createToken(input: { name: "script", scopes: [READ] }) { userErrors { code } } }"#);
        assert_eq!(token["createToken"]["userErrors"], json!([]));
        server.stranger().ask(r#"mutation { requestPasswordReset(input: { email: "lin.wei@example.com" }) { userErrors { code } } }"#);
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

    fn more_than_a_batch_goes_in_several_and_two_replicas_do_it_at_once(server: &Server) {
        server.load_demo();
        let on = "2026-01-01T00:00:00+00:00";
        let links: Vec<_> = (0..1_300).map(|at| format!("('{at}', 'registration', 'a@example.com', '{on}', '{on}')")).collect();
        server.execute(&format!("insert into mailed_link (hash, purpose, email, created_at, expires_at) values {}", links.join(", ")));
        let replica = server.replica();
        let (here, there) = std::thread::scope(|scope| {
            let there = scope.spawn(|| deleted(&replica));
            (deleted(server), there.join().unwrap())
        });
        assert_eq!(count(server, "mailed_link"), 0);
        assert_eq!(here + there, 1_300);
    }
}
