//! Named snapshots of a plan; one a campaign is active.

use sea_orm::entity::prelude::*;

use crate::{BaselineId, CampaignId};

/// One row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "baseline")]
pub struct Model {
    /// Opaque id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: BaselineId,
    /// Of which campaign.
    pub campaign_id: CampaignId,
    /// Unique among those of the campaign that are not deleted.
    pub name: String,
    /// When the plan looked like that.
    pub taken_at: DateTimeUtc,
    /// Whether variances are counted from it.
    pub active: bool,
    /// Increments on every change.
    pub version: i32,
    /// Time of deletion; a deleted one is never active.
    pub deleted_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The baselines that are not deleted.
    #[must_use]
    pub fn live() -> Select<Self> {
        Self::find().filter(COLUMN.deleted_at.is_null())
    }
}
