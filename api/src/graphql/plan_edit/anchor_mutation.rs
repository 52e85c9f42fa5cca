use async_graphql::{Context, Object};

use super::edit::PlanEdit;
use super::input::{CreateAnchorInput, DeleteAnchorInput, MoveAnchorInput, UpdateAnchorInput};
use super::mutation::execute;
use super::payload::AnchorPayload;
use crate::graphql::error::Answer;
use crate::graphql::request;

/// What is done with anchors.
#[derive(Default)]
pub(crate) struct AnchorMutation;

#[Object]
impl AnchorMutation {
    /// Creates an anchor.
    async fn create_anchor<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "The anchor.")] input: CreateAnchorInput,
    ) -> Answer<AnchorPayload<'ctx>> {
        let CreateAnchorInput { campaign_id, edit, idempotency } = input;
        let edit = PlanEdit::CreateAnchor(edit);
        let outcome = execute(ctx, (Some(campaign_id), edit), idempotency).await?;
        Ok(AnchorPayload::new(request(ctx)?, outcome).await)
    }

    /// Updates an anchor.
    async fn update_anchor<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "What changes.")] input: UpdateAnchorInput,
    ) -> Answer<AnchorPayload<'ctx>> {
        let UpdateAnchorInput { edit, idempotency } = input;
        let edit = PlanEdit::UpdateAnchor(edit);
        let outcome = execute(ctx, (None, edit), idempotency).await?;
        Ok(AnchorPayload::new(request(ctx)?, outcome).await)
    }

    /// Moves an anchor to another date.
    async fn move_anchor<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "The date.")] input: MoveAnchorInput,
    ) -> Answer<AnchorPayload<'ctx>> {
        let MoveAnchorInput { edit, idempotency } = input;
        let edit = PlanEdit::MoveAnchor(edit);
        let outcome = execute(ctx, (None, edit), idempotency).await?;
        Ok(AnchorPayload::new(request(ctx)?, outcome).await)
    }

    /// Deletes an anchor.  `undoChange` brings it back.
    async fn delete_anchor<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "Which one.")] input: DeleteAnchorInput,
    ) -> Answer<AnchorPayload<'ctx>> {
        let DeleteAnchorInput { edit, idempotency } = input;
        let edit = PlanEdit::DeleteAnchor(edit);
        let outcome = execute(ctx, (None, edit), idempotency).await?;
        Ok(AnchorPayload::new(request(ctx)?, outcome).await)
    }
}
