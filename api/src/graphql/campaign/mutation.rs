use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::NaiveDate;
use entity::{CalendarId, CampaignId, UserId, WorkspaceId, calendar, campaign, membership, workspace};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::Campaign;
use crate::access::Permission;
use crate::clock::new_id;
use crate::error::Result;
use crate::graphql::enums::{DayEdge, SchemaEnum};
use crate::graphql::error::Answer;
use crate::graphql::mutate::{Idempotency, Outcome};
use crate::graphql::request;
use crate::graphql::request::Request;
use crate::graphql::scalar::Date;
use crate::graphql::user_error::UserError;
use crate::people::field::{self, fields};
use crate::refusal::{At, Code, Refusal};
use crate::write::{Command, Write};

/// What is done with campaigns.
#[derive(Default)]
pub(crate) struct CampaignMutation;

/// A point in time: one end of a day.
#[derive(InputObject, Clone, Copy)]
struct MomentInput {
    /// The day.
    date: Date,
    /// Which end of it.
    #[graphql(default_with = "SchemaEnum(entity::Edge::EndOfDay)")]
    edge: DayEdge,
}

/// A campaign to create, without work packages.
#[derive(InputObject)]
struct CreateCampaignInput {
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
    /// First day: no work starts before it.
    start: Date,
    /// When everything has to be done; late dates are counted from it.
    required_finish: Option<MomentInput>,
    /// The person who owns it, a member of the workspace; the viewer if left out.
    owner_id: Option<ID>,
    /// The calendar of work that names none; the workspace's default calendar if left out.
    calendar_id: Option<ID>,
    /// IANA time zone that its "today" is asked in; the workspace's if left out.
    time_zone: Option<String>,
    #[graphql(flatten)]
    idempotency: Idempotency,
}

/// What creating a campaign answers.
#[derive(SimpleObject)]
struct CampaignPayload<'a> {
    /// The campaign.  Null if nothing was done.
    campaign: Option<Campaign<'a>>,
    /// Sequence number of the change in the campaign's change log.  Null if nothing was done.
    change_seq: Option<i64>,
    /// Reasons why nothing was done, which the user can correct.  Empty on success.
    user_errors: Vec<UserError>,
}

#[Object]
impl CampaignMutation {
    /// Creates a campaign without work packages, as a draft.
    async fn create_campaign<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "The campaign.")] input: CreateCampaignInput,
    ) -> Answer<CampaignPayload<'ctx>> {
        let request = request(ctx)?;
        let key = input.idempotency.clone();
        let command = async { CreateCampaign::parse(request, input) };
        let Outcome { done, user_errors } = request.execute(ctx, key, command).await?;
        let Some(id) = done else {
            return Ok(CampaignPayload { campaign: None, change_seq: None, user_errors });
        };
        let snapshot = request.after_write(request.snapshot_of(id)).await.flatten();
        Ok(CampaignPayload {
            campaign: snapshot.map(Campaign::planned),
            change_seq: Some(CREATED),
            user_errors,
        })
    }
}

/// The sequence number of a campaign's first change.
const CREATED: i64 = 1;

struct CreateCampaign {
    workspace_id: WorkspaceId,
    id: CampaignId,
    key: String,
    name: String,
    start: NaiveDate,
    required_finish: Option<MomentInput>,
    owner_id: UserId,
    calendar_id: Option<CalendarId>,
    time_zone: Option<String>,
}

impl CreateCampaign {
    fn parse(request: &Request, input: CreateCampaignInput) -> Result<Self> {
        let CreateCampaignInput {
            workspace_id,
            id,
            key,
            name,
            start,
            required_finish,
            owner_id,
            calendar_id,
            time_zone,
            idempotency: _,
        } = input;
        let viewer = request.viewer()?;
        let unknown = || Refusal::from(Code::NotFound);
        let given = |id: ID| CampaignId::parse(&id).ok_or_else(unknown);
        let owner = |id: ID| UserId::parse(&id).ok_or_else(unknown);
        let calendar = |id: ID| CalendarId::parse(&id).ok_or_else(unknown);
        fields! {
            workspace_id = request.workspace(workspace_id.as_ref()).at("workspaceId");
            id = id.map_or_else(|| Ok(CampaignId(new_id())), given).at("id");
            key = field::campaign_key(&key).at("key");
            name = field::name(&name).at("name");
            owner_id = owner_id.map_or(Ok(viewer.user_id), owner).at("ownerId");
            calendar_id = calendar_id.map(calendar).transpose().at("calendarId");
            time_zone = time_zone.map(|zone| field::time_zone(&zone)).transpose().at("timeZone");
        }
        if required_finish.is_some_and(|finish| finish.date.0 < start.0) {
            return Err(Code::FinishBeforeStart.at("requiredFinish").into());
        }
        let start = start.0;
        Ok(Self { workspace_id, id, key, name, start, required_finish, owner_id, calendar_id, time_zone })
    }

    /// The calendar of work that names none.
    async fn calendar(&self, write: &Write<'_>) -> Result<CalendarId> {
        let of_workspace =
            calendar::Entity::find().filter(calendar::Column::WorkspaceId.eq(self.workspace_id));
        let found = match self.calendar_id {
            Some(id) => of_workspace.filter(calendar::Column::Id.eq(id)),
            None => of_workspace.filter(calendar::Column::IsDefault.eq(true)),
        };
        Ok(found.one(write.transaction()).await?.ok_or(Code::NotFound)?.id)
    }
}

impl Command for CreateCampaign {
    type Done = CampaignId;

    fn name(&self) -> &'static str {
        "createCampaign"
    }

    async fn run(&self, write: &mut Write<'_>) -> Result<CampaignId> {
        let Self { workspace_id, id, key, name, start, required_finish, owner_id, calendar_id: _, time_zone } =
            self;
        write.authorise(Permission::CreateCampaign, *workspace_id).await.at("workspaceId")?;
        let transaction = write.transaction();
        let of_workspace = campaign::Entity::find().filter(campaign::Column::WorkspaceId.eq(*workspace_id));
        if of_workspace.filter(campaign::Column::Key.eq(key)).one(transaction).await?.is_some() {
            return Err(Code::AlreadyTaken.at("key").into());
        }
        if campaign::Entity::find_by_id(*id).one(transaction).await?.is_some() {
            return Err(Code::AlreadyTaken.at("id").into());
        }
        let owner = membership::Entity::find_by_id((*workspace_id, *owner_id)).one(transaction).await?;
        owner
            .filter(|row| row.status == entity::MembershipStatus::Active)
            .ok_or(Code::NotFound.at("ownerId"))?;
        let calendar_id = self.calendar(write).await.at("calendarId")?;
        let workspace = workspace::Entity::find_by_id(*workspace_id).one(transaction).await?;
        let workspace = workspace.ok_or(Code::NotFound.at("workspaceId"))?;
        let row = campaign::Model {
            id: *id,
            workspace_id: *workspace_id,
            key: key.clone(),
            name: name.clone(),
            theme: None,
            owner_id: *owner_id,
            goals: None,
            audience: None,
            channel: None,
            time_zone: time_zone.clone().unwrap_or(workspace.time_zone),
            calendar_id,
            start_on: *start,
            required_finish_on: required_finish.map(|finish| finish.date.0),
            required_finish_edge: required_finish.map(|finish| finish.edge.into()),
            status: entity::CampaignStatus::Draft,
            seq: CREATED - 1,
            version: 1,
            created_at: write.caller.now,
            last_number: 0,
            is_replanning: false,
        };
        write.insert(row).await?;
        Ok(*id)
    }
}
