//! Campaigns that a request can see as sheets, which files, pictures and briefs are written from.

use chrono::NaiveDate;
use entity::{CampaignId, cancelled_event};
use exchange::Sheet;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::request::{CampaignBatch, Request};
use crate::error::{Error, Result};
use crate::plan::Snapshot;
use crate::planning::RESTORABLE;
use crate::sheet::sheet;
use crate::store::sql::Values;

impl Request {
    /// The campaigns of a key that the caller can see, those made first in front.
    pub(crate) async fn campaigns_of_key(&self, key: &str) -> Result<&CampaignBatch> {
        let mut values = Values::default();
        let condition = format!("c.key = {}", values.bind(key.to_uppercase()));
        self.campaigns(values, &condition, "order by c.id").await
    }

    /// Campaigns as of the close of a day, with the progress that was known by then, in the request's
    /// language.
    pub(crate) async fn sheets(&self, snapshots: Vec<&Snapshot>, as_of: NaiveDate) -> Result<Vec<Sheet>> {
        let known = self.known_by(snapshots, as_of).await?.into_iter();
        known
            .map(|known| Ok(sheet(known, self.status_report(known, as_of)?, self.locale.language())))
            .collect()
    }

    /// The same of one campaign.
    pub(crate) async fn sheet(&self, snapshot: &Snapshot, as_of: NaiveDate) -> Result<Sheet> {
        let sheet = self.sheets(vec![snapshot], as_of).await?.pop();
        sheet.ok_or_else(|| Error::internal("a campaign without a sheet"))
    }

    /// Calendar events of campaigns that were cancelled lately, by campaign and key; some of them may be
    /// there again.
    pub(crate) async fn cancelled_events(
        &self,
        campaigns: impl IntoIterator<Item = CampaignId>,
    ) -> Result<Vec<cancelled_event::Model>> {
        let rows = cancelled_event::Entity::find()
            .filter(cancelled_event::Column::CampaignId.is_in(campaigns))
            .filter(cancelled_event::Column::At.gt(self.app.clock.now() - RESTORABLE))
            .order_by_asc(cancelled_event::Column::CampaignId)
            .order_by_asc(cancelled_event::Column::Key);
        Ok(rows.all(self.app.store.reader()).await?)
    }
}
