use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};
use chrono::NaiveDate;
use entity::{DayOffId, DepartmentId, UserId, WorkspaceId, day_off};
use sea_orm::EntityTrait;

use super::DayOff;
use crate::directory::day_off::{self as days_off, Whose};
use crate::directory::{Done, refuse_taken};
use crate::error::Result;
use crate::graphql::directory_change::DirectoryChange;
use crate::graphql::error::Answer;
use crate::graphql::mutate::{Idempotency, Outcome, own_id};
use crate::graphql::request;
use crate::graphql::request::Request;
use crate::graphql::scalar::Date;
use crate::people::field::{self, fields};
use crate::refusal::{At, Code, Refusal};
use crate::write::{Command, Write, expect_version};

/// What is done with days off.
#[derive(Default)]
pub(crate) struct DayOffMutation;

/// Days off to enter, of a person or of a department; of the viewer if neither is named.
#[derive(InputObject)]
struct CreateDayOffInput {
    /// Id of the workspace; the one of the header `Leadtime-Workspace`, else the caller's oldest, if left
    /// out.
    workspace_id: Option<ID>,
    /// An id of the client's own making: `off_` and 26 characters of base 32.  The server makes one if left
    /// out.
    id: Option<ID>,
    /// The person.
    user_id: Option<ID>,
    /// The department, all of which is off.
    department_id: Option<ID>,
    /// First day.
    start: Date,
    /// Last day, inclusive, 1,000 days at most; the same day if left out.
    finish: Option<Date>,
    /// Reason, 1 to 200 characters.
    reason: Option<String>,
    #[graphql(flatten)]
    idempotency: Idempotency,
}

/// What changes of days off: a field that is left out stays as it is, and null clears it.
#[derive(InputObject)]
struct UpdateDayOffInput {
    /// The days off.
    day_off_id: ID,
    /// First day.
    start: Option<Date>,
    /// Last day, inclusive, 1,000 days at most.
    finish: Option<Date>,
    /// Reason, 1 to 200 characters.
    reason: MaybeUndefined<String>,
    /// The version that the change was made from; if it is another by now, nothing is done (`CONFLICT`).
    expected_version: Option<i32>,
    #[graphql(flatten)]
    idempotency: Idempotency,
}

/// Days off to delete.
#[derive(InputObject)]
struct DeleteDayOffInput {
    /// The days off.
    day_off_id: ID,
    /// The version that the change was made from; if it is another by now, nothing is done (`CONFLICT`).
    expected_version: Option<i32>,
    #[graphql(flatten)]
    idempotency: Idempotency,
}

/// What entering and changing days off answers.
#[derive(SimpleObject)]
struct DayOffPayload<'a> {
    /// The days off after the change; of a version conflict, as they are now.  Null if they were deleted, or
    /// nothing was done for another reason.
    day_off: Option<DayOff<'a>>,
    #[graphql(flatten)]
    change: DirectoryChange<'a>,
}

impl<'a> DayOffPayload<'a> {
    async fn new(request: &'a Request, outcome: Outcome<Done<DayOffId>>) -> Self {
        let (day_off, change) = DirectoryChange::new(request, outcome, DayOff::find).await;
        Self { day_off, change }
    }
}

#[Object]
impl DayOffMutation {
    /// Enters days off: one's own, those of others where the viewer manages people, those of a department
    /// where they manage departments.  Days off of a department move its work; those of a person are reported
    /// by findings.
    async fn create_day_off<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "The days off.")] input: CreateDayOffInput,
    ) -> Answer<DayOffPayload<'ctx>> {
        let request = request(ctx)?;
        let key = input.idempotency.clone();
        let command = async { CreateDayOff::parse(request, input) };
        Ok(DayOffPayload::new(request, request.execute(ctx, key, command).await?).await)
    }

    /// Updates days off.
    async fn update_day_off<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "What changes.")] input: UpdateDayOffInput,
    ) -> Answer<DayOffPayload<'ctx>> {
        let UpdateDayOffInput { day_off_id, start, finish, reason, expected_version, idempotency } = input;
        let request = request(ctx)?;
        let command = async {
            let reason = reason.map_value(|reason| field::name(&reason)).transpose().at("reason")?;
            let (start, finish) = (start.map(|date| date.0), finish.map(|date| date.0));
            ChangeDayOff::parse(
                request,
                &day_off_id,
                expected_version,
                Change::Update { start, finish, reason },
            )
        };
        Ok(DayOffPayload::new(request, request.execute(ctx, idempotency, command).await?).await)
    }

    /// Deletes days off.
    async fn delete_day_off<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "Which ones.")] input: DeleteDayOffInput,
    ) -> Answer<DayOffPayload<'ctx>> {
        let DeleteDayOffInput { day_off_id, expected_version, idempotency } = input;
        let request = request(ctx)?;
        let command = async { ChangeDayOff::parse(request, &day_off_id, expected_version, Change::Delete) };
        Ok(DayOffPayload::new(request, request.execute(ctx, idempotency, command).await?).await)
    }
}

struct CreateDayOff {
    workspace_id: WorkspaceId,
    id: DayOffId,
    whose: (Whose, &'static str),
    start: NaiveDate,
    finish: NaiveDate,
    reason: Option<String>,
}

impl CreateDayOff {
    fn parse(request: &Request, input: CreateDayOffInput) -> Result<Self> {
        let CreateDayOffInput {
            workspace_id,
            id,
            user_id,
            department_id,
            start,
            finish,
            reason,
            idempotency: _,
        } = input;
        let (viewer, finish) = (request.viewer()?, finish.unwrap_or(start));
        fields! {
            workspace_id = request.workspace(workspace_id.as_ref()).at("workspaceId");
            id = own_id(id.as_ref(), DayOffId::parse, DayOffId).at("id");
            whose = whose(viewer.user_id, user_id.as_ref(), department_id.as_ref());
            _range = days_off::check_range(start.0, finish.0);
            reason = reason.map(|reason| field::name(&reason)).transpose().at("reason");
        }
        Ok(Self { workspace_id, id, whose, start: start.0, finish: finish.0, reason })
    }
}

/// Whose days off an input is about, and the field that says so.
fn whose(
    viewer: UserId,
    user: Option<&ID>,
    department: Option<&ID>,
) -> Result<(Whose, &'static str), Refusal> {
    match (user, department) {
        (Some(_), Some(_)) => Err(Code::Mismatch.at("departmentId")),
        (Some(id), None) => {
            let id = UserId::parse(id).ok_or_else(|| Code::NotFound.at("userId"))?;
            Ok((Whose::Person(id), "userId"))
        }
        (None, Some(id)) => {
            let id = DepartmentId::parse(id).ok_or_else(|| Code::NotFound.at("departmentId"))?;
            Ok((Whose::Department(id), "departmentId"))
        }
        (None, None) => Ok((Whose::Person(viewer), "userId")),
    }
}

impl Command for CreateDayOff {
    type Done = Done<DayOffId>;

    async fn run(&self, write: &mut Write<'_>) -> Result<Done<DayOffId>> {
        let Self { workspace_id, id, whose: (whose, field), start, finish, reason } = self;
        let workspace = whose.authorise(write, *workspace_id).await.at("workspaceId")?;
        whose.refuse_foreign(write, *workspace_id).await.at(field)?;
        refuse_taken(write, day_off::Entity::find_by_id(*id)).await.at("id")?;
        let (user_id, department_id) = match *whose {
            Whose::Person(user) => (Some(user), None),
            Whose::Department(department) => (None, Some(department)),
        };
        let row = day_off::Model {
            id: *id,
            workspace_id: *workspace_id,
            user_id,
            department_id,
            start_on: *start,
            finish_on: *finish,
            reason: reason.clone(),
            version: 1,
        };
        write.insert(row).await?;
        Done::of(write, &workspace, *id, whose.basis(&workspace)).await.at(field)
    }
}

/// Something to do with days off.
struct ChangeDayOff {
    id: DayOffId,
    expected_version: Option<i32>,
    change: Change,
}

enum Change {
    /// What is absent stays as it is.
    Update {
        start: Option<NaiveDate>,
        finish: Option<NaiveDate>,
        reason: MaybeUndefined<String>,
    },
    Delete,
}

impl ChangeDayOff {
    fn parse(request: &Request, id: &ID, expected_version: Option<i32>, change: Change) -> Result<Self> {
        request.viewer()?;
        let id = DayOffId::parse(id).ok_or_else(|| Code::NotFound.at("dayOffId"))?;
        Ok(Self { id, expected_version, change })
    }
}

impl Command for ChangeDayOff {
    type Done = Done<DayOffId>;

    async fn run(&self, write: &mut Write<'_>) -> Result<Done<DayOffId>> {
        let Self { id, expected_version, change } = self;
        let (workspace, row, whose) = days_off::find(write, *id).await.at("dayOffId")?;
        expect_version(row.version, *expected_version).at("expectedVersion")?;
        match change {
            Change::Update { start, finish, reason } => {
                let mut after = day_off::Model {
                    start_on: start.unwrap_or(row.start_on),
                    finish_on: finish.unwrap_or(row.finish_on),
                    ..row.clone()
                };
                reason.clone().update_to(&mut after.reason);
                days_off::check_range(after.start_on, after.finish_on)?;
                write.update(&row, after).await?;
            }
            Change::Delete => write.delete(row).await?,
        }
        Done::of(write, &workspace, *id, whose.basis(&workspace)).await.at("dayOffId")
    }

    fn conflicting(&self) -> Option<Done<DayOffId>> {
        Some(Done::conflicting(self.id))
    }
}
