//! The page of a campaign: two ways in, one page.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::{Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use chrono::NaiveDate;
use entity::Scope;
use exchange::page;
use serde::Deserialize;

use super::visitor::Visitor;
use super::{NOT_SHOWN, failed, list, message, sign_in};
use crate::clock;
use crate::error::{Error, Result};
use crate::graphql::{CampaignBatch, Locale, Request, daily_brief};
use crate::http::coding::Accepted;
use crate::http::graphql::{Api, Exchange, caller};
use crate::http::html::{Page, Referrer, Text};
use crate::http::negotiate;
use crate::http::respond::Media;
use crate::store::sql::Values;

/// What a page costs, in points.
const COST: u32 = 50;

const NO_CAMPAIGN: Text = Text::new(
    "There is no such campaign, or it is not one of your workspaces'.",
    "没有此活动，或它不属于您的工作区。",
);

const NO_ADDRESS: Text = Text::new("This address is not valid, or not any more.", "此链接无效或已失效。");

const SKIP: Text = Text::new("Skip to content", "跳到正文");

/// The parameters of a page.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Parameters {
    as_of: Option<String>,
    workspace: Option<String>,
}

impl Parameters {
    /// The day that the page is of, if it is not today.
    fn day(&self) -> Result<Option<NaiveDate>> {
        let day = |text: &String| {
            clock::day(text).ok_or_else(|| Error::bad_input("asOf", "expected a day as YYYY-MM-DD"))
        };
        self.as_of.as_ref().map(day).transpose()
    }
}

/// Answers the page of a campaign to those who have signed in.
pub(super) async fn show(
    http: HttpRequest,
    key: Path<String>,
    parameters: Query<Parameters>,
    api: Data<Api>,
) -> HttpResponse {
    let mut exchange = Exchange::of_page(http, &api, "campaign page");
    let answer = Box::pin(exchange.campaign_page(&key, &parameters)).await;
    exchange.end_with(answer, failed)
}

/// Answers the page of a campaign to whoever has its address.
pub(super) async fn shared(
    http: HttpRequest,
    secret: Path<String>,
    parameters: Query<Parameters>,
    api: Data<Api>,
) -> HttpResponse {
    let mut exchange = Exchange::of_page(http, &api, "shared");
    let answer = Box::pin(exchange.shared_page(secret.into_inner(), &parameters)).await;
    exchange.end_with(answer, failed)
}

impl Exchange {
    /// A request for a page, called so in the log.
    pub(super) fn of_page(http: HttpRequest, api: &Api, name: &str) -> Self {
        let accepted = Accepted::of(&http);
        let mut exchange = Self::new(http, api, Media::GraphQl, accepted);
        exchange.note(|line| line.operation = Some(name.to_owned()));
        exchange
    }

    async fn campaign_page(&mut self, key: &str, parameters: &Parameters) -> Result<HttpResponse> {
        let day = parameters.day()?;
        let Some(visitor) = self.visitor(parameters.workspace.as_deref()).await? else {
            return sign_in::ask(&self.http, &self.api);
        };
        self.take(&caller(&visitor.request), (COST, COST))?;
        let found = visitor.request.campaigns_of_key(key).await?;
        let Some(page) = self.page_of(&visitor.request, found, day).await? else {
            let text = NO_CAMPAIGN.of(visitor.request.locale);
            return Ok(message((StatusCode::NOT_FOUND, visitor.request.locale), &NOT_SHOWN, text));
        };
        self.page_for(&visitor, (&page.title, &page.style), &page.body).await
    }

    async fn shared_page(&mut self, secret: String, parameters: &Parameters) -> Result<HttpResponse> {
        let day = parameters.day()?;
        let opened = self.opened(secret, Scope::Share).await?;
        let page = match &opened {
            Some((request, _)) => {
                let found = request.campaigns(Values::default(), "1 = 1", "order by c.id limit 1").await?;
                self.page_of(request, found, day).await?
            }
            None => None,
        };
        let Some(((request, _), page)) = opened.zip(page) else {
            let locale = negotiate::locale(&self.http);
            return Ok(message((StatusCode::NOT_FOUND, locale), &NOT_SHOWN, NO_ADDRESS.of(locale)));
        };
        let body = framed(request.locale, "", &page.body);
        let page = Page { locale: request.locale, title: &page.title, body: &body, style: &page.style };
        self.send(&request, &page, Referrer::Nobody).await
    }

    /// The page of the first campaign of a batch; none of no campaign.
    async fn page_of(
        &self,
        request: &Request,
        found: &CampaignBatch,
        day: Option<NaiveDate>,
    ) -> Result<Option<page::Page>> {
        let Some(row) = found.0.first() else { return Ok(None) };
        let batch = request.keep(CampaignBatch(vec![row.clone()]));
        request.plan(batch).await?;
        let Some(snapshot) = request.snapshot(row) else { return Ok(None) };
        let day = request.as_of(day, &snapshot.campaign);
        let sheet = request.sheet(snapshot, day).await?;
        let told = daily_brief(request, batch, None, day).await?;
        let Some(brief) = told.brief.campaigns.first().cloned() else { return Ok(None) };
        let status = list::status(snapshot.campaign.status).of(request.locale);
        Ok(Some(self.api.app.exports.run(move || page::page(&sheet, &brief, status)).await?))
    }

    /// A page for those who have signed in, with a way to the other campaigns and out.
    pub(super) async fn page_for(
        &self,
        visitor: &Visitor,
        (title, style): (&str, &str),
        body: &str,
    ) -> Result<HttpResponse> {
        let Visitor { request, name, has_session } = visitor;
        let navigation = list::navigation(request.locale, self.api.app.base_path(), name, *has_session);
        let body = framed(request.locale, &navigation, body);
        let page = Page { locale: request.locale, title, body: &body, style };
        let mut answer = self.send(request, &page, Referrer::Server).await?;
        let headers = answer.headers_mut();
        headers.append(header::VARY, HeaderValue::from_static("cookie"));
        if *has_session {
            // Nobody who comes to the machine afterwards goes back to it.
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
            headers.remove(header::ETAG);
        }
        Ok(answer)
    }

    async fn send(&self, request: &Request, page: &Page<'_>, referrer: Referrer) -> Result<HttpResponse> {
        let mut answer = self.file(request, "text/html; charset=utf-8", page.text()).await?;
        page.describe(answer.headers_mut(), referrer)?;
        Ok(answer)
    }
}

/// What is inside `body`: a way past what is on every page, that, and the main part.
fn framed(locale: Locale, navigation: &str, main: &str) -> String {
    format!(
        "<a class=\"skip\" href=\"#main\">{}</a>\n\
         <header class=\"bar\"><div><span class=\"brand\">Leadtime</span>{navigation}</div></header>\n\
         <main id=\"main\" tabindex=\"-1\">\n{main}</main>",
        SKIP.of(locale)
    )
}
