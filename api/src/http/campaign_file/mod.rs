//! Campaigns out of files, for scripts: `POST /campaigns/import`, and `GET /campaigns/imports/{id}` of those
//! that are imported after the answer.

mod answer;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::web::{Bytes, Data, Path, Payload, Query};
use actix_web::{HttpRequest, HttpResponse};
use async_graphql::ID;
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use entity::ImportJobId;

use self::answer::Answer;
use super::coding::Accepted;
use super::graphql::{Api, Exchange, caller};
use super::negotiate;
use super::respond::{Media, refused};
use crate::clock;
use crate::error::{Error, Result};
use crate::graphql::{Request, Upload, UserError, import_job};
use crate::plan_file::IMPORT;
use crate::refusal::{Code, Refusal};
use crate::write::{IdempotencyKey, execute};

/// What an import costs, in points.
const COST: u32 = 100;

/// How long a file may take to come.
const BODY_WAIT: Duration = Duration::from_mins(1);

/// What parameters of columns begin with: `map.title=任务名称`.
const MAPPED: &str = "map.";

/// What a job costs, in points.
const JOB_COST: u32 = 1;

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

/// Answers how far a job is.
pub(super) async fn job(http: HttpRequest, id: Path<String>, api: Data<Api>) -> HttpResponse {
    let mut exchange = Exchange::new(http.clone(), &api, Media::GraphQl, Accepted::PLAIN);
    exchange.note(|line| line.operation = Some("GET /campaigns/imports".to_owned()));
    let answer = Box::pin(found(&mut exchange, &http, &id)).await;
    exchange.end(answer)
}

async fn found(exchange: &mut Exchange, http: &HttpRequest, id: &str) -> Result<HttpResponse> {
    let token = negotiate::token(http).map(|token| token.map(str::to_owned));
    let (request, _) = exchange.request(token).await?;
    request.viewer()?;
    exchange.take(&caller(&request), (JOB_COST, JOB_COST))?;
    let job = match ImportJobId::parse(id) {
        Some(id) => import_job(&request, id).await?,
        None => None,
    };
    if let Some(job) = job {
        return Answer::of_job(&job, &request).send(StatusCode::OK);
    }
    Ok(refused(StatusCode::NOT_FOUND, "NOT_FOUND", "there is no such import", &exchange.manner))
}

/// Keeps a file, and has it imported after the answer.
async fn start(request: Request, key: Option<IdempotencyKey>, upload: Upload) -> Result<HttpResponse> {
    let app = Arc::clone(&request.app);
    let task = tokio::spawn(async move {
        let outcome = match upload.start(&request) {
            Ok(command) => execute(&app, &request.caller(), IMPORT, key, command).await,
            Err(error) => Err(error),
        };
        (request, outcome)
    });
    let (request, outcome) = task.await.map_err(Error::internal)?;
    match outcome {
        Ok(id) => {
            let job = import_job(&request, id).await?;
            let job = job.ok_or_else(|| Error::internal("an import that is not there"))?;
            Answer::of_job(&job, &request).send(StatusCode::ACCEPTED)
        }
        Err(error) => refuse(&request, error).await,
    }
}

/// What is wrong with a file or its parameters.
async fn refuse(request: &Request, error: Error) -> Result<HttpResponse> {
    let Error::Refused(refusals) = error else { return Err(error) };
    let status = status_of(&refusals);
    if let Some(forbidden) = refusals.iter().find(|refusal| refusal.code == Code::Forbidden) {
        request.record_refusal(IMPORT, forbidden.workspace_id).await;
    }
    Answer::refused(UserError::all(refusals, request.locale)).send(status)
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
    let (mut upload, is_job) = upload(parameters)?;
    let body = tokio::time::timeout(BODY_WAIT, body.to_bytes_limited(app.import_bytes)).await;
    let Ok(Ok(Ok(bytes))) = body else {
        let message = format!("send at most {} bytes within {BODY_WAIT:?}", app.import_bytes);
        return Ok(refused(StatusCode::PAYLOAD_TOO_LARGE, "PAYLOAD_TOO_LARGE", &message, &exchange.manner));
    };
    let key = key(&request, &fingerprint, &bytes)?;
    upload.bytes = bytes.to_vec();
    if is_job {
        return start(request, key, upload).await;
    }
    // To its end, whoever still waits for the answer.
    let task = tokio::spawn(async move {
        let outcome = match upload.command(&request).await {
            Ok(command) => execute(&app, &request.caller(), IMPORT, key, command).await,
            Err(error) => Err(error),
        };
        (request, outcome)
    });
    let (request, outcome) = task.await.map_err(Error::internal)?;
    match outcome {
        Ok(imported) => {
            let status = if imported.campaign_id.is_some() { StatusCode::CREATED } else { StatusCode::OK };
            Answer::done(imported).send(status)
        }
        Err(error) => refuse(&request, error).await,
    }
}

/// What the parameters say of a file, and whether it is imported after the answer.
fn upload(parameters: BTreeMap<String, String>) -> Result<(Upload, bool)> {
    let flag = |name: &str, value: &str| {
        value.parse().map_err(|_error| Error::bad_input(name, "expected true or false"))
    };
    let mut is_job = false;
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
                upload.is_dry_run = flag("dryRun", &value)?;
            }
            "asJob" => is_job = flag("asJob", &value)?,
            _ => return Err(Error::bad_input(&name, "is no parameter of an import")),
        }
    }
    Ok((upload, is_job))
}

/// The idempotency key of a request, for this file with these parameters.
fn key(request: &Request, parameters: &str, bytes: &Bytes) -> Result<Option<IdempotencyKey>> {
    let Some(key) = &request.idempotency_key else { return Ok(None) };
    let file = BASE64_STANDARD.encode(digest(&SHA256, bytes));
    IdempotencyKey::new(key, IMPORT, &format!("{parameters} {file}")).map(Some)
}

fn status_of(refusals: &[Refusal]) -> StatusCode {
    let is_forbidden = refusals.iter().any(|refusal| refusal.code == Code::Forbidden);
    if is_forbidden { StatusCode::FORBIDDEN } else { StatusCode::UNPROCESSABLE_ENTITY }
}
