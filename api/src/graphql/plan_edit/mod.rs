//! Edits of a campaign's plan: each as a mutation of its own and as an element of a batch, previewed, and
//! undone.

mod command;
mod dependency;
mod edit;
mod input;
mod mutation;
mod parse;
mod payload;
mod permit;
mod preview;
mod ripple;
mod work_package;

pub(crate) use edit::PlanEdit;
pub(crate) use mutation::PlanEditMutation;
pub(crate) use preview::{PlanPreview, preview};
