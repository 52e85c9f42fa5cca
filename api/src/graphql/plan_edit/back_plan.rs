//! The edit that plans a campaign backwards.

use async_graphql::{ID, InputObject};
use entity::CampaignId;

use super::parse::{self, MAX_DAYS};
use super::permit::Permit;
use crate::access::Permission;
use crate::planning::Draft;
use crate::refusal::{At, Refusal};
use crate::write::expect_version;

/// A campaign to plan backwards: all work that has not begun gets the direction `ALAP` and leads to the
/// anchor, so that planned starts are last safe starts.
#[derive(InputObject, Clone)]
pub(crate) struct BackPlanEdit {
    /// Id of the anchor.  Work that leads to another anchor keeps that.
    pub anchor_id: ID,
    /// Working days that what nothing waits for keeps free before the anchor, 0 to 100,000.
    #[graphql(default)]
    pub buffer_days: i32,
    /// The version of the campaign that the change was made from; if it is another by now, nothing is done
    /// (`CONFLICT`).
    pub expected_version: Option<i32>,
}

impl BackPlanEdit {
    pub(super) fn apply(&self, draft: &mut Draft, permit: &dyn Permit) -> Result<CampaignId, Refusal> {
        let Self { anchor_id, buffer_days, expected_version } = self;
        permit.check(Permission::PlanCampaign, None, &[]).at("campaignId")?;
        expect_version(draft.before().campaign.version, *expected_version).at("expectedVersion")?;
        let anchor = parse::anchor_id(anchor_id).at("anchorId")?;
        let buffer = parse::within(*buffer_days, 0..=MAX_DAYS).at("bufferDays")?;
        draft.back_plan(anchor, buffer).at("anchorId")?;
        Ok(draft.campaign().id)
    }
}
