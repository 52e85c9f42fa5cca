use async_graphql::{Context, Object};

use super::Department;
use crate::graphql::error::Answer;
use crate::graphql::request;
use crate::graphql::serialised::List;

/// What is asked of departments.
#[derive(Default)]
pub(crate) struct DepartmentQuery;

#[Object]
impl DepartmentQuery {
    /// The departments of the viewer's workspaces, in the workspaces' order and their own.
    async fn departments<'ctx>(&self, ctx: &Context<'ctx>) -> Answer<List<Department<'ctx>>> {
        let directories = request(ctx)?.own_directories().await?;
        Ok(List(directories.into_iter().flat_map(Department::all).collect()))
    }
}
