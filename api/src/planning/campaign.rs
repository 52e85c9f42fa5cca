//! What may be done with the campaign of a draft itself.

use entity::{CampaignId, CampaignStatus, WorkPackageKind, WorkspaceId, campaign};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::Draft;
use crate::error::Result;
use crate::refusal::{Code, Refusal};

impl Draft {
    /// The row of the campaign.
    #[must_use]
    pub const fn campaign(&self) -> &campaign::Model {
        &self.rows.campaign
    }

    /// Replaces the row of the campaign by one that was changed.
    pub fn replace_campaign(&mut self, row: campaign::Model) {
        self.rows.campaign = row;
    }

    /// Sets the status of the campaign.
    ///
    /// # Errors
    /// [`Code::InvalidStatus`] where no step leads there; [`Code::NoWorkPackages`] where that takes a plan.
    pub fn set_status(&mut self, to: CampaignStatus) -> Result<(), Refusal> {
        let from = self.rows.campaign.status;
        if from == to {
            return Ok(());
        }
        let refused = |code| Refusal::from(code).with("from", &from.name()).with("to", &to.name());
        if !from.next().contains(&to) {
            return Err(refused(Code::InvalidStatus));
        }
        let has_work = self.rows.work_packages.iter().any(|row| row.kind != WorkPackageKind::Phase);
        if from < to && to.needs_work() && !has_work {
            return Err(refused(Code::NoWorkPackages));
        }
        self.rows.campaign.status = to;
        Ok(())
    }
}

/// Refuses a key that another campaign of the workspace has.
///
/// # Errors
/// [`Code::AlreadyTaken`]; [`Code::KeyOfDeletedCampaign`] of one that was deleted and is not purged yet.
pub async fn refuse_taken_key(
    connection: &impl ConnectionTrait,
    (workspace_id, own): (WorkspaceId, CampaignId),
    key: &str,
) -> Result<()> {
    let others = campaign::Entity::find()
        .filter(campaign::Column::WorkspaceId.eq(workspace_id))
        .filter(campaign::Column::Id.ne(own));
    let of_key = others.filter(campaign::Column::Key.eq(key)).one(connection).await?;
    match of_key {
        None => Ok(()),
        Some(campaign::Model { deleted_at: None, .. }) => Err(Code::AlreadyTaken.into()),
        Some(row) => Err(Refusal::from(Code::KeyOfDeletedCampaign).with("campaignId", &row.id).into()),
    }
}
