use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use entity::{DepartmentId, MembershipStatus, UserId, WorkspaceId};

use crate::access::Permission;
use crate::error::Result;
use crate::graphql::enums::Role;
use crate::graphql::error::Answer;
use crate::graphql::mutate::{Idempotency, Outcome};
use crate::graphql::request;
use crate::graphql::request::Request;
use crate::graphql::user::User;
use crate::graphql::user_error::UserError;
use crate::people::department_ids;
use crate::people::field::fields;
use crate::people::member::Member;
use crate::refusal::{At, Code};
use crate::write::{Command, Write, expect_version};

/// What is done with members.
#[derive(Default)]
pub(crate) struct MemberMutation;

/// A member that something is done to.
#[derive(InputObject)]
struct MemberInput {
    /// Id of the workspace; the one of the header `Leadtime-Workspace`, else the caller's oldest, if left
    /// out.
    workspace_id: Option<ID>,
    /// Who.
    user_id: ID,
    /// The version that the change was made from; if it is another by now, nothing is done (`CONFLICT`).
    expected_version: Option<i32>,
    #[graphql(flatten)]
    idempotency: Idempotency,
}

/// Another role.
#[derive(InputObject)]
struct ChangeMemberRoleInput {
    /// Id of the workspace; the one of the header `Leadtime-Workspace`, else the caller's oldest, if left
    /// out.
    workspace_id: Option<ID>,
    /// Who.
    user_id: ID,
    /// What they will be.
    role: Role,
    /// The version that the change was made from; if it is another by now, nothing is done (`CONFLICT`).
    expected_version: Option<i32>,
    #[graphql(flatten)]
    idempotency: Idempotency,
}

/// Other departments.
#[derive(InputObject)]
struct SetMemberDepartmentsInput {
    /// Id of the workspace; the one of the header `Leadtime-Workspace`, else the caller's oldest, if left
    /// out.
    workspace_id: Option<ID>,
    /// Who.
    user_id: ID,
    /// The departments that they will work in: these, and no others.
    department_ids: Vec<ID>,
    /// The version that the change was made from; if it is another by now, nothing is done (`CONFLICT`).
    expected_version: Option<i32>,
    #[graphql(flatten)]
    idempotency: Idempotency,
}

/// What changing a member answers.
#[derive(SimpleObject)]
struct MemberPayload<'a> {
    /// The member after the change.  Null if nothing was changed, which `userErrors` explains.  With empty
    /// `userErrors`, null means that the change was saved and the member could not be read back: query it
    /// again.
    user: Option<User<'a>>,
    /// Reasons why nothing was done, which the user can correct.  Empty on success.
    user_errors: Vec<UserError>,
}

#[Object]
impl MemberMutation {
    /// Gives a member another role.  A workspace keeps one owner at least.
    async fn change_member_role<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "Who, and what they will be.")] input: ChangeMemberRoleInput,
    ) -> Answer<MemberPayload<'ctx>> {
        let ChangeMemberRoleInput { workspace_id, user_id, role, expected_version, idempotency } = input;
        let request = request(ctx)?;
        let command = async {
            let whom = Whom::parse(request, workspace_id.as_ref(), &user_id, expected_version)?;
            Ok(ChangeMember { whom, change: MemberChange::Role(role.into()) })
        };
        Ok(MemberPayload::new(request, request.execute(ctx, idempotency, command).await?).await)
    }

    /// Moves a member between departments.
    async fn set_member_departments<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "Who, and the departments that they will work in.")]
        input: SetMemberDepartmentsInput,
    ) -> Answer<MemberPayload<'ctx>> {
        let SetMemberDepartmentsInput {
            workspace_id,
            user_id,
            department_ids: ids,
            expected_version,
            idempotency,
        } = input;
        let request = request(ctx)?;
        let command = async {
            let whom = Whom::parse(request, workspace_id.as_ref(), &user_id, expected_version)?;
            let departments = department_ids(ids.iter().map(|id| id.as_str())).at("departmentIds")?;
            Ok(ChangeMember { whom, change: MemberChange::Departments(departments) })
        };
        Ok(MemberPayload::new(request, request.execute(ctx, idempotency, command).await?).await)
    }

    /// Suspends a member: within five seconds they see nothing of the workspace any more, nor do their
    /// tokens.  Their work stays theirs.
    async fn suspend_member<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "Who.")] input: MemberInput,
    ) -> Answer<MemberPayload<'ctx>> {
        change(ctx, input, MemberChange::Status(MembershipStatus::Suspended)).await
    }

    /// Lets a suspended member in again.
    async fn resume_member<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "Who.")] input: MemberInput,
    ) -> Answer<MemberPayload<'ctx>> {
        change(ctx, input, MemberChange::Status(MembershipStatus::Active)).await
    }

    /// Removes a member who is not responsible for anything any more; what they did keeps their name.
    async fn remove_member<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "Who.")] input: MemberInput,
    ) -> Answer<MemberPayload<'ctx>> {
        change(ctx, input, MemberChange::Status(MembershipStatus::Left)).await
    }

    /// Ends all sessions of a member.
    async fn sign_out_member<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "Who.")] input: MemberInput,
    ) -> Answer<MemberPayload<'ctx>> {
        change(ctx, input, MemberChange::SignOut).await
    }
}

/// Executes a change whose input is the member alone.
async fn change<'ctx>(
    ctx: &Context<'ctx>,
    input: MemberInput,
    change: MemberChange,
) -> Answer<MemberPayload<'ctx>> {
    let MemberInput { workspace_id, user_id, expected_version, idempotency } = input;
    let request = request(ctx)?;
    let command = async {
        let whom = Whom::parse(request, workspace_id.as_ref(), &user_id, expected_version)?;
        Ok(ChangeMember { whom, change })
    };
    Ok(MemberPayload::new(request, request.execute(ctx, idempotency, command).await?).await)
}

/// What a member is found by.
type MemberKey = (WorkspaceId, UserId);

impl<'a> MemberPayload<'a> {
    async fn new(request: &'a Request, Outcome { done, user_errors }: Outcome<MemberKey>) -> Self {
        let user = match done {
            Some((workspace, user)) => {
                let directory = request.directory_after_write(workspace).await;
                directory.and_then(|directory| User::find(directory, user))
            }
            None => None,
        };
        Self { user, user_errors }
    }
}

/// The member that an input names.
#[derive(Clone, Copy)]
struct Whom {
    key: MemberKey,
    expected_version: Option<i32>,
}

impl Whom {
    fn parse(
        request: &Request,
        workspace_id: Option<&ID>,
        user_id: &str,
        expected_version: Option<i32>,
    ) -> Result<Self> {
        request.viewer()?;
        fields! {
            workspace_id = request.workspace(workspace_id).at("workspaceId");
            user_id = UserId::parse(user_id).ok_or(Code::NotFound.at("userId"));
        }
        Ok(Self { key: (workspace_id, user_id), expected_version })
    }

    /// The member, for a caller who may decide over them.
    async fn find(self, write: &Write<'_>) -> Result<Member> {
        let (workspace, user) = self.key;
        let own = write.authorise(Permission::ManagePeople, workspace).await.at("workspaceId")?;
        let member = Member::find(write, own, workspace, user).await.at("userId")?;
        expect_version(member.version(), self.expected_version).at("expectedVersion")?;
        Ok(member)
    }
}

/// Something to do with a member.
struct ChangeMember {
    whom: Whom,
    change: MemberChange,
}

enum MemberChange {
    Role(entity::Role),
    Departments(Vec<DepartmentId>),
    Status(MembershipStatus),
    SignOut,
}

impl Command for ChangeMember {
    type Done = MemberKey;

    async fn run(&self, write: &mut Write<'_>) -> Result<MemberKey> {
        if let MemberChange::SignOut = self.change {
            write.caller.as_person()?;
        }
        let member = self.whom.find(write).await?;
        match &self.change {
            MemberChange::Role(role) => member.change_role(write, *role).await.at("role")?,
            MemberChange::Departments(ids) => member.set_departments(write, ids).await.at("departmentIds")?,
            MemberChange::Status(status) => member.set_status(write, *status).await.at("userId")?,
            MemberChange::SignOut => member.sign_out(write).await?,
        }
        Ok(self.whom.key)
    }

    fn conflicting(&self) -> Option<MemberKey> {
        Some(self.whom.key)
    }
}
