use async_graphql::{Context, Object};

use super::Viewer;
use crate::graphql::error::Answer;
use crate::graphql::request;

/// What is asked of the viewer.
#[derive(Default)]
pub(crate) struct ViewerQuery;

#[Object]
impl ViewerQuery {
    /// Who asks.
    async fn viewer<'ctx>(&self, ctx: &Context<'ctx>) -> Answer<Viewer<'ctx>> {
        let request = request(ctx)?;
        Ok(Viewer { id: request.viewer()?.user_id, directories: request.own_directories().await? })
    }
}
