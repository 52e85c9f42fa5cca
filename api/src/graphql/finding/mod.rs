//! Findings: what is wrong with a campaign as of a day, or about to be.

mod acknowledgement;
mod fix;
mod kept;
mod message;
mod object;
mod query;

pub(crate) use fix::SuggestedFix;
pub(crate) use kept::{KeptFinding, place_of};
pub(crate) use message::message;
pub(crate) use object::Finding;
pub(crate) use query::FindingQuery;
