use async_graphql::{Context, ID, Object};
use entity::{WorkspaceId, audit_entry, invitation, membership};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use crate::access::Permission;
use crate::error::Result;
use crate::graphql::audit_entry::AuditEntry;
use crate::graphql::error::Answer;
use crate::graphql::invitation::Invitation;
use crate::graphql::page::{Arguments, Connection, Page, cursor};
use crate::graphql::request;
use crate::graphql::request::Request;
use crate::graphql::word::AuditAction;

/// What is asked of the administration of a workspace.
#[derive(Default)]
pub(crate) struct WorkspaceQuery;

#[Object]
impl WorkspaceQuery {
    /// Invitations to a workspace that nobody has accepted yet, the latest first; null for those who do not look after its
    /// people.
    async fn invitations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The workspace; the one that the request is about, if left out.")]
        workspace_id: Option<ID>,
    ) -> Answer<Option<Vec<Invitation>>> {
        let request = request(ctx)?;
        let Some(workspace) = request.may(Permission::ManagePeople, workspace_id.as_ref())? else {
            return Ok(None);
        };
        let rows = invitation::Entity::find()
            .filter(invitation::Column::WorkspaceId.eq(workspace))
            .filter(invitation::Column::AcceptedAt.is_null())
            .filter(invitation::Column::RevokedAt.is_null())
            .filter(invitation::Column::ExpiresAt.gt(request.app.clock.now()))
            .order_by_desc(invitation::Column::Id)
            .all(request.app.store.reader())
            .await?;
        Ok(Some(rows.into_iter().map(Invitation).collect()))
    }

    /// The audit log of a workspace, the latest first: what was done in it, and how its members signed in.  Null for those
    /// who may not read it.
    async fn audit_log<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "The workspace; the one that the request is about, if left out.")]
        workspace_id: Option<ID>,
        #[graphql(desc = "Only entries of these kinds.")] actions: Option<Vec<AuditAction>>,
        #[graphql(desc = "Items of the page, 0 to 100; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "Items after this cursor.")] after: Option<String>,
    ) -> Answer<Option<Connection<AuditEntry<'ctx>>>> {
        let request = request(ctx)?;
        let Some(workspace) = request.may(Permission::ReadAuditLog, workspace_id.as_ref())? else {
            return Ok(None);
        };
        let page = Arguments { first, after, last: None, before: None }.read::<uuid::Uuid>("auditLog")?;
        let rows = entries(request, workspace, actions, &page).await?;
        let rows: &Vec<audit_entry::Model> = request.keep(rows);
        let directory = request.directory(workspace).await?;
        let items = rows.iter().map(|row| (cursor("auditLog", &row.id.0), AuditEntry { row, directory }));
        Ok(Some(Connection::new(&page, items.collect(), None)))
    }
}

async fn entries(
    request: &Request,
    workspace: WorkspaceId,
    actions: Option<Vec<AuditAction>>,
    page: &Page<uuid::Uuid>,
) -> Result<Vec<audit_entry::Model>> {
    // What belongs to no workspace, such as a sign-in, is shown where its person is.
    let members = membership::Entity::find()
        .select_only()
        .column(membership::Column::UserId)
        .filter(membership::Column::WorkspaceId.eq(workspace));
    let of_members = Condition::all()
        .add(audit_entry::Column::WorkspaceId.is_null())
        .add(audit_entry::Column::UserId.in_subquery(members.into_query()));
    let own = Condition::any().add(audit_entry::Column::WorkspaceId.eq(workspace)).add(of_members);
    let mut select = audit_entry::Entity::find().filter(own);
    if let Some(actions) = actions {
        let actions = actions.into_iter().map(entity::AuditAction::from);
        select = select.filter(audit_entry::Column::Action.is_in(actions));
    }
    if let Some(after) = page.after {
        select = select.filter(audit_entry::Column::Id.lt(after));
    }
    let limit = u64::try_from(page.limit).unwrap_or_default() + 1;
    let rows = select.order_by_desc(audit_entry::Column::Id).limit(limit);
    Ok(rows.all(request.app.store.reader()).await?)
}
