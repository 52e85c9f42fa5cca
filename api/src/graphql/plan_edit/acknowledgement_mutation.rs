use async_graphql::{Context, Object};

use super::edit::PlanEdit;
use super::input::{AcknowledgeFindingInput, WithdrawAcknowledgementInput};
use super::mutation::execute;
use super::payload::FindingPayload;
use crate::graphql::error::Answer;
use crate::graphql::request;

/// What is done with findings.
#[derive(Default)]
pub(crate) struct AcknowledgementMutation;

#[Object]
impl AcknowledgementMutation {
    /// Acknowledges a finding until a day, with a note: the query `findings` leaves it out until then, and
    /// everything else shows it with its acknowledgement.  One that is acknowledged already gets the new day
    /// and note.
    async fn acknowledge_finding<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "Which one, until when, and why.")] input: AcknowledgeFindingInput,
    ) -> Answer<FindingPayload<'ctx>> {
        let AcknowledgeFindingInput { campaign_id, edit, idempotency } = input;
        let edit = PlanEdit::AcknowledgeFinding(edit);
        let outcome = execute(ctx, (Some(campaign_id), edit), idempotency).await?;
        Ok(FindingPayload::new(request(ctx)?, outcome).await)
    }

    /// Withdraws the acknowledgement of a finding: the query `findings` answers it again.
    async fn withdraw_acknowledgement<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "Of which finding.")] input: WithdrawAcknowledgementInput,
    ) -> Answer<FindingPayload<'ctx>> {
        let WithdrawAcknowledgementInput { campaign_id, edit, idempotency } = input;
        let edit = PlanEdit::WithdrawAcknowledgement(edit);
        let outcome = execute(ctx, (Some(campaign_id), edit), idempotency).await?;
        Ok(FindingPayload::new(request(ctx)?, outcome).await)
    }
}
