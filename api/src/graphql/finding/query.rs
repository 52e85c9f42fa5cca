use async_graphql::{Context, InputObject, Object};
use chrono::NaiveDate;
use entity::{CampaignId, DepartmentId, UserId};
use macros::Filter;
use serde::{Deserialize, Serialize};

use super::Finding;
use crate::error::Result;
use crate::graphql::comparator::{Equality, Filter as _, IdComparator, Sql};
use crate::graphql::enums::{CampaignStatus, FindingCode, LateOrigin, SchemaEnum, Severity};
use crate::graphql::error::Answer;
use crate::graphql::page::{Arguments, Connection, Page, cursor};
use crate::graphql::request;
use crate::graphql::request::Request;
use crate::graphql::scalar::Date;
use crate::plan::Snapshot;
use crate::store::sql::Values;

/// Campaigns that are planned at once.
const BATCH: usize = 20;

/// Campaigns that one request looks at before it answers with what it has, and where to go on.
const MOST: usize = 200;

/// Which findings.  All conditions that are given have to match.
#[derive(Clone, Debug, InputObject, Filter)]
#[filter(of = Finding<'_>)]
pub(crate) struct FindingFilter {
    /// By the id of the campaign.
    #[filter("c.id")]
    campaign: Option<IdComparator<CampaignId>>,
    /// By how far the campaign is; those that are not ended, reviewed or cancelled, if left out.
    #[filter("c.status")]
    campaign_status: Option<Equality<CampaignStatus>>,
    /// By what they say.
    #[filter(|found| SchemaEnum(found.row.code))]
    code: Option<Equality<FindingCode>>,
    /// By how much they weigh.
    #[filter(|found| SchemaEnum(found.row.severity))]
    severity: Option<Equality<Severity>>,
    /// By the id of the department that they are about, or whose work they are about.
    #[filter(|found| found.department().map(|department| department.id().0))]
    department: Option<IdComparator<DepartmentId>>,
    /// By the id of the person that they are about, or who is in charge of what they are about.
    #[filter(|found| found.user().map(|user| user.id().0))]
    user: Option<IdComparator<UserId>>,
    /// By whether what they are about is critical.
    #[filter(|found| found.row.critical)]
    is_critical: Option<Equality<bool>>,
    /// By whose doing they are.
    #[filter(|found| found.row.origin.map(SchemaEnum))]
    late_origin: Option<Equality<LateOrigin>>,
    /// By whether they are acknowledged on the day that is looked at; those that are not, if left out.
    #[filter(|found| found.acknowledged().is_some())]
    is_acknowledged: Option<Equality<bool>>,
}

impl FindingFilter {
    /// The campaigns that are looked at, as SQL over `c`.
    fn campaigns(filter: Option<&Self>, values: &mut Values, today: NaiveDate) -> Result<String> {
        let conditions = match filter {
            Some(filter) => filter.conditions(&mut Sql::new(values, today))?,
            None => Vec::new(),
        };
        Ok(if conditions.is_empty() {
            "c.status not in ('ended', 'reviewed', 'cancelled')".to_owned()
        } else {
            conditions.join(" and ")
        })
    }
}

/// Where a finding stands: its campaign, and its place there.
#[derive(Clone, Copy, Serialize, Deserialize)]
struct Place(uuid::Uuid, usize);

/// What is asked of findings.
#[derive(Default)]
pub(crate) struct FindingQuery;

#[Object]
impl FindingQuery {
    /// What is wrong in the campaigns of the viewer's workspaces, or about to be: campaign by campaign in the
    /// order in which they were made, the most pressing first in each.  A page may hold fewer items than
    /// asked for where many campaigns have nothing of the kind; `hasNextPage` says whether to go on.  What is
    /// acknowledged is left out unless the filter asks for it, as what is snoozed is in an inbox; progress
    /// tables show it, with its acknowledgement.
    async fn findings<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(
            desc = "The day whose close everything is looked at from; today where each campaign runs, if \
                left \
                          out."
        )]
        as_of: Option<Date>,
        #[graphql(desc = "Which findings; those of all campaigns under way, if left out.")] filter: Option<
            FindingFilter,
        >,
        #[graphql(desc = "Items of the page, 0 to 100; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "Items after this cursor.")] after: Option<String>,
    ) -> Answer<Connection<Finding<'ctx>>> {
        let request = request(ctx)?;
        let page = Arguments::forward(first, after).read::<Place>("findings")?;
        if let Some(filter) = &filter {
            filter.check()?;
        }
        Ok(Search { request, as_of, filter: filter.as_ref() }.page(&page).await?)
    }
}

/// A search through campaigns.
struct Search<'a, 'f> {
    request: &'a Request,
    as_of: Option<Date>,
    filter: Option<&'f FindingFilter>,
}

impl<'a> Search<'a, '_> {
    async fn page(&self, page: &Page<Place>) -> Result<Connection<Finding<'a>>> {
        let mut items = Vec::new();
        let mut from = page.after;
        for _ in 0..MOST / BATCH {
            let snapshots = self.campaigns(from).await?;
            for snapshot in &snapshots {
                items.extend(self.of(snapshot, from));
                if items.len() > page.limit {
                    return Ok(Connection::new(page, items, None));
                }
            }
            let Some(last) = snapshots.last() else { return Ok(Connection::new(page, items, None)) };
            from = Some(Place(last.campaign.id.0, usize::MAX));
        }
        let here = from.map(|place| cursor("findings", &place));
        let found = Connection::new(page, items, None);
        Ok(match here {
            Some(here) => found.stopped_at(here),
            None => found,
        })
    }

    /// The next campaigns, planned.
    async fn campaigns(&self, from: Option<Place>) -> Result<Vec<&'a Snapshot>> {
        let mut values = Values::default();
        let mut condition = FindingFilter::campaigns(self.filter, &mut values, self.request.today())?;
        if let Some(Place(campaign, place)) = from {
            let sign = if place == usize::MAX { ">" } else { ">=" };
            condition = format!("{condition} and c.id {sign} {}", values.bind(campaign));
        }
        let tail = format!("order by c.id limit {BATCH}");
        let batch = self.request.campaigns(values, &condition, &tail).await?;
        self.request.plan(batch).await?;
        let found = batch.0.iter().filter_map(|row| self.request.snapshot(row)).collect();
        match self.as_of {
            Some(day) => self.request.known_by(found, day.0).await,
            None => Ok(found),
        }
    }

    /// A campaign's findings after a place.
    fn of(&self, snapshot: &'a Snapshot, from: Option<Place>) -> Vec<(String, Finding<'a>)> {
        let as_of = self.request.as_of(self.as_of.map(|date| date.0), &snapshot.campaign);
        // One campaign that reaches beyond the calendar hides no other.
        let Ok(report) = self.request.status_report(snapshot, as_of) else { return Vec::new() };
        let skipped = from.filter(|place| place.0 == snapshot.campaign.id.0).map_or(0, |place| place.1 + 1);
        let locale = self.request.locale;
        let found = report.findings.iter().enumerate().skip(skipped);
        let found = found.map(|(place, row)| (place, Finding { snapshot, report, row, locale }));
        let asked = found.filter(|(_, finding)| match self.filter {
            Some(filter) if filter.is_acknowledged.is_some() => filter.matches(finding),
            Some(filter) => finding.acknowledged().is_none() && filter.matches(finding),
            None => finding.acknowledged().is_none(),
        });
        asked
            .map(|(place, finding)| (cursor("findings", &Place(snapshot.campaign.id.0, place)), finding))
            .collect()
    }
}
