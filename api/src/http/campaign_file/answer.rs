//! What imports of files answer, in JSON.

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::documented::DocumentedEnum;
use crate::error::{Error, Result};
use crate::graphql::{ImportJob, Request, UserError};
use crate::plan_file::{Created, ImportedPlan};

/// What importing a file answers.
#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub(super) struct Answer {
    campaign_id: Option<String>,
    created: Option<Created>,
    notes: Vec<Note>,
    user_errors: Vec<UserError>,
    /// The job that imports the file after this answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    job: Option<JobAnswer>,
}

/// A job, and how far it is.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JobAnswer {
    id: String,
    /// The path that answers how far it is.
    path: String,
    status: &'static str,
    progress: i32,
    created_at: DateTime<Utc>,
    finished_at: Option<DateTime<Utc>>,
}

impl Answer {
    /// What is wrong with a file or its parameters.
    pub(super) fn refused(user_errors: Vec<UserError>) -> Self {
        Self { user_errors, ..Self::default() }
    }

    /// What was imported.
    pub(super) fn done(ImportedPlan { campaign_id, created, notes }: ImportedPlan) -> Self {
        let note = |(place, what, why)| Note { place, what, why };
        Self {
            campaign_id: campaign_id.map(|id| id.to_string()),
            created: Some(created),
            notes: notes.into_iter().map(note).collect(),
            ..Self::default()
        }
    }

    /// A job, and what came of it.
    pub(super) fn of_job(job: &ImportJob, request: &Request) -> Self {
        let row = &job.0;
        let told = JobAnswer {
            id: row.id.to_string(),
            path: format!("{}/campaigns/imports/{}", request.app.base_path(), row.id),
            status: row.status.name(),
            progress: row.progress,
            created_at: row.created_at,
            finished_at: row.finished_at,
        };
        let answer = job.imported().map(Self::done).unwrap_or_default();
        Self { user_errors: job.refused(request), job: Some(told), ..answer }
    }

    pub(super) fn send(&self, status: StatusCode) -> Result<HttpResponse> {
        let text = serde_json::to_string(self).map_err(Error::internal)?;
        let mut response = HttpResponse::build(status);
        response.insert_header((header::CACHE_CONTROL, "no-store"));
        if let Some(job) = &self.job {
            response.insert_header((header::LOCATION, job.path.as_str()));
        }
        Ok(response.content_type("application/json").body(text))
    }
}

/// Something of a file that the campaign is without.
#[derive(Serialize)]
struct Note {
    place: String,
    what: String,
    why: String,
}
