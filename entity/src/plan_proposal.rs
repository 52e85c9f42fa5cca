//! Edits that somebody proposes, until a planner accepts or declines them.

use sea_orm::entity::prelude::*;

use crate::{CampaignId, ProposalId, ProposalStatus, UserId};

/// One row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "plan_proposal")]
pub struct Model {
    /// Opaque id; sorts by time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ProposalId,
    /// Of which campaign.
    pub campaign_id: CampaignId,
    /// The edits as JSON, as the API takes them.
    pub edits: String,
    /// What the proposer says about them.
    pub note: Option<String>,
    /// What has become of it.
    pub status: ProposalStatus,
    /// Who proposed it.
    pub proposed_by: Option<UserId>,
    /// Time of the proposal.
    pub proposed_at: DateTimeUtc,
    /// Who accepted, declined or withdrew it.
    pub decided_by: Option<UserId>,
    /// When.
    pub decided_at: Option<DateTimeUtc>,
    /// What that person says about it.
    pub answer: Option<String>,
    /// The sequence number of the change that its acceptance made.
    pub change_seq: Option<i64>,
    /// Increments on every change.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
