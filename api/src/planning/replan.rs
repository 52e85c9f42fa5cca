//! Campaigns planned again, after calendars, departments or days off of their workspace were changed.

use std::sync::Arc;

use entity::{CampaignId, WorkspaceId, campaign, work_package};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};

use super::refuse::refuse;
use super::save::save_work_packages;
use crate::error::Result;
use crate::plan::{self, Directory, Rows, Snapshot};
use crate::refusal::{Code, Refusal};
use crate::write::Write;

/// A campaign that was planned again.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Replanned {
    /// The campaign.
    pub campaign_id: CampaignId,
    /// How many of its work packages have other planned dates now.
    pub moved_count: i32,
}

/// Plans campaigns of a workspace again, with its directory as the transaction sees it, and saves what that
/// changes, in the order of their ids.  A campaign that its calendars leave without a plan is a refusal and
/// is not written.  The workspace's row has to be locked.
///
/// # Errors
/// What the database answers.
pub async fn replan(
    write: &mut Write<'_>,
    workspace: WorkspaceId,
    ids: &[CampaignId],
) -> Result<Vec<Result<Replanned, Refusal>>> {
    let transaction = write.transaction();
    let mine = campaign::Entity::find().filter(campaign::Column::Id.is_in(ids.iter().copied()));
    mine.order_by_asc(campaign::Column::Id).lock_exclusive().all(transaction).await?;
    let directory = plan::directories(transaction, &[workspace]).await?.pop().ok_or(Code::NotFound)?;
    let directory = Arc::new(directory);
    let mut done = Vec::with_capacity(ids.len());
    for before in plan::campaigns(transaction, ids).await? {
        done.push(match planned(&directory, before.clone()) {
            Ok(after) => Ok(save(write, &before, after).await?),
            Err(refusal) => Err(refusal),
        });
    }
    Ok(done)
}

fn planned(directory: &Arc<Directory>, rows: Rows) -> Result<Snapshot, Refusal> {
    let numbers: Vec<_> = rows.work_packages.iter().map(|row| (row.id, row.number)).collect();
    let key = rows.campaign.key.clone();
    let snapshot = Snapshot::new(Arc::clone(directory), rows);
    let mut snapshot = snapshot.map_err(|error| refuse(&error, &numbers, &key).with("campaign", &key))?;
    snapshot.derive();
    snapshot.campaign.is_replanning = false;
    Ok(snapshot)
}

async fn save(write: &mut Write<'_>, before: &Rows, mut after: Snapshot) -> Result<Replanned> {
    let days = |row: &work_package::Model| (row.planned_start_on, row.planned_finish_on);
    let changed = after.work_packages.since(&before.work_packages);
    let moved_count = changed.filter(|(old, new)| old.map(days) != Some(days(new))).count();
    save_work_packages(write, &before.work_packages, &mut after).await?;
    write.update(&before.campaign, after.campaign).await?;
    Ok(Replanned { campaign_id: before.campaign.id, moved_count: moved_count.try_into().unwrap_or(i32::MAX) })
}
