//! `POST /graphql`, and `GET /graphql` for queries.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::http::{Method, StatusCode, header};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, OperationType};
use async_graphql::{Response, Variables};
use entity::UserId;
use serde::Deserialize;

use super::gate::{self, Passed, Refused};
use super::negotiate;
use super::respond::{self, Manner, Media};
use crate::app::App;
use crate::audit::Origin;
use crate::auth::{Credential, Left, SignedIn, network};
use crate::clock::new_id;
use crate::error::{Error, Result};
use crate::graphql::{Budget, Rate, Request, ResolveAll, Schema};
use crate::people;

/// The longest body, in bytes.
const LONGEST_BODY: usize = 256 * 1024;

/// How long a body may take to come.
const BODY_WAIT: Duration = Duration::from_secs(10);

/// What is asked for.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Parameters {
    query: String,
    operation_name: Option<String>,
    variables: Option<serde_json::Map<String, serde_json::Value>>,
    /// Of no use here; but it has to be an object.
    #[serde(rename = "extensions")]
    _extensions: Option<serde_json::Map<String, serde_json::Value>>,
}

/// A request that is refused before a document comes of it.
type Refusal = Box<HttpResponse>;

/// Answers a request.
pub(super) async fn serve(
    http: HttpRequest,
    body: Payload,
    app: Data<App>,
    schema: Data<Schema>,
) -> HttpResponse {
    let started = Instant::now();
    let request_id = new_id().simple().to_string();
    let Some(media) = negotiate::media(&http) else {
        let manner = Manner { media: Media::Json, request_id, rate: None };
        let message = "answers are application/graphql-response+json or application/json";
        return respond::refused(StatusCode::NOT_ACCEPTABLE, "NOT_ACCEPTABLE", message, &manner);
    };
    let mut manner = Manner { media, request_id, rate: None };
    let app = app.into_inner();
    let (answer, who, operation) = match parameters(&http, body, &manner).await {
        Ok(parameters) => {
            let operation = parameters.operation_name.as_deref().map(crate::audit::device);
            let (answer, who) = answer(&http, parameters, app, &schema, &mut manner).await;
            (answer, who, operation)
        }
        Err(refusal) => (*refusal, None, None),
    };
    tracing::info!(
        request_id = manner.request_id,
        user = who.map(tracing::field::display),
        operation,
        status = answer.status().as_u16(),
        cost = manner.rate.map(|rate| rate.cost),
        milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        "graphql"
    );
    answer
}

/// The answer, and who asked.
async fn answer(
    http: &HttpRequest,
    parameters: Parameters,
    app: Arc<App>,
    schema: &Schema,
    manner: &mut Manner,
) -> (HttpResponse, Option<UserId>) {
    let origin = negotiate::origin(http, app.behind_proxy, &manner.request_id);
    let signed_in = match signed_in(http, &app, &origin).await {
        Ok(signed_in) => signed_in,
        Err(error) => {
            log(&error, manner);
            return (respond::failed(&error, manner), None);
        }
    };
    let who = signed_in.as_ref().map(|signed_in| signed_in.viewer.user_id);
    let request = Request::new(app, signed_in, negotiate::locale(http), origin);
    let answer = match execute(http, parameters, request, schema, manner).await {
        Ok(answer) => answer,
        Err(error) => {
            log(&error, manner);
            respond::failed(&error, manner)
        }
    };
    (answer, who)
}

async fn parameters(http: &HttpRequest, body: Payload, manner: &Manner) -> Result<Parameters, Refusal> {
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

async fn execute(
    http: &HttpRequest,
    parameters: Parameters,
    mut request: Request,
    schema: &Schema,
    manner: &mut Manner,
) -> Result<HttpResponse> {
    let Parameters { query, operation_name, variables, _extensions: _ } = parameters;
    let variables = Variables::from_json(serde_json::Value::Object(variables.unwrap_or_default()));
    let mut passed = match gate::pass(&query, &variables) {
        Ok(passed) => passed,
        Err(Refused::Limit(error)) => return Err(error),
        Err(Refused::Syntax(error)) => {
            return Ok(respond::syntax(&error.to_string(), error.positions(), manner));
        }
    };
    if *http.method() == Method::GET && is_mutation(&passed.document, operation_name.as_deref()) {
        let message = "mutations are sent by POST";
        let status = StatusCode::METHOD_NOT_ALLOWED;
        return Ok(respond::refused(status, "METHOD_NOT_ALLOWED", message, manner));
    }
    if passed.asks_for_schema && request.viewer.is_none() {
        return Err(Error::Unauthenticated);
    }
    manner.rate = take(&request, &passed)?;
    request.rate = manner.rate;
    if passed.is_dry_run {
        gate::keep_only_weight(&mut passed.document);
    }
    let (is_signed_in, time) = (request.viewer.is_some(), request.app.request_time);
    let mut document =
        async_graphql::Request::new(query).variables(variables).data(Budget::default()).data(request);
    document.operation_name = operation_name;
    document.set_parsed_query(passed.document);
    if passed.has_repeated_keys {
        document = document.data(ResolveAll);
    }
    if !is_signed_in {
        // To nobody in particular there is no `__type` of any name, which is null.
        document = document.disable_introspection();
    }
    // Reads may be dropped half-way, and writes go on in tasks of their own.
    let response = tokio::time::timeout(time, schema.execute(document)).await;
    let response = response.map_err(|_elapsed| Error::TimedOut(time))?;
    log_faults(&response, manner);
    Ok(respond::executed(&response, manner))
}

/// Takes what a document costs from what its viewer may ask for.
fn take(request: &Request, passed: &Passed) -> Result<Option<Rate>> {
    let Some(throttle) = &request.app.rate else { return Ok(None) };
    let key = match &request.viewer {
        Some(viewer) => match &viewer.limits {
            Some(limits) => limits.token_id.to_string(),
            None => viewer.user_id.to_string(),
        },
        None => network(&request.origin.address),
    };
    let points = if passed.is_dry_run { 1 } else { passed.cost };
    let Left { limit, remaining } =
        throttle.take(&key, NonZeroU32::new(points).unwrap_or(NonZeroU32::MIN))?;
    Ok(Some(Rate { cost: passed.cost, limit, remaining }))
}

/// Who asks: nobody where no token is sent.
async fn signed_in(http: &HttpRequest, app: &Arc<App>, origin: &Origin) -> Result<Option<SignedIn>> {
    let Some(token) = negotiate::bearer(http) else {
        let has_other = http.headers().contains_key(header::AUTHORIZATION);
        return if has_other { Err(Error::Unauthenticated) } else { Ok(None) };
    };
    let now = app.clock.now();
    let shown = Credential::read(token, &app.keys, now)?;
    let signed_in = app.viewers.fetch(&app.store, shown, now).await?;
    people::token_use::note(app, &signed_in, origin, now);
    match negotiate::workspace(http) {
        Some(workspace) => signed_in.about(workspace).map(Some),
        None => Ok(Some(signed_in)),
    }
}

fn is_mutation(document: &ExecutableDocument, name: Option<&str>) -> bool {
    let operation = match &document.operations {
        DocumentOperations::Single(operation) => Some(operation),
        DocumentOperations::Multiple(operations) => match name {
            Some(name) => operations.get(name),
            None => operations.values().next().filter(|_| operations.len() == 1),
        },
    };
    operation.is_some_and(|operation| operation.node.ty == OperationType::Mutation)
}

fn log_faults(response: &Response, manner: &Manner) {
    let faults = response.errors.iter().filter_map(|error| error.source::<Error>());
    faults.for_each(|error| log(error, manner));
}

/// Logs what is not the client's doing.
fn log(error: &Error, manner: &Manner) {
    if let Error::Internal(source) = error {
        tracing::error!(request_id = manner.request_id, error = %source, "a fault");
    }
}
