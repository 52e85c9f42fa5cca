use async_graphql::{Context, ID, InputObject, Object};
use entity::CampaignId;

use super::command::{EditDone, EditPlan, MOST_EDITS};
use super::conflict::ConflictHandling;
use super::edit::PlanEdit;
use super::input::{
    CreateDependencyInput, CreateWorkPackageInput, DeleteDependencyInput, DeleteWorkPackageInput,
    MoveWorkPackageInput, ReorderWorkPackageInput, ReportProgressInput, ResizeWorkPackageInput,
    UpdateDependencyInput, UpdateWorkPackageInput,
};
use super::payload::{DependencyPayload, PlanEditsPayload, WorkPackagePayload};
use super::target::Target;
use crate::error::Result;
use crate::graphql::error::Answer;
use crate::graphql::mutate::{Idempotency, Outcome};
use crate::graphql::request;
use crate::graphql::request::Request;
use crate::refusal::{At, Code, Refusal};

/// What is done with plans.
#[derive(Default)]
pub(crate) struct PlanEditMutation;

/// Edits of one campaign, all of them or none.
#[derive(InputObject)]
struct ApplyPlanEditsInput {
    /// The campaign.
    campaign_id: ID,
    /// The edits, 500 at most, in the order in which they are done: later ones may name what earlier ones
    /// create.
    edits: Vec<PlanEdit>,
    /// The version of the campaign that the edits were made from: if it has moved, nothing is done.
    expected_version: Option<i32>,
    /// What is done about an edit whose row was changed, deleted or created by somebody else meanwhile: an
    /// `expectedVersion` that is not the row's, a row that is not there, an id that is taken.
    #[graphql(default)]
    conflicts: ConflictHandling,
    #[graphql(flatten)]
    idempotency: Idempotency,
}

#[Object]
impl PlanEditMutation {
    /// Creates a work package.
    async fn create_work_package<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "The work package.")] input: CreateWorkPackageInput,
    ) -> Answer<WorkPackagePayload<'ctx>> {
        let CreateWorkPackageInput { campaign_id, edit, idempotency } = input;
        let edit = PlanEdit::CreateWorkPackage(edit);
        let outcome = execute(ctx, (Some(campaign_id), edit), idempotency).await?;
        Ok(WorkPackagePayload::new(request(ctx)?, outcome).await)
    }

    /// Updates a work package.
    async fn update_work_package<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "What changes.")] input: UpdateWorkPackageInput,
    ) -> Answer<WorkPackagePayload<'ctx>> {
        let UpdateWorkPackageInput { edit, idempotency } = input;
        let edit = PlanEdit::UpdateWorkPackage(edit);
        let outcome = execute(ctx, (None, edit), idempotency).await?;
        Ok(WorkPackagePayload::new(request(ctx)?, outcome).await)
    }

    /// Types the dates of a work package: it is planned manually from then on.
    async fn move_work_package<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "The dates.")] input: MoveWorkPackageInput,
    ) -> Answer<WorkPackagePayload<'ctx>> {
        let MoveWorkPackageInput { edit, idempotency } = input;
        let edit = PlanEdit::MoveWorkPackage(edit);
        let outcome = execute(ctx, (None, edit), idempotency).await?;
        Ok(WorkPackagePayload::new(request(ctx)?, outcome).await)
    }

    /// Sets the duration of a task.
    async fn resize_work_package<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "The duration.")] input: ResizeWorkPackageInput,
    ) -> Answer<WorkPackagePayload<'ctx>> {
        let ResizeWorkPackageInput { edit, idempotency } = input;
        let edit = PlanEdit::ResizeWorkPackage(edit);
        let outcome = execute(ctx, (None, edit), idempotency).await?;
        Ok(WorkPackagePayload::new(request(ctx)?, outcome).await)
    }

    /// Moves a work package, with everything in it, in the outline.
    async fn reorder_work_package<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "Its place.")] input: ReorderWorkPackageInput,
    ) -> Answer<WorkPackagePayload<'ctx>> {
        let ReorderWorkPackageInput { edit, idempotency } = input;
        let edit = PlanEdit::ReorderWorkPackage(edit);
        let outcome = execute(ctx, (None, edit), idempotency).await?;
        Ok(WorkPackagePayload::new(request(ctx)?, outcome).await)
    }

    /// Deletes a work package, with everything in it and the dependencies of all that.  `undoChange` brings
    /// it back.
    async fn delete_work_package<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "Which one.")] input: DeleteWorkPackageInput,
    ) -> Answer<WorkPackagePayload<'ctx>> {
        let DeleteWorkPackageInput { edit, idempotency } = input;
        let edit = PlanEdit::DeleteWorkPackage(edit);
        let outcome = execute(ctx, (None, edit), idempotency).await?;
        Ok(WorkPackagePayload::new(request(ctx)?, outcome).await)
    }

    /// Reports progress, actual dates and why work cannot go on.
    async fn report_progress<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "What is reported.")] input: ReportProgressInput,
    ) -> Answer<WorkPackagePayload<'ctx>> {
        let ReportProgressInput { edit, idempotency } = input;
        let edit = PlanEdit::ReportProgress(edit);
        let outcome = execute(ctx, (None, edit), idempotency).await?;
        Ok(WorkPackagePayload::new(request(ctx)?, outcome).await)
    }

    /// Creates a dependency, or sets the lag of the one that is there between the same ends.
    async fn create_dependency<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "The dependency.")] input: CreateDependencyInput,
    ) -> Answer<DependencyPayload<'ctx>> {
        let CreateDependencyInput { edit, idempotency } = input;
        let edit = PlanEdit::CreateDependency(edit);
        let outcome = execute(ctx, (None, edit), idempotency).await?;
        Ok(DependencyPayload::new(request(ctx)?, outcome).await)
    }

    /// Sets the lag of a dependency.
    async fn update_dependency<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "The lag.")] input: UpdateDependencyInput,
    ) -> Answer<DependencyPayload<'ctx>> {
        let UpdateDependencyInput { edit, idempotency } = input;
        let edit = PlanEdit::UpdateDependency(edit);
        let outcome = execute(ctx, (None, edit), idempotency).await?;
        Ok(DependencyPayload::new(request(ctx)?, outcome).await)
    }

    /// Deletes a dependency.  `undoChange` brings it back.
    async fn delete_dependency<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "Which one.")] input: DeleteDependencyInput,
    ) -> Answer<DependencyPayload<'ctx>> {
        let DeleteDependencyInput { edit, idempotency } = input;
        let edit = PlanEdit::DeleteDependency(edit);
        let outcome = execute(ctx, (None, edit), idempotency).await?;
        Ok(DependencyPayload::new(request(ctx)?, outcome).await)
    }

    /// Does several edits of one campaign at once: all of them, or none.
    async fn apply_plan_edits<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "The edits.")] input: ApplyPlanEditsInput,
    ) -> Answer<PlanEditsPayload<'ctx>> {
        let ApplyPlanEditsInput { campaign_id, edits, expected_version, conflicts, idempotency } = input;
        let request = request(ctx)?;
        let command = async {
            request.viewer()?;
            if edits.len() > MOST_EDITS {
                return Err(Refusal::from(Code::TooLarge).with("max", &MOST_EDITS).at("edits").into());
            }
            let target = Target::Campaign(parse_id(&campaign_id)?);
            Ok(EditPlan { target, edits, is_batch: true, expected_version, conflicts })
        };
        let outcome = request.execute(ctx, idempotency, command).await?;
        Ok(PlanEditsPayload::new(request, outcome).await)
    }
}

pub(crate) fn parse_id(id: &str) -> Result<CampaignId, Refusal> {
    CampaignId::parse(id).ok_or(Code::NotFound.at("campaignId"))
}

/// Executes one edit, of the campaign that is given or of the one that has what it names.
pub(crate) async fn execute(
    ctx: &Context<'_>,
    (campaign_id, edit): (Option<ID>, PlanEdit),
    idempotency: Idempotency,
) -> Result<Outcome<EditDone>> {
    let request: &Request = request(ctx)?;
    let command = async {
        request.viewer()?;
        let target = match campaign_id {
            Some(id) => Target::Campaign(parse_id(&id)?),
            None => edit.target()?.ok_or(Code::Required.at("campaignId"))?,
        };
        let (edits, conflicts) = (vec![edit], ConflictHandling::Fail);
        Ok(EditPlan { target, edits, is_batch: false, expected_version: None, conflicts })
    };
    request.execute(ctx, idempotency, command).await
}
