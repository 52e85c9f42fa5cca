use async_graphql::{Context, Object};
use entity::{ProposalStatus as Status, plan_proposal};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::command::edits;
use crate::error::Result;
use crate::graphql::effort::PROPOSAL;
use crate::graphql::enums::ProposalStatus;
use crate::graphql::error::Answer;
use crate::graphql::plan_edit::{PlanEditValue, PlanPreview, preview};
use crate::graphql::request;
use crate::graphql::request::Request;
use crate::graphql::scalar::{DateTime, Id};
use crate::graphql::user::User;
use crate::plan::Snapshot;

/// Proposals that a list has at most: the latest.
const MOST: u64 = 100;

/// A proposal for a campaign.
pub(crate) struct PlanProposal<'a> {
    /// The campaign as it is now.
    pub snapshot: &'a Snapshot,
    /// Its row.
    pub row: plan_proposal::Model,
}

/// The latest proposals for a campaign, of some statuses.
pub(crate) async fn of_campaign<'a>(
    request: &Request,
    snapshot: &'a Snapshot,
    statuses: Option<Vec<Status>>,
) -> Result<Vec<PlanProposal<'a>>> {
    let of_campaign = plan_proposal::Column::CampaignId.eq(snapshot.campaign.id);
    let mut all = plan_proposal::Entity::find().filter(of_campaign);
    if let Some(statuses) = statuses {
        all = all.filter(plan_proposal::Column::Status.is_in(statuses));
    }
    let rows =
        all.order_by_desc(plan_proposal::Column::Id).limit(MOST).all(request.app.store.reader()).await?;
    Ok(rows.into_iter().map(|row| PlanProposal { snapshot, row }).collect())
}

/// Edits of a campaign's plan that somebody proposes, until a planner accepts or declines them.
#[Object]
impl<'a> PlanProposal<'a> {
    /// Opaque id of the proposal, never reused; `node(id)` finds it.
    async fn id(&self) -> Id<entity::ProposalId> {
        Id(self.row.id)
    }

    /// What has become of it.
    async fn status(&self) -> ProposalStatus {
        self.row.status.into()
    }

    /// The edits, as `applyPlanEdits` takes them.
    async fn edits(&self) -> Answer<Vec<PlanEditValue>> {
        Ok(PlanEditValue::read(&self.row.edits)?)
    }

    /// What the edits would do to the plan as it is now; also of a proposal that is decided.  Null after ten
    /// proposals in one request, and beside the fixes of many findings.
    async fn preview(&self, ctx: &Context<'a>) -> Answer<Option<PlanPreview<'a>>> {
        let request = request(ctx)?;
        if !request.may_suggest(PROPOSAL) {
            return Ok(None);
        }
        let as_of = request.as_of(None, &self.snapshot.campaign);
        Ok(Some(preview(request, self.snapshot, (&edits(&self.row)?, true), as_of).await?))
    }

    /// What the proposer says about it.  Null if nothing.
    async fn note(&self) -> Option<&str> {
        self.row.note.as_deref()
    }

    /// The person who proposed it.  Null for one who is no member of the workspace any more.
    async fn proposed_by(&self) -> Option<User<'a>> {
        User::find(&self.snapshot.directory, self.row.proposed_by?)
    }

    /// Time of the proposal.
    async fn proposed_at(&self) -> DateTime {
        DateTime(self.row.proposed_at)
    }

    /// The person who accepted, declined or withdrew it.  Null while it is open.
    async fn decided_by(&self) -> Option<User<'a>> {
        User::find(&self.snapshot.directory, self.row.decided_by?)
    }

    /// Time of the decision.  Null while it is open.
    async fn decided_at(&self) -> Option<DateTime> {
        self.row.decided_at.map(DateTime)
    }

    /// What the person who decided says about it.  Null if nothing.
    async fn answer(&self) -> Option<&str> {
        self.row.answer.as_deref()
    }

    /// Sequence number of the change that its acceptance made.  Null if it is not accepted.
    async fn change_seq(&self) -> Option<i64> {
        self.row.change_seq
    }

    /// Version of the proposal: increments whenever it changes; send it as `expectedVersion` to detect
    /// conflicts.
    async fn version(&self) -> i32 {
        self.row.version
    }
}
