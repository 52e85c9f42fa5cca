//! Edits that are proposed by who may not plan, and accepted or declined by who may.

mod command;
mod mutation;
mod object;

pub(crate) use mutation::ProposalMutation;
pub(crate) use object::{PlanProposal, of_campaign};
