use std::collections::BTreeSet;

use async_graphql::{Context, ID, Object, SimpleObject};
use entity::{CalendarId, DepartmentId, UserId};

use super::Department;
use super::command::{ChangeDepartment, CreateDepartment, DepartmentChange, Update};
use super::input::{
    CreateDepartmentInput, DeleteDepartmentInput, SetDepartmentMembersInput, UpdateDepartmentInput,
};
use crate::directory::Done;
use crate::error::Result;
use crate::graphql::directory_change::DirectoryChange;
use crate::graphql::error::Answer;
use crate::graphql::mutate::{Idempotency, Outcome, own_id};
use crate::graphql::request;
use crate::graphql::request::Request;
use crate::people::field::{self, fields};
use crate::refusal::{At, Code, Refusal};

/// What is done with departments.
#[derive(Default)]
pub(crate) struct DepartmentMutation;

/// What creating and changing a department answers.
#[derive(SimpleObject)]
struct DepartmentPayload<'a> {
    /// The department after the change; of a version conflict, as it is now.  Null if it was deleted, or
    /// nothing was done for another reason.
    department: Option<Department<'a>>,
    #[graphql(flatten)]
    change: DirectoryChange<'a>,
}

impl<'a> DepartmentPayload<'a> {
    async fn new(request: &'a Request, outcome: Outcome<Done<DepartmentId>>) -> Self {
        let (department, change) = DirectoryChange::new(request, outcome, Department::find).await;
        Self { department, change }
    }
}

#[Object]
impl DepartmentMutation {
    /// Creates a department without members.
    async fn create_department<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "The department.")] input: CreateDepartmentInput,
    ) -> Answer<DepartmentPayload<'ctx>> {
        let request = request(ctx)?;
        let CreateDepartmentInput {
            workspace_id,
            id,
            name,
            colour,
            lead_id,
            calendar_id,
            capacity_per_day,
            idempotency,
        } = input;
        let command = async {
            request.viewer()?;
            fields! {
                workspace_id = request.workspace(workspace_id.as_ref()).at("workspaceId");
                id = own_id(id.as_ref(), DepartmentId::parse, DepartmentId).at("id");
                name = field::name(&name).at("name");
                colour = colour.map(|colour| field::colour(&colour)).transpose().at("colour");
                lead_id = lead_id.map(|id| user_id(&id)).transpose().at("leadId");
                calendar_id = calendar_id.map(|id| calendar(&id)).transpose().at("calendarId");
                capacity_per_day = capacity_per_day.map(positive).transpose().at("capacityPerDay");
            }
            Ok(CreateDepartment { workspace_id, id, name, colour, lead_id, calendar_id, capacity_per_day })
        };
        Ok(DepartmentPayload::new(request, request.execute(ctx, idempotency, command).await?).await)
    }

    /// Updates a department.  Another calendar plans the campaigns again that it works for.
    async fn update_department<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "What changes.")] input: UpdateDepartmentInput,
    ) -> Answer<DepartmentPayload<'ctx>> {
        let UpdateDepartmentInput {
            department_id,
            name,
            colour,
            lead_id,
            calendar_id,
            capacity_per_day,
            position,
            expected_version,
            idempotency,
        } = input;
        let parse = || {
            fields! {
                name = name.map(|name| field::name(&name)).transpose().at("name");
                colour = colour.map_value(|colour| field::colour(&colour)).transpose().at("colour");
                lead_id = lead_id.map_value(|id| user_id(&id)).transpose().at("leadId");
                calendar_id = calendar_id.map_value(|id| calendar(&id)).transpose().at("calendarId");
                capacity_per_day = capacity_per_day.map_value(positive).transpose().at("capacityPerDay");
                position = position.map(positive).transpose().at("position");
            }
            let position = position.map(|place| usize::try_from(place).unwrap_or(usize::MAX));
            let update = Update { name, colour, lead_id, calendar_id, capacity_per_day, position };
            Ok(DepartmentChange::Update(update))
        };
        execute(ctx, (&department_id, expected_version), idempotency, parse).await
    }

    /// Deletes a department that does no work package, with its days off; its members stay in the workspace.
    async fn delete_department<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "Which one.")] input: DeleteDepartmentInput,
    ) -> Answer<DepartmentPayload<'ctx>> {
        let DeleteDepartmentInput { department_id, expected_version, idempotency } = input;
        execute(ctx, (&department_id, expected_version), idempotency, || Ok(DepartmentChange::Delete)).await
    }

    /// Sets who works in a department.  `setMemberDepartments` does the same for all departments of one
    /// person.
    async fn set_department_members<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "The department, and who works in it.")] input: SetDepartmentMembersInput,
    ) -> Answer<DepartmentPayload<'ctx>> {
        let SetDepartmentMembersInput { department_id, user_ids, expected_version, idempotency } = input;
        let parse = || {
            let users = user_ids.iter().map(user_id).collect::<Result<BTreeSet<_>, _>>().at("userIds")?;
            Ok(DepartmentChange::SetMembers(users))
        };
        execute(ctx, (&department_id, expected_version), idempotency, parse).await
    }
}

fn user_id(id: &ID) -> Result<UserId, Refusal> {
    UserId::parse(id).ok_or(Code::NotFound.into())
}

fn calendar(id: &ID) -> Result<CalendarId, Refusal> {
    CalendarId::parse(id).ok_or(Code::NotFound.into())
}

fn positive(number: i32) -> Result<i32, Refusal> {
    if number < 0 { Err(Refusal::from(Code::OutOfRange).with("min", &0)) } else { Ok(number) }
}

/// Executes a change of a department.
async fn execute<'ctx>(
    ctx: &Context<'ctx>,
    (id, expected_version): (&ID, Option<i32>),
    idempotency: Idempotency,
    change: impl FnOnce() -> Result<DepartmentChange>,
) -> Answer<DepartmentPayload<'ctx>> {
    let request = request(ctx)?;
    let command = async {
        request.viewer()?;
        let id = DepartmentId::parse(id).ok_or_else(|| Code::NotFound.at("departmentId"))?;
        Ok(ChangeDepartment { id, expected_version, change: change()? })
    };
    Ok(DepartmentPayload::new(request, request.execute(ctx, idempotency, command).await?).await)
}
