//! What is done with proposals.

use std::sync::Arc;

use async_graphql::{InputType, Pos};
use entity::{CampaignId, DepartmentId, ProposalId, ProposalStatus, UserId, plan_proposal};
use sea_orm::EntityTrait;
use serde::{Deserialize, Serialize};

use crate::access::Permission;
use crate::error::{Error, Result};
use crate::graphql::plan_edit::{EditDone, Here, Permit, PlanEdit, Target, apply, finish, open, read_around};
use crate::plan::Snapshot;
use crate::refusal::{At, Code, Refusal};
use crate::write::{Command, Write, expect_version};

/// Edits to propose.
pub(super) struct ProposePlanEdits {
    pub campaign_id: CampaignId,
    pub id: ProposalId,
    pub edits: Vec<PlanEdit>,
    /// The same as they are kept.
    pub text: String,
    pub note: Option<String>,
}

/// A proposal to decide on.
pub(super) struct DecideProposal {
    pub id: ProposalId,
    pub status: ProposalStatus,
    pub answer: Option<String>,
    pub expected_version: Option<i32>,
}

/// What was done, and with which proposal.
#[derive(Serialize, Deserialize)]
pub(super) struct ProposalDone {
    pub id: ProposalId,
    pub edit: Option<EditDone>,
    /// The campaign, where it was done just now.
    #[serde(skip)]
    pub snapshot: Option<Arc<Snapshot>>,
}

/// Who may propose what they may not do.
struct Proposer(Here);

impl Permit for Proposer {
    fn check(
        &self,
        _: Permission,
        department: Option<DepartmentId>,
        people: &[UserId],
    ) -> Result<(), Refusal> {
        self.0.check(Permission::ProposeChange, department, people)
    }

    fn user_id(&self) -> Option<UserId> {
        self.0.user_id()
    }
}

impl Command for ProposePlanEdits {
    type Done = ProposalDone;

    async fn run(&self, write: &mut Write<'_>) -> Result<ProposalDone> {
        let Self { campaign_id, id, edits, text, note } = self;
        let (mut draft, caller) = open(write, Target::Campaign(*campaign_id)).await?;
        let proposer = Proposer(caller);
        read_around(write.transaction(), &mut draft, edits).await?;
        apply(edits, &mut draft, &proposer, true)?;
        let snapshot = Some(draft.plan()?.before);
        let row = plan_proposal::Model {
            id: *id,
            campaign_id: *campaign_id,
            edits: text.clone(),
            note: note.clone(),
            status: ProposalStatus::Open,
            proposed_by: proposer.user_id(),
            proposed_at: write.caller.now,
            decided_by: None,
            decided_at: None,
            answer: None,
            change_seq: None,
            version: 1,
        };
        write.insert(row).await?;
        Ok(ProposalDone { id: *id, edit: None, snapshot })
    }
}

impl Command for DecideProposal {
    type Done = ProposalDone;

    async fn run(&self, write: &mut Write<'_>) -> Result<ProposalDone> {
        let unknown = || Code::NotFound.at("proposalId");
        let (mut draft, caller) = open(write, Target::Proposal(self.id)).await?;
        // Under the campaign's lock nobody else decides.
        let row =
            plan_proposal::Entity::find_by_id(self.id).one(write.transaction()).await?.ok_or_else(unknown)?;
        expect_version(row.version, self.expected_version).at("expectedVersion")?;
        if row.status != ProposalStatus::Open {
            return Err(Code::AlreadyDecided.at("proposalId").into());
        }
        let mut decided = plan_proposal::Model {
            status: self.status,
            decided_by: caller.user_id(),
            decided_at: Some(write.caller.now),
            answer: self.answer.clone(),
            ..row.clone()
        };
        match self.status {
            ProposalStatus::Open | ProposalStatus::Accepted => {
                let edits = edits(&row)?;
                read_around(write.transaction(), &mut draft, &edits).await?;
                apply(&edits, &mut draft, &caller, true)?;
                decided.change_seq = Some(draft.before().campaign.seq + 1);
            }
            ProposalStatus::Declined => {
                caller.check(Permission::PlanCampaign, None, &[]).at("proposalId")?;
            }
            ProposalStatus::Withdrawn if row.proposed_by.is_some() && row.proposed_by == caller.user_id() => {
            }
            ProposalStatus::Withdrawn => return Err(Code::Forbidden.at("proposalId").into()),
        }
        write.update(&row, decided).await?;
        let edit = finish(write, draft, Vec::new()).await?;
        Ok(ProposalDone { id: self.id, snapshot: edit.after().cloned(), edit: Some(edit) })
    }

    fn conflicting(&self) -> Option<ProposalDone> {
        Some(ProposalDone { id: self.id, edit: None, snapshot: None })
    }
}

/// The edits of a proposal.
pub(super) fn edits(row: &plan_proposal::Model) -> Result<Vec<PlanEdit>> {
    let value: async_graphql::Value = serde_json::from_str(&row.edits).map_err(Error::internal)?;
    Vec::<PlanEdit>::parse(Some(value))
        .map_err(|error| Error::internal(error.into_server_error(Pos::default()).message))
}
