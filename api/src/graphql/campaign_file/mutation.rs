//! Importing a campaign.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::{ImportJob, Upload, import_job};
use crate::error::Result;
use crate::graphql::campaign::{CREATED, Campaign};
use crate::graphql::error::Answer;
use crate::graphql::mutate::{Idempotency, Outcome};
use crate::graphql::request;
use crate::graphql::scalar::Date;
use crate::graphql::user_error::UserError;
use crate::plan_file::{Created, ImportPlan, ImportedPlan, StartImport};
use crate::refusal::Code;

/// What is done with files of other programs.
#[derive(Default)]
pub(crate) struct CampaignFileMutation;

/// What a table calls one of its columns.
#[derive(InputObject)]
struct ColumnMappingInput {
    /// Name of the column: `title`, `start`, `accountable`, …; an unknown one is refused with all that there
    /// are.
    field: String,
    /// Heading of the column in the file.
    heading: String,
}

/// A file to import as a campaign.
#[derive(InputObject)]
struct ImportPlanInput {
    /// Id of the workspace; the one of the header `Leadtime-Workspace`, else the caller's oldest, if left
    /// out.
    workspace_id: Option<ID>,
    /// Name of the file.  Its format is told by its content alone; a campaign that is not named otherwise is
    /// called after it.
    file_name: Option<String>,
    /// The file's bytes in base64: an XLSX workbook, XML of Microsoft Project, CSV or a plan file.  A larger
    /// file than a request may have is sent to `POST /campaigns/import`.
    content: Option<String>,
    /// The file as text, in place of `content`.
    text: Option<String>,
    /// Key of the campaign, in place of the file's: a letter and up to 15 letters or digits, unique in the
    /// workspace.
    key: Option<String>,
    /// Name of the campaign, 1 to 200 characters, in place of the file's.
    name: Option<String>,
    /// Id of the person who owns it, in place of the file's; the caller, if neither names one.
    owner_id: Option<ID>,
    /// Id of its calendar, in place of the file's; the workspace's default calendar, if neither names one.
    calendar_id: Option<ID>,
    /// Day on which work may begin, in place of the file's.  Null: the file's, else the earliest date in the
    /// file.
    start: Option<Date>,
    /// Headings of columns that are called otherwise than usual.
    #[graphql(default)]
    mapping: Vec<ColumnMappingInput>,
    /// Whether everything is checked and counted, and nothing is created.
    #[graphql(default)]
    dry_run: bool,
    /// Whether the file is kept and imported after the answer, by a `job` whose progress and outcome
    /// `importJob` shows. For large files, whose import may take longer than a request.
    #[graphql(default)]
    as_job: bool,
    #[graphql(flatten)]
    idempotency: Idempotency,
}

/// How much an import creates.
#[derive(SimpleObject)]
pub(super) struct ImportCounts {
    /// Number of calendars, of which the workspace had none with their names.
    calendars: usize,
    /// Number of departments, of which the workspace had none with their names.
    departments: usize,
    /// Number of anchors.
    anchors: usize,
    /// Number of work packages.
    work_packages: usize,
    /// Number of dependencies.
    dependencies: usize,
    /// Number of baselines.
    baselines: usize,
}

/// Something of a file that the campaign is without.
#[derive(SimpleObject)]
pub(super) struct ImportNote {
    /// Where it is in the file: `Sheet1!D17`, or `task 12 "Title"`.
    place: String,
    /// What it is.
    what: String,
    /// Why it is left out, or what is in its place.
    why: String,
}

/// What importing a campaign answers.
#[derive(SimpleObject, Default)]
struct ImportPlanPayload<'a> {
    /// The job that imports the file after this answer.  Null unless it was asked for.
    job: Option<ImportJob>,
    /// The campaign.  Null of a dry run, of a job, and if nothing was done.
    campaign: Option<Campaign<'a>>,
    /// How much was created, or would be.  Null of a job, and if the file was refused.
    created: Option<ImportCounts>,
    /// What of the file the campaign is without; at most 500.
    notes: Vec<ImportNote>,
    /// Sequence number of the change in the campaign's change log.  Null if nothing was created.
    change_seq: Option<i64>,
    /// Reasons why nothing was done, which the user can correct.  Of a file, each has its `place` in
    /// `params`; at most 100.  Empty on success.
    user_errors: Vec<UserError>,
}

impl ImportPlanInput {
    fn upload(self) -> Result<Upload> {
        let Self {
            workspace_id,
            file_name,
            content,
            text,
            key,
            name,
            owner_id,
            calendar_id,
            start,
            mapping,
            dry_run,
            as_job: _,
            idempotency: _,
        } = self;
        let (field, bytes) = match (content, text) {
            (Some(content), None) => {
                let bytes = BASE64_STANDARD.decode(content.trim());
                ("content", bytes.map_err(|_error| Code::Mismatch.at("content"))?)
            }
            (None, Some(text)) => ("text", text.into_bytes()),
            (None, None) => return Err(Code::Required.at("content").into()),
            (Some(_), Some(_)) => return Err(Code::Mismatch.at("content").into()),
        };
        let mapping = mapping.into_iter().map(|column| (column.field, column.heading)).collect();
        let start = start.map(|date| date.0);
        let is_dry_run = dry_run;
        Ok(Upload {
            workspace_id,
            file_name,
            bytes,
            field,
            key,
            name,
            owner_id,
            calendar_id,
            start,
            mapping,
            is_dry_run,
        })
    }
}

impl From<(String, String, String)> for ImportNote {
    fn from((place, what, why): (String, String, String)) -> Self {
        Self { place, what, why }
    }
}

impl From<Created> for ImportCounts {
    fn from(created: Created) -> Self {
        // Nobody becomes a member by it.
        let Created { people: _, calendars, departments, anchors, work_packages, dependencies, baselines } =
            created;
        Self { calendars, departments, anchors, work_packages, dependencies, baselines }
    }
}

#[Object]
impl CampaignFileMutation {
    /// Creates a campaign out of a file of another program: an XLSX workbook, a CSV table, XML of Microsoft
    /// Project, or a plan file.  All of it is created, or nothing.  People who are no members of the
    /// workspace are left out, with a note; departments and calendars that it does not have are created by
    /// those who may.
    async fn import_plan<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "The file.")] input: ImportPlanInput,
    ) -> Answer<ImportPlanPayload<'ctx>> {
        let request = request(ctx)?;
        let key = input.idempotency.clone();
        if input.as_job {
            let command = async {
                request.viewer()?;
                input.upload()?.start(request)
            };
            let Outcome { done, user_errors } = request.execute::<StartImport>(ctx, key, command).await?;
            let job = match done {
                Some(id) => request.after_write(import_job(request, id)).await.flatten(),
                None => None,
            };
            return Ok(ImportPlanPayload { job, user_errors, ..ImportPlanPayload::default() });
        }
        let command = async {
            request.viewer()?;
            input.upload()?.command(request).await
        };
        let Outcome { done, user_errors } = request.execute::<ImportPlan>(ctx, key, command).await?;
        let Some(ImportedPlan { campaign_id, created, notes }) = done else {
            return Ok(ImportPlanPayload { user_errors, ..ImportPlanPayload::default() });
        };
        let snapshot = match campaign_id {
            Some(id) => request.after_write(request.snapshot_of(id)).await.flatten(),
            None => None,
        };
        Ok(ImportPlanPayload {
            job: None,
            campaign: snapshot.map(Campaign::planned),
            created: Some(created.into()),
            notes: notes.into_iter().map(Into::into).collect(),
            change_seq: campaign_id.map(|_| CREATED),
            user_errors,
        })
    }
}
