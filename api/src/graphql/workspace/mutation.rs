use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};
use entity::{MembershipStatus, WorkspaceId};

use crate::access::Permission;
use crate::directory::{Basis, Done};
use crate::error::Result;
use crate::graphql::error::Answer;
use crate::graphql::mutate::{Idempotency, Outcome};
use crate::graphql::request;
use crate::graphql::request::Request;
use crate::graphql::threshold::{self, FindingThresholdsInput};
use crate::graphql::user_error::UserError;
use crate::graphql::viewer::Workspace;
use crate::people::field::{self, fields};
use crate::people::member::Member;
use crate::people::workspace::{self, Settings};
use crate::refusal::{At, Code};
use crate::write::{Command, Write, expect_version};

/// What is done with workspaces.
#[derive(Default)]
pub(crate) struct WorkspaceMutation;

/// A workspace to make.
#[derive(InputObject)]
struct CreateWorkspaceInput {
    /// Its name.
    name: String,
    /// The zone of what names none.
    time_zone: String,
    #[graphql(flatten)]
    idempotency: Idempotency,
}

/// What changes of a workspace; what is left out stays as it is.
#[derive(InputObject)]
struct UpdateWorkspaceInput {
    /// Id of the workspace; the one of the header `Leadtime-Workspace`, else the caller's oldest, if left
    /// out.
    workspace_id: Option<ID>,
    /// Its name.
    name: Option<String>,
    /// The zone of what names none.
    time_zone: Option<String>,
    /// Thresholds of findings of campaigns that set none themselves; null sets all of them to the built-in
    /// ones.
    finding_thresholds: MaybeUndefined<FindingThresholdsInput>,
    /// Whether days off of people count as days off for the work that they are accountable for.  Campaigns
    /// are planned again with it, many of them by a job.
    days_off_move_work: Option<bool>,
    /// The version that the change was made from; if it is another by now, nothing is done (`CONFLICT`).
    expected_version: Option<i32>,
    #[graphql(flatten)]
    idempotency: Idempotency,
}

/// A workspace to delete.
#[derive(InputObject)]
struct DeleteWorkspaceInput {
    /// The workspace.
    workspace_id: ID,
    /// Its name, once more: so that nobody deletes another by mistake.
    name: String,
    /// The version that the change was made from; if it is another by now, nothing is done (`CONFLICT`).
    expected_version: Option<i32>,
    #[graphql(flatten)]
    idempotency: Idempotency,
}

/// A workspace to leave.
#[derive(InputObject)]
struct LeaveWorkspaceInput {
    /// The workspace.
    workspace_id: ID,
    #[graphql(flatten)]
    idempotency: Idempotency,
}

/// What making and changing a workspace answers.
#[derive(SimpleObject)]
struct WorkspacePayload<'a> {
    /// The workspace after the change.  Null if nothing was changed, which `userErrors` explains.  With empty
    /// `userErrors`, null means that the change was saved and the workspace could not be read back: query it
    /// again.
    workspace: Option<Workspace<'a>>,
    /// Reasons why nothing was done, which the user can correct.  Empty on success.
    user_errors: Vec<UserError>,
}

/// What deleting and leaving a workspace answers.
#[derive(SimpleObject)]
struct WorkspaceGonePayload {
    /// The workspace that is gone for the viewer; absent where nothing was done.
    workspace_id: Option<ID>,
    /// Reasons why nothing was done, which the user can correct.  Empty on success.
    user_errors: Vec<UserError>,
}

#[Object]
impl WorkspaceMutation {
    /// Creates a workspace that the viewer owns.
    async fn create_workspace<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "The workspace.")] input: CreateWorkspaceInput,
    ) -> Answer<WorkspacePayload<'ctx>> {
        let CreateWorkspaceInput { name, time_zone, idempotency } = input;
        let request = request(ctx)?;
        let command = async {
            fields! {
                name = field::name(&name).at("name");
                time_zone = field::time_zone(&time_zone).at("timeZone");
            }
            Ok(CreateWorkspace { name, time_zone })
        };
        Ok(WorkspacePayload::new(request, request.execute(ctx, idempotency, command).await?).await)
    }

    /// Updates the settings of a workspace.
    async fn update_workspace<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "What changes.")] input: UpdateWorkspaceInput,
    ) -> Answer<WorkspacePayload<'ctx>> {
        let UpdateWorkspaceInput {
            workspace_id,
            name,
            time_zone,
            finding_thresholds,
            days_off_move_work,
            expected_version,
            idempotency,
        } = input;
        let request = request(ctx)?;
        let command = async {
            request.viewer()?;
            fields! {
                id = request.workspace(workspace_id.as_ref()).at("workspaceId");
                name = name.map(|name| field::name(&name)).transpose().at("name");
                time_zone = time_zone.map(|zone| field::time_zone(&zone)).transpose().at("timeZone");
                finding_thresholds = threshold::changes(finding_thresholds).at("findingThresholds");
            }
            let settings = Settings { name, time_zone, finding_thresholds, days_off_move_work };
            Ok(UpdateWorkspace { id, settings, expected_version })
        };
        Ok(WorkspacePayload::new(request, request.execute(ctx, idempotency, command).await?).await)
    }

    /// Deletes a workspace with all its campaigns, memberships and its audit log.  It cannot be undone.
    async fn delete_workspace(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, by id and name.")] input: DeleteWorkspaceInput,
    ) -> Answer<WorkspaceGonePayload> {
        let DeleteWorkspaceInput { workspace_id, name, expected_version, idempotency } = input;
        let request = request(ctx)?;
        let command = async {
            request.viewer()?;
            let id = request.workspace(Some(&workspace_id)).at("workspaceId")?;
            Ok(DeleteWorkspace { id, name, expected_version })
        };
        Ok(request.execute(ctx, idempotency, command).await?.into())
    }

    /// Leaves a workspace.  Whoever leads a department of it, owns a campaign or is accountable for open work
    /// hands these over first; a workspace keeps one owner at least.
    async fn leave_workspace(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] input: LeaveWorkspaceInput,
    ) -> Answer<WorkspaceGonePayload> {
        let LeaveWorkspaceInput { workspace_id, idempotency } = input;
        let request = request(ctx)?;
        let command = async {
            request.viewer()?;
            Ok(LeaveWorkspace { id: request.workspace(Some(&workspace_id)).at("workspaceId")? })
        };
        Ok(request.execute(ctx, idempotency, command).await?.into())
    }
}

impl<'a> WorkspacePayload<'a> {
    async fn new(request: &'a Request, Outcome { done, user_errors }: Outcome<WorkspaceId>) -> Self {
        let workspace = match done {
            Some(id) => request.directory_after_write(id).await.map(Workspace),
            None => None,
        };
        Self { workspace, user_errors }
    }
}

impl From<Outcome<WorkspaceId>> for WorkspaceGonePayload {
    fn from(Outcome { done, user_errors }: Outcome<WorkspaceId>) -> Self {
        Self { workspace_id: done.map(|id| ID(id.to_string())), user_errors }
    }
}

struct CreateWorkspace {
    name: String,
    time_zone: String,
}

impl Command for CreateWorkspace {
    type Done = WorkspaceId;

    async fn run(&self, write: &mut Write<'_>) -> Result<WorkspaceId> {
        let owner = write.in_person().await?.user_id;
        workspace::create(write, owner, self.name.clone(), self.time_zone.clone()).await
    }
}

struct UpdateWorkspace {
    id: WorkspaceId,
    settings: Settings,
    expected_version: Option<i32>,
}

impl Command for UpdateWorkspace {
    type Done = WorkspaceId;

    async fn run(&self, write: &mut Write<'_>) -> Result<WorkspaceId> {
        let Self { id, settings, expected_version } = self;
        let found = workspace::authorised(write, Permission::UpdateWorkspace, *id).await;
        let before = found.at("workspaceId")?;
        expect_version(before.version, *expected_version).at("expectedVersion")?;
        workspace::update(write, &before, settings).await?;
        if settings.days_off_move_work.is_some_and(|moves| moves != before.days_off_move_work) {
            Done::of(write, &before, (), Some(Basis::People)).await.at("daysOffMoveWork")?;
        }
        Ok(*id)
    }

    fn conflicting(&self) -> Option<WorkspaceId> {
        Some(self.id)
    }
}

struct DeleteWorkspace {
    id: WorkspaceId,
    name: String,
    expected_version: Option<i32>,
}

impl Command for DeleteWorkspace {
    type Done = WorkspaceId;

    async fn run(&self, write: &mut Write<'_>) -> Result<WorkspaceId> {
        let Self { id, name, expected_version } = self;
        write.caller.as_person()?;
        let row = workspace::authorised(write, Permission::DeleteWorkspace, *id).await.at("workspaceId")?;
        expect_version(row.version, *expected_version).at("expectedVersion")?;
        if row.name != *name {
            return Err(Code::Mismatch.at("name").into());
        }
        workspace::delete(write, row).await?;
        Ok(*id)
    }
}

struct LeaveWorkspace {
    id: WorkspaceId,
}

impl Command for LeaveWorkspace {
    type Done = WorkspaceId;

    async fn run(&self, write: &mut Write<'_>) -> Result<WorkspaceId> {
        let member = Member::own(write, self.id).await.at("workspaceId")?;
        member.set_status(write, MembershipStatus::Left).await.at("workspaceId")?;
        Ok(self.id)
    }
}
