//! Campaigns out of files of other programs, and as such files.

mod export;
mod mutation;
mod object;
mod query;
mod upload;

pub(crate) use export::Wanted;
pub(crate) use mutation::CampaignFileMutation;
pub(crate) use object::CampaignFile;
pub(crate) use query::CampaignFileQuery;
pub(crate) use upload::Upload;
