//! Campaigns.

mod create;
mod deleted;
mod deletion;
mod filter;
mod mutation;
mod object;
mod query;
mod source;
mod status;

pub(crate) use create::CREATED;
pub(crate) use deleted::DeletedCampaignQuery;
pub(crate) use filter::CampaignOrderField;
pub(crate) use mutation::CampaignMutation;
pub(crate) use query::CampaignQuery;
pub(crate) use source::Campaign;
