//! What a request asks for: the parameters of GraphQL over HTTP, of a body or of a query string.

use std::time::Duration;

use actix_web::http::{Method, StatusCode, header};
use actix_web::web::{Bytes, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use super::negotiate;
use super::respond::{Manner, Media, refused as refuse};

/// The longest body, in bytes.
const LONGEST_BODY: usize = 256 * 1024;

/// How long a body may take to come.
const BODY_WAIT: Duration = Duration::from_secs(10);

/// What is asked for.
#[derive(Clone)]
pub(super) struct Parameters {
    /// The document.
    pub query: String,
    /// Which of its operations.
    pub operation_name: Option<String>,
    /// Its variables.
    pub variables: Map,
}

type Map = serde_json::Map<String, serde_json::Value>;

/// What is sent.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Sent {
    query: Option<String>,
    operation_name: Option<String>,
    variables: Option<Map>,
    extensions: Option<Map>,
}

impl Sent {
    /// What is asked for; none where there is no document.
    pub(super) fn parameters(self) -> Option<Parameters> {
        let Self { query, operation_name, variables, extensions: _ } = self;
        Some(Parameters { query: query?, operation_name, variables: variables.unwrap_or_default() })
    }
}

/// A request that is refused before a document comes of it.
type Refusal = Box<HttpResponse>;

/// Reads what a request asks for, or says what is wrong with it.
pub(super) async fn read(http: &HttpRequest, body: Payload, manner: &Manner) -> Result<Parameters, Refusal> {
    let bad = |message: &str| refuse(StatusCode::BAD_REQUEST, "BAD_REQUEST", message, manner);
    let sent = if *http.method() == Method::GET {
        of_query(http.query_string()).map_err(|message| bad(&message))?
    } else {
        let body = body_of(http, body, manner).await?;
        let expected = "expected an object with query, operationName and variables";
        // A list would be read as the parameters in their order.
        if body.trim_ascii_start().first() != Some(&b'{') {
            return Err(bad(expected).into());
        }
        serde_json::from_slice(&body).map_err(|error| bad(&format!("{expected}: {error}")))?
    };
    let is_persisted =
        sent.extensions.as_ref().is_some_and(|extensions| extensions.contains_key("persistedQuery"));
    match sent.parameters() {
        Some(parameters) => Ok(parameters),
        // Apollo's clients send the document's hash alone at first; told this, they send the document from
        // then on.
        None if is_persisted => {
            let status = if manner.media == Media::Json { StatusCode::OK } else { StatusCode::BAD_REQUEST };
            Err(refuse(status, "PERSISTED_QUERY_NOT_SUPPORTED", "PersistedQueryNotSupported", manner).into())
        }
        None => Err(bad("query is missing").into()),
    }
}

/// The body of a `POST`, within its limits.
async fn body_of(http: &HttpRequest, body: Payload, manner: &Manner) -> Result<Bytes, Refusal> {
    let refuse = |status, code, message: &str| refuse(status, code, message, manner);
    if *http.method() != Method::POST {
        let mut answer = refuse(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", "send GET or POST");
        answer.headers_mut().insert(header::ALLOW, header::HeaderValue::from_static("GET, POST"));
        return Err(answer.into());
    }
    if !negotiate::is_json(http) {
        let message = "send application/json in UTF-8";
        return Err(refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_MEDIA_TYPE", message).into());
    }
    let too_large = || {
        let message = format!("a request is {LONGEST_BODY} bytes at most");
        refuse(StatusCode::PAYLOAD_TOO_LARGE, "PAYLOAD_TOO_LARGE", &message)
    };
    let announced =
        http.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if announced.is_some_and(|length: usize| length > LONGEST_BODY) {
        return Err(too_large().into());
    }
    let Ok(read) = tokio::time::timeout(BODY_WAIT, body.to_bytes_limited(LONGEST_BODY)).await else {
        let message = "the body took more than 10 seconds";
        return Err(refuse(StatusCode::REQUEST_TIMEOUT, "REQUEST_TIMEOUT", message).into());
    };
    let body = read.map_err(|_too_long| too_large())?;
    body.map_err(|error| refuse(StatusCode::BAD_REQUEST, "BAD_REQUEST", &error.to_string()).into())
}

/// The parameters of a `GET`, whose maps are JSON.
fn of_query(query: &str) -> Result<Sent, String> {
    type Pairs = Vec<(String, String)>;
    let pairs = actix_web::web::Query::<Pairs>::from_query(query).map_err(|error| error.to_string())?;
    let get = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    let map = |name: &str| match get(name).filter(|text| !text.is_empty()) {
        Some(text) => serde_json::from_str(&text).map(Some).map_err(|error| format!("{name}: {error}")),
        None => Ok(None),
    };
    Ok(Sent {
        query: get("query"),
        operation_name: get("operationName").filter(|name| !name.is_empty()),
        variables: map("variables")?,
        extensions: map("extensions")?,
    })
}
