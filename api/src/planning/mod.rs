//! Plans under change.  A [`Draft`] is a copy of a campaign's rows; edits change it, the core plans it, and
//! what differs is saved.  A preview is the same without saving, and an undo is an edit like others.
//!
//! What is refused here names no input field: whoever took a value from an input adds its path.

mod acknowledgement;
mod anchor;
mod back_plan;
mod baseline;
mod campaign;
mod cancelled;
mod copy;
mod dependency;
mod draft;
mod moved_date;
mod new_id;
mod refuse;
mod replan;
mod report;
mod restore;
mod save;
mod slip;
mod taken;
mod work_package;

pub use acknowledgement::Acknowledgement;
pub use baseline::{activate_baseline, delete_baseline, revert_baselines, roll_back, take_baseline};
pub use campaign::refuse_taken_key;
pub use copy::CampaignCopy;
pub use dependency::Link;
pub use draft::{Draft, Planned};
pub use new_id::NewId;
pub use replan::{Replanned, replan};
pub use report::Report;
pub use save::{RESTORABLE, insert, lock_workspace, open, open_deleted, save};
pub use slip::SlipReason;
pub use work_package::{NewWorkPackage, Place};
