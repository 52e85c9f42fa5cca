//! Edits of a campaign's plan: each as a mutation of its own and as an element of a batch, previewed, and
//! undone.

mod acknowledgement;
mod acknowledgement_mutation;
mod anchor;
mod anchor_mutation;
mod back_plan;
mod campaign;
mod command;
mod conflict;
mod dependency;
mod edit;
mod input;
mod kept;
mod merge;
mod mutation;
mod parse;
mod payload;
mod permit;
mod preview;
mod revert;
mod revert_mutation;
mod ripple;
mod scenario;
mod value;
mod work_package;

pub(crate) use acknowledgement_mutation::AcknowledgementMutation;
pub(crate) use anchor_mutation::AnchorMutation;
pub(crate) use back_plan::{BackPlanEdit, BackPlanMutation};
pub(crate) use campaign::MomentInput;
pub(crate) use command::{EditDone, Here, MOST_EDITS, apply, finish, open};
pub(crate) use edit::{PlanEdit, Target};
pub(crate) use input::UpdateCampaignInput;
pub(crate) use merge::read_around;
pub(crate) use mutation::{PlanEditMutation, execute, parse_id};
pub(crate) use parse::text as long_text;
pub(crate) use payload::CampaignPayload;
pub(crate) use permit::Permit;
pub(crate) use preview::{PlanPreview, preview};
pub(crate) use revert_mutation::RevertMutation;
pub(crate) use scenario::{PlanScenario, PlanScenarioInput, scenarios};
pub(crate) use value::PlanEditValue;
