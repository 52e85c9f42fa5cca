//! Where a baseline has the work packages.

use sea_orm::entity::prelude::*;

use crate::{BaselineId, CampaignId, WorkPackageId};

/// One row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "baseline_row")]
pub struct Model {
    /// Of both.
    pub campaign_id: CampaignId,
    /// Which baseline.
    #[sea_orm(primary_key, auto_increment = false)]
    pub baseline_id: BaselineId,
    /// Which work package.
    #[sea_orm(primary_key, auto_increment = false)]
    pub work_package_id: WorkPackageId,
    /// The first day.
    pub start_on: Date,
    /// The last day.
    pub finish_on: Date,
}

impl ActiveModelBehavior for ActiveModel {}
