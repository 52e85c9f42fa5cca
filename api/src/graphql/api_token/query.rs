use async_graphql::{Context, ID, Object};
use entity::api_token;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::ApiToken;
use crate::access::Permission;
use crate::graphql::error::Answer;
use crate::graphql::request;

/// What is asked of tokens for scripts.
#[derive(Default)]
pub(crate) struct ApiTokenQuery;

#[Object]
impl ApiTokenQuery {
    /// Tokens for scripts that hold, the latest first: the viewer's own, and for those who manage tokens all of the
    /// workspace; a token that does not manage them sees itself.
    async fn tokens(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The workspace; the one that the request is about, if left out.")]
        workspace_id: Option<ID>,
    ) -> Answer<Vec<ApiToken>> {
        let request = request(ctx)?;
        let viewer = request.viewer()?;
        let Some(workspace) = request.may(Permission::Read, workspace_id.as_ref())? else {
            return Ok(Vec::new());
        };
        let mut select = api_token::Entity::find()
            .filter(api_token::Column::WorkspaceId.eq(workspace))
            .filter(api_token::Column::RevokedAt.is_null())
            .filter(api_token::Column::ExpiresAt.gt(request.app.clock.now()));
        if request.may(Permission::ManageTokens, workspace_id.as_ref())?.is_none() {
            select = match &viewer.limits {
                Some(limits) => select.filter(api_token::Column::Id.eq(limits.token_id)),
                None => select.filter(api_token::Column::UserId.eq(viewer.user_id)),
            };
        }
        let rows = select.order_by_desc(api_token::Column::Id).all(request.app.store.reader()).await?;
        Ok(rows.into_iter().map(ApiToken).collect())
    }
}
