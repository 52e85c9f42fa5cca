//! Campaigns out of files of other programs, and as such files.

mod export;
mod job;
mod mutation;
mod object;
mod query;
mod run;
mod upload;

pub(crate) use export::Wanted;
pub(crate) use job::{ImportJob, ImportJobQuery, import_job, import_jobs_by_id};
pub(crate) use mutation::CampaignFileMutation;
pub(crate) use object::CampaignFile;
pub(crate) use query::CampaignFileQuery;
pub(crate) use run::run_import;
pub(crate) use upload::Upload;
