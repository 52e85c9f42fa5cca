//! Answers as bytes: JSON written here, so that what written types have written goes in as it is.

use std::sync::Arc;

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use async_graphql::{Pos, Response, ServerError, Value};
use serde_json::json;

use super::answers::KeptAnswer;
use super::coding::{Accepted, Coded, Sent};
use super::limits::OBJECTS_A_POINT;
use crate::error::{Error, whole_seconds};
use crate::graphql::{Rate, write_json, write_value};

/// Errors that one answer lists.
const MOST_ERRORS: usize = 10;

/// The longest message of an error, in characters: some quote the document.
const LONGEST_MESSAGE: usize = 300;

/// Headers of a request that an answer depends on.
const VARY: &str = "accept, accept-encoding, accept-language, authorization, leadtime-workspace";

/// What clients take an answer as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Media {
    /// `application/graphql-response+json`: its statuses say how it went.
    GraphQl,
    /// `application/json`: an answer to a well-formed request is 200.
    Json,
}

impl Media {
    const fn name(self) -> &'static str {
        match self {
            Self::GraphQl => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }
}

/// How an answer is told.
#[derive(Clone, Debug)]
pub(super) struct Manner {
    pub media: Media,
    /// The codings that the client takes.
    pub accepted: Accepted,
    pub request_id: String,
    /// What is left of what the viewer may ask for, where that is limited.
    pub rate: Option<Rate>,
}

/// A text that is the same for everybody, in the best coding that the client takes.
pub(super) async fn text(http: &HttpRequest, media: &str, text: &Arc<Coded>) -> HttpResponse {
    let accepted = Accepted::of(http);
    if accepted.is_nothing() {
        return HttpResponse::NotAcceptable().finish();
    }
    let sent = text.send(Vec::new(), accepted, false).await;
    let mut answer = HttpResponse::Ok();
    answer.insert_header((header::CONTENT_TYPE, media));
    answer.insert_header((header::CACHE_CONTROL, "no-cache"));
    answer.insert_header((header::VARY, "accept-encoding"));
    if let Some(encoding) = sent.encoding() {
        answer.insert_header((header::CONTENT_ENCODING, encoding));
    }
    answer.body(sent.whole())
}

/// The answer of a document, before it is sent.
pub(super) struct Answer {
    status: StatusCode,
    /// The data, or what is told in its place; without the closing brace.
    head: Arc<Coded>,
    /// What it costs by what is in it, in points, where that is limited; none if it was not executed.
    pub actual: Option<u32>,
    /// The value of `Retry-After`, in seconds.
    retry_after: Option<u64>,
    /// Its weak entity tag, if it is kept.
    pub etag: Option<HeaderValue>,
}

impl Answer {
    /// An answer that is kept.
    pub(super) fn of(kept: &KeptAnswer) -> Self {
        let (head, etag) = (Arc::clone(&kept.head), Some(kept.etag.clone()));
        Self { status: StatusCode::OK, head, actual: kept.actual, retry_after: None, etag }
    }

    /// What is kept of it; none where it has errors.
    pub(super) fn parts(&self) -> Option<(Arc<Coded>, Option<u32>)> {
        let has_errors = self.head.plain().starts_with(ERRORS);
        (!has_errors && self.status == StatusCode::OK).then(|| (Arc::clone(&self.head), self.actual))
    }

    /// What is of this one answer: what is left of what the caller may ask for, and the closing brace.
    fn tail(&self, manner: &Manner) -> Vec<u8> {
        let mut tail = Vec::new();
        if let Some((rate, actual)) = manner.rate.zip(self.actual) {
            let cost = json!({ "requested": rate.cost, "actual": actual, "remaining": rate.remaining });
            tail.extend_from_slice(b",\"extensions\":");
            write_json(&json!({ "cost": cost }), &mut tail);
        }
        tail.push(b'}');
        tail
    }

    /// Whether the client has it already.
    pub(super) fn is_known_to(&self, request: &HttpRequest) -> bool {
        self.etag.as_ref().is_some_and(|etag| is_known(etag, request))
    }

    /// That the client has it already.
    pub(super) fn not_modified(&self, manner: &Manner) -> HttpResponse {
        not_modified(self.etag.as_ref(), manner)
    }

    /// The body in the best coding that the client takes.
    pub(super) async fn coded(&self, manner: &Manner, has_secrets: bool) -> Sent {
        self.head.send(self.tail(manner), manner.accepted, has_secrets).await
    }

    /// The answer with its body, which is in this coding.
    pub(super) fn with(&self, body: BoxBody, encoding: Option<HeaderValue>, manner: &Manner) -> HttpResponse {
        let mut answer = reply(self.status, body, manner);
        if let Some(encoding) = encoding {
            answer.headers_mut().insert(header::CONTENT_ENCODING, encoding);
        }
        if let Some(seconds) = self.retry_after {
            answer.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        tell_caches(self.etag.as_ref(), &mut answer);
        answer
    }

    /// The body as it is.
    pub(super) fn bytes(&self, manner: &Manner) -> Vec<u8> {
        [self.head.plain(), &*self.tail(manner)].concat()
    }

    /// The answer with its body as it is.
    fn plain(&self, manner: &Manner) -> HttpResponse {
        self.with(BoxBody::new(self.bytes(manner)), None, manner)
    }
}

/// Whether a client has what an entity tag stands for (`If-None-Match`, compared weakly).
pub(super) fn is_known(etag: &HeaderValue, request: &HttpRequest) -> bool {
    fn opaque(tag: &str) -> &str {
        let tag = tag.trim();
        tag.strip_prefix("W/").unwrap_or(tag)
    }
    let Ok(own) = etag.to_str() else { return false };
    let sent = request.headers().get_all(header::IF_NONE_MATCH).filter_map(|line| line.to_str().ok());
    sent.flat_map(|line| line.split(',')).any(|tag| tag.trim() == "*" || opaque(tag) == opaque(own))
}

/// That the client has it already.
pub(super) fn not_modified(etag: Option<&HeaderValue>, manner: &Manner) -> HttpResponse {
    let mut answer = HttpResponse::NotModified();
    tell(&mut answer, manner);
    let mut answer = answer.finish();
    tell_caches(etag, &mut answer);
    answer
}

/// Adds what caches go by.
fn tell_caches(etag: Option<&HeaderValue>, answer: &mut HttpResponse) {
    if let Some(etag) = etag {
        answer.headers_mut().insert(header::ETAG, etag.clone());
        let kept = HeaderValue::from_static("private, no-cache");
        answer.headers_mut().insert(header::CACHE_CONTROL, kept);
    }
}

/// A file with its media type, which runs no script where a browser opens it.
pub(super) fn file(
    body: BoxBody,
    (media, encoding): (&'static str, Option<HeaderValue>),
    etag: &HeaderValue,
    manner: &Manner,
) -> HttpResponse {
    let mut answer = reply(StatusCode::OK, body, manner);
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, encoding);
    }
    tell_caches(Some(etag), &mut answer);
    answer
}

/// What an answer with errors begins with.
const ERRORS: &[u8] = b"{\"errors\":";

/// The answer of a document.
pub(super) fn executed(response: &Response, manner: &Manner) -> Answer {
    let is_refused = is_refused(response);
    let mut head = Vec::with_capacity(1024);
    if response.errors.is_empty() {
        head.push(b'{');
    } else {
        head.extend_from_slice(ERRORS);
        errors(&response.errors, manner, &mut head);
    }
    let mut actual = None;
    if !is_refused {
        head.extend_from_slice(if response.errors.is_empty() { b"\"data\":" } else { b",\"data\":" });
        let start = head.len();
        write_value(&response.data, &mut head);
        if manner.rate.is_some() {
            let data = head.get(start..).unwrap_or_default();
            let points = 1 + objects(data).div_ceil(OBJECTS_A_POINT);
            actual = Some(u32::try_from(points).unwrap_or(u32::MAX));
        }
    }
    let refused = if manner.media == Media::GraphQl { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    let status = if is_refused { refused } else { status_of(response) };
    let waits = response.errors.iter().filter_map(|error| match error.source::<Error>() {
        Some(Error::RateLimited(wait)) => Some(whole_seconds(*wait)),
        _ => None,
    });
    let head = Arc::new(Coded::new(head.into()));
    Answer { status, head, actual, retry_after: waits.max(), etag: None }
}

/// Whether it is of a document that was not executed: its errors have no path.
pub(super) fn is_refused(response: &Response) -> bool {
    !response.errors.is_empty() && response.errors.iter().all(|error| error.path.is_empty())
}

/// How many objects a text in JSON holds, about: a string may hold what looks like one.
fn objects(json: &[u8]) -> usize {
    /// As many pairs as a byte counts, so that the compiler counts many at once.
    const CHUNK: usize = 255;
    let next = json.get(1..).unwrap_or_default();
    let count = |(here, next): (&[u8], &[u8])| {
        let pairs = here.iter().zip(next);
        pairs.fold(0_u8, |count, (here, next)| count + u8::from(*here == b'{' && *next == b'"'))
    };
    json.chunks(CHUNK).zip(next.chunks(CHUNK)).map(|chunks| usize::from(count(chunks))).sum()
}

/// The status of an executed document: that nobody is signed in, else that of its errors where it has nothing
/// else.
pub(super) fn status_of(response: &Response) -> StatusCode {
    let is_unauthenticated =
        |error: &ServerError| matches!(error.source::<Error>(), Some(Error::Unauthenticated));
    if response.errors.iter().any(is_unauthenticated) {
        return StatusCode::UNAUTHORIZED;
    }
    if response.data != Value::Null {
        return StatusCode::OK;
    }
    let code = |error: &ServerError| error.source::<Error>().map(status);
    response.errors.iter().filter_map(code).max().unwrap_or(StatusCode::OK)
}

fn status(error: &Error) -> StatusCode {
    match error {
        Error::Unauthenticated => StatusCode::UNAUTHORIZED,
        Error::RateLimited(_) => StatusCode::TOO_MANY_REQUESTS,
        Error::Busy | Error::Unavailable(_) | Error::TimedOut(_) => StatusCode::SERVICE_UNAVAILABLE,
        // Without `Retry-After`: nobody between is to send it again.
        Error::OutcomeUnknown { .. } => StatusCode::GATEWAY_TIMEOUT,
        Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        Error::FontMissing(_) => StatusCode::NOT_IMPLEMENTED,
        Error::BadInput { .. } | Error::TooLarge(_) | Error::Conflict | Error::Refused(_) => StatusCode::OK,
    }
}

/// The answer to a request that no document came of.
pub(super) fn refused(status: StatusCode, code: &str, message: &str, manner: &Manner) -> HttpResponse {
    told(status, (code, false, None), message, manner)
}

/// The same, with whether trying again may work, and the field that is to blame.
fn told(
    status: StatusCode,
    (code, is_retryable, field): (&str, bool, Option<&str>),
    message: &str,
    manner: &Manner,
) -> HttpResponse {
    let mut extensions = json!({ "code": code, "retryable": is_retryable, "requestId": manner.request_id });
    if let (Some(extensions), Some(field)) = (extensions.as_object_mut(), field) {
        extensions.insert("field".to_owned(), field.into());
    }
    let body = json!({ "errors": [{ "message": short(message), "extensions": extensions }] });
    reply(status, BoxBody::new(body.to_string()), manner)
}

/// The answer to a request that was not let in.
pub(super) fn failed(error: &Error, manner: &Manner) -> HttpResponse {
    let is_document = matches!(error, Error::BadInput { .. } | Error::TooLarge(_));
    let status =
        if is_document && manner.media == Media::GraphQl { StatusCode::BAD_REQUEST } else { status(error) };
    let field = if let Error::BadInput { field, .. } = error { Some(field.as_str()) } else { None };
    let reason = (error.code(), error.is_retryable(), field);
    let mut answer = told(status, reason, &error.to_string(), manner);
    if let Error::RateLimited(wait) = error {
        answer.headers_mut().insert(header::RETRY_AFTER, whole_seconds(*wait).into());
    }
    answer
}

/// The answer to a document that cannot be executed.
pub(super) fn invalid(message: &str, positions: impl Iterator<Item = Pos>, manner: &Manner) -> HttpResponse {
    let mut error = ServerError::new(message, None);
    error.locations = positions.collect();
    let manner = Manner { rate: None, ..manner.clone() };
    executed(&Response::from_errors(vec![error]), &manner).plain(&manner)
}

fn reply(status: StatusCode, body: BoxBody, manner: &Manner) -> HttpResponse {
    let mut reply = HttpResponse::build(status);
    reply.insert_header((header::CONTENT_TYPE, manner.media.name()));
    reply.insert_header((header::CACHE_CONTROL, "no-store"));
    tell(&mut reply, manner);
    if status == StatusCode::UNAUTHORIZED {
        reply.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
    }
    if status == StatusCode::SERVICE_UNAVAILABLE {
        reply.insert_header((header::RETRY_AFTER, "1"));
    }
    reply.body(body)
}

/// Adds what every answer tells: what it depends on, its request, and what is left to the caller.
fn tell(reply: &mut HttpResponseBuilder, manner: &Manner) {
    reply.insert_header((header::VARY, VARY));
    if let Ok(id) = HeaderValue::from_str(&manner.request_id) {
        reply.insert_header(("x-request-id", id));
    }
    if let Some(Rate { limit, remaining, .. }) = manner.rate {
        // draft-ietf-httpapi-ratelimit-headers: what may come in a window of a minute, and what is left of
        // it.
        reply.insert_header(("ratelimit-policy", format!("\"points\";q={limit};w=60")));
        reply.insert_header(("ratelimit", format!("\"points\";r={remaining}")));
    }
}

/// The errors of an answer, as a list in JSON.
pub(super) fn errors_of(response: &Response, manner: &Manner) -> Vec<u8> {
    let mut out = Vec::new();
    errors(&response.errors, manner, &mut out);
    out
}

fn errors(errors: &[ServerError], manner: &Manner, out: &mut Vec<u8>) {
    let list: Vec<_> = errors.iter().take(MOST_ERRORS).map(|error| self::error(error, manner)).collect();
    write_json(&list, out);
}

fn error(error: &ServerError, manner: &Manner) -> serde_json::Value {
    let mut told = json!({ "message": short(&error.message) });
    let own = serde_json::to_value(error).unwrap_or_default();
    let mut extensions = own.get("extensions").cloned().unwrap_or_else(|| json!({}));
    if let Some(extensions) = extensions.as_object_mut() {
        let code = if error.path.is_empty() { "INVALID_DOCUMENT" } else { "BAD_INPUT" };
        extensions.entry("code").or_insert_with(|| code.into());
        extensions.entry("retryable").or_insert(false.into());
        extensions.insert("requestId".to_owned(), manner.request_id.as_str().into());
    }
    if let Some(told) = told.as_object_mut() {
        for key in ["locations", "path"] {
            told.extend(own.get(key).map(|value| (key.to_owned(), value.clone())));
        }
        told.insert("extensions".to_owned(), extensions);
    }
    told
}

/// A message without the lines of the document that some quote.
fn short(message: &str) -> String {
    if message.chars().count() <= LONGEST_MESSAGE {
        return message.to_owned();
    }
    let mut short: String = message.chars().take(LONGEST_MESSAGE).collect();
    short.push('…');
    short
}
