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
    /// Unique in the campaign.
    pub name: String,
    /// When the plan looked like that.
    pub taken_at: DateTimeUtc,
    /// Whether variances are counted from it.
    pub active: bool,
}

impl ActiveModelBehavior for ActiveModel {}
