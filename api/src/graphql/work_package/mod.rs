//! Work packages.

mod filter;
mod object;
mod query;

pub(crate) use filter::WorkPackageOrderField;
pub(crate) use object::{Constraint, Deadline, WorkPackage};
pub(crate) use query::{WorkPackageQuery, by_id};
