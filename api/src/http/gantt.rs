//! `GET /campaigns/{key}/gantt.svg`, `.png` and `.pdf`: a campaign as a picture.

use std::sync::Arc;

use actix_web::error::QueryPayloadError;
use actix_web::http::StatusCode;
use actix_web::http::header::HeaderValue;
use actix_web::web::{Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use chrono::NaiveDate;
use exchange::gantt::{PictureError, Theme};
use serde::Deserialize;

use super::coding::{Accepted, Coded};
use super::graphql::{Api, Exchange, caller};
use super::negotiate;
use super::respond::{self, Media};
use crate::clock;
use crate::error::{Error, Result};
use crate::graphql::CampaignRow;
use crate::picture::PictureFormat;

/// What a picture costs, in points.
const COST: u32 = 50;

/// The parameters of a picture.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Parameters {
    as_of: Option<String>,
    theme: Option<String>,
}

/// A picture that is asked for.
struct Wanted {
    format: PictureFormat,
    as_of: Option<NaiveDate>,
    theme: Theme,
}

/// Answers a request for a picture.
pub(super) async fn serve(
    http: HttpRequest,
    path: Path<(String, String)>,
    parameters: Result<Query<Parameters>, actix_web::Error>,
    api: Data<Api>,
) -> HttpResponse {
    let accepted = Accepted::of(&http);
    let mut exchange = Exchange::new(http, &api, Media::GraphQl, accepted);
    exchange.note(|line| line.operation = Some("gantt".to_owned()));
    let (key, format) = path.into_inner();
    let answer = Box::pin(exchange.picture(&key, &format, parameters)).await;
    exchange.end(answer)
}

impl Wanted {
    fn read(format: &str, parameters: Result<Query<Parameters>, actix_web::Error>) -> Result<Self> {
        let Query(Parameters { as_of, theme }) = parameters.map_err(|error| {
            let unread = error.as_error::<QueryPayloadError>().map(ToString::to_string);
            Error::bad_input("query", unread.unwrap_or_else(|| error.to_string()))
        })?;
        let unknown = || Error::bad_input("format", "expected svg, png or pdf");
        let day = |text: String| {
            clock::day(&text).ok_or_else(|| Error::bad_input("asOf", "expected a day as YYYY-MM-DD"))
        };
        Ok(Self {
            format: PictureFormat::of_extension(format).ok_or_else(unknown)?,
            as_of: as_of.map(day).transpose()?,
            theme: match theme.as_deref() {
                None | Some("light") => Theme::Light,
                Some("dark") => Theme::Dark,
                Some(_) => return Err(Error::bad_input("theme", "expected light or dark")),
            },
        })
    }

    /// The weak entity tag: it is of everything that the picture is drawn from.
    fn etag(&self, row: &CampaignRow, as_of: NaiveDate, language: &str) -> Result<HeaderValue> {
        const VERSION: &str = env!("VERSION_AND_COMMIT");
        let (campaign, seq, directory) = (row.campaign.id, row.campaign.seq, row.directory_seq);
        let (format, theme) = (self.format.media(), self.theme);
        let text =
            format!("W/\"{campaign}.{seq}.{directory}.{as_of}.{format}.{theme:?}.{language}.{VERSION}\"");
        HeaderValue::from_str(&text.replace(' ', "-")).map_err(Error::internal)
    }
}

impl Exchange {
    async fn picture(
        &mut self,
        key: &str,
        format: &str,
        parameters: Result<Query<Parameters>, actix_web::Error>,
    ) -> Result<HttpResponse> {
        let token = negotiate::token(&self.http).map(|token| token.map(str::to_owned));
        let (request, _) = self.request(token).await?;
        request.viewer()?;
        let wanted = Wanted::read(format, parameters)?;
        let caller = caller(&request);
        self.take(&caller, (COST, COST))?;
        let batch = request.campaigns_of_key(key).await?;
        let Some(row) = batch.0.first() else { return Ok(self.not_found()) };
        let as_of = request.as_of(wanted.as_of, &row.campaign);
        let etag = wanted.etag(row, as_of, request.locale.tag())?;
        if respond::is_known(&etag, &self.http) {
            return Ok(respond::not_modified(Some(&etag), &self.manner));
        }
        request.plan(batch).await?;
        let Some(snapshot) = request.snapshot(row) else { return Ok(self.not_found()) };
        let sheet = request.sheet(snapshot, as_of).await?;
        let (format, theme) = (wanted.format, wanted.theme);
        let picture = match self.in_turn(move || format.draw(&sheet, theme)).await? {
            Ok(picture) => picture,
            Err(error) => return self.undrawn(error),
        };
        // Pixels and pages are compressed already.
        let accepted =
            if wanted.format == PictureFormat::Svg { self.manner.accepted } else { Accepted::PLAIN };
        let sent = Arc::new(Coded::new(picture.into())).send(Vec::new(), accepted, false).await;
        let body = self.api.outgoing.count(&sent, &caller, false)?;
        Ok(respond::file(body, (wanted.format.media(), sent.encoding()), &etag, &self.manner))
    }

    /// Draws on a thread of its own, when it is its turn.  Whoever hangs up keeps the turn until it is drawn.
    pub(super) async fn in_turn<T: Send + 'static>(
        &self,
        draw: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        let time = self.api.app.request_time;
        let drawing = Arc::clone(&self.api.drawing);
        let drawn = async {
            let turn = drawing.acquire_owned().await.map_err(Error::internal)?;
            let work = tokio::task::spawn_blocking(move || {
                let drawn = draw();
                drop(turn);
                drawn
            });
            work.await.map_err(Error::internal)
        };
        tokio::time::timeout(time, drawn).await.map_err(|_elapsed| Error::TimedOut(time))?
    }

    fn not_found(&self) -> HttpResponse {
        respond::refused(StatusCode::NOT_FOUND, "NOT_FOUND", "there is no such campaign", &self.manner)
    }

    /// Why there is no picture: what the caller can choose otherwise, or what whoever runs the server can mend.
    fn undrawn(&self, error: PictureError) -> Result<HttpResponse> {
        match error {
            PictureError::TooLarge { .. } => Err(Error::TooLarge(error.to_string())),
            PictureError::MissingCharacters { .. } => {
                tracing::warn!(%error, "a picture could not be drawn");
                let status = StatusCode::NOT_IMPLEMENTED;
                Ok(respond::refused(status, "FONT_MISSING", &error.to_string(), &self.manner))
            }
            PictureError::Drawing(_) => Err(Error::internal(error)),
        }
    }
}
