use async_graphql::{Context, ID, InputObject, Object};
use entity::{CampaignId, DepartmentId, UserId};
use serde::{Deserialize, Serialize};

use super::Finding;
use crate::error::Result;
use crate::graphql::comparator::{Choice, matches_id};
use crate::graphql::enums::{CampaignStatus, FindingCode, LateOrigin, Severity};
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

/// Which findings.  All that is given has to hold.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct FindingFilter {
    /// By the id of the campaign.
    campaign: Option<Choice<ID>>,
    /// By how far the campaign is; those that are not ended, reviewed or cancelled, if left out.
    campaign_status: Option<Choice<CampaignStatus>>,
    /// By what they say.
    code: Option<Choice<FindingCode>>,
    /// By how much they weigh.
    severity: Option<Choice<Severity>>,
    /// By the id of the department that they are about, or whose work they are about.
    department: Option<Choice<ID>>,
    /// By the id of the person that they are about, or who is in charge of what they are about.
    user: Option<Choice<ID>>,
    /// By whether what they are about is critical.
    critical: Option<Choice<bool>>,
    /// By whose doing they are.
    late_origin: Option<Choice<LateOrigin>>,
}

impl FindingFilter {
    fn check(&self) -> Result<()> {
        let check = |field: &str, ids: &Option<Choice<ID>>, is_one: &dyn Fn(&str) -> bool| match ids {
            Some(ids) => ids.check(&format!("filter.{field}"), is_one),
            None => Ok(()),
        };
        check("campaign", &self.campaign, &|id| CampaignId::parse(id).is_some())?;
        check("department", &self.department, &|id| DepartmentId::parse(id).is_some())?;
        check("user", &self.user, &|id| UserId::parse(id).is_some())
    }

    fn matches(&self, found: &Finding<'_>) -> bool {
        let Self { campaign: _, campaign_status: _, code, severity, department, user, critical, late_origin } =
            self;
        let finding = found.row;
        code.as_ref().is_none_or(|codes| codes.matches(Some(&finding.code.into())))
            && severity.as_ref().is_none_or(|asked| asked.matches(Some(&finding.severity.into())))
            && matches_id(department.as_ref(), found.department().map(|department| department.id()))
            && matches_id(user.as_ref(), found.user().map(|user| user.id()))
            && critical.as_ref().is_none_or(|asked| asked.matches(Some(&finding.critical)))
            && late_origin.as_ref().is_none_or(|asked| asked.matches(finding.origin.map(Into::into).as_ref()))
    }

    /// The campaigns that are looked at, as SQL over `c`.
    fn campaigns(filter: Option<&Self>, values: &mut Values) -> Result<String> {
        let under_way = || "c.status not in ('ended', 'reviewed', 'cancelled')".to_owned();
        let Some(filter) = filter else { return Ok(under_way()) };
        let status =
            filter.campaign_status.as_ref().map(|enums| enums.enums("c.status", values)).transpose()?;
        let ids = filter
            .campaign
            .as_ref()
            .map(|ids| ids.ids("filter.campaign", "c.id", values, CampaignId::parse))
            .transpose()?;
        let status = status.unwrap_or_else(|| if ids.is_some() { "1 = 1".to_owned() } else { under_way() });
        Ok(format!("{status} and {}", ids.unwrap_or_else(|| "1 = 1".to_owned())))
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
    /// What is wrong in the campaigns of the viewer's workspaces, or about to be: campaign by campaign in the order in
    /// which they were made, the most pressing first in each.  A page may hold fewer items than asked for where many
    /// campaigns have nothing of the kind; `hasNextPage` says whether to go on.
    async fn findings<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(
            desc = "The day whose close everything is looked at from; today where each campaign runs, if left \
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
        let page = Arguments { first, after, last: None, before: None }.read::<Place>("findings")?;
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
        let mut condition = FindingFilter::campaigns(self.filter, &mut values)?;
        if let Some(Place(campaign, place)) = from {
            let sign = if place == usize::MAX { ">" } else { ">=" };
            condition = format!("{condition} and c.id {sign} {}", values.bind(campaign));
        }
        let tail = format!("order by c.id limit {BATCH}");
        let cohort = self.request.campaigns(values, &condition, &tail).await?;
        self.request.plan(cohort).await?;
        Ok(cohort.0.iter().filter_map(|row| self.request.snapshot(row.campaign.id)).collect())
    }

    /// A campaign's findings after a place.
    fn of(&self, snapshot: &'a Snapshot, from: Option<Place>) -> Vec<(String, Finding<'a>)> {
        let as_of = self.request.as_of(self.as_of.map(|date| date.0), &snapshot.campaign);
        // One campaign that reaches beyond the calendar hides no other.
        let Ok(facts) = self.request.facts(snapshot, as_of) else { return Vec::new() };
        let skipped = from.filter(|place| place.0 == snapshot.campaign.id.0).map_or(0, |place| place.1 + 1);
        let locale = self.request.locale;
        let found = facts.findings.iter().enumerate().skip(skipped);
        let found = found.map(|(place, row)| (place, Finding { snapshot, facts, row, locale }));
        let asked = found.filter(|(_, finding)| self.filter.is_none_or(|filter| filter.matches(finding)));
        asked
            .map(|(place, finding)| (cursor("findings", &Place(snapshot.campaign.id.0, place)), finding))
            .collect()
    }
}
