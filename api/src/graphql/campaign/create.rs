//! Creating a campaign.

use async_graphql::{ID, InputObject};
use chrono::NaiveDate;
use entity::{CalendarId, CampaignId, Edge, UserId, WorkspaceId, calendar, campaign, membership, workspace};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::access::Permission;
use crate::error::Result;
use crate::graphql::mutate::{Idempotency, own_id};
use crate::graphql::plan_edit::MomentInput;
use crate::graphql::request::Request;
use crate::graphql::scalar::Date;
use crate::people::field::{self, fields};
use crate::planning::{self, CampaignCopy, refuse_taken_key};
use crate::refusal::{At, Code, Refusal};
use crate::write::{Command, Write};

/// A campaign to copy, on other dates.
#[derive(InputObject)]
struct CopyOfInput {
    /// Id of the campaign: of the same workspace.
    campaign_id: ID,
    /// Date of the copy's launch: of its anchor `LAUNCH`, or its start where it has none.  Start, required
    /// finish, anchors, typed dates, constraints and deadlines keep their distance to it: in working days of
    /// their calendar where they are on one, else in calendar days.  The dates stay as they are if left out.
    launch: Option<Date>,
}

/// A campaign to create, without work packages or as a copy of another.
#[derive(InputObject)]
pub(super) struct CreateCampaignInput {
    /// Id of the workspace; the one of the header `Leadtime-Workspace`, else the caller's oldest, if left
    /// out.
    workspace_id: Option<ID>,
    /// An id of the client's own making: `cmp_` and 26 characters of base 32.  The server makes one if left
    /// out.
    id: Option<ID>,
    /// The key that its work packages are called by, such as `D11` in `D11-42`: a letter and up to 15 letters
    /// or digits, unique in the workspace.
    key: String,
    /// Name, 1 to 200 characters.
    name: String,
    /// The campaign to copy: its theme, goals, audience, channel, anchors, work packages and dependencies,
    /// without what was reported, external ids and baselines.
    copy_of: Option<CopyOfInput>,
    /// First day: no work starts before it.  Required unless `copyOf` is given: then it follows from the
    /// copied one.
    start: Option<Date>,
    /// When everything has to be done; late dates are counted from it.  Of a copy it follows from the copied
    /// one if left out.
    required_finish: Option<MomentInput>,
    /// Id of the person who owns it, a member of the workspace; the caller if left out.
    owner_id: Option<ID>,
    /// Id of the calendar of work that names none; the copied campaign's, else the workspace's default
    /// calendar, if left out.
    calendar_id: Option<ID>,
    /// IANA time zone that its "today" is asked in; the copied campaign's, else the workspace's, if left out.
    time_zone: Option<String>,
    #[graphql(flatten)]
    pub idempotency: Idempotency,
}

/// The sequence number of a campaign's first change.
pub(crate) const CREATED: i64 = 1;

pub(super) struct CreateCampaign {
    workspace_id: WorkspaceId,
    id: CampaignId,
    key: String,
    name: String,
    copy_of: Option<(CampaignId, Option<NaiveDate>)>,
    start: Option<NaiveDate>,
    required_finish: Option<(NaiveDate, Edge)>,
    owner_id: UserId,
    calendar_id: Option<CalendarId>,
    time_zone: Option<String>,
}

impl CreateCampaign {
    pub(super) fn parse(request: &Request, input: CreateCampaignInput) -> Result<Self> {
        let CreateCampaignInput {
            workspace_id,
            id,
            key,
            name,
            copy_of,
            start,
            required_finish,
            owner_id,
            calendar_id,
            time_zone,
            idempotency: _,
        } = input;
        let viewer = request.viewer()?;
        let unknown = || Refusal::from(Code::NotFound);
        let campaign = |id: &ID| CampaignId::parse(id).ok_or_else(unknown);
        let owner = |id: ID| UserId::parse(&id).ok_or_else(unknown);
        let calendar = |id: ID| CalendarId::parse(&id).ok_or_else(unknown);
        let copied = |CopyOfInput { campaign_id, launch }: CopyOfInput| {
            Ok((campaign(&campaign_id).at("campaignId")?, launch.map(|date| date.0)))
        };
        let is_copy = copy_of.is_some();
        fields! {
            workspace_id = request.workspace(workspace_id.as_ref()).at("workspaceId");
            id = own_id(id.as_ref(), CampaignId::parse, CampaignId).at("id");
            key = field::campaign_key(&key).at("key");
            name = field::name(&name).at("name");
            copy_of = copy_of.map(copied).transpose().at("copyOf");
            start = if start.is_some() || is_copy { Ok(start) } else { Err(Code::Required.at("start")) };
            owner_id = owner_id.map_or(Ok(viewer.user_id), owner).at("ownerId");
            calendar_id = calendar_id.map(calendar).transpose().at("calendarId");
            time_zone = time_zone.map(|zone| field::time_zone(&zone)).transpose().at("timeZone");
        }
        let start = start.map(|date| date.0);
        let required_finish = required_finish.map(|finish| (finish.date.0, finish.edge.into()));
        Ok(Self {
            workspace_id,
            id,
            key,
            name,
            copy_of,
            start,
            required_finish,
            owner_id,
            calendar_id,
            time_zone,
        })
    }

    /// The campaign to copy, with its row locked.
    async fn copy(&self, write: &Write<'_>) -> Result<Option<CampaignCopy>> {
        let Some((id, launch)) = self.copy_of else { return Ok(None) };
        let source = planning::open(write, id).await.at("campaignId")?;
        if source.campaign.workspace_id != self.workspace_id {
            return Err(Code::NotFound.at("campaignId").into());
        }
        Ok(Some(CampaignCopy::new(source, launch)))
    }

    /// The calendar of work that names none.
    async fn calendar(&self, write: &Write<'_>, copy: Option<&CampaignCopy>) -> Result<CalendarId> {
        let of_workspace =
            calendar::Entity::find().filter(calendar::Column::WorkspaceId.eq(self.workspace_id));
        let found = match (self.calendar_id, copy) {
            (Some(id), _) => of_workspace.filter(calendar::Column::Id.eq(id)),
            (None, Some(copy)) => return Ok(copy.source().calendar_id),
            (None, None) => of_workspace.filter(calendar::Column::IsDefault.eq(true)),
        };
        Ok(found.one(write.transaction()).await?.ok_or(Code::NotFound)?.id)
    }

    /// First day and required finish.
    fn dates(&self, copy: Option<&CampaignCopy>) -> Result<(NaiveDate, Option<(NaiveDate, Edge)>), Refusal> {
        let of_copy = |refusal: Refusal| refusal.at("launch").at("copyOf");
        let start = self
            .start
            .map_or_else(|| copy.ok_or(Code::Required.at("start"))?.start().map_err(of_copy), Ok)?;
        let finish = match (self.required_finish, copy) {
            (None, Some(copy)) => copy.required_finish().map_err(of_copy)?,
            (given, _) => given,
        };
        if finish.is_some_and(|(date, _)| date < start) {
            return Err(Code::FinishBeforeStart.at("requiredFinish"));
        }
        Ok((start, finish))
    }

    /// The row of the campaign.
    async fn row(&self, write: &Write<'_>, copy: Option<&CampaignCopy>) -> Result<campaign::Model> {
        let workspace = workspace::Entity::find_by_id(self.workspace_id).one(write.transaction()).await?;
        let workspace = workspace.ok_or(Code::NotFound.at("workspaceId"))?;
        let (start_on, required_finish) = self.dates(copy)?;
        let source = copy.map(CampaignCopy::source);
        let zone = source.map_or(workspace.time_zone, |row| row.time_zone.clone());
        Ok(campaign::Model {
            id: self.id,
            workspace_id: self.workspace_id,
            key: self.key.clone(),
            name: self.name.clone(),
            theme: source.and_then(|row| row.theme.clone()),
            owner_id: self.owner_id,
            goals: source.and_then(|row| row.goals.clone()),
            audience: source.and_then(|row| row.audience.clone()),
            channel: source.and_then(|row| row.channel.clone()),
            time_zone: self.time_zone.clone().unwrap_or(zone),
            calendar_id: self.calendar(write, copy).await.at("calendarId")?,
            start_on,
            required_finish_on: required_finish.map(|(date, _)| date),
            required_finish_edge: required_finish.map(|(_, edge)| edge),
            status: entity::CampaignStatus::Draft,
            seq: CREATED - 1,
            version: 1,
            created_at: write.caller.now,
            last_number: 0,
            is_replanning: false,
            deleted_at: None,
            finding_thresholds: source.and_then(|row| row.finding_thresholds.clone()),
        })
    }
}

impl Command for CreateCampaign {
    type Done = CampaignId;

    async fn run(&self, write: &mut Write<'_>) -> Result<CampaignId> {
        let (workspace_id, id) = (self.workspace_id, self.id);
        write.authorise(Permission::CreateCampaign, workspace_id).await.at("workspaceId")?;
        let transaction = write.transaction();
        refuse_taken_key(transaction, (workspace_id, id), &self.key).await.at("key")?;
        if campaign::Entity::find_by_id(id).one(transaction).await?.is_some() {
            return Err(Code::AlreadyTaken.at("id").into());
        }
        let owner = membership::Entity::find_by_id((workspace_id, self.owner_id)).one(transaction).await?;
        owner
            .filter(|row| row.status == entity::MembershipStatus::Active)
            .ok_or(Code::NotFound.at("ownerId"))?;
        let copy = self.copy(write).await.at("copyOf")?;
        let row = self.row(write, copy.as_ref()).await?;
        match copy {
            None => write.insert(row).await?,
            Some(copy) => {
                let new = copy.plan(row, write.caller.now).at("launch").at("copyOf")?;
                planning::insert(write, &new).await?;
            }
        }
        Ok(id)
    }
}
