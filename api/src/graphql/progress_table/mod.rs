//! The progress table: a campaign's whole Gantt as of a day.

mod dates;
mod filter;
mod reason;
mod roll_up;
mod root_cause;
mod row;
mod table;

pub(crate) use dates::{Actual, Dates};
pub(crate) use filter::ProgressFilter;
pub(crate) use reason::Reason as DateReason;
pub(crate) use root_cause::RootCause;
pub(crate) use row::Row as ProgressRow;
pub(crate) use table::ProgressTable;
