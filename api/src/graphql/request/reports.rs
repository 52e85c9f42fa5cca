//! Campaigns as of a day.

use std::sync::Arc;

use chrono::NaiveDate;
use entity::{BaselineId, baseline, baseline_row};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::Request;
use crate::error::{Error, Result};
use crate::plan::{Snapshot, StatusReport};

impl Request {
    /// A campaign as of a day, against its active baseline.
    pub(crate) fn status_report(&self, snapshot: &Snapshot, as_of: NaiveDate) -> Result<&StatusReport> {
        let key = (snapshot.campaign.id, snapshot.campaign.seq, as_of, None);
        if let Some(report) = self.reports.get(&key) {
            return Ok(report);
        }
        let report = snapshot.status_report(as_of).map_err(|_out_of_range| beyond())?;
        Ok(self.reports.insert(key, report))
    }

    /// A campaign as of a day, against a baseline of its own choice.
    pub(crate) async fn status_report_against(
        &self,
        snapshot: &Snapshot,
        as_of: NaiveDate,
        id: BaselineId,
    ) -> Result<&StatusReport> {
        let key = (snapshot.campaign.id, snapshot.campaign.seq, as_of, Some(id));
        if let Some(report) = self.reports.get(&key) {
            return Ok(report);
        }
        let unknown = || Error::bad_input("baselineId", "the campaign has no such baseline");
        let of_campaign = baseline::Column::CampaignId.eq(snapshot.campaign.id);
        let live = baseline::Entity::live().filter(of_campaign).filter(baseline::Column::Id.eq(id));
        let known = live.one(self.app.store.reader()).await?;
        known.ok_or_else(unknown)?;
        let of_baseline = baseline_row::Column::BaselineId.eq(id);
        let rows = baseline_row::Entity::find().filter(of_baseline).all(self.app.store.reader()).await?;
        let rows = rows.into_iter().map(|row| (row.work_package_id, row.start_on, row.finish_on));
        let baseline = schedule::Baseline::new(snapshot.network(), rows).map_err(Error::internal)?;
        let report = snapshot.status_report_against(Some(Arc::new(baseline)), as_of);
        let mut report = report.map_err(|_out_of_range| beyond())?;
        report.chosen_baseline = Some(id);
        Ok(self.reports.insert(key, Arc::new(report)))
    }
}

/// The one thing that can be wrong with a day that is looked at from.
pub(crate) fn beyond() -> Error {
    Error::bad_input("asOf", "a forecast from this day lies outside 1900-01-01 … 2199-12-31")
}
