//! Where rows and the scheduling core meet: campaigns read, planned, looked at as of a day, and kept.

mod cache;
mod derive;
mod directory;
mod finding;
mod flight;
mod known;
mod links;
mod load_campaign;
mod load_directory;
mod personal;
mod records;
mod roll_up;
mod rows;
mod snapshot;
mod status_report;
mod table;
mod task_report;
mod thresholds;

pub use cache::{Snapshots, Version};
pub use derive::derive;
pub use directory::{Calendar, Department, Directory, Person, Profile, week};
pub use flight::Flights;
pub use load_campaign::{Rows, campaigns};
pub use load_directory::directories;
pub use roll_up::{RollUp, STATUSES};
pub use rows::{PlanError, campaign};
pub use rows::{
    anchor_kind, stored_constraint_kind, stored_edge, stored_firmness, stored_lag_unit, stored_link_type,
};
pub use snapshot::Snapshot;
pub use status_report::StatusReport;
pub use table::{Difference, Identified, Table};
pub use task_report::TaskReport;
pub use thresholds::{ThresholdChange, ThresholdChanges, ThresholdOverrides};

pub use crate::thresholds;
