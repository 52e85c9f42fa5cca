use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use entity::{ProposalId, ProposalStatus, plan_proposal};
use sea_orm::EntityTrait;

use super::command::{DecideProposal, ProposalDone, ProposePlanEdits};
use super::object::PlanProposal;
use crate::clock::new_id;
use crate::error::{Error, Result};
use crate::graphql::error::Answer;
use crate::graphql::mutate::{Idempotency, Outcome};
use crate::graphql::plan_edit::{CampaignPayload, MOST_EDITS, PlanEdit, long_text, parse_id};
use crate::graphql::request;
use crate::graphql::request::Request;
use crate::refusal::{At, Code, Refusal};

/// What is done with proposals.
#[derive(Default)]
pub(crate) struct ProposalMutation;

/// Edits to propose.
#[derive(InputObject)]
struct ProposePlanEditsInput {
    /// The campaign.
    campaign_id: ID,
    /// The edits, 500 at most, in the order in which they are done.
    edits: Vec<PlanEdit>,
    /// What there is to say about them, 20,000 characters at most.
    note: Option<String>,
    #[graphql(flatten)]
    idempotency: Idempotency,
}

/// A proposal to accept, decline or withdraw.
#[derive(InputObject)]
struct DecideProposalInput {
    /// The proposal.
    proposal_id: ID,
    /// What there is to say about the decision, 20,000 characters at most.
    answer: Option<String>,
    /// The version that the client has seen; if it is another by now, nothing is done (`CONFLICT`).
    expected_version: Option<i32>,
    #[graphql(flatten)]
    idempotency: Idempotency,
}

/// What every mutation of a proposal answers.
#[derive(SimpleObject)]
struct ProposalPayload<'a> {
    /// The proposal after the change; of a version conflict, as it is now.  Null if nothing was done for
    /// another reason.
    proposal: Option<PlanProposal<'a>>,
    #[graphql(flatten)]
    change: CampaignPayload<'a>,
}

#[Object]
impl ProposalMutation {
    /// Proposes edits of a plan to those who may plan it: for members who may not do them.  They have to be
    /// edits that could be done now.
    async fn propose_plan_edits<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "The edits.")] input: ProposePlanEditsInput,
    ) -> Answer<ProposalPayload<'ctx>> {
        let ProposePlanEditsInput { campaign_id, edits, note, idempotency } = input;
        let request = request(ctx)?;
        let text = edits_as_sent(ctx)?;
        let command = async {
            request.viewer()?;
            if edits.len() > MOST_EDITS {
                return Err(Refusal::from(Code::TooLarge).with("max", &MOST_EDITS).at("edits").into());
            }
            if edits.is_empty() {
                return Err(Code::Required.at("edits").into());
            }
            let note = note.as_deref().map(long_text).transpose().at("note")?;
            Ok(ProposePlanEdits {
                campaign_id: parse_id(&campaign_id)?,
                id: ProposalId(new_id()),
                edits,
                text,
                note,
            })
        };
        let outcome = request.execute(ctx, idempotency, command).await?;
        Ok(ProposalPayload::new(request, outcome).await)
    }

    /// Accepts a proposal: its edits are done, as they would be now.  The caller has to be allowed to do each
    /// of them.
    async fn accept_proposal<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "Which one.")] input: DecideProposalInput,
    ) -> Answer<ProposalPayload<'ctx>> {
        decide(ctx, ProposalStatus::Accepted, input).await
    }

    /// Declines a proposal: its edits are not done.
    async fn decline_proposal<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "Which one.")] input: DecideProposalInput,
    ) -> Answer<ProposalPayload<'ctx>> {
        decide(ctx, ProposalStatus::Declined, input).await
    }

    /// Withdraws a proposal of one's own.
    async fn withdraw_proposal<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "Which one.")] input: DecideProposalInput,
    ) -> Answer<ProposalPayload<'ctx>> {
        decide(ctx, ProposalStatus::Withdrawn, input).await
    }
}

async fn decide<'ctx>(
    ctx: &Context<'ctx>,
    status: ProposalStatus,
    input: DecideProposalInput,
) -> Answer<ProposalPayload<'ctx>> {
    let DecideProposalInput { proposal_id, answer, expected_version, idempotency } = input;
    let request = request(ctx)?;
    let command = async {
        request.viewer()?;
        let id = ProposalId::parse(&proposal_id).ok_or(Code::NotFound.at("proposalId"))?;
        let answer = answer.as_deref().map(long_text).transpose().at("answer")?;
        Ok(DecideProposal { id, status, answer, expected_version })
    };
    let outcome = request.execute(ctx, idempotency, command).await?;
    Ok(ProposalPayload::new(request, outcome).await)
}

/// The edits of the input as the client has sent them, to keep.
fn edits_as_sent(ctx: &Context<'_>) -> Result<String> {
    let arguments = ctx.field().arguments().map_err(|error| Error::bad_input("input", error.message))?;
    let input = arguments.into_iter().find(|(name, _)| name == "input").map(|(_, value)| value);
    let edits = match input {
        Some(async_graphql::Value::Object(mut fields)) => fields.shift_remove("edits"),
        _ => None,
    };
    serde_json::to_string(&edits).map_err(Error::internal)
}

impl<'a> ProposalPayload<'a> {
    /// What came of a change.  After its commit nothing fails this.
    async fn new(request: &'a Request, outcome: Outcome<ProposalDone>) -> Self {
        let Outcome { done, user_errors } = outcome;
        let Some(ProposalDone { id, edit, snapshot }) = done else {
            return Self {
                proposal: None,
                change: CampaignPayload { user_errors, ..CampaignPayload::default() },
            };
        };
        let change = CampaignPayload::new(request, Outcome { done: edit, user_errors }).await;
        let find = plan_proposal::Entity::find_by_id(id).one(request.app.store.reader());
        let proposal = match request.after_write(find).await.flatten() {
            None => None,
            Some(row) => {
                let found = match snapshot {
                    Some(live) => Some(&**request.keep(live)),
                    None => request.after_write(request.snapshot_of(row.campaign_id)).await.flatten(),
                };
                found.map(|snapshot| PlanProposal { snapshot, row })
            }
        };
        Self { proposal, change }
    }
}
