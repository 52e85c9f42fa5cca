//! Server-Sent Events.

use std::time::Duration;

use actix_web::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE, VARY};
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use futures_util::stream;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{Instant, Interval, interval_at};

use super::client::{Arrival, Client};
use super::connections::Open;
use super::run::run;
use super::sending::{Sending, Ticket};
use crate::error::{Error, Result};
use crate::http::Readiness;
use crate::http::graphql::Api;
use crate::http::negotiate;
use crate::http::parameters::Parameters;

/// The media type.
const EVENTS: &str = "text/event-stream";

/// How often a comment is sent where there is nothing else: proxies close connections that are silent.
const BEAT: Duration = Duration::from_secs(15);

/// How often it is looked whether the caller is still who they were.
const LOOK: Duration = Duration::from_secs(4);

/// When a caller who has too many connections may try again.
const WAIT: Duration = Duration::from_secs(10);

/// Whether a request takes events.
pub(in crate::http) fn is_asked_for(http: &HttpRequest) -> bool {
    let accept = http.headers().get(ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    accept.split(',').any(|range| range.split(';').next().is_some_and(|media| media.trim() == EVENTS))
}

/// Answers a document with events.
///
/// # Errors
/// [`Error::Unauthenticated`] without a token that is valid; [`Error::RateLimited`] where the caller has too
/// many connections; [`Error::Busy`] where the server is ending.
pub(in crate::http) async fn stream(
    http: &HttpRequest,
    api: &Api,
    parameters: Parameters,
) -> Result<HttpResponse> {
    if !api.readiness.is_ready() {
        // A balancer, or the client itself, asks another server.
        return Err(Error::Busy);
    }
    let arrival = Arrival::of(http, api);
    let token = arrival.token.clone().ok_or(Error::Unauthenticated)?;
    let client = Client::new(api, &arrival, token, (None, negotiate::idempotency_key(http))).await?;
    let open = api.connections.open(client.viewer().user_id).ok_or(Error::RateLimited(WAIT))?;
    let (out, sending) = mpsc::channel(1);
    let task = tokio::spawn(run(client.operation(), Ticket::default(), parameters, out));
    let (now, readiness) = (Instant::now(), api.readiness.clone());
    let (beat, look) = (interval_at(now + BEAT, BEAT), interval_at(now + LOOK, LOOK));
    let events = Events { client, sending, task, readiness, beat, look, is_over: false, _open: open };
    let body = stream::unfold(events, |mut events| async {
        let next = events.next().await?;
        Some((Ok::<_, actix_web::Error>(next), events))
    });
    let mut answer = HttpResponse::Ok();
    answer.insert_header((CONTENT_TYPE, "text/event-stream; charset=utf-8"));
    answer.insert_header((CACHE_CONTROL, "no-store"));
    answer.insert_header((VARY, "accept, accept-language, authorization, leadtime-workspace"));
    // nginx would keep events until it has a buffer full of them.
    answer.insert_header(("x-accel-buffering", "no"));
    Ok(answer.streaming(Box::pin(body)))
}

/// Events of one operation; it ends when this is dropped.
struct Events {
    client: Client,
    sending: mpsc::Receiver<Box<Sending>>,
    task: JoinHandle<()>,
    readiness: Readiness,
    beat: Interval,
    look: Interval,
    is_over: bool,
    _open: Open,
}

impl Drop for Events {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Events {
    /// What is sent next; none after the end.
    async fn next(&mut self) -> Option<Bytes> {
        if self.is_over {
            return None;
        }
        loop {
            tokio::select! {
                sent = self.sending.recv() => return Some(self.tell(sent.map(|sent| *sent))),
                // Without `complete`, after which nobody would connect again.
                () = self.readiness.ended() => return None,
                _ = self.beat.tick() => return Some(Bytes::from_static(b":\n\n")),
                _ = self.look.tick() => {
                    if let Err(Error::Unauthenticated) = self.client.now().await {
                        return Some(self.tell(Some(Sending::Expired)));
                    }
                }
            }
        }
    }

    fn tell(&mut self, sent: Option<Sending>) -> Bytes {
        const EXPIRED: &[u8] =
            br#"[{"message":"you are not signed in any more","extensions":{"code":"UNAUTHENTICATED"}}]"#;
        let errors = |list: &[u8]| event(&[b"{\"errors\":", list, b"}"].concat());
        match sent {
            Some(Sending::Next { json, .. }) => event(&json).into(),
            Some(Sending::Error(_, list)) => self.complete(errors(&list)),
            Some(Sending::Expired) => {
                self.is_over = true;
                errors(EXPIRED).into()
            }
            Some(Sending::Complete(_)) | None => self.complete(Vec::new()),
        }
    }

    /// The last event, after what else is to be told.
    fn complete(&mut self, mut told: Vec<u8>) -> Bytes {
        self.is_over = true;
        told.extend_from_slice(b"event: complete\ndata:\n\n");
        told.into()
    }
}

/// An event with a text in JSON, which has no line breaks.
fn event(json: &[u8]) -> Vec<u8> {
    [b"event: next\ndata: ", json, b"\n\n"].concat()
}
