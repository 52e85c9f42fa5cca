//! Anything by its id.

mod id;
mod object;
mod query;

pub(crate) use object::Node;
pub(crate) use query::NodeQuery;
