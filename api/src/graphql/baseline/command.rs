//! What is done with baselines.

use entity::{BaselineId, CampaignId, baseline};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};

use crate::access::Permission;
use crate::error::Result;
use crate::graphql::plan_edit::{EditDone, Permit, Target, finish, open};
use crate::planning;
use crate::refusal::{At, Code};
use crate::write::{Command, Write, expect_version};

/// A baseline to take of a campaign's plan.
pub(super) struct CreateBaseline {
    pub campaign_id: CampaignId,
    pub id: BaselineId,
    pub name: String,
    pub is_active: bool,
}

/// What to do with a baseline.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum What {
    Activate,
    Delete,
    RollBack,
}

/// A baseline to change, or to roll the plan back to.
pub(super) struct EditBaseline {
    pub id: BaselineId,
    pub what: What,
    pub expected_version: Option<i32>,
}

/// What was done, and with which baseline.
#[derive(Serialize, Deserialize)]
pub(super) struct BaselineDone {
    pub id: BaselineId,
    pub edit: Option<EditDone>,
}

impl Command for CreateBaseline {
    type Done = BaselineDone;

    async fn run(&self, write: &mut Write<'_>) -> Result<BaselineDone> {
        let (mut draft, caller) = open(write, Target::Campaign(self.campaign_id)).await?;
        caller.check(Permission::PlanCampaign, None, &[]).at("campaignId")?;
        if baseline::Entity::find_by_id(self.id).one(write.transaction()).await?.is_some() {
            return Err(Code::AlreadyTaken.at("id").into());
        }
        let row = baseline::Model {
            id: self.id,
            campaign_id: self.campaign_id,
            name: self.name.clone(),
            taken_at: write.caller.now,
            active: self.is_active,
            version: 1,
            deleted_at: None,
        };
        planning::take_baseline(write, &mut draft, row).await?;
        Ok(BaselineDone { id: self.id, edit: Some(finish(write, draft, Vec::new()).await?) })
    }
}

impl Command for EditBaseline {
    type Done = BaselineDone;

    async fn run(&self, write: &mut Write<'_>) -> Result<BaselineDone> {
        let (mut draft, caller) = open(write, Target::Baseline(self.id)).await?;
        caller.check(Permission::PlanCampaign, None, &[]).at("baselineId")?;
        let live = baseline::Entity::live().filter(baseline::Column::Id.eq(self.id));
        let row = live.one(write.transaction()).await?.ok_or(Code::NotFound.at("baselineId"))?;
        expect_version(row.version, self.expected_version).at("expectedVersion")?;
        match self.what {
            What::Activate => planning::activate_baseline(write, &mut draft, row).await?,
            What::Delete => planning::delete_baseline(write, &mut draft, row).await?,
            What::RollBack => planning::roll_back(write, &mut draft, row.id).await?,
        }
        Ok(BaselineDone { id: self.id, edit: Some(finish(write, draft, Vec::new()).await?) })
    }

    fn conflicting(&self) -> Option<BaselineDone> {
        Some(BaselineDone { id: self.id, edit: None })
    }
}
