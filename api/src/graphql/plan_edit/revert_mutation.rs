use async_graphql::{Context, ID, InputObject, Object};

use super::mutation::parse_id;
use super::parse;
use super::payload::{PlanEditsPayload, WorkPackagePayload};
use super::revert::{RestoreWorkPackage, Revert, Way};
use crate::graphql::error::Answer;
use crate::graphql::mutate::Idempotency;
use crate::graphql::request;
use crate::graphql::request::Request;
use crate::refusal::At;

/// How changes of plans are turned back.
#[derive(Default)]
pub(crate) struct RevertMutation;

/// A change to undo.
#[derive(InputObject)]
struct UndoChangeInput {
    /// The campaign.
    campaign_id: ID,
    /// Sequence number of the change: `changeSeq` of the payload that it was answered with.
    change_seq: i64,
    #[graphql(flatten)]
    idempotency: Idempotency,
}

/// A change to do again.
#[derive(InputObject)]
struct RedoChangeInput {
    /// The campaign.
    campaign_id: ID,
    /// Sequence number of the change that was undone, as it was given to `undoChange`.
    change_seq: i64,
    #[graphql(flatten)]
    idempotency: Idempotency,
}

/// A deleted work package to restore.
#[derive(InputObject)]
struct RestoreWorkPackageInput {
    /// The work package, deleted within the last 30 days.
    work_package_id: ID,
    #[graphql(flatten)]
    idempotency: Idempotency,
}

#[Object]
impl RevertMutation {
    /// Undoes a change of a campaign's plan: what it inserted is deleted, what it updated is as before, what
    /// it deleted is back.  Refused with `CHANGED_SINCE` where a later change touched the same.  An undo is a
    /// change like others, and is undone in the same way, or by `redoChange`.
    async fn undo_change<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "Which change.")] input: UndoChangeInput,
    ) -> Answer<PlanEditsPayload<'ctx>> {
        let UndoChangeInput { campaign_id, change_seq, idempotency } = input;
        revert(request(ctx)?, ctx, (Way::Undo, &campaign_id, change_seq), idempotency).await
    }

    /// Does a change again that was undone.  Refused with `NOT_UNDONE` of one that is in effect, and with
    /// `CHANGED_SINCE` where a later change touched the same.
    async fn redo_change<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "Which change.")] input: RedoChangeInput,
    ) -> Answer<PlanEditsPayload<'ctx>> {
        let RedoChangeInput { campaign_id, change_seq, idempotency } = input;
        revert(request(ctx)?, ctx, (Way::Redo, &campaign_id, change_seq), idempotency).await
    }

    /// Restores a work package within 30 days of its deletion, with everything that was deleted in it, and
    /// with the dependencies of all that on what is still there.  It comes back to its phase, or to the top
    /// where that is gone, and is planned by the calendars as they are now.  One that is not deleted stays as
    /// it is.
    async fn restore_work_package<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "Which one.")] input: RestoreWorkPackageInput,
    ) -> Answer<WorkPackagePayload<'ctx>> {
        let RestoreWorkPackageInput { work_package_id, idempotency } = input;
        let request = request(ctx)?;
        let command = async {
            request.viewer()?;
            Ok(RestoreWorkPackage { id: parse::work_package_id(&work_package_id).at("workPackageId")? })
        };
        let outcome = request.execute(ctx, idempotency, command).await?;
        Ok(WorkPackagePayload::new(request, outcome).await)
    }
}

/// Turns a change back.
async fn revert<'ctx>(
    request: &'ctx Request,
    ctx: &Context<'_>,
    (way, campaign_id, seq): (Way, &ID, i64),
    idempotency: Idempotency,
) -> Answer<PlanEditsPayload<'ctx>> {
    let command = async {
        request.viewer()?;
        Ok(Revert { way, campaign_id: parse_id(campaign_id)?, seq })
    };
    let outcome = request.execute(ctx, idempotency, command).await?;
    Ok(PlanEditsPayload::new(request, outcome).await)
}
