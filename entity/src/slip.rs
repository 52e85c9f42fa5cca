//! Dates that were moved, with the reasons that were given.

use macros::RowReader;
use sea_orm::entity::prelude::*;

use crate::{AnchorId, CampaignId, SlipCategory, SlipId, SlipKind, UserId, WorkPackageId};

/// One row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "slip", model_attrs(derive(RowReader)))]
pub struct Model {
    /// Opaque id; sorts by time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SlipId,
    /// Of which campaign.
    pub campaign_id: CampaignId,
    /// The work package, which may be deleted; none of an anchor.
    pub work_package_id: Option<WorkPackageId>,
    /// The anchor, which may be deleted; none of a work package.
    pub anchor_id: Option<AnchorId>,
    /// Which date was moved.
    pub kind: SlipKind,
    /// The date before.
    pub from_on: Date,
    /// The date after; none where a deadline was removed.
    pub to_on: Option<Date>,
    /// The day where the campaign runs.
    pub moved_on: Date,
    /// Time of the change.
    pub at: DateTimeUtc,
    /// Who moved it.
    pub user_id: Option<UserId>,
    /// Why, in one word.
    pub category: Option<SlipCategory>,
    /// Why, at length.
    pub reason: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// Calendar days that the date was moved later; negative if earlier, 0 where it was removed.
    #[must_use]
    pub fn days(&self) -> i32 {
        self.to_on.map_or(0, |to| i32::try_from((to - self.from_on).num_days()).unwrap_or_default())
    }
}
