//! Edits of a campaign's plan: each as a mutation of its own and as an element of a batch, previewed, and undone.

mod command;
mod edit;
mod input;
mod mutation;
mod payload;
mod preview;

pub(crate) use edit::PlanEdit;
pub(crate) use mutation::PlanEditMutation;
pub(crate) use preview::{PlanPreview, preview};
