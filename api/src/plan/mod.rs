//! Where rows and the scheduling core meet: campaigns read, planned, looked at as of a day, and kept.

mod cache;
mod columns;
mod directory;
mod facts;
mod load_campaign;
mod load_directory;
mod roll_up;
mod rows;
mod snapshot;

pub use cache::{Snapshots, Version};
pub use directory::{Calendar, Department, Directory, Person, Profile, week};
pub use facts::Facts;
pub use load_campaign::Rows;
pub use load_directory::directories;
pub use roll_up::{RollUp, STATUSES};
pub(crate) use rows::stored_link_type;
pub use rows::{PlanError, campaign};
pub use snapshot::Snapshot;
