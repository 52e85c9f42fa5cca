use async_graphql::{Context, ID, Object};
use entity::{WorkspaceId, audit_entry, invitation};
use sea_orm::{
    ActiveEnum, ColumnTrait, DbBackend, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QueryResult,
};

use crate::access::Permission;
use crate::error::Result;
use crate::graphql::audit_entry::AuditEntry;
use crate::graphql::error::Answer;
use crate::graphql::invitation::Invitation;
use crate::graphql::page::{Arguments, Connection, Page, cursor};
use crate::graphql::request;
use crate::graphql::request::Request;
use crate::graphql::word::AuditAction;
use crate::store::sql::{Values, columns};

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
        let Some(directory) = request.directories_of([workspace]).await?.first().copied() else {
            return Ok(None);
        };
        let items = rows.iter().map(|row| (cursor("auditLog", &row.id.0), AuditEntry { row, directory }));
        Ok(Some(Connection::new(&page, items.collect(), None)))
    }
}

/// A page of the log.  Its two parts are walks along indexes, the latest first, each no longer than the page: the
/// workspace's own entries, and those of each member outside of any workspace.
async fn entries(
    request: &Request,
    workspace: WorkspaceId,
    actions: Option<Vec<AuditAction>>,
    page: &Page<uuid::Uuid>,
) -> Result<Vec<audit_entry::Model>> {
    let reader = request.app.store.reader();
    let mut values = Values::default();
    let (here, members_here) = (values.bind(workspace), values.bind(workspace));
    let of_people = values.bind_all(OF_PEOPLE.map(|action| action.to_value()));
    let mut asked = String::new();
    if let Some(actions) = actions {
        let words = actions.into_iter().map(|action| entity::AuditAction::from(action).to_value());
        asked += &format!("and x.action in ({}) ", values.bind_all(words));
    }
    if let Some(after) = page.after {
        asked += &format!("and x.id < {} ", values.bind(after));
    }
    let latest = format!("{asked}order by x.id desc limit {}", page.limit + 1);
    let outside = format!(
        "select x.id from audit_entry x where x.user_id = m.user_id and x.workspace_id is null
            and x.action in ({of_people}) and x.at >= m.created_at {latest}"
    );
    // SQLite has no lateral joins, and PostgreSQL would look for each entry in each member's latest.
    let join = if reader.get_database_backend() == DbBackend::Sqlite {
        format!("join audit_entry o on o.id in ({outside})")
    } else {
        format!("cross join lateral ({outside}) o")
    };
    let sql = format!(
        "select {} from audit_entry e where e.id in (
            select i.id from (select x.id from audit_entry x where x.workspace_id = {here} {latest}) i
            union all
            select o.id from membership m {join} where m.workspace_id = {members_here} and m.status = 'active')
        order by e.id desc limit {}",
        columns::<audit_entry::Entity>("e"),
        page.limit + 1
    );
    let rows = values.all::<Entry>(reader, sql).await?;
    Ok(rows.into_iter().map(|Entry(row)| row).collect())
}

/// What people do outside of any workspace, and those see who look after one that they are in, since they came.
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
