use async_graphql::{Context, Object};
use entity::session;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::Session;
use crate::graphql::error::Answer;
use crate::graphql::request;

/// What is asked of sessions.
#[derive(Default)]
pub(crate) struct SessionQuery;

#[Object]
impl SessionQuery {
    /// Where the viewer is signed in, the last used first; a token for scripts is told of none.
    async fn sessions(&self, ctx: &Context<'_>) -> Answer<Vec<Session>> {
        let request = request(ctx)?;
        let viewer = request.viewer()?;
        if viewer.limits.is_some() {
            return Ok(Vec::new());
        }
        let rows = session::Entity::find()
            .filter(session::Column::UserId.eq(viewer.user_id))
            .filter(session::Column::EndedAt.is_null())
            .filter(session::Column::ExpiresAt.gt(request.app.clock.now()))
            .order_by_desc(session::Column::LastUsedAt)
            .order_by_desc(session::Column::Id)
            .all(request.app.store.reader())
            .await?;
        let is_this = |row: &session::Model| Some(row.id) == viewer.session_id;
        Ok(rows.into_iter().map(|row| Session { is_this: is_this(&row), row }).collect())
    }
}
