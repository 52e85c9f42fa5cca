//! Campaigns that were deleted and can be restored.

use async_graphql::{Context, ID, Object};
use chrono::{DateTime as Instant, Utc};
use entity::{CampaignId, UserId, WorkspaceId, campaign};
use macros::serialised_object;
use sea_orm::{DbErr, FromQueryResult, QueryResult};
use uuid::Uuid;

use crate::access::Permission;
use crate::error::Result;
use crate::graphql::enums::CampaignStatus;
use crate::graphql::error::Answer;
use crate::graphql::page::{Arguments, Connection, Page, cursor};
use crate::graphql::request;
use crate::graphql::request::Request;
use crate::graphql::scalar::{DateTime, Id};
use crate::graphql::user::User;
use crate::plan::Directory;
use crate::planning::RESTORABLE;
use crate::store::sql::{Values, columns};

/// What is asked of deleted campaigns.
#[derive(Default)]
pub(crate) struct DeletedCampaignQuery;

/// Where a cursor stands: time of the deletion, and id.
type Place = (Instant<Utc>, Uuid);

/// A deleted campaign.
#[derive(Clone, Copy)]
pub(crate) struct DeletedCampaign<'a> {
    row: &'a Deletion,
    directory: &'a Directory,
}

/// A deleted campaign with its deletion.
struct Deletion {
    campaign: campaign::Model,
    at: Instant<Utc>,
    by: Option<UserId>,
}

impl FromQueryResult for Deletion {
    fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, DbErr> {
        Ok(Self {
            campaign: FromQueryResult::from_query_result(row, "c_")?,
            at: row.try_get("", "c_deleted_at")?,
            by: row.try_get("", "deleted_by")?,
        })
    }
}

impl Deletion {
    fn place(&self) -> Place {
        (self.at, self.campaign.id.0)
    }
}

/// A campaign that was deleted and can be restored.
#[serialised_object(name = "DeletedCampaign")]
impl<'a> DeletedCampaign<'a> {
    /// Opaque id of the campaign; `restoreCampaign` takes it.
    fn id(&self) -> Id<CampaignId> {
        Id(self.row.campaign.id)
    }

    /// Key of the campaign, which is taken until it is purged.
    fn key(&self) -> &'a str {
        &self.row.campaign.key
    }

    /// Name of the campaign.
    fn name(&self) -> &'a str {
        &self.row.campaign.name
    }

    /// Status that the campaign had, and has again when it is restored.
    fn status(&self) -> CampaignStatus {
        self.row.campaign.status.into()
    }

    /// Time of the deletion.
    fn deleted_at(&self) -> DateTime {
        DateTime(self.row.at)
    }

    /// The person who deleted it.  Null for one who was never in the workspace.
    fn deleted_by(&self) -> Option<User<'a>> {
        User::find(self.directory, self.row.by?)
    }

    /// Time until which `restoreCampaign` restores it; then it is purged.
    fn restorable_until(&self) -> DateTime {
        DateTime(self.row.at + RESTORABLE)
    }
}

#[Object]
impl DeletedCampaignQuery {
    /// Deleted campaigns of a workspace that can still be restored, the latest deletion first.  Null for
    /// those who may not restore them.
    async fn deleted_campaigns<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(
            desc = "Id of the workspace; the one of the header `Leadtime-Workspace`, else the caller's \
                oldest, if left out."
        )]
        workspace_id: Option<ID>,
        #[graphql(desc = "Items of the page, 0 to 100; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "Items after this cursor.")] after: Option<String>,
    ) -> Answer<Option<Connection<DeletedCampaign<'ctx>>>> {
        let request = request(ctx)?;
        let Some(workspace) = request.may(Permission::CreateCampaign, workspace_id.as_ref())? else {
            return Ok(None);
        };
        let page = Arguments::forward(first, after).read::<Place>("deletedCampaigns")?;
        let Some(directory) = request.directory(workspace).await? else { return Ok(None) };
        let rows: &Vec<Deletion> = request.keep(find(request, workspace, &page).await?);
        let total = if ctx.look_ahead().field("totalCount").exists() {
            Some(count(request, workspace).await?)
        } else {
            None
        };
        let item =
            |row| (cursor("deletedCampaigns", &Deletion::place(row)), DeletedCampaign { row, directory });
        Ok(Some(Connection::new(&page, rows.iter().map(item).collect(), total)))
    }
}

/// The condition of what can be restored in a workspace.
fn restorable(request: &Request, workspace: WorkspaceId, values: &mut Values) -> String {
    let (workspace, since) = (values.bind(workspace), values.bind(request.app.clock.now() - RESTORABLE));
    format!("c.workspace_id = {workspace} and c.deleted_at > {since}")
}

async fn find(request: &Request, workspace: WorkspaceId, page: &Page<Place>) -> Result<Vec<Deletion>> {
    let mut values = Values::default();
    let mut conditions = vec![restorable(request, workspace, &mut values)];
    if let Some((at, id)) = page.after {
        let (at, id) = (values.bind(at), values.bind(id));
        conditions.push(format!("(c.deleted_at, c.id) < ({at}, {id})"));
    }
    let sql = format!(
        "select {}, (select l.user_id from change l where l.scope_id = c.id and l.cause = 'deleteCampaign'
            order by l.seq desc limit 1) as deleted_by
        from campaign c where {} order by c.deleted_at desc, c.id desc limit {}",
        columns::<campaign::Entity>("c"),
        conditions.join(" and "),
        page.limit + 1
    );
    values.all::<Deletion>(request.app.store.reader(), sql).await
}

async fn count(request: &Request, workspace: WorkspaceId) -> Result<i64> {
    let mut values = Values::default();
    let condition = restorable(request, workspace, &mut values);
    let sql = format!("select count(*) as n from campaign c where {condition}");
    values.count(request.app.store.reader(), sql).await
}
