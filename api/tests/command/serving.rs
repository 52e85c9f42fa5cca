//! The server as a process: how it starts, what it logs, how it stops.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::{Value, json};

use super::{Folder, Serving, becomes_true};

#[test]
fn serves_the_demo_in_either_language_until_it_is_told_to_stop() {
    for (language, name) in [("en", "Lin Wei"), ("zh", "林薇")] {
        let folder = Folder::new(&format!("serve-{language}"));
        let mut server = folder.serve(&["--demo", language], &[("LEADTIME_DRAIN_SECONDS", "1")]);
        let screen = server.screen_until("-d '");
        let is_shown = |text: &str| screen.iter().any(|line| line.contains(text));
        assert!(
            is_shown("leadtime-demo") && is_shown("lin.wei@example.com") && is_shown(name),
            "{screen:#?}"
        );
        assert!(is_shown("curl ") && is_shown("connections at a time (ulimit -n)"), "{screen:#?}");
        assert!(server.get("/readyz").starts_with("HTTP/1.1 200"));
        assert!(server.stop().0.success());
    }
}

/// The rest of a request that was sent in two parts, and its answer.
fn finish(mut stream: TcpStream, body: &str) -> String {
    stream.write_all(body.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn a_server_that_is_told_to_stop_goes_on_answering_and_closes_its_connections() {
    let folder = Folder::new("drain");
    let server = folder.serve(&["--demo"], &[("LEADTIME_DRAIN_SECONDS", "2")]);
    let body = r#"{"query":"{ __typename }"}"#;
    let head = format!(
        "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    // One that is still being sent, one on a connection that is kept, and one that comes only now.
    let begin = || {
        let mut stream = TcpStream::connect(&server.address).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        stream
    };
    let under_way = begin();
    assert!(becomes_true(|| server.get("/readyz").starts_with("HTTP/1.1 200")));
    server.terminate();
    assert!(becomes_true(|| server.get("/readyz").starts_with("HTTP/1.1 503")));
    for stream in [under_way, begin()] {
        let answer = finish(stream, body);
        assert!(answer.contains("\"__typename\":\"Query\""), "{answer}");
        assert!(answer.to_lowercase().contains("connection: close"), "{answer}");
    }
    assert!(server.stop().0.success());
}

fn messages<'a>(log: &'a [Value], level: &str) -> Vec<&'a str> {
    let of_level = log.iter().filter(|line| line["level"] == level);
    of_level.map(|line| line["fields"]["message"].as_str().unwrap()).collect()
}

#[test]
fn a_database_that_cannot_be_written_is_logged_once_when_it_goes_and_once_when_it_is_back() {
    let folder = Folder::new("outage");
    let server = folder.serve(&["--demo"], &[("LEADTIME_DRAIN_SECONDS", "0")]);
    let token = server.sign_in();
    let create = || {
        server.post(
            &token,
            "mutation { createWorkspace(input: { name: \"New\", timeZone: \"UTC\" }) { \
            userErrors { code } } }",
            &json!({}),
        )
    };
    let (file, away) = (folder.0.join("leadtime.db"), folder.0.join("away.db"));
    std::fs::rename(&file, &away).unwrap();
    for _ in 0..3 {
        assert_eq!(create()["errors"][0]["extensions"]["code"], "UNAVAILABLE");
        assert!(server.get("/readyz").starts_with("HTTP/1.1 503"));
    }
    std::fs::rename(&away, &file).unwrap();
    assert!(becomes_true(|| server.get("/readyz").starts_with("HTTP/1.1 200")));
    assert_eq!(create()["data"]["createWorkspace"]["userErrors"], json!([]));
    let (_, log) = server.stop();
    assert_eq!(messages(&log, "WARN"), ["the database cannot be used"]);
    assert_eq!(
        log.iter().filter(|line| line["fields"]["message"] == "the database can be used again").count(),
        1
    );
    assert_eq!(messages(&log, "ERROR"), [""; 0]);
}

#[test]
fn a_request_whose_client_hangs_up_is_logged_with_what_became_of_it() {
    let folder = Folder::new("hung-up");
    let server = folder.serve(&["--demo"], &[("LEADTIME_DRAIN_SECONDS", "0")]);
    let hang_up = |operation: &str, body: &str| {
        let body =
            json!({ "query": format!("{operation} {body}"), "operationName": operation.split(' ').nth(1) })
                .to_string();
        let mut stream = TcpStream::connect(&server.address).unwrap();
        let head = format!(
            "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: \
                {}\r\n\r\n",
            body.len()
        );
        stream.write_all((head + &body).as_bytes()).unwrap();
    };
    // A password takes a while to check: nobody waits for it.
    let sign_in =
        "{ signIn(input: { email: \"lin.wei@example.com\", password: \"leadtime-demo\" }) { accessToken } }";
    for number in 0..5 {
        hang_up(&format!("mutation HungUp{number}"), sign_in);
    }
    let logged = || std::fs::read_to_string(&server.log).unwrap().matches("HungUp").count();
    assert!(becomes_true(|| logged() == 5), "{} of 5", logged());
    let token = server.sign_in();
    let sessions =
        server.post(&token, "{ sessions { id } }", &json!({}))["data"]["sessions"].as_array().unwrap().len();
    let (_, log) = server.stop();
    let statuses: Vec<_> = log
        .iter()
        .filter(|line| line["fields"]["operation"].as_str().is_some_and(|name| name.starts_with("HungUp")))
        .map(|line| line["fields"]["status"].as_u64().unwrap())
        .collect();
    assert!(statuses.iter().all(|status| [200, 503].contains(status)), "{statuses:?}");
    // The demo's own session, the one that asks, and those of the requests that were done.
    assert_eq!(sessions, 2 + statuses.iter().filter(|status| **status == 200).count());
}

#[test]
fn servers_that_start_together_share_one_key_and_one_demo() {
    let folder = Folder::new("together");
    let start = || folder.serve(&["--demo"], &[("LEADTIME_DRAIN_SECONDS", "0")]);
    let servers: Vec<Serving> = std::thread::scope(|scope| {
        let starting: Vec<_> = (0..6).map(|_| scope.spawn(start)).collect();
        starting.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let token = servers[0].sign_in();
    for server in &servers {
        let answer = server.post(&token, "{ campaigns { totalCount } }", &json!({}));
        assert_eq!(answer["data"]["campaigns"]["totalCount"], 1, "{answer}");
    }
    let left: Vec<_> = std::fs::read_dir(&folder.0)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains(".new"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn clients_that_only_connect_leave_files_for_the_database() {
    let folder = Folder::new("files");
    let mut server = folder.serve_with_files(100, &["--demo"], &[("LEADTIME_DRAIN_SECONDS", "0")]);
    let screen = server.screen_until("-d '");
    assert!(screen.iter().any(|line| line == "It takes 36 connections at a time (ulimit -n)"), "{screen:#?}");
    let idle: Vec<_> = (0..80).map(|_| TcpStream::connect(&server.address).unwrap()).collect();
    // Those who say nothing are cut off, one after the other; everybody else is served.
    let token = server.sign_in();
    let answer = server.post(
        &token,
        "mutation { createWorkspace(input: { name: \"New\", timeZone: \"UTC\" }) { userErrors { code } } }",
        &json!({}),
    );
    assert_eq!(answer["data"]["createWorkspace"]["userErrors"], json!([]), "{answer}");
    drop(idle);
    let (status, log) = server.stop();
    assert!(status.success());
    assert_eq!(messages(&log, "ERROR"), [""; 0]);
}
