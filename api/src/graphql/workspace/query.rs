use async_graphql::{Context, ID, Object};
use entity::{AuditEntryId, InvitationId, WorkspaceId, audit_entry, invitation};
use sea_orm::sea_query::{ExprTrait, IntoCondition};
use sea_orm::{
    ActiveEnum, ColumnTrait, DbBackend, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QueryResult,
};

use crate::access::Permission;
use crate::error::Result;
use crate::graphql::audit_entry::AuditEntry;
use crate::graphql::enums::AuditAction;
use crate::graphql::error::Answer;
use crate::graphql::invitation::Invitation;
use crate::graphql::page::{Arguments, Connection, cursor};
use crate::graphql::request;
use crate::graphql::request::Request;
use crate::store::sql::{Values, columns};

/// What is asked of the administration of a workspace.
#[derive(Default)]
pub(crate) struct WorkspaceQuery;

#[Object]
impl WorkspaceQuery {
    /// Invitations to a workspace that nobody has accepted yet, the latest first; null for those who do not
    /// look after its people.
    async fn invitations(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Id of the workspace; the one of the header `Leadtime-Workspace`, else the caller's \
                oldest, if left out."
        )]
        workspace_id: Option<ID>,
    ) -> Answer<Option<Vec<Invitation>>> {
        let request = request(ctx)?;
        let Some(workspace) = request.may(Permission::ManagePeople, workspace_id.as_ref())? else {
            return Ok(None);
        };
        Ok(Some(open_invitations(request, invitation::Column::WorkspaceId.eq(workspace)).await?))
    }

    /// The audit log of a workspace, the latest first: what was done in it, and how its members signed in.
    /// Null for those who may not read it.
    async fn audit_log<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(
            desc = "Id of the workspace; the one of the header `Leadtime-Workspace`, else the caller's \
                oldest, if left out."
        )]
        workspace_id: Option<ID>,
        #[graphql(desc = "Only entries of these kinds.")] actions: Option<Vec<AuditAction>>,
        #[graphql(desc = "Items of the page, 0 to 100; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "Items after this cursor.")] after: Option<String>,
    ) -> Answer<Option<Connection<AuditEntry<'ctx>>>> {
        let request = request(ctx)?;
        let Some(workspace) = request.may(Permission::ReadAuditLog, workspace_id.as_ref())? else {
            return Ok(None);
        };
        let page = Arguments::forward(first, after).read::<uuid::Uuid>("auditLog")?;
        let mut values = Values::default();
        let mut conditions = Vec::new();
        if let Some(actions) = actions {
            let words = actions.into_iter().map(|action| entity::AuditAction::from(action).to_value());
            conditions.push(format!("x.action in ({})", values.bind_all(words)));
        }
        if let Some(after) = page.after {
            conditions.push(format!("x.id < {}", values.bind(after)));
        }
        let entries = entries(request, workspace, (values, conditions), page.limit + 1).await?;
        let items = entries.into_iter().map(|entry| (cursor("auditLog", &entry.row.id.0), entry));
        Ok(Some(Connection::new(&page, items.collect(), None)))
    }
}

/// Open invitations that are selected, the latest first.
async fn open_invitations(request: &Request, selected: impl IntoCondition) -> Result<Vec<Invitation>> {
    let rows = invitation::Entity::find()
        .filter(selected)
        .filter(invitation::Column::AcceptedAt.is_null())
        .filter(invitation::Column::RevokedAt.is_null())
        .filter(invitation::Column::ExpiresAt.gt(request.app.clock.now()))
        .order_by_desc(invitation::Column::Id)
        .all(request.app.store.reader())
        .await?;
    Ok(rows.into_iter().map(Invitation).collect())
}

/// Those invitations of the lists of all workspaces that have one of these ids.
pub(crate) async fn invitations_by_id(request: &Request, ids: Vec<InvitationId>) -> Result<Vec<Invitation>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let workspaces = request.workspaces_where(Permission::ManagePeople)?;
    let visible = invitation::Column::WorkspaceId.is_in(workspaces);
    open_invitations(request, visible.and(invitation::Column::Id.is_in(ids))).await
}

/// Those entries of the audit logs of all workspaces that have one of these ids.
pub(crate) async fn audit_entries_by_id(
    request: &Request,
    ids: Vec<AuditEntryId>,
) -> Result<Vec<AuditEntry<'_>>> {
    let mut found = Vec::new();
    if ids.is_empty() {
        return Ok(found);
    }
    for workspace in request.workspaces_where(Permission::ReadAuditLog)? {
        let mut values = Values::default();
        let is_asked_for = format!("x.id in ({})", values.bind_all(ids.iter().copied()));
        found.extend(entries(request, workspace, (values, vec![is_asked_for]), ids.len()).await?);
    }
    Ok(found)
}

/// Entries of a workspace's audit log for which conditions over `x` hold, the latest first.  Its two parts
/// are walks along indexes, each no longer than the answer: the workspace's own entries, and those of each
/// member outside of any workspace.
async fn entries(
    request: &Request,
    workspace: WorkspaceId,
    (mut values, conditions): (Values, Vec<String>),
    limit: usize,
) -> Result<Vec<AuditEntry<'_>>> {
    let (here, members_here) = (values.bind(workspace), values.bind(workspace));
    let of_people = values.bind_all(OF_PEOPLE.map(|action| action.to_value()));
    let asked = conditions.iter().flat_map(|condition| ["and ", condition, " "]).collect::<String>();
    let latest = format!("{asked}order by x.id desc limit {limit}");
    let outside = format!(
        "select x.id from audit_entry x where x.user_id = m.user_id and x.workspace_id is null
            and x.action in ({of_people}) and x.at >= m.created_at {latest}"
    );
    // SQLite has no lateral joins, and PostgreSQL would look for each entry in each member's latest.
    let join = if request.app.store.reader().get_database_backend() == DbBackend::Sqlite {
        format!("join audit_entry o on o.id in ({outside})")
    } else {
        format!("cross join lateral ({outside}) o")
    };
    let sql = format!(
        "select {} from audit_entry e where e.id in (
            select i.id from (select x.id from audit_entry x where x.workspace_id = {here} {latest}) i
            union all
            select o.id from membership m {join} where m.workspace_id = {members_here}
            and m.status = 'active')
        order by e.id desc limit {limit}",
        columns::<audit_entry::Entity>("e"),
    );
    let rows = values.all::<Entry>(request.app.store.reader(), sql).await?;
    let rows: &Vec<Entry> = request.keep(rows);
    let Some(directory) = request.directories_of([workspace]).await?.first().copied() else {
        return Ok(Vec::new());
    };
    Ok(rows.iter().map(|Entry(row)| AuditEntry { row, directory }).collect())
}

/// Actions outside of any workspace: administrators of a workspace see those of its members, from the day
/// that they joined.
const OF_PEOPLE: [entity::AuditAction; 7] = [
    entity::AuditAction::SignedIn,
    entity::AuditAction::SignInRefused,
    entity::AuditAction::SessionReused,
    entity::AuditAction::SignedOut,
    entity::AuditAction::SignedOutEverywhere,
    entity::AuditAction::PasswordChanged,
    entity::AuditAction::PasswordReset,
];

struct Entry(audit_entry::Model);

impl FromQueryResult for Entry {
    fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, DbErr> {
        FromQueryResult::from_query_result(row, "e_").map(Self)
    }
}
