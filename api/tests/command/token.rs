//! `leadtime token create`.

use serde_json::{Value, json};

use super::{DEMO, Folder};

fn create(folder: &Folder, options: &[&str]) -> String {
    let token = folder.print(&[&["token", "create", "--email", "lin.wei@example.com"], options].concat());
    assert!(token.starts_with("ltp_") && token.trim_end().len() == 40, "{token}");
    token.trim_end().to_owned()
}

#[test]
fn a_token_that_is_made_on_the_server_has_the_scopes_the_campaigns_and_the_end_that_are_given() {
    let folder = Folder::new("token");
    folder.print(&["import", DEMO]);
    let second = std::fs::read_to_string(DEMO).unwrap().replacen("\"D11\"", "\"SECOND\"", 1);
    std::fs::write(folder.0.join("second.json"), second).unwrap();
    folder.print(&["import", "second.json"]);
    let all = create(&folder, &["--name", "All", "--scopes", "read,plan:write"]);
    let one = create(
        &folder,
        &[
            "--name",
            "One",
            "--scope",
            "READ",
            "--scope",
            "PROGRESS_WRITE",
            "--campaign",
            "D11",
            "--expires-in-days",
            "7",
        ],
    );
    let server = folder.serve(&[], &[("LEADTIME_DRAIN_SECONDS", "0")]);
    let ask = |token: &str| {
        server.post(
            token,
            "{ campaigns { nodes { key } } tokens { name scopes createdAt expiresAt } }",
            &json!({}),
        )["data"]
            .take()
    };
    let keys = |token: &str| ask(token)["campaigns"]["nodes"].as_array().unwrap().len();
    assert_eq!((keys(&all), keys(&one)), (2, 1));
    let token = ask(&one)["tokens"][0].take();
    assert_eq!((&token["name"], &token["scopes"]), (&json!("One"), &json!(["READ", "PROGRESS_WRITE"])));
    assert_eq!(days(&token), 8, "it expires when its last day is over: {token}");
}

/// The days from the one on which a token was made to the one on which it expires.
fn days(token: &Value) -> i64 {
    let day = |name: &str| token[name].as_str().unwrap()[..10].parse::<chrono::NaiveDate>().unwrap();
    (day("expiresAt") - day("createdAt")).num_days()
}

#[test]
fn a_service_token_that_is_made_on_the_server_acts_as_an_account_of_its_own() {
    let folder = Folder::new("service");
    folder.print(&["import", DEMO]);
    let reading = create(&folder, &["--service", "Deadline bot"]);
    let planning =
        create(&folder, &["--service", "Planner", "--service-role", "MANAGER", "--scope", "PLAN_WRITE"]);
    let server = folder.serve(&[], &[("LEADTIME_DRAIN_SECONDS", "0")]);
    for (token, name, role) in [(reading, "Deadline bot", "VIEWER"), (planning, "Planner", "MANAGER")] {
        let answer = server.post(&token, "{ viewer { user { name role isService } } }", &json!({}));
        let user = &answer["data"]["viewer"]["user"];
        assert_eq!(*user, json!({ "name": name, "role": role, "isService": true }), "{answer}");
    }
}

#[test]
fn what_is_wrong_with_a_token_is_told_by_option_and_exits_with_2() {
    let folder = Folder::new("token-wrong");
    folder.print(&["import", DEMO]);
    let wrong: [(&[&str], &str); 12] = [
        (&["--email", "nobody@example.com"], "--email: there is nobody with the address nobody@example.com"),
        (&["--email", "sun.hao@example.com", "--service", "Bot"], "--service-role: You may not do this."),
        (&["--campaign", "D11,NOPE"], "--campaign: there is no campaign with the key NOPE"),
        (&["--campaign", ""], "--campaign"),
        (&["--expires-in-days", "0"], "--expires-in-days"),
        (&["--expires-in-days", "366"], "--expires-in-days"),
        (&["--expires-in-days", "soon"], "--expires-in-days"),
        (&["--scope", "WRITE"], "--scope"),
        (&["--name", " "], "--name: A name has 1 to 200 characters."),
        (&["--service", ""], "--service: A name has 1 to 200 characters."),
        (&["--service", "Bot", "--service-role", "KING"], "--service-role"),
        (&["--service", "Bot", "--name", "Bot"], "--service"),
    ];
    for (options, message) in wrong {
        let person = ["--email", "lin.wei@example.com"];
        let person: &[&str] = if options.contains(&"--email") { &[] } else { &person };
        let output = folder.run(&[&["token", "create"], person, options].concat());
        assert_eq!(output.status.code(), Some(2), "{options:?}");
        assert!(output.stdout.is_empty(), "{options:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains(message), "{options:?}: {output:?}");
    }
}
