use async_graphql::{Context, Object};

use super::edit::PlanEdit;
use super::input::BackPlanCampaignInput;
use super::mutation::execute;
use super::payload::CampaignPayload;
use crate::graphql::error::Answer;
use crate::graphql::request;

/// Planning backwards.
#[derive(Default)]
pub(crate) struct BackPlanMutation;

#[Object]
impl BackPlanMutation {
    /// Plans a campaign backwards from an anchor: all work that has not begun is placed as late as the anchor
    /// allows, with a buffer before it.  Typed dates stay.  `Campaign.backPlan` answers the same without
    /// saving it.
    async fn back_plan_campaign<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "From which anchor, and with how much buffer.")] input: BackPlanCampaignInput,
    ) -> Answer<CampaignPayload<'ctx>> {
        let BackPlanCampaignInput { campaign_id, edit, idempotency } = input;
        let edit = PlanEdit::BackPlan(edit);
        let outcome = execute(ctx, (Some(campaign_id), edit), idempotency).await?;
        Ok(CampaignPayload::new(request(ctx)?, outcome).await)
    }
}
