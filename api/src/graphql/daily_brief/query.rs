use async_graphql::{Context, ID, Object};
use chrono::NaiveDate;
use entity::{CampaignId, DepartmentId};
use exchange::Sheet;
use exchange::brief::{Brief, of, of_department};

use super::DailyBrief;
use crate::error::{Error, Result};
use crate::graphql::error::Answer;
use crate::graphql::request;
use crate::graphql::request::{CampaignBatch, Request, beyond};
use crate::graphql::scalar::Date;
use crate::plan::Snapshot;
use crate::store::sql::Values;

/// Campaigns that a brief tells of at most.
const MOST: usize = 50;

/// What is asked of daily briefs.
#[derive(Default)]
pub(crate) struct BriefQuery;

#[Object]
impl BriefQuery {
    /// What the people of the viewer's campaigns have to know on a day: late work by its root cause, what
    /// became late since the day before, what is due by person, and what is asked of whom.  Tells of 50
    /// campaigns at most, those made first.
    async fn daily_brief<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(
            desc = "The day, as of whose close campaigns are looked at; today where the viewer is, if left \
                out."
        )]
        date: Option<Date>,
        #[graphql(desc = "Id of the one campaign to tell of; those under way, if left out.")]
        campaign_id: Option<ID>,
        #[graphql(
            desc = "Id of the department whose work is told, with lateness that it causes or suffers; all, \
                if left out."
        )]
        department_id: Option<ID>,
    ) -> Answer<DailyBrief<'ctx>> {
        let request = request(ctx)?;
        let campaign = campaign_id.map(|id| {
            CampaignId::parse(&id)
                .ok_or_else(|| Error::bad_input("campaignId", "expected the id of a campaign"))
        });
        let department = department_id.map(|id| {
            let unknown = || Error::bad_input("departmentId", "expected the id of a department");
            DepartmentId::parse(&id).ok_or_else(unknown)
        });
        let day = date.map_or_else(|| request.today(), |date| date.0);
        let batch = match campaign.transpose()? {
            Some(id) => request.campaigns_by_id([id]).await?,
            None => under_way(request).await?,
        };
        Ok(Box::pin(daily_brief(request, batch, department.transpose()?, day)).await?)
    }
}

/// The campaigns under way that the caller can see, those made first in front.
pub(crate) async fn under_way(request: &Request) -> Result<&CampaignBatch> {
    let condition = "c.status not in ('ended', 'reviewed', 'cancelled')";
    request.campaigns(Values::default(), condition, &format!("order by c.id limit {MOST}")).await
}

/// The brief of a day of campaigns, or of what concerns a department in them.
pub(crate) async fn daily_brief<'a>(
    request: &'a Request,
    batch: &'a CampaignBatch,
    department: Option<DepartmentId>,
    day: NaiveDate,
) -> Result<DailyBrief<'a>> {
    let before = day.pred_opt().ok_or_else(beyond)?;
    request.plan(batch).await?;
    let all: Vec<_> = batch.0.iter().filter_map(|row| request.snapshot(row)).collect();
    let sheets = request.sheets(all.clone(), day).await?.into_iter();
    let sheets = sheets.zip(request.sheets(all.clone(), before).await?);
    let (mut campaigns, mut snapshots) = (Vec::new(), Vec::new());
    for (snapshot, (today, yesterday)) in all.into_iter().zip(sheets) {
        let told = match department {
            None => of(&today, &yesterday),
            Some(id) => match place_of(snapshot, id, &today) {
                Some(place) => of_department(&today, &yesterday, place),
                None => continue,
            },
        };
        campaigns.push(told);
        snapshots.push(snapshot);
    }
    let brief = request.keep(Brief { day, language: request.locale.language(), campaigns });
    Ok(DailyBrief { brief, snapshots })
}

/// The position in a sheet of a department; none where it does nothing in the campaign.
fn place_of(snapshot: &Snapshot, id: DepartmentId, sheet: &Sheet) -> Option<usize> {
    let known = snapshot.directory.departments.get(snapshot.directory.department(id)?)?;
    sheet.departments.iter().position(|department| department.name == known.row.name)
}
