//! Who asks, and their workspaces.

mod object;
mod query;

pub(crate) use object::{Viewer, Workspace};
pub(crate) use query::ViewerQuery;
