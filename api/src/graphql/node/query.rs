use async_graphql::{Context, ID, Object};
use entity::{CampaignId, baseline, plan_proposal, progress_report};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::Node;
use super::id::{AnyId, Ids};
use crate::error::{Error, Result};
use crate::graphql::anchor::Anchor;
use crate::graphql::api_token::{self, ApiToken};
use crate::graphql::audit_entry::AuditEntry;
use crate::graphql::baseline::Baseline;
use crate::graphql::calendar::Calendar;
use crate::graphql::campaign::Campaign;
use crate::graphql::campaign_file::{ImportJob, import_jobs_by_id};
use crate::graphql::day_off::DayOff;
use crate::graphql::department::Department;
use crate::graphql::dependency::Dependency;
use crate::graphql::error::Answer;
use crate::graphql::invitation::Invitation;
use crate::graphql::progress_report::ProgressReport;
use crate::graphql::proposal::PlanProposal;
use crate::graphql::request;
use crate::graphql::request::{CampaignBatch, Request};
use crate::graphql::session::{self, Session};
use crate::graphql::slip::Slip;
use crate::graphql::user::User;
use crate::graphql::viewer::Workspace;
use crate::graphql::work_package::WorkPackage;
use crate::graphql::workspace;
use crate::plan::{Directory, Snapshot};
use crate::store::sql::Values;

/// Ids that one list may ask for.
const MOST: usize = 100;

/// Anything by its id.
#[derive(Default)]
pub(crate) struct NodeQuery;

#[Object]
impl NodeQuery {
    /// Anything by its id; null where there is nothing that the viewer can see.
    async fn node<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "Its id.")] id: ID,
    ) -> Option<Answer<Node<'ctx>>> {
        let found = async || -> Answer<Option<Node<'ctx>>> {
            Ok(Box::pin(find(request(ctx)?, &[id])).await?.pop().flatten())
        };
        found().await.transpose()
    }

    /// Things by their ids, in the order asked; null for each that the viewer cannot see.
    async fn nodes<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "Their ids, 100 at most.")] ids: Vec<ID>,
    ) -> Answer<Vec<Option<Node<'ctx>>>> {
        if ids.len() > MOST {
            return Err(Error::bad_input("ids", format!("expected {MOST} ids at most")).into());
        }
        Ok(Box::pin(find(request(ctx)?, &ids)).await?)
    }
}

/// Things by their ids: a statement for each type that is asked for.
async fn find<'a>(request: &'a Request, ids: &[ID]) -> Result<Vec<Option<Node<'a>>>> {
    request.viewer()?;
    let ids: Vec<_> = ids.iter().map(|id| AnyId::parse(id)).collect();
    let found = Found::read(request, ids.iter().flatten().copied().collect()).await?;
    Ok(ids.into_iter().map(|id| id.and_then(|id| found.node(id))).collect())
}

/// Rows of the nodes that are asked for, as far as the caller can see them.
struct Found<'a> {
    request: &'a Request,
    directories: Vec<&'a Directory>,
    campaigns: Option<&'a CampaignBatch>,
    /// The campaigns that other nodes belong to.
    within: Vec<(Uuid, CampaignId)>,
    baselines: Vec<baseline::Model>,
    proposals: Vec<plan_proposal::Model>,
    reports: &'a [progress_report::Model],
    sessions: Vec<Session>,
    api_tokens: Vec<ApiToken>,
    import_jobs: Vec<ImportJob>,
    invitations: Vec<Invitation>,
    audit_entries: Vec<AuditEntry<'a>>,
}

impl<'a> Found<'a> {
    async fn read(request: &'a Request, ids: Ids) -> Result<Self> {
        let within = campaigns_of(request, &ids).await?;
        Ok(Self {
            request,
            directories: directories(request, &ids).await?,
            campaigns: campaigns(request, &ids, &within).await?,
            within,
            baselines: baselines(request, &ids).await?,
            proposals: proposals(request, &ids).await?,
            reports: reports(request, &ids).await?,
            sessions: session::sessions_by_id(request, ids.sessions).await?,
            api_tokens: api_token::api_tokens_by_id(request, ids.api_tokens).await?,
            import_jobs: import_jobs_by_id(request, ids.import_jobs).await?,
            invitations: workspace::invitations_by_id(request, ids.invitations).await?,
            audit_entries: workspace::audit_entries_by_id(request, ids.audit_entries).await?,
        })
    }

    /// The plan of the campaign that something belongs to.
    fn snapshot(&self, of: Uuid) -> Option<&'a Snapshot> {
        let (_, campaign) = self.within.iter().find(|(id, _)| *id == of)?;
        let row = self.campaigns?.0.iter().find(|row| row.campaign.id == *campaign)?;
        self.request.snapshot(row)
    }

    fn node(&self, id: AnyId) -> Option<Node<'a>> {
        let mut directories = self.directories.iter().copied();
        match id {
            AnyId::Anchor(id) => {
                let row = self.snapshot(id.0)?.anchors.get(id)?;
                Some(Node::Anchor(Anchor(row)))
            }
            AnyId::ApiToken(id) => {
                let row = self.api_tokens.iter().find(|token| token.0.id == id)?;
                Some(Node::ApiToken(row.clone()))
            }
            AnyId::AuditEntry(id) => {
                self.audit_entries.iter().find(|entry| entry.row.id == id).copied().map(Node::AuditEntry)
            }
            AnyId::Baseline(id) => {
                let row = self.baselines.iter().find(|row| row.id == id)?;
                self.snapshot(id.0).map(|_| Node::Baseline(Baseline(row.clone())))
            }
            AnyId::Calendar(id) => {
                directories.find_map(|known| Calendar::find(known, id)).map(Node::Calendar)
            }
            AnyId::Campaign(id) => {
                Campaign::all(self.campaigns?).find(|campaign| campaign.is(id)).map(Node::Campaign)
            }
            AnyId::DayOff(id) => directories.find_map(|known| DayOff::find(known, id)).map(Node::DayOff),
            AnyId::Department(id) => {
                directories.find_map(|known| Department::find(known, id)).map(Node::Department)
            }
            AnyId::Dependency(id) => {
                let snapshot = self.snapshot(id.0)?;
                let row = snapshot.dependencies.get(id)?;
                Some(Node::Dependency(Dependency { snapshot, row }))
            }
            AnyId::ImportJob(id) => {
                self.import_jobs.iter().find(|job| job.0.id == id).cloned().map(Node::ImportJob)
            }
            AnyId::Invitation(id) => {
                self.invitations.iter().find(|one| one.0.id == id).cloned().map(Node::Invitation)
            }
            AnyId::PlanProposal(id) => {
                let row = self.proposals.iter().find(|row| row.id == id)?.clone();
                Some(Node::PlanProposal(PlanProposal { snapshot: self.snapshot(id.0)?, row }))
            }
            AnyId::ProgressReport(id) => {
                let row = self.reports.iter().find(|row| row.id == id)?;
                let directory = &self.snapshot(id.0)?.directory;
                Some(Node::ProgressReport(ProgressReport { directory, row }))
            }
            AnyId::Session(id) => self.sessions.iter().find(|one| one.is(id)).cloned().map(Node::Session),
            AnyId::Slip(id) => {
                let snapshot = self.snapshot(id.0)?;
                let row = snapshot.slips.get(id)?;
                Some(Node::Slip(Slip { snapshot, row }))
            }
            AnyId::User(id) => directories.find_map(|known| User::find(known, id)).map(Node::User),
            AnyId::WorkPackage(id) => WorkPackage::find(self.snapshot(id.0)?, id).map(Node::WorkPackage),
            AnyId::Workspace(id) => {
                let known = directories.find(|known| known.workspace_id() == id)?;
                Some(Node::Workspace(Workspace(known)))
            }
        }
    }
}

async fn directories<'a>(request: &'a Request, ids: &Ids) -> Result<Vec<&'a Directory>> {
    let is_needed = !ids.calendars.is_empty()
        || !ids.days_off.is_empty()
        || !ids.departments.is_empty()
        || !ids.users.is_empty()
        || !ids.workspaces.is_empty();
    if is_needed { request.own_directories().await } else { Ok(Vec::new()) }
}

async fn campaigns<'a>(
    request: &'a Request,
    ids: &Ids,
    within: &[(Uuid, CampaignId)],
) -> Result<Option<&'a CampaignBatch>> {
    let direct = ids.campaigns.iter().copied();
    let all = direct.clone().chain(within.iter().map(|(_, campaign)| *campaign));
    Ok(if !within.is_empty() {
        Some(request.campaigns_of(all).await?)
    } else if ids.campaigns.is_empty() {
        None
    } else {
        Some(request.campaigns_by_id(direct).await?)
    })
}

async fn baselines(request: &Request, ids: &Ids) -> Result<Vec<baseline::Model>> {
    if ids.baselines.is_empty() {
        return Ok(Vec::new());
    }
    let of_these = baseline::Column::Id.is_in(ids.baselines.iter().copied());
    Ok(baseline::Entity::live().filter(of_these).all(request.app.store.reader()).await?)
}

async fn proposals(request: &Request, ids: &Ids) -> Result<Vec<plan_proposal::Model>> {
    if ids.proposals.is_empty() {
        return Ok(Vec::new());
    }
    let of_these = plan_proposal::Column::Id.is_in(ids.proposals.iter().copied());
    Ok(plan_proposal::Entity::find().filter(of_these).all(request.app.store.reader()).await?)
}

async fn reports<'a>(request: &'a Request, ids: &Ids) -> Result<&'a [progress_report::Model]> {
    if ids.reports.is_empty() {
        return Ok(&[]);
    }
    let of_these = progress_report::Column::Id.is_in(ids.reports.iter().copied());
    let rows = progress_report::Entity::find().filter(of_these).all(request.app.store.reader()).await?;
    Ok(request.keep(rows))
}

/// The campaigns that the things of these ids are part of.
async fn campaigns_of(request: &Request, ids: &Ids) -> Result<Vec<(Uuid, CampaignId)>> {
    let mut found = Vec::new();
    let tables: [(&str, Vec<Uuid>); 7] = [
        ("anchor", ids.anchors.iter().map(|id| id.0).collect()),
        ("baseline", ids.baselines.iter().map(|id| id.0).collect()),
        ("dependency", ids.dependencies.iter().map(|id| id.0).collect()),
        ("plan_proposal", ids.proposals.iter().map(|id| id.0).collect()),
        ("progress_report", ids.reports.iter().map(|id| id.0).collect()),
        ("slip", ids.slips.iter().map(|id| id.0).collect()),
        ("work_package", ids.work_packages.iter().map(|id| id.0).collect()),
    ];
    for (table, asked) in tables {
        if asked.is_empty() {
            continue;
        }
        let mut values = Values::default();
        let asked = values.bind_all(asked);
        let sql = format!("select id, campaign_id from {table} where id in ({asked})");
        for row in values.rows(request.app.store.reader(), sql).await? {
            found.push((row.try_get("", "id")?, row.try_get("", "campaign_id")?));
        }
    }
    Ok(found)
}
