//! People who follow what happens: over WebSocket and Server-Sent Events.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::{Value, json};
use tungstenite::client::IntoClientRequest;
use tungstenite::{Message, WebSocket, client};

/// How long something may take on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// Somebody at a WebSocket.
pub struct Socket(WebSocket<TcpStream>);

impl Socket {
    /// Connects, without a word yet.
    pub fn connect(address: SocketAddr, protocol: Option<&str>) -> Self {
        let mut request = format!("ws://{address}/graphql").into_client_request().unwrap();
        if let Some(protocol) = protocol {
            request.headers_mut().insert("sec-websocket-protocol", protocol.parse().unwrap());
        }
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        Self(client(request, stream).unwrap().0)
    }

    /// Connects, and is let in with a token.
    pub fn open(address: SocketAddr, token: &str) -> Self {
        let mut socket = Self::connect(address, Some("graphql-transport-ws"));
        socket.init(token);
        assert_eq!(socket.message(), Some(json!({ "type": "connection_ack" })));
        socket
    }

    /// Shows a token.
    pub fn init(&mut self, token: &str) {
        self.say(
            &json!({ "type": "connection_init", "payload": { "authorization": format!("Bearer {token}") } }),
        );
    }

    /// Sends a message.
    pub fn say(&mut self, message: &Value) {
        self.send(Message::text(message.to_string()));
    }

    /// Sends a frame, as far as the connection is still open.
    pub fn send(&mut self, message: Message) {
        drop(self.0.send(message));
    }

    /// Begins an operation.
    pub fn subscribe(&mut self, id: &str, query: &str) {
        self.say(&json!({ "id": id, "type": "subscribe", "payload": { "query": query } }));
    }

    /// The next message; none once the connection is closed.
    pub fn message(&mut self) -> Option<Value> {
        loop {
            match self.0.read() {
                Ok(Message::Text(text)) => return Some(serde_json::from_str(&text).unwrap()),
                Ok(Message::Close(_)) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }

    /// The data of the next event.
    pub fn event(&mut self) -> Value {
        let message = self.message().expect("an event, not the end");
        assert_eq!(message["type"], "next", "{message}");
        assert!(message["payload"].get("errors").is_none(), "{message}");
        message["payload"]["data"].as_object().unwrap().values().next().unwrap().clone()
    }

    /// The code that the connection is closed with; none where it just ends.
    pub fn close_code(&mut self) -> Option<u16> {
        loop {
            match self.0.read() {
                Ok(Message::Close(frame)) => return frame.map(|frame| frame.code.into()),
                Ok(_) => {}
                Err(_) => return None,
            }
        }
    }

    /// The connection below.
    pub fn stream(&mut self) -> &mut TcpStream {
        self.0.get_mut()
    }
}

/// The status line and the headers of the answer to a request, in lower case.
pub fn head(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let lines = BufReader::new(stream).lines().map_while(Result::ok).take_while(|line| !line.is_empty());
    lines.map(|line| line.to_ascii_lowercase() + "\r\n").collect()
}

/// Somebody who reads Server-Sent Events.
pub struct EventStream {
    reader: BufReader<TcpStream>,
    /// The status line.
    pub status: String,
}

impl EventStream {
    /// Asks for the events of a document.
    pub fn open(address: SocketAddr, token: &str, query: &str) -> Self {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let body = json!({ "query": query }).to_string();
        let request = format!(
            "POST /graphql HTTP/1.1\r\nhost: {address}\r\naccept: text/event-stream\r\ncontent-type: \
                application/json\r\n\
             authorization: Bearer {token}\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut reader = BufReader::new(stream);
        let mut status = String::new();
        reader.read_line(&mut status).unwrap();
        Self { reader, status: status.trim().to_owned() }
    }

    /// The next event with its data; none at the end.
    pub fn event(&mut self) -> Option<(String, Value)> {
        let mut name = String::new();
        loop {
            let mut line = String::new();
            if self.reader.read_line(&mut line).unwrap_or(0) == 0 {
                return None;
            }
            let line = line.trim();
            if let Some(event) = line.strip_prefix("event: ") {
                event.clone_into(&mut name);
            } else if let Some(data) = line.strip_prefix("data:") {
                return Some((name, serde_json::from_str(data.trim()).unwrap_or_default()));
            }
        }
    }
}
