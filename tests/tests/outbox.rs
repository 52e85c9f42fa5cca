//! E-mails are neither lost nor swallowed: they are jobs of the transaction that asks for them.

use chrono::TimeDelta;
use serde_json::json;
use tests::{Server, apply, on_both, soon};

const REGISTER: &str = r#"mutation { register(input: { email: "ann@example.org", name: "Ann", password:
    "correct horse battery", workspaceName: "W", timeZone: "UTC" }) { userErrors { code } } }"#;

fn jobs(server: &Server) -> Vec<String> {
    server.lines("select cast(attempts as text) || coalesce(' ' || last_error, '') as line from outbox_job")
}

/// Makes the folder of the file that e-mails go to a file, so that it cannot be written, or undoes that.
fn block_mail(server: &Server, is_blocked: bool) {
    let mail = server.key_file().with_extension("mail");
    if is_blocked {
        std::fs::create_dir_all(&mail).unwrap();
    } else {
        std::fs::remove_dir(&mail).unwrap();
    }
}

#[apply(on_both)]
fn an_email_that_could_not_be_sent_is_sent_later(server: &Server) {
    block_mail(server, true);
    assert_eq!(server.stranger().ask(REGISTER)["register"]["userErrors"], json!([]));
    assert!(soon(|| jobs(server).iter().any(|job| job.starts_with("1 "))), "{:?}", jobs(server));
    block_mail(server, false);
    server.app.outbox.wake();
    assert_eq!(jobs(server).len(), 1, "it waits");
    let metrics = server.stranger().get("/metrics").text;
    let lines = [
        "leadtime_outbox_waiting 1",
        "leadtime_outbox_failed 0",
        "leadtime_outbox_attempts_total{outcome=\"postponed\"} 1",
        "leadtime_requests_total{status=\"200\"} 1",
    ];
    for line in lines {
        assert!(metrics.lines().any(|found| found == line), "{line}: {metrics}");
    }
    server.app.clock.advance(TimeDelta::minutes(1));
    server.app.outbox.wake();
    assert_eq!(server.emails("ann@example.org", 1).len(), 1);
    assert!(soon(|| jobs(server).is_empty()), "{:?}", jobs(server));
}

#[apply(on_both)]
fn a_job_of_a_server_that_stopped_is_done_by_another(server: &Server) {
    block_mail(server, true);
    server.stranger().ask(REGISTER);
    assert!(soon(|| jobs(server).iter().any(|job| job.starts_with("1 "))));
    let body = server.lines("select body as line from outbox_job").remove(0);
    assert!(
        !body.contains("ltl_") && !body.contains("ann@example.org"),
        "links are not readable in the \
            database"
    );
    block_mail(server, false);
    let replica = server.replica();
    replica.app.clock.advance(TimeDelta::minutes(5));
    replica.app.outbox.wake();
    assert_eq!(server.emails("ann@example.org", 1).len(), 1);
}

#[apply(on_both)]
fn strangers_who_ask_for_links_keep_nobody_from_their_own(server: &Server) {
    server.load_demo();
    let reset = r#"mutation { requestPasswordReset(input: { email: "sun.hao@example.com" }) { userErrors {
        code } } }"#;
    for _ in 0..5 {
        server.stranger().ask(reset);
    }
    assert_eq!(
        server.stranger().refused(reset)["extensions"]["code"],
        "RATE_LIMITED",
        "never told that \
            it was sent"
    );
    assert_eq!(server.emails("sun.hao@example.com", 5).len(), 5);
    // Another network, and the first once more after an hour, while the links are valid.
    server.execute("update mailed_link set expires_at = '2030-01-01T00:00:00+00:00'");
    server.app.clock.advance(TimeDelta::hours(1));
    assert_eq!(server.stranger().ask(reset)["requestPasswordReset"]["userErrors"], json!([]));
    assert!(soon(|| jobs(server).is_empty()));
    assert_eq!(server.emails("sun.hao@example.com", 5).len(), 5, "five valid links are in the mailbox");
    let document = format!(
        r#"mutation {{ resetPassword(input: {{ token: "{}", newPassword: "another good battery" }}) {{
            accessToken }} }}"#,
        server.link("sun.hao@example.com")
    );
    assert_ne!(server.stranger().ask(&document)["resetPassword"]["accessToken"], json!(null));
}
