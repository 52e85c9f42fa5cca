//! What is logged of clients.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::{Value, json};

use super::{Folder, Serving};

/// The operations that were logged, in the order of their requests.
fn operations(log: &[Value]) -> Vec<Value> {
    let lines = log.iter().filter(|line| line["fields"]["message"] == "graphql");
    lines.map(|line| line["fields"]["operation"].clone()).collect()
}

#[test]
fn the_name_of_an_operation_is_logged_also_where_only_the_document_has_it() {
    let folder = Folder::new("names");
    let server = folder.serve(&["--demo"], &[("LEADTIME_DRAIN_SECONDS", "0")]);
    let token = server.sign_in();
    for document in [
        "query Mine { viewer { userId } }",
        "{ viewer { userId } }",
        "mutation Out { signOut(input: {}) { endedCount } }",
        "query A { viewer { userId } } query B { viewer { userId } }",
    ] {
        server.post(&token, document, &json!({}));
    }
    let (_, log) = server.stop();
    assert_eq!(operations(&log), [json!(null), json!("Mine"), json!(null), json!("Out"), json!(null)]);
}

/// Sends bytes and waits until the server has done with them.
fn send(server: &Serving, bytes: &[u8], is_closed: bool) {
    let mut stream = TcpStream::connect(&server.address).unwrap();
    stream.write_all(bytes).unwrap();
    if is_closed {
        stream.shutdown(std::net::Shutdown::Both).unwrap();
    } else {
        // What comes back, if anything, is no matter here.
        let _: Result<usize, std::io::Error> = stream.read_to_end(&mut Vec::new());
    }
}

#[test]
fn malformed_bytes_of_clients_are_no_errors_of_the_server() {
    let folder = Folder::new("malformed");
    let server = folder.serve(&["--demo"], &[("LEADTIME_DRAIN_SECONDS", "0")]);
    let post = "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n";
    let whole: [Vec<u8>; 6] = [
        b"\x16\x03\x01\x00\xc8\x01\x00\x00\xc4\x03\x03 hello of TLS \r\n\r\n".to_vec(),
        b"nonsense\r\n\r\n".to_vec(),
        b"GET / HTTP/9.9\r\n\r\n".to_vec(),
        b"GET / HTTP/1.1\r\nhost\x00: x\r\n\r\n".to_vec(),
        format!("GET / HTTP/1.1\r\nhost: x\r\nx: {}\r\n\r\n", "x".repeat(200_000)).into_bytes(),
        format!("{post}transfer-encoding: chunked\r\n\r\nno number\r\n").into_bytes(),
    ];
    for bytes in &whole {
        send(&server, bytes, false);
    }
    let begun = format!("{post}content-length: 100\r\n\r\n{{");
    for bytes in [&b"GET / HT"[..], b"", begun.as_bytes()] {
        send(&server, bytes, true);
    }
    server.sign_in();
    let (_, log) = server.stop();
    let loud: Vec<_> =
        log.iter().filter(|line| line["level"] == "ERROR" || line["level"] == "WARN").collect();
    assert!(loud.is_empty(), "{loud:#?}");
}
