//! Campaigns as files, for scripts: `POST /campaigns/import`.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use actix_web::http::{StatusCode, header};
use actix_web::web::{Bytes, Data, Payload, Query};
use actix_web::{HttpRequest, HttpResponse};
use async_graphql::ID;
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::Serialize;

use super::coding::Accepted;
use super::graphql::{Api, Exchange, caller};
use super::negotiate;
use super::respond::{Media, refused};
use crate::clock;
use crate::error::{Error, Result};
use crate::graphql::{Request, Upload, UserError};
use crate::plan_file::{Created, ImportedPlan};
use crate::refusal::{Code, Refusal};
use crate::write::{IdempotencyKey, execute};

/// What an import costs, in points.
const COST: u32 = 100;

/// How long a file may take to come.
const BODY_WAIT: Duration = Duration::from_mins(1);

/// What parameters of columns begin with: `map.title=任务名称`.
const MAPPED: &str = "map.";

/// What importing a file answers.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    campaign_id: Option<String>,
    created: Option<Created>,
    notes: Vec<Note>,
    user_errors: Vec<UserError>,
}

/// Something of a file that the campaign is without.
#[derive(Serialize)]
struct Note {
    place: String,
    what: String,
    why: String,
}

/// Imports the file that is sent.
pub(super) async fn import(
    http: HttpRequest,
    parameters: Query<BTreeMap<String, String>>,
    body: Payload,
    api: Data<Api>,
) -> HttpResponse {
    let mut exchange = Exchange::new(http.clone(), &api, Media::Json, Accepted::PLAIN);
    let answer = Box::pin(answer(&mut exchange, &http, parameters.into_inner(), body)).await;
    exchange.end(answer)
}

async fn answer(
    exchange: &mut Exchange,
    http: &HttpRequest,
    parameters: BTreeMap<String, String>,
    body: Payload,
) -> Result<HttpResponse> {
    exchange.note(|line| line.operation = Some("POST /campaigns/import".to_owned()));
    let token = negotiate::token(http).map(|token| token.map(str::to_owned));
    let (request, _) = exchange.request(token).await?;
    request.viewer()?;
    exchange.take(&caller(&request), (COST, COST))?;
    let app = Arc::clone(&request.app);
    let fingerprint = format!("{parameters:?}");
    let mut upload = upload(parameters)?;
    let body = tokio::time::timeout(BODY_WAIT, body.to_bytes_limited(app.import_bytes)).await;
    let Ok(Ok(Ok(bytes))) = body else {
        let message = format!("send at most {} bytes within {BODY_WAIT:?}", app.import_bytes);
        return Ok(refused(StatusCode::PAYLOAD_TOO_LARGE, "PAYLOAD_TOO_LARGE", &message, &exchange.manner));
    };
    let key = key(&request, &fingerprint, &bytes)?;
    upload.bytes = bytes.to_vec();
    // To its end, whoever still waits for the answer.
    let task = tokio::spawn(async move {
        let outcome = match upload.command(&request).await {
            Ok(command) => execute(&app, &request.caller(), key, command).await,
            Err(error) => Err(error),
        };
        (request, outcome)
    });
    let (request, outcome) = task.await.map_err(Error::internal)?;
    let (status, answer) = match outcome {
        Ok(ImportedPlan { campaign_id, created, notes }) => {
            let note = |(place, what, why)| Note { place, what, why };
            let answer = Answer {
                campaign_id: campaign_id.map(|id| id.to_string()),
                created: Some(created),
                notes: notes.into_iter().map(note).collect(),
                user_errors: Vec::new(),
            };
            (if campaign_id.is_some() { StatusCode::CREATED } else { StatusCode::OK }, answer)
        }
        Err(Error::Refused(refusals)) => {
            let status = status_of(&refusals);
            if let Some(forbidden) = refusals.iter().find(|refusal| refusal.code == Code::Forbidden) {
                request.record_refusal("importPlan", forbidden.workspace_id).await;
            }
            let user_errors = UserError::all(refusals, request.locale);
            (status, Answer { campaign_id: None, created: None, notes: Vec::new(), user_errors })
        }
        Err(error) => return Err(error),
    };
    let text = serde_json::to_string(&answer).map_err(Error::internal)?;
    let mut response = HttpResponse::build(status);
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    Ok(response.content_type("application/json").body(text))
}

/// What the parameters say of a file.
fn upload(parameters: BTreeMap<String, String>) -> Result<Upload> {
    let mut upload = Upload { field: "body", ..Upload::default() };
    for (name, value) in parameters {
        if let Some(field) = name.strip_prefix(MAPPED) {
            upload.mapping.insert(field.to_owned(), value);
            continue;
        }
        match name.as_str() {
            "workspaceId" => upload.workspace_id = Some(ID(value)),
            "fileName" => upload.file_name = Some(value),
            "key" => upload.key = Some(value),
            "name" => upload.name = Some(value),
            "ownerId" => upload.owner_id = Some(ID(value)),
            "calendarId" => upload.calendar_id = Some(ID(value)),
            "start" => {
                upload.start =
                    Some(clock::day(&value).ok_or_else(|| Error::bad_input("start", "expected a date"))?);
            }
            "dryRun" => {
                upload.is_dry_run =
                    value.parse().map_err(|_error| Error::bad_input("dryRun", "expected true or false"))?;
            }
            _ => return Err(Error::bad_input(&name, "is no parameter of an import")),
        }
    }
    Ok(upload)
}

/// The idempotency key of a request, for this file with these parameters.
fn key(request: &Request, parameters: &str, bytes: &Bytes) -> Result<Option<IdempotencyKey>> {
    let Some(key) = &request.idempotency_key else { return Ok(None) };
    let file = BASE64_STANDARD.encode(digest(&SHA256, bytes));
    IdempotencyKey::new(key, "importPlan", &format!("{parameters} {file}")).map(Some)
}

fn status_of(refusals: &[Refusal]) -> StatusCode {
    let is_forbidden = refusals.iter().any(|refusal| refusal.code == Code::Forbidden);
    if is_forbidden { StatusCode::FORBIDDEN } else { StatusCode::UNPROCESSABLE_ENTITY }
}
