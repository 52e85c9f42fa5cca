use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use entity::{BaselineId, baseline};
use sea_orm::{ColumnTrait, QueryFilter};

use super::Baseline;
use super::command::{BaselineDone, CreateBaseline, EditBaseline, What};
use crate::graphql::error::Answer;
use crate::graphql::mutate::{Idempotency, Outcome, own_id};
use crate::graphql::plan_edit::{CampaignPayload, parse_id};
use crate::graphql::request;
use crate::graphql::request::Request;
use crate::people::field;
use crate::refusal::{At, Code};

/// What is done with baselines.
#[derive(Default)]
pub(crate) struct BaselineMutation;

/// A baseline to take.
#[derive(InputObject)]
struct CreateBaselineInput {
    /// Id of the campaign.
    campaign_id: ID,
    /// An id of the client's own making: `bas_` and 26 characters of base 32.  The server makes one if left
    /// out.
    id: Option<ID>,
    /// Name, 1 to 200 characters, unique in the campaign.
    name: String,
    /// Whether variances are counted from it from now on, and from the one that was active no more.
    #[graphql(default = true)]
    is_active: bool,
    #[graphql(flatten)]
    idempotency: Idempotency,
}

/// A baseline to activate, to delete or to roll back to.
#[derive(InputObject)]
struct BaselineInput {
    /// The baseline.
    baseline_id: ID,
    /// The version that the change was made from; if it is another by now, nothing is done (`CONFLICT`).
    expected_version: Option<i32>,
    #[graphql(flatten)]
    idempotency: Idempotency,
}

/// What every mutation of a baseline answers.
#[derive(SimpleObject)]
struct BaselinePayload<'a> {
    /// The baseline after the change; of a version conflict, as it is now.  Null if it was deleted, or
    /// nothing was done for another reason.
    baseline: Option<Baseline>,
    #[graphql(flatten)]
    change: CampaignPayload<'a>,
}

#[Object]
impl BaselineMutation {
    /// Takes a baseline: the planned dates of every work package as they are now, under a name.
    async fn create_baseline<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "The baseline.")] input: CreateBaselineInput,
    ) -> Answer<BaselinePayload<'ctx>> {
        let CreateBaselineInput { campaign_id, id, name, is_active, idempotency } = input;
        let request = request(ctx)?;
        let command = async {
            request.viewer()?;
            Ok(CreateBaseline {
                campaign_id: parse_id(&campaign_id)?,
                id: own_id(id.as_ref(), BaselineId::parse, BaselineId).at("id")?,
                name: field::name(&name).at("name")?,
                is_active,
            })
        };
        let outcome = request.execute(ctx, idempotency, command).await?;
        Ok(BaselinePayload::new(request, outcome).await)
    }

    /// Activates a baseline: variances, expected progress and findings are counted from it from now on.
    async fn activate_baseline<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "Which one.")] input: BaselineInput,
    ) -> Answer<BaselinePayload<'ctx>> {
        edit(ctx, What::Activate, input).await
    }

    /// Deletes a baseline.  Without an active baseline no variances are counted.  `undoChange` brings it
    /// back.
    async fn delete_baseline<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "Which one.")] input: BaselineInput,
    ) -> Answer<BaselinePayload<'ctx>> {
        edit(ctx, What::Delete, input).await
    }

    /// Rolls the plan back to a baseline: work that has not begun gets the dates back that it had in it.
    /// Tasks get their durations back; dates that do not follow from the plan then are typed (`MANUAL`).  The
    /// outline, dependencies, reports, and work that is not in the baseline stay.
    async fn restore_baseline<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "Which one.")] input: BaselineInput,
    ) -> Answer<BaselinePayload<'ctx>> {
        edit(ctx, What::RollBack, input).await
    }
}

async fn edit<'ctx>(ctx: &Context<'ctx>, what: What, input: BaselineInput) -> Answer<BaselinePayload<'ctx>> {
    let BaselineInput { baseline_id, expected_version, idempotency } = input;
    let request = request(ctx)?;
    let command = async {
        request.viewer()?;
        let id = BaselineId::parse(&baseline_id).ok_or(Code::NotFound.at("baselineId"))?;
        Ok(EditBaseline { id, what, expected_version })
    };
    let outcome = request.execute(ctx, idempotency, command).await?;
    Ok(BaselinePayload::new(request, outcome).await)
}

impl<'a> BaselinePayload<'a> {
    /// What came of a change.  After its commit nothing fails this.
    async fn new(request: &'a Request, outcome: Outcome<BaselineDone>) -> Self {
        let Outcome { done, user_errors } = outcome;
        let (id, edit) = done.map_or((None, None), |done| (Some(done.id), done.edit));
        let baseline = match id {
            None => None,
            Some(id) => {
                let live = baseline::Entity::live().filter(baseline::Column::Id.eq(id));
                request.after_write(live.one(request.app.store.reader())).await.flatten().map(Baseline)
            }
        };
        Self { baseline, change: CampaignPayload::new(request, Outcome { done: edit, user_errors }).await }
    }
}
