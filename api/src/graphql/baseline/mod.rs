//! Baselines: what a plan was when it was agreed.

mod command;
mod mutation;
mod object;

pub(crate) use mutation::BaselineMutation;
pub(crate) use object::Baseline;
