//! Links between work packages of one campaign.

use macros::RowReader;
use sea_orm::entity::prelude::*;

use crate::{CampaignId, DependencyId, LagUnit, LinkType, WorkPackageId};

/// One row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dependency", model_attrs(derive(RowReader), row_reader(given(campaign_id))))]
pub struct Model {
    /// Opaque id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DependencyId,
    /// Of which campaign.
    pub campaign_id: CampaignId,
    /// What demands.
    pub predecessor_id: WorkPackageId,
    /// What waits.
    pub successor_id: WorkPackageId,
    /// Which ends are tied.
    pub link_type: LinkType,
    /// Days between; negative is a lead.
    pub lag_days: i32,
    /// In what days.
    pub lag_unit: LagUnit,
    /// Increments on every change.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
