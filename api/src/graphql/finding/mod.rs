//! Findings: what is wrong with a campaign as of a day, or about to be.

mod object;
mod query;
mod sentence;

pub(crate) use object::Finding;
pub(crate) use query::FindingQuery;
pub(crate) use sentence::sentence;
