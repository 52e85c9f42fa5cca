//! Answers that nobody takes, and clocks that are set.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use chrono::TimeDelta;
use serde_json::{Value, json};
use socket2::{Domain, Socket, Type};
use tests::{Actor, Database, Server, becomes_true, plan};

/// A document whose answer is larger than what a system keeps for a connection: a table of a thousand rows,
/// twenty times.
fn large() -> String {
    let table = "rows { wbs title key planned { start finish } forecast { start finish } totalSlack \
        freeSlack lateStatus }";
    let tables: Vec<_> = (0..20).map(|number| format!("t{number}: progressTable {{ {table} }}")).collect();
    format!("{{ campaign(key: \"LARGE\") {{ {} }} }}", tables.join(" "))
}

/// Somebody who asks and does not read.
fn ask_and_look_away(address: SocketAddr, token: &str) -> TcpStream {
    let body = json!({ "query": large() }).to_string();
    let head = format!(
        "POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\ncontent-type: \
            application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    // What the system takes for the client is not kept by the server.
    socket.set_recv_buffer_size(4096).unwrap();
    socket.connect(&address.into()).unwrap();
    let mut stream = TcpStream::from(socket);
    stream.write_all((head + &body).as_bytes()).unwrap();
    stream
}

fn code(actor: &Actor) -> Value {
    actor.send(&large(), &json!({})).json()["errors"][0]["extensions"]["code"].clone()
}

#[test]
fn whoever_takes_no_answer_gets_no_more_and_is_cut_off_and_others_are_served() {
    let server = Server::start_with(Database::sqlite(), |config| {
        config.answer_mebibytes = 16;
        config.stall_seconds = 5;
    });
    server.load_demo();
    server.import(&plan::large("LARGE", 1000)).unwrap();
    let (lin, sun) = (server.lin(), server.actor("sun.hao@example.com"));
    let size = lin.send(&large(), &json!({})).text.len();
    assert!((4_000_000..8_000_000).contains(&size), "{size}");
    let token = server.token(server.load_id("lin.wei@example.com"));
    let mut streams = Vec::new();
    assert!(becomes_true(|| {
        streams.push(ask_and_look_away(server.address, &token));
        code(&lin) == "RATE_LIMITED"
    }));
    assert_eq!(code(&sun), Value::Null);
    // Small answers go on.
    assert_eq!(lin.ask("{ campaigns { totalCount } }")["campaigns"]["totalCount"], 2);
    // Those who still take nothing lose their connection, and what was kept for them is free.
    assert!(becomes_true(|| code(&lin) == Value::Null));
    let complete = streams.iter_mut().filter_map(|stream| {
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).ok().filter(|_| answer.len() > size)
    });
    assert_eq!(complete.count(), 0);
}

#[test]
fn what_came_is_charged_and_not_only_what_was_asked_for() {
    let server = Server::start_with(Database::sqlite(), |config| config.rate_limit = 1000);
    server.load_demo();
    let lin = server.lin();
    server.import(&plan::large("LARGE", 1000)).unwrap();
    // A table counts as an ordinary one until it is there.
    let document = "{ campaign(key: \"LARGE\") { progressTable { rows { wbs } } } }";
    let answer = lin.send(document, &json!({}));
    let cost = answer.json()["extensions"]["cost"].take();
    assert!(cost.is_object(), "{}", answer.text);
    let [requested, actual, remaining] =
        ["requested", "actual", "remaining"].map(|name| cost[name].as_i64().unwrap());
    assert!(actual > requested, "{cost}");
    assert_eq!(remaining, 1000 - actual, "{cost}");
}

#[test]
fn a_clock_that_is_set_back_keeps_nobody_waiting() {
    let server = Server::start_with(Database::sqlite(), |config| config.rate_limit = 100);
    server.load_demo();
    let ask = || server.lin().send("{ campaigns { totalCount } }", &json!({})).status;
    let sign_in = || {
        let document = "mutation { signIn(input: { email: \"lin.wei@example.com\", password: \"wrong\" }) { \
            userErrors { code } } }";
        server.stranger().send(document, &json!({})).status
    };
    assert_eq!((ask(), sign_in()), (200, 200));
    for hours in [-1, 3, -24] {
        server.app.clock.set(TimeDelta::hours(hours));
        assert_eq!((ask(), sign_in()), (200, 200), "{hours}");
    }
    // And one that is set forward gives nobody more.
    let statuses: Vec<_> = (0..12)
        .map(|_| {
            server.app.clock.set(TimeDelta::hours(1));
            sign_in()
        })
        .collect();
    assert!(statuses.contains(&429), "{statuses:?}");
}
