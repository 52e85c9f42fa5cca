//! Kept reports.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use entity::{CampaignId, ReportId, WorkPackageId, progress_report};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::error::{Error, Result};
use crate::graphql::request::{Request, beyond};
use crate::plan::Snapshot;
use crate::store::row::Cursor;
use crate::store::sql::{Values, columns_of};

/// A page of the reports on a work package: those before one, the latest first.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct ReportKey {
    pub work_package: WorkPackageId,
    pub before: Option<ReportId>,
    /// Reports at most.
    pub limit: usize,
}

/// The reports on a work package, the latest first.
pub(crate) async fn of_work_package(
    request: &Request,
    key: ReportKey,
) -> Result<&Vec<progress_report::Model>> {
    request.progress_reports.get(key, |keys| of_work_packages(request, keys)).await
}

async fn of_work_packages(
    request: &Request,
    keys: Vec<ReportKey>,
) -> Result<HashMap<ReportKey, Vec<progress_report::Model>>> {
    let mut found = HashMap::<_, Vec<_>>::new();
    let pages: BTreeSet<_> = keys.iter().map(|key| (key.before, key.limit)).collect();
    for (before, limit) in pages {
        let ids = keys.iter().filter(|key| (key.before, key.limit) == (before, limit));
        let ids: BTreeSet<_> = ids.map(|key| key.work_package).collect();
        for row in latest(request, ids, (before, limit)).await? {
            let key = ReportKey { work_package: row.work_package_id, before, limit };
            found.entry(key).or_default().push(row);
        }
    }
    Ok(found)
}

/// The latest reports on each of some work packages.
async fn latest(
    request: &Request,
    ids: BTreeSet<WorkPackageId>,
    (before, limit): (Option<ReportId>, usize),
) -> Result<Vec<progress_report::Model>> {
    let mut values = Values::default();
    let ids = values.bind_all(ids);
    let earlier = before.map(|id| format!("and r.id < {}", values.bind(id))).unwrap_or_default();
    let sql = format!(
        "select {} from progress_report t where t.id in (
            select id from (
                select r.id, row_number() over (partition by r.work_package_id order by r.id desc) as place
                from progress_report r where r.work_package_id in ({ids}) {earlier}) latest
            where place <= {limit})
        order by t.id desc",
        columns_of("t", progress_report::Model::COLUMNS)
    );
    let rows = values.rows(request.app.store.reader(), sql).await?;
    rows.iter().map(|row| Ok(progress_report::Model::read(&mut Cursor::new(row))?)).collect()
}

/// All reports on a campaign, the earliest first.
pub(super) async fn of_campaign(request: &Request, id: CampaignId) -> Result<Vec<progress_report::Model>> {
    let all = progress_report::Entity::find().filter(progress_report::Column::CampaignId.eq(id));
    Ok(all.order_by_asc(progress_report::Column::Id).all(request.app.store.reader()).await?)
}

impl Request {
    /// Campaigns with the progress that was known by the close of a day.
    ///
    /// # Errors
    /// What the database answers.
    pub(crate) async fn known_by<'a>(
        &'a self,
        snapshots: Vec<&'a Snapshot>,
        day: NaiveDate,
    ) -> Result<Vec<&'a Snapshot>> {
        let later = snapshots.iter().filter(|snapshot| snapshot.has_reports_after(day));
        let ids: Vec<_> = later.map(|snapshot| snapshot.campaign.id).collect();
        if ids.is_empty() {
            return Ok(snapshots);
        }
        let later = progress_report::Entity::find()
            .filter(progress_report::Column::CampaignId.is_in(ids))
            .filter(progress_report::Column::ReportedOn.gt(day))
            .order_by_asc(progress_report::Column::Id);
        let reports = Box::pin(later.all(self.app.store.reader())).await?;
        let known = |snapshot: &'a Snapshot| {
            let is_own = |report: &&progress_report::Model| report.campaign_id == snapshot.campaign.id;
            let own: Vec<_> = reports.iter().filter(is_own).cloned().collect();
            if own.is_empty() {
                return Ok(snapshot);
            }
            let known = snapshot.before_reports(&own).map_err(|_out_of_range| beyond())?;
            Ok(self.keep(known))
        };
        snapshots.into_iter().map(known).collect::<Result<_, Error>>()
    }
}
