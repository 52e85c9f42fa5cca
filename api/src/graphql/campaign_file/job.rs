//! Imports that are done after the answer, as clients ask for them.

use async_graphql::{Context, ID, Object};
use entity::{ImportJobId, import_job};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};

use super::mutation::{ImportCounts, ImportNote};
use crate::access::Permission;
use crate::error::Result;
use crate::graphql::campaign::Campaign;
use crate::graphql::enums::ImportJobStatus;
use crate::graphql::error::Answer;
use crate::graphql::request;
use crate::graphql::request::Request;
use crate::graphql::scalar::{DateTime, Id};
use crate::graphql::user_error::UserError;
use crate::plan_file::ImportedPlan;

/// What is asked of imports that are done after the answer.
#[derive(Default)]
pub(crate) struct ImportJobQuery;

/// An import that is done after the answer.
#[derive(Clone)]
pub(crate) struct ImportJob(pub(crate) import_job::Model);

/// An import that runs after the answer to `importPlan(asJob: true)` or `POST /campaigns/import?asJob=true`.
#[Object]
impl ImportJob {
    /// Opaque id of the job, never reused; `node(id)` finds it.
    async fn id(&self) -> Id<ImportJobId> {
        Id(self.0.id)
    }

    /// Status of the job: it waits, it runs, or how it ended.
    async fn status(&self) -> ImportJobStatus {
        self.0.status.into()
    }

    /// Progress in per cent, 0 to 100: 0 while the job waits, 10 while the file is read, 60 while its plan is
    /// checked and written, 100 when the job has finished, whatever its status.
    async fn progress(&self) -> i32 {
        self.0.progress
    }

    /// The campaign that the job created.  Null until it is created, for a dry run, and if the viewer cannot
    /// see it.
    async fn campaign<'ctx>(&self, ctx: &Context<'ctx>) -> Option<Answer<Campaign<'ctx>>> {
        let id = self.0.campaign_id?;
        let find = async || -> Answer<Option<Campaign<'ctx>>> {
            let batch = request(ctx)?.campaigns_by_id([id]).await?;
            Ok(Campaign::all(batch).next())
        };
        find().await.transpose()
    }

    /// How much was created, or would be by a dry run.  Null unless the status is DONE.
    async fn created(&self) -> Option<ImportCounts> {
        self.imported().map(|imported| imported.created.into())
    }

    /// What of the file the campaign is without; at most 500.
    async fn notes(&self) -> Vec<ImportNote> {
        self.imported()
            .map(|imported| imported.notes)
            .unwrap_or_default()
            .into_iter()
            .map(Into::into)
            .collect()
    }

    /// Reasons why nothing was created, which the user can correct, as `importPlan` answers them.  Empty
    /// unless the status is REFUSED.
    async fn user_errors(&self, ctx: &Context<'_>) -> Answer<Vec<UserError>> {
        Ok(self.refused(request(ctx)?))
    }

    /// Time of creation.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When the job finished; it is deleted 7 days later.  Null until it has finished.
    async fn finished_at(&self) -> Option<DateTime> {
        self.0.finished_at.map(DateTime)
    }
}

impl ImportJob {
    /// What was imported; none of a job that is not done.
    pub(crate) fn imported(&self) -> Option<ImportedPlan> {
        serde_json::from_str(self.0.outcome.as_deref()?).ok()
    }

    /// What is wrong with the file, in the language of the request.
    pub(crate) fn refused(&self, request: &Request) -> Vec<UserError> {
        let errors = self.0.outcome.as_deref().and_then(|outcome| serde_json::from_str(outcome).ok());
        let errors: Vec<UserError> = errors.unwrap_or_default();
        errors.into_iter().map(|error| error.told_in(request.locale)).collect()
    }
}

#[Object]
impl ImportJobQuery {
    /// An import job by its id.  Null unless the viewer started it, or is an owner or administrator of its
    /// workspace.
    async fn import_job(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the job.")] id: ID,
    ) -> Option<Answer<ImportJob>> {
        let find = async || -> Answer<Option<ImportJob>> {
            let request = request(ctx)?;
            request.viewer()?;
            let Some(id) = ImportJobId::parse(&id) else { return Ok(None) };
            Ok(import_job(request, id).await?)
        };
        find().await.transpose()
    }
}

/// The job of an id, where the caller may see it.
pub(crate) async fn import_job(request: &Request, id: ImportJobId) -> Result<Option<ImportJob>> {
    Ok(import_jobs_by_id(request, vec![id]).await?.pop())
}

/// Those jobs of some ids that the caller may see: their own, and for administrators those of the workspace.
pub(crate) async fn import_jobs_by_id(request: &Request, ids: Vec<ImportJobId>) -> Result<Vec<ImportJob>> {
    let viewer = request.viewer()?;
    if ids.is_empty() || viewer.limits.as_ref().is_some_and(entity::Limits::is_narrow) {
        return Ok(Vec::new());
    }
    let administered = request.workspaces_where(Permission::ReadAuditLog)?;
    let is_theirs = Condition::any()
        .add(import_job::Column::UserId.eq(viewer.user_id))
        .add(import_job::Column::WorkspaceId.is_in(administered));
    let jobs = import_job::Entity::find()
        .filter(import_job::Column::Id.is_in(ids))
        .filter(import_job::Column::WorkspaceId.is_in(viewer.workspace_ids()))
        .filter(is_theirs);
    Ok(jobs.all(request.app.store.reader()).await?.into_iter().map(ImportJob).collect())
}
