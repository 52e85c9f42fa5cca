//! Departments.

mod command;
mod input;
mod mutation;
mod object;
mod query;

pub(crate) use mutation::DepartmentMutation;
pub(crate) use object::Department;
pub(crate) use query::DepartmentQuery;
