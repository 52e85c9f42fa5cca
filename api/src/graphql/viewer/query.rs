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
        let viewer = request.viewer()?;
        let directories = request.directories_of(viewer.memberships.iter().map(|(id, _)| *id)).await?;
        let in_view = viewer.workspace_ids().next();
        let directory = directories.iter().find(|known| Some(known.workspace_id()) == in_view).copied();
        Ok(Viewer { id: viewer.user_id, directories, directory })
    }
}
