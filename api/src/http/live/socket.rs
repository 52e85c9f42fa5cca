//! Connections by `WebSocket`.

use std::collections::HashMap;
use std::time::Duration;

use actix_web::http::header::{SEC_WEBSOCKET_PROTOCOL, UPGRADE};
use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse};
use actix_ws::{AggregatedMessage, AggregatedMessageStream, CloseCode, CloseReason, ProtocolError, Session};
use tokio::sync::mpsc;
use tokio::time::{Instant, interval_at, sleep_until, timeout};

use super::client::{Arrival, Client};
use super::connections::Open;
use super::flow::{Quota, Untaken};
use super::message::{Incoming, Init, about};
use super::run::run;
use super::sending::{Sending, Ticket};
use crate::error::Error;
use crate::http::graphql::Api;
use crate::http::parameters::Parameters;

/// The one protocol that is spoken.
const PROTOCOL: &str = "graphql-transport-ws";

/// The longest message, in bytes: as long as a request's body.
const LONGEST: usize = 256 * 1024;

/// How long the first message may take.
const INIT_WAIT: Duration = Duration::from_secs(5);

/// How often it is looked whether the caller is still who they were.
const LOOK: Duration = Duration::from_secs(4);

/// Operations at a time.
const MOST_OPERATIONS: usize = 64;

/// Answers that are made and wait to be sent.
const ANSWERS: usize = 4;

/// The longest id of an operation, in bytes.
const LONGEST_ID: usize = 128;

/// Whether a request is to become a WebSocket.
pub(in crate::http) fn is_upgrade(http: &HttpRequest) -> bool {
    let upgrade = http.headers().get(UPGRADE).and_then(|upgrade| upgrade.to_str().ok());
    upgrade.is_some_and(|upgrade| upgrade.eq_ignore_ascii_case("websocket"))
}

/// Opens a WebSocket.
pub(in crate::http) fn open(
    http: &HttpRequest,
    body: Payload,
    api: &Api,
) -> Result<HttpResponse, actix_web::Error> {
    if !api.readiness.is_ready() {
        // A balancer, or the client itself, asks another server.
        return Ok(HttpResponse::ServiceUnavailable().finish());
    }
    let (answer, session, messages) = actix_ws::handle_with_protocols(http, body, &[PROTOCOL])?;
    let messages = messages.max_frame_size(LONGEST).aggregate_continuations().max_continuation_size(LONGEST);
    let is_spoken = answer.headers().contains_key(SEC_WEBSOCKET_PROTOCOL);
    let (out, sending) = mpsc::channel(ANSWERS);
    let socket = Socket {
        arrival: Arrival::of(http, api),
        api: api.clone(),
        session,
        client: None,
        operations: HashMap::new(),
        count: 0,
        out,
        untaken: Untaken::default(),
        quota: Quota::default(),
        is_there: true,
    };
    actix_web::rt::spawn(async move {
        if is_spoken {
            socket.serve(messages, sending).await;
        } else {
            socket.close(Close(4406, "Subprotocol not acceptable")).await;
        }
    });
    Ok(answer)
}

/// Why a connection is closed: a code, and what it means.
struct Close(u16, &'static str);

/// A connection is gone, or is to be closed.
enum End {
    Gone,
    Close(Close),
}

impl From<Close> for End {
    fn from(close: Close) -> Self {
        Self::Close(close)
    }
}

/// An operation; it ends when this is dropped.
struct Operation {
    task: tokio::task::JoinHandle<()>,
    number: u64,
}

impl Drop for Operation {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct Socket {
    arrival: Arrival,
    api: Api,
    session: Session,
    /// Who it is, once they have said so.
    client: Option<(Client, Open)>,
    operations: HashMap<String, Operation>,
    /// Operations so far.
    count: u64,
    /// In boxes: a channel has room for many, of which few are there.
    out: mpsc::Sender<Box<Sending>>,
    untaken: Untaken,
    quota: Quota,
    /// Whether anything came since the last ping.
    is_there: bool,
}

impl Socket {
    /// Serves the connection to its end.
    async fn serve(
        mut self,
        mut messages: AggregatedMessageStream,
        mut sending: mpsc::Receiver<Box<Sending>>,
    ) {
        let (now, readiness) = (Instant::now(), self.api.readiness.clone());
        let every = self.api.app.ping_time;
        let (mut ping, mut look) = (interval_at(now + every, every), interval_at(now + LOOK, LOOK));
        // What is done is done on the heap: a connection waits for the most part, and keeps no room for it.
        let end = loop {
            let is_waiting = self.untaken.is_too_much();
            let step = tokio::select! {
                message = messages.recv() => Box::pin(self.receive(message)).await,
                Some(sent) = sending.recv(), if !is_waiting => Box::pin(self.send(*sent)).await,
                () = readiness.ended() => Err(Close(1001, "Going away").into()),
                () = sleep_until(now + INIT_WAIT), if self.client.is_none() => {
                    Err(Close(4408, "Connection initialisation timeout").into())
                }
                _ = look.tick() => Box::pin(self.look()).await,
                _ = ping.tick() => Box::pin(self.ping()).await,
            };
            if let Err(end) = step {
                break end;
            }
        };
        if let End::Close(close) = end {
            Box::pin(self.close(close)).await;
        }
    }

    async fn receive(
        &mut self,
        message: Option<Result<AggregatedMessage, ProtocolError>>,
    ) -> Result<(), End> {
        self.is_there = true;
        if !self.quota.take() {
            return Err(Close(4429, "Too many messages").into());
        }
        match message {
            None => Err(End::Gone),
            Some(Err(error)) if is_too_big(&error) => Err(Close(1009, "Message too big").into()),
            Some(Err(_)) => Err(Close(1002, "Protocol error").into()),
            Some(Ok(AggregatedMessage::Text(text))) => self.understand(&text).await,
            Some(Ok(AggregatedMessage::Binary(_))) => Err(Close(4400, "Invalid message received").into()),
            Some(Ok(AggregatedMessage::Ping(bytes))) => {
                in_time(self.stall(), self.session.pong(&bytes)).await
            }
            Some(Ok(AggregatedMessage::Pong(bytes))) => {
                self.untaken.answered(&bytes);
                Ok(())
            }
            Some(Ok(AggregatedMessage::Close(_))) => Err(Close(1000, "").into()),
        }
    }

    async fn understand(&mut self, text: &str) -> Result<(), End> {
        let invalid = || Close(4400, "Invalid message received");
        match serde_json::from_str(text).map_err(|_other| invalid())? {
            Incoming::ConnectionInit { payload } => self.initialise(payload).await,
            Incoming::Ping {} => self.write(br#"{"type":"pong"}"#.to_vec()).await,
            Incoming::Pong {} => Ok(()),
            Incoming::Subscribe { id, .. } if id.len() > LONGEST_ID => Err(invalid().into()),
            Incoming::Subscribe { id, payload } => {
                let parameters = payload.parameters().ok_or_else(invalid)?;
                self.subscribe(id, parameters)
            }
            Incoming::Complete { id } => {
                self.operations.remove(&id);
                Ok(())
            }
        }
    }

    async fn initialise(&mut self, payload: Option<Init>) -> Result<(), End> {
        if self.client.is_some() {
            return Err(Close(4429, "Too many initialisation requests").into());
        }
        let of_header = || self.arrival.token.clone();
        let token = payload.as_ref().and_then(Init::token).map(str::to_owned).or_else(of_header);
        let token = token.ok_or(Close(4403, "Forbidden"))?;
        let workspace = payload.and_then(|payload| payload.workspace);
        let client = Client::new(&self.api, &self.arrival, token, (workspace, None)).await;
        let client = client.map_err(|error| {
            let is_refused = matches!(error, Error::Unauthenticated | Error::BadInput { .. });
            if is_refused { Close(4403, "Forbidden") } else { Close(1013, "Try again later") }
        })?;
        let open = self.api.connections.open(client.viewer().user_id);
        self.client = Some((client, open.ok_or(Close(4429, "Too many connections"))?));
        self.write(br#"{"type":"connection_ack"}"#.to_vec()).await
    }

    fn subscribe(&mut self, id: String, parameters: Parameters) -> Result<(), End> {
        let Some((client, _)) = &self.client else { return Err(Close(4401, "Unauthorized").into()) };
        if self.operations.contains_key(&id) {
            return Err(Close(4409, "Subscriber already exists").into());
        }
        if self.operations.len() >= MOST_OPERATIONS {
            return Err(Close(4429, "Too many operations").into());
        }
        self.count += 1;
        let ticket = Ticket { id: id.clone(), number: self.count };
        let task = tokio::spawn(run(client.operation(), ticket, parameters, self.out.clone()));
        self.operations.insert(id, Operation { task, number: self.count });
        Ok(())
    }

    async fn send(&mut self, sending: Sending) -> Result<(), End> {
        let (Ticket { id, number }, kind, payload) = match &sending {
            Sending::Next { ticket, json, .. } => (ticket, "next", Some(json.as_slice())),
            Sending::Error(ticket, json) => (ticket, "error", Some(json.as_slice())),
            Sending::Complete(ticket) => (ticket, "complete", None),
            Sending::Expired => return Err(Close(4403, "Forbidden").into()),
        };
        // The client may have completed it meanwhile, and given its id to another.
        if self.operations.get(id).is_none_or(|operation| operation.number != *number) {
            return Ok(());
        }
        if kind != "next" {
            self.operations.remove(id);
        }
        self.write(about(id, kind, payload)).await
    }

    async fn write(&mut self, text: Vec<u8>) -> Result<(), End> {
        let text = String::from_utf8(text).map_err(|_never| Close(1011, "Internal error"))?;
        let is_asked = self.untaken.add(text.len());
        in_time(self.stall(), self.session.text(text)).await?;
        let Some(ping) = is_asked else { return Ok(()) };
        in_time(self.stall(), self.session.ping(&ping)).await
    }

    /// How long a client may take nothing.
    fn stall(&self) -> Duration {
        self.api.app.stall_time
    }

    /// Looks whether the client is there, and takes what is sent.
    async fn ping(&mut self) -> Result<(), End> {
        if self.untaken.is_stalled(self.api.app.stall_time) || !std::mem::take(&mut self.is_there) {
            return Err(End::Gone);
        }
        in_time(self.stall(), self.session.ping(&self.untaken.asked())).await
    }

    /// Looks whether the caller is who they were.
    async fn look(&self) -> Result<(), End> {
        let Some((client, _)) = &self.client else { return Ok(()) };
        match client.now().await {
            Err(Error::Unauthenticated) => Err(Close(4403, "Forbidden").into()),
            // A database that cannot be read says nothing of the caller.
            Ok(_) | Err(_) => Ok(()),
        }
    }

    async fn close(self, Close(code, description): Close) {
        let reason = CloseReason { code: CloseCode::from(code), description: Some(description.to_owned()) };
        drop(timeout(Duration::from_secs(1), self.session.close(Some(reason))).await);
    }
}

/// Whether a frame, or a message of several, is too long.
fn is_too_big(error: &ProtocolError) -> bool {
    matches!(error, ProtocolError::Overflow)
        || matches!(error, ProtocolError::Io(error) if error.kind() == std::io::ErrorKind::Other)
}

/// Sends something; a client that does not take it in time is gone.
async fn in_time(
    time: Duration,
    sent: impl Future<Output = Result<(), actix_ws::Closed>>,
) -> Result<(), End> {
    timeout(time, sent).await.map_err(|_elapsed| End::Gone)?.map_err(|_closed| End::Gone)
}
