//! What a request asks for: the parameters of GraphQL over HTTP, of a body or of a query string.

use std::time::Duration;

use actix_web::http::{Method, StatusCode, header};
use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use super::negotiate;
use super::respond::{self, Manner};

/// The longest body, in bytes.
const LONGEST_BODY: usize = 256 * 1024;

/// How long a body may take to come.
const BODY_WAIT: Duration = Duration::from_secs(10);

/// What is asked for.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Parameters {
    /// The document.
    pub query: String,
    /// Which of its operations.
    pub operation_name: Option<String>,
    /// Its variables.
    pub variables: Option<serde_json::Map<String, serde_json::Value>>,
    /// Of no use here; but it has to be an object.
    #[serde(rename = "extensions")]
    pub _extensions: Option<serde_json::Map<String, serde_json::Value>>,
}

/// A request that is refused before a document comes of it.
type Refusal = Box<HttpResponse>;

/// Reads what a request asks for, or says what is wrong with it.
pub(super) async fn read(http: &HttpRequest, body: Payload, manner: &Manner) -> Result<Parameters, Refusal> {
    let refuse = |status, code, message: &str| Box::new(respond::refused(status, code, message, manner));
    if *http.method() == Method::GET {
        return of_query(http.query_string())
            .map_err(|message| refuse(StatusCode::BAD_REQUEST, "BAD_REQUEST", &message));
    }
    if *http.method() != Method::POST {
        let mut answer = refuse(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", "send GET or POST");
        answer.headers_mut().insert(header::ALLOW, header::HeaderValue::from_static("GET, POST"));
        return Err(answer);
    }
    if !negotiate::is_json(http) {
        let message = "send application/json in UTF-8";
        return Err(refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_MEDIA_TYPE", message));
    }
    let too_large = || {
        let message = format!("a request is {LONGEST_BODY} bytes at most");
        refuse(StatusCode::PAYLOAD_TOO_LARGE, "PAYLOAD_TOO_LARGE", &message)
    };
    let announced =
        http.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if announced.is_some_and(|length: usize| length > LONGEST_BODY) {
        return Err(too_large());
    }
    let Ok(read) = tokio::time::timeout(BODY_WAIT, body.to_bytes_limited(LONGEST_BODY)).await else {
        return Err(refuse(
            StatusCode::REQUEST_TIMEOUT,
            "REQUEST_TIMEOUT",
            "the body took more than 10 seconds",
        ));
    };
    let body = read.map_err(|_too_long| too_large())?;
    let body = body.map_err(|error| refuse(StatusCode::BAD_REQUEST, "BAD_REQUEST", &error.to_string()))?;
    serde_json::from_slice(&body).map_err(|error| {
        let message = format!("expected an object with query, operationName and variables: {error}");
        refuse(StatusCode::BAD_REQUEST, "BAD_REQUEST", &message)
    })
}

/// The parameters of a `GET`, whose maps are JSON.
fn of_query(query: &str) -> Result<Parameters, String> {
    type Pairs = Vec<(String, String)>;
    let pairs = actix_web::web::Query::<Pairs>::from_query(query).map_err(|error| error.to_string())?;
    let get = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    let map = |name: &str| match get(name).filter(|text| !text.is_empty()) {
        Some(text) => serde_json::from_str(&text).map(Some).map_err(|error| format!("{name}: {error}")),
        None => Ok(None),
    };
    Ok(Parameters {
        query: get("query").ok_or("query is missing")?,
        operation_name: get("operationName").filter(|name| !name.is_empty()),
        variables: map("variables")?,
        _extensions: map("extensions")?,
    })
}
