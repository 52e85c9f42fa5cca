//! Campaigns.

mod filter;
mod object;
mod query;

pub(crate) use filter::CampaignOrderField;
pub(crate) use object::Campaign;
pub(crate) use query::CampaignQuery;
