use async_graphql::{Context, ID, Object};
use entity::{ApiTokenId, WorkspaceId, api_token};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};

use super::ApiToken;
use crate::access::Permission;
use crate::error::Result;
use crate::graphql::error::Answer;
use crate::graphql::request;
use crate::graphql::request::Request;

/// What is asked of tokens for scripts.
#[derive(Default)]
pub(crate) struct ApiTokenQuery;

#[Object]
impl ApiTokenQuery {
    /// Valid API tokens, the newest first: the viewer's own, and for those who manage tokens all of the
    /// workspace; a token that does not manage them sees itself.
    async fn tokens(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Id of the workspace; the one of the header `Leadtime-Workspace`, else the caller's \
                oldest, if left out."
        )]
        workspace_id: Option<ID>,
    ) -> Answer<Vec<ApiToken>> {
        let request = request(ctx)?;
        let Some(workspace) = request.may(Permission::Read, workspace_id.as_ref())? else {
            return Ok(Vec::new());
        };
        Ok(load(request, visible(request, workspace)?).await?)
    }
}

/// Those tokens of the lists of all workspaces that have one of these ids.
pub(crate) async fn api_tokens_by_id(request: &Request, ids: Vec<ApiTokenId>) -> Result<Vec<ApiToken>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut anywhere = Condition::any();
    for workspace in request.workspaces_where(Permission::Read)? {
        anywhere = anywhere.add(visible(request, workspace)?);
    }
    if anywhere.is_empty() {
        return Ok(Vec::new());
    }
    load(request, Condition::all().add(anywhere).add(api_token::Column::Id.is_in(ids))).await
}

/// Tokens of a workspace that the caller can see.
fn visible(request: &Request, workspace: WorkspaceId) -> Result<Condition> {
    let viewer = request.viewer()?;
    let of_workspace = Condition::all().add(api_token::Column::WorkspaceId.eq(workspace));
    if request.workspaces_where(Permission::ManageTokens)?.contains(&workspace) {
        return Ok(of_workspace);
    }
    Ok(of_workspace.add(match &viewer.limits {
        Some(limits) => api_token::Column::Id.eq(limits.token_id),
        None => api_token::Column::UserId.eq(viewer.user_id),
    }))
}

/// Tokens that are valid, as far as they are selected, the latest first.
async fn load(request: &Request, selected: Condition) -> Result<Vec<ApiToken>> {
    let rows = api_token::Entity::find()
        .filter(selected)
        .filter(api_token::Column::RevokedAt.is_null())
        .filter(api_token::Column::ExpiresAt.gt(request.app.clock.now()))
        .order_by_desc(api_token::Column::Id)
        .all(request.app.store.reader())
        .await?;
    Ok(rows.into_iter().map(ApiToken).collect())
}
