//! Addresses with a secret, which show to whoever has them a calendar feed or the page of a campaign
//! (`pages`). The secret is a token of the scope CALENDAR or SHARE, which is good for nothing else.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::{Data, Path, Query, ServiceConfig, get};
use actix_web::{HttpRequest, HttpResponse};
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::cancelled_event::{self, EventTopic};
use entity::{Limits, Scope, UserId};
use exchange::{Event, Row, Sheet};
use schedule::LateStatus;
use serde::Deserialize;

use super::coding::{Accepted, Coded};
use super::graphql::{Api, Exchange, caller};
use super::respond::{self, Media};
use crate::error::{Error, Result};
use crate::graphql::Request;
use crate::sheet::{calendar, cancelled};
use crate::store::sql::Values;

/// What an address costs, in points.
const COST: u32 = 50;

/// Campaigns of a feed at most, the latest.
const CAMPAIGNS: usize = 100;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.route("/calendar/{secret}.ics", get().to(feed));
}

/// The parameters of a feed.
#[derive(Deserialize)]
struct Parameters {
    /// Only late work, and work at risk.
    #[serde(default)]
    late: bool,
}

async fn feed(
    http: HttpRequest,
    secret: Path<String>,
    parameters: Query<Parameters>,
    api: Data<Api>,
) -> HttpResponse {
    let accepted = Accepted::of(&http);
    let mut exchange = Exchange::new(http, &api, Media::Json, accepted);
    exchange.note(|line| line.operation = Some("calendar".to_owned()));
    let answer = Box::pin(exchange.feed(secret.into_inner(), parameters.late)).await;
    exchange.end(answer)
}

impl Exchange {
    async fn feed(&mut self, secret: String, is_late: bool) -> Result<HttpResponse> {
        let Some((request, limits)) = self.opened(secret, Scope::Calendar).await? else {
            return Ok(self.unknown());
        };
        let order = format!("order by c.id desc limit {CAMPAIGNS}");
        let live = request.campaigns(Values::default(), "1 = 1", &order).await?;
        let deleted = request.restorable(CAMPAIGNS).await?;
        for batch in [live, deleted] {
            request.plan(batch).await?;
        }
        let rows = || live.0.iter().chain(&deleted.0);
        let Some(directory) = request.own_directories().await?.first().copied() else {
            return Ok(self.unknown());
        };
        let user = request.viewer()?.user_id;
        let email = directory.person(user).and_then(|at| directory.people.get(at));
        let email = email.map(|person| person.row.email.as_str());
        let places = limits.departments.iter().filter_map(|id| directory.department(*id));
        let departments = places.filter_map(|at| directory.departments.get(at));
        let names: Vec<_> = departments.map(|department| department.row.name.as_str()).collect();
        let gone = request.cancelled_events(rows().map(|row| row.campaign.id)).await?;
        let mut events = Vec::new();
        for snapshot in rows().filter_map(|row| request.snapshot(row)) {
            let sheet = request.sheet(snapshot, request.as_of(None, &snapshot.campaign)).await?;
            let shown = events_of(&sheet, (&limits, &names, email), is_late).into_iter();
            if snapshot.campaign.deleted_at.is_some() {
                events.extend(shown.map(Event::cancelled));
            } else {
                events.extend(shown);
            }
            let of_campaign = gone.iter().filter(|row| row.campaign_id == snapshot.campaign.id);
            let of_feed = of_campaign.filter(|row| shows_cancelled(&limits, (row, user), is_late));
            events.extend(cancelled(&sheet, of_feed));
        }
        self.file(&request, "text/calendar; charset=utf-8", calendar(directory, events)).await
    }

    /// The request of an address, with what its token is limited to; none of an address that is none, or not
    /// any more.
    pub(super) async fn opened(&mut self, secret: String, scope: Scope) -> Result<Option<(Request, Limits)>> {
        let request = match self.request_at(Ok(Some(secret)), Some(scope)).await {
            Ok((request, false)) => request,
            Ok((_, true)) | Err(Error::Unauthenticated) => return Ok(None),
            Err(error) => return Err(error),
        };
        self.take(&caller(&request), (COST, COST))?;
        let limits = request.viewer()?.limits.clone();
        Ok(limits.map(|limits| (request, limits)))
    }

    /// A text, or that the client has it already.
    pub(super) async fn file(
        &self,
        request: &Request,
        media: &'static str,
        text: String,
    ) -> Result<HttpResponse> {
        let digest = URL_SAFE_NO_PAD.encode(digest(&SHA256, text.as_bytes()));
        let etag = HeaderValue::from_str(&format!("W/\"{digest}\"")).map_err(Error::internal)?;
        let mut answer = if respond::is_known(&etag, &self.http) {
            respond::not_modified(Some(&etag), &self.manner)
        } else {
            let sent = Arc::new(Coded::new(text.into())).send(Vec::new(), self.manner.accepted, false).await;
            let body = self.api.outgoing.count(&sent, &caller(request), false)?;
            respond::file(body, (media, sent.encoding()), &etag, &self.manner)
        };
        // The address is the secret.
        answer.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        Ok(answer)
    }

    fn unknown(&self) -> HttpResponse {
        respond::refused(
            StatusCode::NOT_FOUND,
            "NOT_FOUND",
            "the address is not valid, or not any more",
            &self.manner,
        )
    }
}

/// What a feed shows of a campaign: of a token for campaigns what everybody looks at, of one for departments
/// their work, else what its person is in charge of or takes part in.
fn events_of(
    sheet: &Sheet,
    (limits, departments, email): (&Limits, &[&str], Option<&str>),
    is_late: bool,
) -> Vec<Event> {
    let is_in_time = |row: &Row| !matches!(row.late_status, LateStatus::Late | LateStatus::AtRisk);
    let is_of_department = |row: &Row| {
        let department = row.department.and_then(|at| sheet.departments.get(at));
        department.is_some_and(|department| departments.contains(&department.name.as_str()))
    };
    let is_own = |row: &Row| {
        let people = row.accountable.iter().chain(&row.collaborators).filter_map(|at| sheet.people.get(*at));
        people.map(|person| person.email.as_str()).any(|known| Some(known) == email)
    };
    let is_wanted = |row: &Row| {
        let is_theirs = match (limits.campaigns.is_empty(), limits.departments.is_empty()) {
            (_, false) => is_of_department(row),
            (false, true) => true,
            (true, true) => is_own(row),
        };
        is_theirs && !(is_late && is_in_time(row))
    };
    if shows_plan(limits, is_late) {
        return exchange::events(sheet);
    }
    exchange::work(sheet, is_wanted)
}

/// Whether a feed shows what everybody looks at: the deadlines, anchors and milestones of campaigns.
fn shows_plan(limits: &Limits, is_late: bool) -> bool {
    !limits.campaigns.is_empty() && limits.departments.is_empty() && !is_late
}

/// Whether a feed has shown an event that was cancelled.  Whether work was late is not known any more.
fn shows_cancelled(limits: &Limits, (row, user): (&cancelled_event::Model, UserId), is_late: bool) -> bool {
    if shows_plan(limits, is_late) {
        return row.topic != EventTopic::Work;
    }
    let is_theirs = match (limits.campaigns.is_empty(), limits.departments.is_empty()) {
        (_, false) => row.department_id.is_some_and(|id| limits.departments.contains(&id)),
        (false, true) => true,
        (true, true) => row.is_work_of(user),
    };
    row.topic != EventTopic::Anchor && is_theirs
}
