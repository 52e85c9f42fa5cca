//! What went wrong, as JSON and as a status.

use actix_web::HttpResponse;
use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header;
use async_graphql::{Response, ServerError, Value};
use serde_json::json;

use super::reply::{Manner, Media, reply};
use crate::error::{Error, whole_seconds};
use crate::graphql::write_json;

/// Errors that one answer lists.
const MOST_ERRORS: usize = 10;

/// The longest message of an error, in characters: some quote the document.
const LONGEST_MESSAGE: usize = 300;

/// Whether it is of a document that was not executed: its errors have no path.
pub(in crate::http) fn is_refused(response: &Response) -> bool {
    !response.errors.is_empty() && response.errors.iter().all(|error| error.path.is_empty())
}

/// The status of an executed document: that nobody is signed in, else that of its errors where it has nothing
/// else.
pub(in crate::http) fn status_of(response: &Response) -> StatusCode {
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
pub(in crate::http) fn refused(
    status: StatusCode,
    code: &str,
    message: &str,
    manner: &Manner,
) -> HttpResponse {
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
pub(in crate::http) fn failed(error: &Error, manner: &Manner) -> HttpResponse {
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

/// The errors of an answer, as a list in JSON.
pub(in crate::http) fn errors_of(response: &Response, manner: &Manner) -> Vec<u8> {
    let mut out = Vec::new();
    errors(&response.errors, manner, &mut out);
    out
}

pub(super) fn errors(errors: &[ServerError], manner: &Manner, out: &mut Vec<u8>) {
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
