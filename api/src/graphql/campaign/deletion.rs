//! Deleting a campaign, and restoring it.

use chrono::{DateTime, Utc};
use entity::{AuditAction, CampaignId, campaign};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::access::Permission;
use crate::error::Result;
use crate::graphql::plan_edit::{EditDone, Permit, Target, finish, open};
use crate::planning::RESTORABLE;
use crate::refusal::At;
use crate::write::{Command, Write, expect_version};

pub(super) struct DeleteCampaign {
    pub id: CampaignId,
    pub expected_version: Option<i32>,
}

/// A campaign that was deleted.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub(super) struct Deleted {
    pub id: CampaignId,
    /// The number of the change, and until when it can be restored; none where nothing was done.
    pub done: Option<(i64, DateTime<Utc>)>,
}

impl Command for DeleteCampaign {
    type Done = Deleted;

    async fn run(&self, write: &mut Write<'_>) -> Result<Deleted> {
        let Self { id, expected_version } = self;
        let (draft, caller) = open(write, Target::Campaign(*id)).await?;
        caller.check(Permission::CreateCampaign, None, &[]).at("campaignId")?;
        let (row, now) = (draft.campaign(), write.caller.now);
        expect_version(row.version, *expected_version).at("expectedVersion")?;
        write.update(row, campaign::Model { deleted_at: Some(now), ..row.clone() }).await?;
        record(write, AuditAction::CampaignDeleted, row).await?;
        Ok(Deleted { id: *id, done: Some((row.seq + 1, now + RESTORABLE)) })
    }

    fn conflicting(&self) -> Option<Deleted> {
        Some(Deleted { id: self.id, done: None })
    }
}

pub(super) struct RestoreCampaign {
    pub id: CampaignId,
}

impl Command for RestoreCampaign {
    type Done = EditDone;

    async fn run(&self, write: &mut Write<'_>) -> Result<EditDone> {
        let (mut draft, caller) = open(write, Target::DeletedCampaign(self.id)).await?;
        caller.check(Permission::CreateCampaign, None, &[]).at("campaignId")?;
        let row = draft.campaign().clone();
        if row.deleted_at.is_some() {
            record(write, AuditAction::CampaignRestored, &row).await?;
        }
        draft.replace_campaign(campaign::Model { deleted_at: None, is_replanning: false, ..row });
        // It is planned again: calendars may have changed since.
        finish(write, draft, Vec::new()).await
    }
}

async fn record(write: &Write<'_>, action: AuditAction, row: &campaign::Model) -> Result<()> {
    let entry = write.caller.entry(action).within(row.workspace_id).to(row.id.to_string());
    write.record(entry.with(json!({ "key": row.key, "name": row.name }))).await
}
