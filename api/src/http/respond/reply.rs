//! What all answers have: how they are told, and their headers.

use std::sync::Arc;

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};

use crate::graphql::Rate;
use crate::http::coding::{Accepted, Coded};

/// Headers of a request that an answer depends on.
const VARY: &str = "accept, accept-encoding, accept-language, authorization, leadtime-workspace";

/// What clients take an answer as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::http) enum Media {
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
pub(in crate::http) struct Manner {
    pub media: Media,
    /// The codings that the client takes.
    pub accepted: Accepted,
    pub request_id: String,
    /// What is left of what the viewer may ask for, where that is limited.
    pub rate: Option<Rate>,
}

/// A text that is the same for everybody, in the best coding that the client takes.
pub(in crate::http) async fn text(http: &HttpRequest, media: &str, text: &Arc<Coded>) -> HttpResponse {
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

/// Whether a client has what an entity tag stands for (`If-None-Match`, compared weakly).
pub(in crate::http) fn is_known(etag: &HeaderValue, request: &HttpRequest) -> bool {
    fn opaque(tag: &str) -> &str {
        let tag = tag.trim();
        tag.strip_prefix("W/").unwrap_or(tag)
    }
    let Ok(own) = etag.to_str() else { return false };
    let sent = request.headers().get_all(header::IF_NONE_MATCH).filter_map(|line| line.to_str().ok());
    sent.flat_map(|line| line.split(',')).any(|tag| tag.trim() == "*" || opaque(tag) == opaque(own))
}

/// That the client has it already.
pub(in crate::http) fn not_modified(etag: Option<&HeaderValue>, manner: &Manner) -> HttpResponse {
    let mut answer = HttpResponse::NotModified();
    tell(&mut answer, manner);
    let mut answer = answer.finish();
    tell_caches(etag, &mut answer);
    answer
}

/// Adds what caches go by.
pub(super) fn tell_caches(etag: Option<&HeaderValue>, answer: &mut HttpResponse) {
    if let Some(etag) = etag {
        answer.headers_mut().insert(header::ETAG, etag.clone());
        let kept = HeaderValue::from_static("private, no-cache");
        answer.headers_mut().insert(header::CACHE_CONTROL, kept);
    }
}

/// A file with its media type, which runs no script where a browser opens it.
pub(in crate::http) fn file(
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

pub(super) fn reply(status: StatusCode, body: BoxBody, manner: &Manner) -> HttpResponse {
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
