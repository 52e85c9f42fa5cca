use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::Campaign;
use super::create::{CREATED, CreateCampaign, CreateCampaignInput};
use super::deletion::{DeleteCampaign, Deleted, RestoreCampaign};
use super::status::SetCampaignStatus;
use crate::graphql::enums::CampaignStatus;
use crate::graphql::error::Answer;
use crate::graphql::mutate::{Idempotency, Outcome};
use crate::graphql::plan_edit::{CampaignPayload, PlanEdit, UpdateCampaignInput, execute, parse_id};
use crate::graphql::request;
use crate::graphql::scalar::DateTime;
use crate::graphql::user_error::UserError;

/// What is done with campaigns.
#[derive(Default)]
pub(crate) struct CampaignMutation;

/// Another status of a campaign.
#[derive(InputObject)]
struct SetCampaignStatusInput {
    /// Id of the campaign.
    campaign_id: ID,
    /// The status: one of `Campaign.nextStatuses`.
    status: CampaignStatus,
    /// The version that the change was made from; if it is another by now, nothing is done (`CONFLICT`).
    expected_version: Option<i32>,
    #[graphql(flatten)]
    idempotency: Idempotency,
}

/// A campaign to delete.
#[derive(InputObject)]
struct DeleteCampaignInput {
    /// Id of the campaign.
    campaign_id: ID,
    /// The version that the change was made from; if it is another by now, nothing is done (`CONFLICT`).
    expected_version: Option<i32>,
    #[graphql(flatten)]
    idempotency: Idempotency,
}

/// A deleted campaign to restore.
#[derive(InputObject)]
struct RestoreCampaignInput {
    /// Id of the campaign.
    campaign_id: ID,
    #[graphql(flatten)]
    idempotency: Idempotency,
}

/// What deleting a campaign answers.
#[derive(SimpleObject)]
struct DeleteCampaignPayload<'a> {
    /// The campaign as it is now, of a version conflict.  Null otherwise.
    campaign: Option<Campaign<'a>>,
    /// Time until which `restoreCampaign` restores it; then it is purged.  Null if nothing was done.
    restorable_until: Option<DateTime>,
    /// Sequence number of the change in the campaign's change log.  Null if nothing was done.
    change_seq: Option<i64>,
    /// Reasons why nothing was done, which the user can correct.  Empty on success.
    user_errors: Vec<UserError>,
}

#[Object]
impl CampaignMutation {
    /// Creates a campaign as a draft: without work packages, or as a copy of another.
    async fn create_campaign<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "The campaign.")] input: CreateCampaignInput,
    ) -> Answer<CampaignPayload<'ctx>> {
        let request = request(ctx)?;
        let key = input.idempotency.clone();
        let command = async { CreateCampaign::parse(request, input) };
        let Outcome { done, user_errors } = request.execute(ctx, key, command).await?;
        let mut payload = CampaignPayload { user_errors, ..CampaignPayload::default() };
        if let Some(id) = done {
            let snapshot = request.after_write(request.snapshot_of(id)).await.flatten();
            payload.campaign = snapshot.map(Campaign::planned);
            payload.change_seq = Some(CREATED);
        }
        Ok(payload)
    }

    /// Updates a campaign.  Its start, required finish and calendar re-plan its work packages.
    async fn update_campaign<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "What changes.")] input: UpdateCampaignInput,
    ) -> Answer<CampaignPayload<'ctx>> {
        let UpdateCampaignInput { campaign_id, edit, idempotency } = input;
        let edit = PlanEdit::UpdateCampaign(edit);
        let outcome = execute(ctx, (Some(campaign_id), edit), idempotency).await?;
        Ok(CampaignPayload::new(request(ctx)?, outcome).await)
    }

    /// Sets the status of a campaign, one step at a time: DRAFT, PLANNED, APPROVED, RUNNING, ENDED, REVIEWED;
    /// one step back; CANCELLED as long as it has not ended, and from there back to DRAFT.
    async fn set_campaign_status<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "The status.")] input: SetCampaignStatusInput,
    ) -> Answer<CampaignPayload<'ctx>> {
        let SetCampaignStatusInput { campaign_id, status, expected_version, idempotency } = input;
        let request = request(ctx)?;
        let command = async {
            request.viewer()?;
            Ok(SetCampaignStatus { id: parse_id(&campaign_id)?, status: status.0, expected_version })
        };
        let outcome = request.execute(ctx, idempotency, command).await?;
        Ok(CampaignPayload::new(request, outcome).await)
    }

    /// Deletes a campaign with everything in it: no query finds it any more.  `restoreCampaign` restores it
    /// within 30 days; then it is purged.  Its key stays taken until then.
    async fn delete_campaign<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "Which one.")] input: DeleteCampaignInput,
    ) -> Answer<DeleteCampaignPayload<'ctx>> {
        let DeleteCampaignInput { campaign_id, expected_version, idempotency } = input;
        let request = request(ctx)?;
        let command = async {
            request.viewer()?;
            Ok(DeleteCampaign { id: parse_id(&campaign_id)?, expected_version })
        };
        let Outcome { done, user_errors } = request.execute(ctx, idempotency, command).await?;
        let (change_seq, until) = done.and_then(|deleted| deleted.done).unzip();
        let campaign = match done {
            Some(Deleted { id, done: None }) => request.after_write(request.snapshot_of(id)).await.flatten(),
            Some(Deleted { done: Some(_), .. }) | None => None,
        };
        Ok(DeleteCampaignPayload {
            campaign: campaign.map(Campaign::planned),
            restorable_until: until.map(DateTime),
            change_seq,
            user_errors,
        })
    }

    /// Restores a deleted campaign with everything in it, within 30 days of its deletion.  Its work packages
    /// are planned by the calendars as they are now.  One that is not deleted stays as it is.
    async fn restore_campaign<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "Which one.")] input: RestoreCampaignInput,
    ) -> Answer<CampaignPayload<'ctx>> {
        let RestoreCampaignInput { campaign_id, idempotency } = input;
        let request = request(ctx)?;
        let command = async {
            request.viewer()?;
            Ok(RestoreCampaign { id: parse_id(&campaign_id)? })
        };
        let outcome = request.execute(ctx, idempotency, command).await?;
        Ok(CampaignPayload::new(request, outcome).await)
    }
}
