use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use entity::{MembershipStatus, UserId};
use sea_orm::DatabaseTransaction;

use crate::error::Result;
use crate::graphql::enums::Role;
use crate::graphql::error::Answer;
use crate::graphql::request;
use crate::graphql::request::Request;
use crate::graphql::user::User;
use crate::graphql::user_error::UserError;
use crate::people::field::fields;
use crate::people::member::{self, Whom};
use crate::people::{Act, department_ids};
use crate::refusal::Code;
use crate::store::Work;

/// What is done with members.
#[derive(Default)]
pub(crate) struct MemberMutation;

/// A member that something is done to.
#[derive(InputObject)]
struct MemberInput {
    /// The workspace; the one that the request is about, if left out.
    workspace_id: Option<ID>,
    /// Who.
    user_id: ID,
    /// The version that the change was made up from: if it has moved, nothing is done.
    expected_version: Option<i32>,
}

/// Another role.
#[derive(InputObject)]
struct ChangeMemberRoleInput {
    /// The workspace; the one that the request is about, if left out.
    workspace_id: Option<ID>,
    /// Who.
    user_id: ID,
    /// What they will be.
    role: Role,
    /// The version that the change was made up from: if it has moved, nothing is done.
    expected_version: Option<i32>,
}

/// Other departments.
#[derive(InputObject)]
struct SetMemberDepartmentsInput {
    /// The workspace; the one that the request is about, if left out.
    workspace_id: Option<ID>,
    /// Who.
    user_id: ID,
    /// The departments that they will work in: these, and no others.
    department_ids: Vec<ID>,
    /// The version that the change was made up from: if it has moved, nothing is done.
    expected_version: Option<i32>,
}

/// What changing a member answers.
#[derive(SimpleObject)]
struct MemberPayload<'a> {
    /// The member after the change.  Null if nothing was changed, which `userErrors` explains.  With empty `userErrors`, null
    /// means that the change was saved and the member could not be read back: query it again.
    user: Option<User<'a>>,
    /// What the user can put right.
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
        let ChangeMemberRoleInput { workspace_id, user_id, role, expected_version } = input;
        let role = role.into();
        let whom = MemberInput { workspace_id, user_id, expected_version };
        change(ctx, "changeMemberRole", whom, move |transaction, act, whom| {
            Box::pin(async move { member::change_role(transaction, &act, whom, role).await })
        })
        .await
    }

    /// Moves a member between departments.
    async fn set_member_departments<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "Who, and the departments that they will work in.")]
        input: SetMemberDepartmentsInput,
    ) -> Answer<MemberPayload<'ctx>> {
        let SetMemberDepartmentsInput { workspace_id, user_id, department_ids: ids, expected_version } =
            input;
        let ids = department_ids(ids.iter().map(|id| id.as_str()));
        let whom = MemberInput { workspace_id, user_id, expected_version };
        change(ctx, "setMemberDepartments", whom, move |transaction, act, whom| {
            let ids = ids.clone();
            Box::pin(async move { member::set_departments(transaction, &act, whom, &ids?).await })
        })
        .await
    }

    /// Shuts a member out: within five seconds they see nothing of the workspace any more, nor do their tokens.  Their work
    /// stays theirs.
    async fn suspend_member<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "Who.")] input: MemberInput,
    ) -> Answer<MemberPayload<'ctx>> {
        change(ctx, "suspendMember", input, |transaction, act, whom| {
            Box::pin(
                async move { member::set_status(transaction, &act, whom, MembershipStatus::Suspended).await },
            )
        })
        .await
    }

    /// Lets a member in again who was suspended.
    async fn resume_member<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "Who.")] input: MemberInput,
    ) -> Answer<MemberPayload<'ctx>> {
        change(ctx, "resumeMember", input, |transaction, act, whom| {
            Box::pin(
                async move { member::set_status(transaction, &act, whom, MembershipStatus::Active).await },
            )
        })
        .await
    }

    /// Removes a member who is responsible for nothing any more; what they did keeps their name.
    async fn remove_member<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "Who.")] input: MemberInput,
    ) -> Answer<MemberPayload<'ctx>> {
        change(ctx, "removeMember", input, |transaction, act, whom| {
            Box::pin(async move { member::set_status(transaction, &act, whom, MembershipStatus::Left).await })
        })
        .await
    }

    /// Signs a member out everywhere.
    async fn sign_out_member<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "Who.")] input: MemberInput,
    ) -> Answer<MemberPayload<'ctx>> {
        change(ctx, "signOutMember", input, |transaction, act, whom| {
            Box::pin(async move { member::sign_out(transaction, &act, whom).await })
        })
        .await
    }
}

/// Does something to a member, and answers with how they are then.
async fn change<'ctx>(
    ctx: &Context<'ctx>,
    mutation: &'static str,
    whom: MemberInput,
    work: impl for<'t> Fn(&'t DatabaseTransaction, Act, Whom) -> Work<'t, ()> + Send + Sync + 'static,
) -> Answer<MemberPayload<'ctx>> {
    let request = request(ctx)?;
    let whom = match request.user_errors(read(request, &whom))? {
        Ok(whom) => whom,
        Err(user_errors) => return Ok(MemberPayload { user: None, user_errors }),
    };
    let act = request.act();
    let outcome = request.decide(mutation, move |transaction| work(transaction, act.clone(), whom)).await?;
    Ok(match outcome {
        Ok(()) => {
            let directory = request.directory_after_write(whom.workspace_id).await;
            let user = directory.and_then(|directory| User::find(directory, whom.user_id));
            MemberPayload { user, user_errors: Vec::new() }
        }
        Err(user_errors) => MemberPayload { user: None, user_errors },
    })
}

fn read(request: &Request, whom: &MemberInput) -> Result<Whom> {
    request.viewer()?;
    let MemberInput { workspace_id, user_id, expected_version } = whom;
    let expected_version = *expected_version;
    fields! {
        workspace_id = request.workspace(workspace_id.as_ref());
        user_id = UserId::parse(user_id).ok_or(Code::NotFound.at("userId"));
    }
    Ok(Whom { workspace_id, user_id, expected_version })
}
