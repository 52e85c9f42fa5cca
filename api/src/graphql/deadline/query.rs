use async_graphql::{Context, Lookahead, Object};
use chrono::NaiveDate;

use super::filter::DeadlineFilter;
use super::kind::Place;
use super::object::Deadline;
use super::stream::{self, Day, Days, Row};
use crate::error::Result;
use crate::graphql::comparator::Matcher;
use crate::graphql::error::Answer;
use crate::graphql::page::{Arguments, Connection, MOST, Page, cursor};
use crate::graphql::request;
use crate::graphql::request::{CampaignBatch, Request};
use crate::graphql::scalar::Date;
use crate::plan::Directory;

/// Days that are looked at for one page, where only their plans tell whether they are asked for.
const LOOKED_AT: usize = 10 * MOST;

/// What is asked of deadlines.
#[derive(Default)]
pub(crate) struct DeadlineQuery;

#[Object]
impl DeadlineQuery {
    /// The days by which something has to be so, in all campaigns of the viewer's workspaces, by date: due
    /// dates and deadlines of work packages, and anchors.  Filtered by late status a page may hold fewer
    /// items than asked for; `hasNextPage` says whether to go on.
    async fn deadlines<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "Which days; all, if left out.")] filter: Option<DeadlineFilter>,
        #[graphql(
            desc = "The day that `withinDays` and `daysLeft` count from and that work is looked at from; \
                today \
                          where the viewer is, if left out."
        )]
        as_of: Option<Date>,
        #[graphql(desc = "Items of the page, 0 to 100; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "Items after this cursor.")] after: Option<String>,
    ) -> Answer<Connection<Deadline<'ctx>>> {
        let request = request(ctx)?;
        let page = Arguments::forward(first, after).read::<Place>("deadlines")?;
        let today = as_of.map_or_else(|| request.today(), |date| date.0);
        let look = ctx.look_ahead();
        let stands = filter.as_ref().is_some_and(|filter| filter.late_status.is_some());
        let wants = Wants {
            plan: stands || selects(&look, &["lateStatus", "lateOrigin", "forecastFinish", "workPackage"]),
            directory: selects(&look, &["department", "accountable"]),
        };
        let total = if look.field("totalCount").exists() && !stands {
            Some(stream::count(request, filter.as_ref(), today).await?)
        } else {
            None
        };
        let search = Search { request, filter: filter.as_ref(), today, wants };
        Ok(search.page(&page, total).await?)
    }
}

/// Whether any of these fields is selected of the list's items.
fn selects(look: &Lookahead<'_>, fields: &[&str]) -> bool {
    let nodes = [look.field("nodes"), look.field("edges").field("node")];
    nodes.iter().any(|node| fields.iter().any(|field| node.field(field).exists()))
}

/// What has to be read beside the stream.
#[derive(Clone, Copy)]
struct Wants {
    plan: bool,
    directory: bool,
}

/// A walk along the stream.
struct Search<'a, 'f> {
    request: &'a Request,
    filter: Option<&'f DeadlineFilter>,
    today: NaiveDate,
    wants: Wants,
}

impl<'a> Search<'a, '_> {
    async fn page(&self, page: &Page<Place>, total: Option<i64>) -> Result<Connection<Deadline<'a>>> {
        let statuses = self.filter.and_then(|filter| filter.late_status.as_ref());
        let mut items = Vec::new();
        let (mut from, mut looked_at) = (page.after, 0);
        loop {
            let limit = if statuses.is_some() { MOST } else { page.limit + 1 };
            let days = stream::days(self.request, self.filter, self.today, (from, limit)).await?;
            let found = self.dressed(&days, (from, limit)).await?;
            let is_last = days.len() < limit;
            looked_at += days.len();
            from = days.last().map(|day| day.place).or(from);
            let is_asked =
                |deadline: &Deadline<'_>| statuses.is_none_or(|asked| asked.matches(deadline.late_status()));
            let asked = found.into_iter().filter(is_asked);
            items.extend(asked.map(|deadline| (cursor("deadlines", &deadline.row.place()), deadline)));
            if is_last || items.len() > page.limit {
                return Ok(Connection::new(page, items, total));
            }
            if looked_at >= LOOKED_AT {
                let page = Connection::new(page, items, total);
                return Ok(match from {
                    Some(place) => page.stopped_at(cursor("deadlines", &place)),
                    None => page,
                });
            }
        }
    }

    /// Days with what is asked for around them, from where their campaigns are: in memory, or stored.
    async fn dressed(&self, days: &[Day], from: (Option<Place>, usize)) -> Result<Vec<Deadline<'a>>> {
        let mut versions: Vec<_> = days.iter().map(|day| day.campaign).collect();
        versions.sort_unstable_by_key(|version| version.campaign_id);
        versions.dedup();
        let batch = if self.wants.plan {
            self.request.campaigns_at(&versions).await?
        } else if let Some(batch) = self.request.campaigns_in_memory(&versions) {
            batch
        } else {
            return self.stored(from).await;
        };
        let row = |day: &Day| day.of(self.request.snapshot(batch.find(day.campaign.campaign_id)?)?);
        Ok(self.dress(days.iter().filter_map(row).collect(), batch, &[]))
    }

    /// The days after a place as they are stored, without their plans.
    async fn stored(&self, from: (Option<Place>, usize)) -> Result<Vec<Deadline<'a>>> {
        let Days { rows, campaigns } = stream::read(self.request, self.filter, self.today, from).await?;
        let batch = self.request.keep(CampaignBatch(campaigns));
        let directories =
            if self.wants.directory { self.request.directories_of_batch(batch).await? } else { Vec::new() };
        Ok(self.dress(rows, batch, &directories))
    }

    fn dress(
        &self,
        rows: Vec<Row>,
        batch: &'a CampaignBatch,
        directories: &[&'a Directory],
    ) -> Vec<Deadline<'a>> {
        let rows: &Vec<Row> = self.request.keep(rows);
        let deadline = |row: &'a Row| -> Option<Deadline<'a>> {
            let campaign = batch.find(row.campaign_id)?;
            let snapshot = self.request.snapshot(campaign);
            let workspace = campaign.campaign.workspace_id;
            let directory = directories.iter().find(|known| known.workspace_id() == workspace).copied();
            let directory = directory.or(snapshot.map(|snapshot| &*snapshot.directory));
            // One campaign that reaches beyond the calendar hides no other.
            let plan = snapshot.filter(|_| self.wants.plan);
            let plan = plan.and_then(|plan| Some((plan, self.request.status_report(plan, self.today).ok()?)));
            Some(Deadline { row, campaign, today: self.today, directory, plan, batch })
        };
        rows.iter().filter_map(deadline).collect()
    }
}
