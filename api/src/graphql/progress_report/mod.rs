//! Reports of progress, and what was known by them on a day.

mod burn_up;
mod load;
mod object;

pub(crate) use burn_up::{BurnUp, burn_up};
pub(crate) use load::{ReportKey, of_work_package};
pub(crate) use object::ProgressReport;
