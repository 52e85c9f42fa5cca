//! Clients that ask one thing over and over, each on a connection of its own.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// What is asked, and for how long.
pub struct Load {
    /// How long.
    pub duration: Duration,
    path: String,
    /// What is sent, one after the other, and from the first again.
    bodies: Vec<String>,
}

impl Load {
    /// A document.
    pub fn query(query: &str, seconds: u64) -> Self {
        Self::documents(&[query.to_owned()], seconds)
    }

    /// Documents in turn.
    pub fn documents(documents: &[String], seconds: u64) -> Self {
        Self::bodies(documents.iter().map(|document| json!({ "query": document })), seconds)
    }

    /// A document with each of these variables in turn.
    pub fn with_variables(document: &str, variables: &[Value], seconds: u64) -> Self {
        let body = |variables| json!({ "query": document, "variables": variables });
        Self::bodies(variables.iter().map(body), seconds)
    }

    fn bodies(bodies: impl Iterator<Item = Value>, seconds: u64) -> Self {
        let bodies = bodies.map(|body| body.to_string()).collect();
        Self { duration: Duration::from_secs(seconds), path: "/graphql".to_owned(), bodies }
    }

    /// The rows of a campaign as they come from the database.
    pub fn floor(key: &str, seconds: u64) -> Self {
        Self::at(format!("/floor/{key}"), seconds)
    }

    /// The rows that an edit of a work package writes, and of so many that move with it.
    pub fn edit_floor(work_package: &str, moved: usize, seconds: u64) -> Self {
        Self::at(format!("/floor/edit/{work_package}/{moved}"), seconds)
    }

    fn at(path: String, seconds: u64) -> Self {
        Self { duration: Duration::from_secs(seconds), path, bodies: vec![String::new()] }
    }

    /// Asks over so many connections; how long each answer took.
    pub fn send(
        &self,
        address: SocketAddr,
        token: &str,
        connections: usize,
        duration: Duration,
    ) -> Vec<Duration> {
        let request = |body: &String| {
            format!(
                "POST {} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\ncontent-type: \
                    application/json\r\n\
                 content-length: {}\r\n\r\n{body}",
                self.path,
                body.len(),
            )
        };
        let requests: Vec<_> = self.bodies.iter().map(request).collect();
        std::thread::scope(|scope| {
            let client = || scope.spawn(|| ask(address, &requests, duration));
            let clients: Vec<_> = (0..connections).map(|_| client()).collect();
            clients.into_iter().flat_map(|client| client.join().expect("a client")).collect()
        })
    }
}

fn ask(address: SocketAddr, requests: &[String], duration: Duration) -> Vec<Duration> {
    let stream = TcpStream::connect(address).expect("a connection");
    stream.set_nodelay(true).expect("no delay");
    let mut reader = BufReader::with_capacity(64 * 1024, stream.try_clone().expect("a second handle"));
    let (mut writer, mut body, mut latencies) = (stream, Vec::new(), Vec::new());
    let end = Instant::now() + duration;
    for request in requests.iter().cycle() {
        if Instant::now() >= end {
            break;
        }
        let started = Instant::now();
        writer.write_all(request.as_bytes()).expect("a request");
        answer(&mut reader, &mut body);
        latencies.push(started.elapsed());
    }
    latencies
}

/// What an answer has that refuses something.
const REFUSED: &[u8] = b"\"userErrors\":[{";

/// Reads an answer, which has to be one of data.
fn answer(reader: &mut impl BufRead, body: &mut Vec<u8>) {
    let (mut length, mut line) = (0, String::new());
    loop {
        line.clear();
        reader.read_line(&mut line).expect("a header");
        if line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().expect("a length");
        }
    }
    body.resize(length, 0);
    reader.read_exact(body).expect("a body");
    let is_refused = body.windows(REFUSED.len()).any(|part| part == REFUSED);
    let is_fine = (body.starts_with(b"{\"data\":{") || body.starts_with(b"[{")) && !is_refused;
    assert!(is_fine, "{}", String::from_utf8_lossy(body));
}
