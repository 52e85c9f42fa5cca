//! The answer of a document as bytes: JSON written here, so that what written types have written goes in as it is.

use std::sync::Arc;

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use async_graphql::{Pos, Response, ServerError};
use serde_json::json;

use super::failure::{errors, is_refused, status_of};
use super::reply::{Manner, Media, is_known, not_modified, reply, tell_caches};
use crate::error::{Error, whole_seconds};
use crate::graphql::{write_json, write_value};
use crate::http::answers::KeptAnswer;
use crate::http::coding::{Coded, Sent};
use crate::http::limits::OBJECTS_A_POINT;

/// What an answer with errors begins with.
const ERRORS: &[u8] = b"{\"errors\":";

/// The answer of a document, before it is sent.
pub(in crate::http) struct Answer {
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
    pub(in crate::http) fn of(kept: &KeptAnswer) -> Self {
        let (head, etag) = (Arc::clone(&kept.head), Some(kept.etag.clone()));
        Self { status: StatusCode::OK, head, actual: kept.actual, retry_after: None, etag }
    }

    /// What is kept of it; none where it has errors.
    pub(in crate::http) fn parts(&self) -> Option<(Arc<Coded>, Option<u32>)> {
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
    pub(in crate::http) fn is_known_to(&self, request: &HttpRequest) -> bool {
        self.etag.as_ref().is_some_and(|etag| is_known(etag, request))
    }

    /// That the client has it already.
    pub(in crate::http) fn not_modified(&self, manner: &Manner) -> HttpResponse {
        not_modified(self.etag.as_ref(), manner)
    }

    /// The body in the best coding that the client takes.
    pub(in crate::http) async fn coded(&self, manner: &Manner, has_secrets: bool) -> Sent {
        self.head.send(self.tail(manner), manner.accepted, has_secrets).await
    }

    /// The answer with its body, which is in this coding.
    pub(in crate::http) fn with(
        &self,
        body: BoxBody,
        encoding: Option<HeaderValue>,
        manner: &Manner,
    ) -> HttpResponse {
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
    pub(in crate::http) fn bytes(&self, manner: &Manner) -> Vec<u8> {
        [self.head.plain(), &*self.tail(manner)].concat()
    }

    /// The answer with its body as it is.
    fn plain(&self, manner: &Manner) -> HttpResponse {
        self.with(BoxBody::new(self.bytes(manner)), None, manner)
    }
}

/// The answer of a document.
pub(in crate::http) fn executed(response: &Response, manner: &Manner) -> Answer {
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

/// The answer to a document that cannot be executed.
pub(in crate::http) fn invalid(
    message: &str,
    positions: impl Iterator<Item = Pos>,
    manner: &Manner,
) -> HttpResponse {
    let mut error = ServerError::new(message, None);
    error.locations = positions.collect();
    let manner = Manner { rate: None, ..manner.clone() };
    executed(&Response::from_errors(vec![error]), &manner).plain(&manner)
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
