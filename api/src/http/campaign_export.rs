//! `GET /campaigns/{key}/plan.xlsx`, `gantt.svg` and others: a campaign as a file or a picture.

use actix_web::error::QueryPayloadError;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    self, Charset, ContentDisposition, DispositionParam, DispositionType, ExtendedValue, HeaderValue,
    TryIntoHeaderValue,
};
use actix_web::web::{Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use chrono::NaiveDate;
use exchange::gantt::Theme;
use serde::Deserialize;

use super::coding::{Accepted, Written};
use super::graphql::{Api, Exchange, caller};
use super::negotiate;
use super::respond::{self, Media};
use crate::clock;
use crate::error::{Error, Result};
use crate::export::{COST, ExportFormat};
use crate::graphql::{CampaignRow, Request, Wanted};

/// The parameters of a file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Parameters {
    as_of: Option<String>,
    theme: Option<String>,
}

/// Answers a request for a file.
pub(super) async fn serve(
    http: HttpRequest,
    path: Path<(String, String)>,
    parameters: Result<Query<Parameters>, actix_web::Error>,
    api: Data<Api>,
) -> HttpResponse {
    let accepted = Accepted::of(&http);
    let mut exchange = Exchange::new(http, &api, Media::GraphQl, accepted);
    let (key, file) = path.into_inner();
    let Some(format) = ExportFormat::of_file(&file) else {
        let known: Vec<_> = ExportFormat::all().map(ExportFormat::file).collect();
        let message = format!("there is no such file; there are {}", known.join(", "));
        let refused = respond::refused(StatusCode::NOT_FOUND, "NOT_FOUND", &message, &exchange.manner);
        return exchange.end(Ok(refused));
    };
    exchange.note(|line| line.operation = Some(format.file().to_owned()));
    let answer = Box::pin(exchange.exported(&key, format, parameters)).await;
    exchange.end(answer)
}

fn read(format: ExportFormat, parameters: Result<Query<Parameters>, actix_web::Error>) -> Result<Wanted> {
    let Query(Parameters { as_of, theme }) = parameters.map_err(|error| {
        let unread = error.as_error::<QueryPayloadError>().map(ToString::to_string);
        Error::bad_input("query", unread.unwrap_or_else(|| error.to_string()))
    })?;
    let day = |text: String| {
        clock::day(&text).ok_or_else(|| Error::bad_input("asOf", "expected a day as YYYY-MM-DD"))
    };
    let theme = match theme.as_deref() {
        None | Some("light") => Theme::Light,
        Some("dark") => Theme::Dark,
        Some(_) => return Err(Error::bad_input("theme", "expected light or dark")),
    };
    Ok(Wanted { format, as_of: as_of.map(day).transpose()?, theme })
}

/// The weak entity tag: it is of everything that the file is written from.  What a calendar tells of
/// cancelled events depends on the day that it is.
fn etag(
    wanted: Wanted,
    row: &CampaignRow,
    (as_of, today): (NaiveDate, NaiveDate),
    language: &str,
) -> Result<HeaderValue> {
    const VERSION: &str = env!("VERSION_AND_COMMIT");
    let (campaign, seq, directory) = (row.campaign.id, row.campaign.seq, row.directory_seq);
    let (file, theme) = (wanted.format.file(), wanted.theme);
    let text =
        format!("W/\"{campaign}.{seq}.{directory}.{as_of}.{today}.{file}.{theme:?}.{language}.{VERSION}\"");
    HeaderValue::from_str(&text.replace(' ', "-")).map_err(Error::internal)
}

/// The name that a browser saves the file by: for those that read nothing but ASCII, without the campaign's
/// name.
fn disposition(format: ExportFormat, row: &CampaignRow, as_of: NaiveDate) -> Result<HeaderValue> {
    let plain = format!("{}-{as_of}.{}", row.campaign.key, format.extension());
    let name = ExtendedValue {
        charset: Charset::Ext("UTF-8".to_owned()),
        language_tag: None,
        value: format.name(&row.campaign, as_of).into_bytes(),
    };
    let disposition = if format.is_picture() { DispositionType::Inline } else { DispositionType::Attachment };
    let parameters = vec![DispositionParam::Filename(plain), DispositionParam::FilenameExt(name)];
    ContentDisposition { disposition, parameters }.try_into_value().map_err(Error::internal)
}

impl Exchange {
    async fn exported(
        &mut self,
        key: &str,
        format: ExportFormat,
        parameters: Result<Query<Parameters>, actix_web::Error>,
    ) -> Result<HttpResponse> {
        let token = negotiate::token(&self.http).map(|token| token.map(str::to_owned));
        let (request, _) = self.request(token).await?;
        request.viewer()?;
        let wanted = read(format, parameters)?;
        self.take(&caller(&request), (COST, COST))?;
        let time = self.api.app.request_time;
        let answer = tokio::time::timeout(time, self.written(&request, key, &wanted)).await;
        answer.map_err(|_elapsed| Error::TimedOut(time))?
    }

    async fn written(&self, request: &Request, key: &str, wanted: &Wanted) -> Result<HttpResponse> {
        let batch = request.campaigns_of_key(key).await?;
        let Some(row) = batch.0.first() else { return Ok(self.not_found()) };
        let as_of = request.as_of(wanted.as_of, &row.campaign);
        let days = (as_of, request.as_of(None, &row.campaign));
        let etag = etag(*wanted, row, days, request.locale.tag())?;
        if respond::is_known(&etag, &self.http) {
            return Ok(respond::not_modified(Some(&etag), &self.manner));
        }
        request.plan(batch).await?;
        let Some(snapshot) = request.snapshot(row) else { return Ok(self.not_found()) };
        let accepted = if wanted.format.is_text() { self.manner.accepted } else { Accepted::PLAIN };
        let body = Written::new(accepted).map_err(Error::internal)?;
        let sent = request.export(snapshot, wanted, body).await?.sent().map_err(Error::internal)?;
        let body = self.api.outgoing.count(&sent, &caller(request), false)?;
        let mut answer = respond::file(body, (wanted.format.media(), sent.encoding()), &etag, &self.manner);
        let disposition = disposition(wanted.format, row, as_of)?;
        answer.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
        Ok(answer)
    }

    fn not_found(&self) -> HttpResponse {
        respond::refused(StatusCode::NOT_FOUND, "NOT_FOUND", "there is no such campaign", &self.manner)
    }
}
