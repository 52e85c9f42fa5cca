//! Imports that are done after the answer: started by one command, finished by another, which creates the
//! campaign in the transaction that says so.

use std::time::Duration;

use entity::{ImportJobId, ImportStatus, WorkspaceId, import_file, import_job};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};

use super::{ImportPlan, ImportedPlan};
use crate::access::Permission;
use crate::clock::new_id;
use crate::error::{Error, Result};
use crate::outbox::Job;
use crate::refusal::At;
use crate::store::sql;
use crate::write::{Command, Write};

/// Imports that one person may have under way at a time.
const MOST: u64 = 5;

/// When somebody who has too many may start another.
const WAIT: Duration = Duration::from_secs(30);

/// Keeps a file, and has it imported after the answer.
pub struct StartImport {
    /// The workspace that it goes into.
    pub workspace_id: WorkspaceId,
    /// How it is imported, in JSON.
    pub request: String,
    /// The file.
    pub content: Vec<u8>,
}

impl Command for StartImport {
    type Done = ImportJobId;

    async fn run(&self, write: &mut Write<'_>) -> Result<ImportJobId> {
        write.authorise(Permission::CreateCampaign, self.workspace_id).await.at("workspaceId")?;
        let viewer = write.caller.viewer()?;
        let under_way = import_job::Entity::find()
            .filter(import_job::Column::UserId.eq(viewer.user_id))
            .filter(import_job::Column::FinishedAt.is_null());
        if under_way.count(write.transaction()).await? >= MOST {
            return Err(Error::RateLimited(WAIT));
        }
        let row = import_job::Model {
            id: ImportJobId(new_id()),
            workspace_id: self.workspace_id,
            user_id: viewer.user_id,
            api_token_id: viewer.limits.as_ref().map(|limits| limits.token_id),
            status: ImportStatus::Waiting,
            progress: 0,
            request: self.request.clone(),
            campaign_id: None,
            outcome: None,
            created_at: write.caller.now,
            finished_at: None,
        };
        let file = import_file::Model { job_id: row.id, content: self.content.clone() };
        let id = row.id;
        write.insert(row).await?;
        sql::insert(write.transaction(), &[file]).await?;
        write.enqueue(&Job::ImportPlan { id }).await?;
        Ok(id)
    }
}

/// Imports the plan of a job, and finishes the job: both or neither.
pub struct RunImport {
    /// Which job.
    pub id: ImportJobId,
    /// What is imported.
    pub plan: ImportPlan,
}

impl Command for RunImport {
    type Done = ();

    async fn run(&self, write: &mut Write<'_>) -> Result<()> {
        let Some(job) = under_way(write, self.id).await? else { return Ok(()) };
        let imported = self.plan.run(write).await?;
        let outcome = serde_json::to_string(&imported).map_err(Error::internal)?;
        let ImportedPlan { campaign_id, created: _, notes: _ } = imported;
        let status = ImportStatus::Done;
        let after = import_job::Model { status, campaign_id, outcome: Some(outcome), ..job.clone() };
        finish(write, &job, after).await
    }
}

/// Finishes a job that creates no campaign.
pub struct EndImport {
    /// Which job.
    pub id: ImportJobId,
    /// How it ended.
    pub status: ImportStatus,
    /// What is wrong with the file, in JSON.
    pub outcome: Option<String>,
}

impl Command for EndImport {
    type Done = ();

    async fn run(&self, write: &mut Write<'_>) -> Result<()> {
        let Some(job) = under_way(write, self.id).await? else { return Ok(()) };
        let after = import_job::Model { status: self.status, outcome: self.outcome.clone(), ..job.clone() };
        finish(write, &job, after).await
    }
}

/// Says how far a job is.
pub struct AdvanceImport {
    /// Which job.
    pub id: ImportJobId,
    /// Per cent.
    pub progress: i32,
}

impl Command for AdvanceImport {
    type Done = ();

    async fn run(&self, write: &mut Write<'_>) -> Result<()> {
        let Some(job) = under_way(write, self.id).await? else { return Ok(()) };
        let after =
            import_job::Model { status: ImportStatus::Running, progress: self.progress, ..job.clone() };
        write.update(&job, after).await.map(drop)
    }
}

/// A job that is not finished, with its row locked: of two workers that do it, the second finds what the
/// first did.
async fn under_way(write: &Write<'_>, id: ImportJobId) -> Result<Option<import_job::Model>> {
    let row = import_job::Entity::find_by_id(id).lock_exclusive().one(write.transaction()).await?;
    Ok(row.filter(|row| row.finished_at.is_none()))
}

async fn finish(write: &mut Write<'_>, before: &import_job::Model, after: import_job::Model) -> Result<()> {
    import_file::Entity::delete_by_id(before.id).exec(write.transaction()).await?;
    let after = import_job::Model { progress: 100, finished_at: Some(write.caller.now), ..after };
    write.update(before, after).await.map(drop)
}
