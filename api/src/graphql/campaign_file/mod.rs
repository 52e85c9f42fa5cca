//! Campaigns out of files of other programs, and as such files.

mod mutation;
mod upload;

pub(crate) use mutation::CampaignFileMutation;
pub(crate) use upload::Upload;
