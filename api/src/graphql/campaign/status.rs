//! Setting the status of a campaign.

use entity::{CampaignId, CampaignStatus};

use crate::access::Permission;
use crate::error::Result;
use crate::graphql::plan_edit::{EditDone, Permit, Target, finish, open};
use crate::refusal::At;
use crate::write::{Command, Write, expect_version};

pub(super) struct SetCampaignStatus {
    pub id: CampaignId,
    pub status: CampaignStatus,
    pub expected_version: Option<i32>,
}

impl Command for SetCampaignStatus {
    type Done = EditDone;

    async fn run(&self, write: &mut Write<'_>) -> Result<EditDone> {
        let Self { id, status, expected_version } = self;
        let (mut draft, caller) = open(write, Target::Campaign(*id)).await?;
        caller.check(Permission::PlanCampaign, None, &[]).at("campaignId")?;
        expect_version(draft.campaign().version, *expected_version).at("expectedVersion")?;
        draft.set_status(*status).at("status")?;
        finish(write, draft, Vec::new()).await
    }

    fn conflicting(&self) -> Option<EditDone> {
        Some(EditDone::nothing(Target::Campaign(self.id)))
    }
}
