//! The list of campaigns.

use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse};
use entity::{CampaignStatus, WorkspaceId};
use exchange::Escaped;
use serde::Deserialize;

use super::{failed, sign_in};
use crate::error::Result;
use crate::graphql::{CampaignRow, Locale};
use crate::http::graphql::{Api, Exchange, caller};
use crate::http::html::Text;
use crate::store::sql::Values;

/// What the list costs, in points.
const COST: u32 = 10;

/// Campaigns that it has at most, the latest.
const MOST: usize = 200;

const TITLE: Text = Text::new("Campaigns", "活动");
const ALL: Text = Text::new("All campaigns", "全部活动");
const SIGN_OUT: Text = Text::new("Sign out", "退出登录");
const NONE: Text = Text::new("There is no campaign yet.", "还没有活动。");
const NAME: Text = Text::new("Name", "名称");
const KEY: Text = Text::new("Key", "编号");
const STATUS: Text = Text::new("Status", "状态");
const START: Text = Text::new("Start", "开始");
const FINISH: Text = Text::new("Required finish", "要求完成");

/// The parameters of the list.
#[derive(Deserialize)]
pub(super) struct Parameters {
    workspace: Option<String>,
}

/// Answers the list of campaigns to those who have signed in.
pub(super) async fn show(http: HttpRequest, parameters: Query<Parameters>, api: Data<Api>) -> HttpResponse {
    let mut exchange = Exchange::of_page(http, &api, "campaigns page");
    let answer = Box::pin(exchange.list_page(parameters.workspace.as_deref())).await;
    exchange.end_with(answer, failed)
}

impl Exchange {
    async fn list_page(&mut self, workspace: Option<&str>) -> Result<HttpResponse> {
        let Some(visitor) = self.visitor(workspace).await? else {
            return sign_in::ask(&self.http, &self.api);
        };
        let request = &visitor.request;
        self.take(&caller(request), (COST, COST))?;
        let order = format!("order by c.id desc limit {MOST}");
        let found = request.campaigns(Values::default(), "1 = 1", &order).await?;
        let list = List { locale: request.locale, base: self.api.app.base_path(), rows: &found.0 };
        let mut body = format!("<h1>{}</h1>\n", TITLE.of(request.locale));
        for directory in request.own_directories().await? {
            let workspace = &directory.workspace;
            body.push_str(&list.section(workspace.id, &workspace.name));
        }
        self.page_for(&visitor, (TITLE.of(request.locale), ""), &body).await
    }
}

struct List<'a> {
    locale: Locale,
    base: &'a str,
    rows: &'a [CampaignRow],
}

impl List<'_> {
    /// The campaigns of a workspace: those that are not over first, by their start.
    fn section(&self, workspace: WorkspaceId, name: &str) -> String {
        let mut rows: Vec<_> =
            self.rows.iter().filter(|row| row.campaign.workspace_id == workspace).collect();
        rows.sort_by_key(|row| (is_over(row.campaign.status), row.campaign.start_on, row.campaign.id));
        let heading = format!("<h2 id=\"{workspace}\">{}</h2>\n", Escaped(name));
        let content = if rows.is_empty() {
            format!("<p class=\"well\">{}</p>\n", NONE.of(self.locale))
        } else {
            self.table(workspace, &rows)
        };
        format!("<div class=\"campaigns card\">\n{heading}{content}</div>\n")
    }

    fn table(&self, workspace: WorkspaceId, rows: &[&CampaignRow]) -> String {
        let headings = [KEY, NAME, STATUS, START, FINISH];
        let headings = headings.map(|text| format!("<th scope=\"col\">{}</th>", text.of(self.locale)));
        let lines: String = rows.iter().map(|row| self.line(row)).collect();
        format!(
            "<div class=\"table\" role=\"region\" aria-labelledby=\"{workspace}\" tabindex=\"0\">\n<table>\n\
             <thead><tr>{}</tr></thead>\n<tbody>\n{lines}</tbody>\n</table>\n</div>\n",
            headings.concat()
        )
    }

    fn line(&self, row: &CampaignRow) -> String {
        let campaign = &row.campaign;
        let finish = campaign.required_finish_on.map(|day| day.to_string()).unwrap_or_default();
        format!(
            "<tr><td>{}</td><th scope=\"row\"><a href=\"{}\">{}</a></th>\
                <td>{}</td><td>{}</td><td>{finish}</td></tr>\n",
            Escaped(&campaign.key),
            Escaped(&self.address(row)),
            Escaped(&campaign.name),
            status(campaign.status).of(self.locale),
            campaign.start_on,
        )
    }

    /// The path of a campaign's page; with its workspace where the key is used in several.
    fn address(&self, row: &CampaignRow) -> String {
        let (base, key, workspace) = (self.base, &row.campaign.key, row.campaign.workspace_id);
        let is_used_elsewhere =
            self.rows.iter().any(|row| row.campaign.key == *key && row.campaign.workspace_id != workspace);
        let parameter = if is_used_elsewhere { format!("?workspace={workspace}") } else { String::new() };
        format!("{base}/campaigns/{key}{parameter}")
    }
}

const fn is_over(status: CampaignStatus) -> bool {
    match status {
        CampaignStatus::Ended | CampaignStatus::Reviewed | CampaignStatus::Cancelled => true,
        CampaignStatus::Draft
        | CampaignStatus::Planned
        | CampaignStatus::Approved
        | CampaignStatus::Running => false,
    }
}

/// The way to the list and, of a session, who it is of and the way out.
pub(super) fn navigation(locale: Locale, base: &str, name: &str, has_session: bool) -> String {
    let list =
        format!("<nav aria-label=\"Leadtime\"><a href=\"{base}/campaigns\">{}</a></nav>", ALL.of(locale));
    if !has_session {
        return list;
    }
    format!(
        "{list}<div class=\"who\"><span>{}</span><form method=\"post\" action=\"{base}/campaigns/sign-out\">\
         <button type=\"submit\">{}</button></form></div>",
        Escaped(name),
        SIGN_OUT.of(locale)
    )
}

/// What a status is called.
pub(super) const fn status(status: CampaignStatus) -> Text {
    match status {
        CampaignStatus::Draft => Text::new("Draft", "草稿"),
        CampaignStatus::Planned => Text::new("Planned", "已计划"),
        CampaignStatus::Approved => Text::new("Approved", "已批准"),
        CampaignStatus::Running => Text::new("Running", "进行中"),
        CampaignStatus::Ended => Text::new("Ended", "已结束"),
        CampaignStatus::Reviewed => Text::new("Reviewed", "已复盘"),
        CampaignStatus::Cancelled => Text::new("Cancelled", "已取消"),
    }
}
