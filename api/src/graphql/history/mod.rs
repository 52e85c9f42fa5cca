//! What was changed in a campaign: who changed what, when and why.

mod field;
mod load;
mod object;

pub(crate) use load::{HistoryKey, LoggedChange, of_campaign, of_work_package};
pub(crate) use object::Change;
