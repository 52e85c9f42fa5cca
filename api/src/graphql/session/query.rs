use async_graphql::{Context, Object};
use entity::{SessionId, session};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Select};

use super::Session;
use crate::error::Result;
use crate::graphql::error::Answer;
use crate::graphql::request;
use crate::graphql::request::Request;

/// What is asked of sessions.
#[derive(Default)]
pub(crate) struct SessionQuery;

#[Object]
impl SessionQuery {
    /// Where the viewer is signed in, the last used first; a token for scripts is told of none.
    async fn sessions(&self, ctx: &Context<'_>) -> Answer<Vec<Session>> {
        Ok(load(request(ctx)?, |select| select).await?)
    }
}

/// Those sessions of the list that have one of these ids.
pub(crate) async fn sessions_by_id(request: &Request, ids: Vec<SessionId>) -> Result<Vec<Session>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    load(request, |select| select.filter(session::Column::Id.is_in(ids))).await
}

/// The caller's sessions that have not ended, as far as they are selected; a token for scripts has none.
async fn load(
    request: &Request,
    narrow: impl FnOnce(Select<session::Entity>) -> Select<session::Entity>,
) -> Result<Vec<Session>> {
    let viewer = request.viewer()?;
    if viewer.limits.is_some() {
        return Ok(Vec::new());
    }
    let open = session::Entity::find()
        .filter(session::Column::UserId.eq(viewer.user_id))
        .filter(session::Column::EndedAt.is_null())
        .filter(session::Column::ExpiresAt.gt(request.app.clock.now()))
        .order_by_desc(session::Column::LastUsedAt)
        .order_by_desc(session::Column::Id);
    let rows = narrow(open).all(request.app.store.reader()).await?;
    let is_this = |row: &session::Model| Some(row.id) == viewer.session_id;
    Ok(rows.into_iter().map(|row| Session { is_this: is_this(&row), row }).collect())
}
