//! A server that is told to stop: it goes on answering for a while, and takes nothing that stays open.

use tests::{Database, EventStream, Program, Socket, head};

/// Told to stop by SIGTERM while somebody follows what happens.
fn ends(database: &Database, name: &str) {
    let key = std::env::temp_dir().join(format!("leadtime-drain-{}-{name}.key", std::process::id()));
    let program = Program::start("crash::program", database, &key);
    let (address, token) = (program.address, program.token());
    let mut socket = Socket::open(address, token);
    let mut events = EventStream::open(address, token, "subscription { myWorkChanged { seq } }");
    assert_eq!(events.status, "HTTP/1.1 200 OK");
    program.terminate();
    assert_eq!(socket.close_code(), Some(1001));
    assert_eq!(events.event(), None, "no `complete`, after which clients would not connect again");
    let upgrade = "GET /graphql HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
        sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
        sec-websocket-protocol: graphql-transport-ws\r\n\r\n";
    let post = |accept: &str, query: &str| {
        let body = format!("{{\"query\":\"{query}\"}}");
        format!(
            "POST /graphql HTTP/1.1\r\nhost: localhost\r\naccept: {accept}\r\ncontent-type: \
                application/json\r\n\
             authorization: Bearer {token}\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
    };
    for (request, status) in [
        (upgrade.to_owned(), "503"),
        (post("text/event-stream", "subscription { myWorkChanged { seq } }"), "503"),
        (post("text/event-stream", "{ viewer { userId } }"), "503"),
        (post("application/json", "{ viewer { userId } }"), "200"),
    ] {
        let head = head(address, &request);
        assert!(head.starts_with(&format!("http/1.1 {status} ")), "{request}: {head}");
        assert!(head.contains("\r\nconnection: close\r\n"), "{request}: {head}");
    }
    program.kill();
    drop(std::fs::remove_file(key));
}

#[test]
fn on_sqlite() {
    ends(&Database::sqlite(), "sqlite");
}

#[test]
#[cfg_attr(not(has_postgres), ignore = "needs PostgreSQL")]
fn on_postgres() {
    ends(&Database::postgres(), "postgres");
}
