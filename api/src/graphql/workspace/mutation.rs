use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use entity::WorkspaceId;

use crate::error::Result;
use crate::graphql::error::Answer;
use crate::graphql::request;
use crate::graphql::request::Request;
use crate::graphql::user_error::UserError;
use crate::graphql::viewer::Workspace;
use crate::people::field::{self, fields};
use crate::people::member;
use crate::people::workspace::{self, Settings};
use crate::store::work;

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
}

/// What changes of a workspace; what is left out stays as it is.
#[derive(InputObject)]
struct UpdateWorkspaceInput {
    /// The workspace; the one that the request is about, if left out.
    workspace_id: Option<ID>,
    /// Its name.
    name: Option<String>,
    /// The zone of what names none.
    time_zone: Option<String>,
    /// The version that the change was made up from: if it has moved, nothing is done.
    expected_version: Option<i32>,
}

/// A workspace to delete.
#[derive(InputObject)]
struct DeleteWorkspaceInput {
    /// The workspace.
    workspace_id: ID,
    /// Its name, once more: so that nobody deletes another by mistake.
    name: String,
}

/// A workspace to leave.
#[derive(InputObject)]
struct LeaveWorkspaceInput {
    /// The workspace.
    workspace_id: ID,
}

/// What making and changing a workspace answers.
#[derive(SimpleObject)]
struct WorkspacePayload<'a> {
    /// The workspace after the change.  Null if nothing was changed, which `userErrors` explains.  With empty `userErrors`, null
    /// means that the change was saved and the workspace could not be read back: query it again.
    workspace: Option<Workspace<'a>>,
    /// What the user can put right.
    user_errors: Vec<UserError>,
}

/// What deleting and leaving a workspace answers.
#[derive(SimpleObject)]
struct WorkspaceGonePayload {
    /// The workspace that is gone for the viewer; absent where nothing was done.
    workspace_id: Option<ID>,
    /// What the user can put right.
    user_errors: Vec<UserError>,
}

impl WorkspaceGonePayload {
    fn new(id: ID, outcome: Result<(), Vec<UserError>>) -> Self {
        match outcome {
            Ok(()) => Self { workspace_id: Some(id), user_errors: Vec::new() },
            Err(user_errors) => Self { workspace_id: None, user_errors },
        }
    }
}

#[Object]
impl WorkspaceMutation {
    /// Makes a workspace that the viewer owns.
    async fn create_workspace<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "The workspace.")] input: CreateWorkspaceInput,
    ) -> Answer<WorkspacePayload<'ctx>> {
        let request = request(ctx)?;
        let act = request.act();
        let work = work::<WorkspaceId, _>(move |transaction| {
            let (act, read) = (act.clone(), create(&input));
            Box::pin(async move {
                let owner = act.in_person(transaction).await?.user_id;
                let (name, time_zone) = read?;
                workspace::create(transaction, &act, owner, name, time_zone).await
            })
        });
        let outcome = request.decide("createWorkspace", work).await?;
        answer(request, outcome).await
    }

    /// Changes the settings of a workspace.
    async fn update_workspace<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "What changes.")] input: UpdateWorkspaceInput,
    ) -> Answer<WorkspacePayload<'ctx>> {
        let request = request(ctx)?;
        let (id, settings) = match request.user_errors(update(request, input))? {
            Ok(read) => read,
            Err(user_errors) => return Ok(WorkspacePayload { workspace: None, user_errors }),
        };
        let act = request.act();
        let work = work::<WorkspaceId, _>(move |transaction| {
            let (act, settings) = (act.clone(), settings.clone());
            Box::pin(async move {
                workspace::update(transaction, &act, id, &settings).await?;
                Ok(id)
            })
        });
        let outcome = request.decide("updateWorkspace", work).await?;
        answer(request, outcome).await
    }

    /// Deletes a workspace with all its campaigns, people's places in it and its audit log.  It cannot be undone.
    async fn delete_workspace(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, by id and name.")] input: DeleteWorkspaceInput,
    ) -> Answer<WorkspaceGonePayload> {
        let request = request(ctx)?;
        let DeleteWorkspaceInput { workspace_id, name } = input;
        request.viewer()?;
        let (act, id) = (request.act(), request.workspace(Some(&workspace_id)));
        let work = work::<(), _>(move |transaction| {
            let (act, id, name) = (act.clone(), id.clone(), name.clone());
            Box::pin(async move { workspace::delete(transaction, &act, id?, &name).await })
        });
        Ok(WorkspaceGonePayload::new(workspace_id, request.decide("deleteWorkspace", work).await?))
    }

    /// Leaves a workspace.  Whoever leads a department of it, owns a campaign or is accountable for open work hands these
    /// over first; a workspace keeps one owner at least.
    async fn leave_workspace(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] input: LeaveWorkspaceInput,
    ) -> Answer<WorkspaceGonePayload> {
        let request = request(ctx)?;
        let LeaveWorkspaceInput { workspace_id } = input;
        request.viewer()?;
        let (act, id) = (request.act(), request.workspace(Some(&workspace_id)));
        let work = work::<(), _>(move |transaction| {
            let (act, id) = (act.clone(), id.clone());
            Box::pin(async move { member::leave(transaction, &act, id?).await })
        });
        Ok(WorkspaceGonePayload::new(workspace_id, request.decide("leaveWorkspace", work).await?))
    }
}

fn create(input: &CreateWorkspaceInput) -> Result<(String, String)> {
    let CreateWorkspaceInput { name, time_zone } = input;
    fields! {
        name = field::name(name, "name");
        time_zone = field::time_zone(time_zone, "timeZone");
    }
    Ok((name, time_zone))
}

fn update(request: &Request, input: UpdateWorkspaceInput) -> Result<(WorkspaceId, Settings)> {
    request.viewer()?;
    let UpdateWorkspaceInput { workspace_id, name, time_zone, expected_version } = input;
    fields! {
        workspace_id = request.workspace(workspace_id.as_ref());
        name = name.map(|name| field::name(&name, "name")).transpose();
        time_zone = time_zone.map(|zone| field::time_zone(&zone, "timeZone")).transpose();
    }
    Ok((workspace_id, Settings { name, time_zone, expected_version }))
}

async fn answer(
    request: &Request,
    outcome: Result<WorkspaceId, Vec<UserError>>,
) -> Answer<WorkspacePayload<'_>> {
    Ok(match outcome {
        Ok(id) => {
            let workspace = request.directory_after_write(id).await.map(Workspace);
            WorkspacePayload { workspace, user_errors: Vec::new() }
        }
        Err(user_errors) => WorkspacePayload { workspace: None, user_errors },
    })
}
