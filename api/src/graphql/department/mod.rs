//! Departments.

mod object;
mod query;

pub(crate) use object::Department;
pub(crate) use query::DepartmentQuery;
