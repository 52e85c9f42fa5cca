use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use entity::{InvitationId, invitation};
use sea_orm::EntityTrait;

use super::Invitation;
use crate::access::Permission;
use crate::error::Result;
use crate::graphql::enums::Role;
use crate::graphql::error::Answer;
use crate::graphql::mutate::{Idempotency, Outcome};
use crate::graphql::request;
use crate::graphql::request::Request;
use crate::graphql::session::SessionPayload;
use crate::graphql::user_error::UserError;
use crate::people::field::{self, fields};
use crate::people::invitation::{self as invitations, Invite, Newcomer};
use crate::people::session::{self, Session};
use crate::people::{account, department_ids};
use crate::refusal::{At, Code};
use crate::write::{Command, Write};

/// What is done with invitations.
#[derive(Default)]
pub(crate) struct InvitationMutation;

/// Whom to ask, and as what.
#[derive(InputObject)]
struct InviteMemberInput {
    /// Id of the workspace; the one of the header `Leadtime-Workspace`, else the caller's oldest, if left
    /// out.
    workspace_id: Option<ID>,
    /// E-mail address to send the invitation to.
    email: String,
    /// What they will be.  Those who do not manage roles may ask members and viewers.
    role: Role,
    /// The departments that they will work in.
    #[graphql(default)]
    department_ids: Vec<ID>,
    #[graphql(flatten)]
    idempotency: Idempotency,
}

/// Which invitation is taken back.
#[derive(InputObject)]
struct RevokeInvitationInput {
    /// Opaque id.
    invitation_id: ID,
    #[graphql(flatten)]
    idempotency: Idempotency,
}

/// Who comes.
#[derive(InputObject)]
struct AcceptInvitationInput {
    /// Token of the link.
    token: String,
    /// Who they are, where they have no account yet; whoever has one has to be signed in to it.
    newcomer: Option<NewcomerInput>,
    #[graphql(flatten)]
    idempotency: Idempotency,
}

/// Somebody without an account yet.
#[derive(InputObject)]
struct NewcomerInput {
    /// Name of the person, 1 to 200 characters.
    name: String,
    /// The password to sign in with: 12 to 1024 bytes, none that is easily guessed.
    password: String,
    /// IANA time zone, such as `Asia/Shanghai`.
    time_zone: String,
    /// Locale of messages and e-mails: `en` or `zh`.
    #[graphql(default = "en")]
    locale: String,
}

/// What inviting answers.
#[derive(SimpleObject)]
struct InvitationPayload {
    /// The invitation; absent where nothing was done.
    invitation: Option<Invitation>,
    /// Reasons why nothing was done, which the user can correct.  Empty on success.
    user_errors: Vec<UserError>,
}

#[Object]
impl InvitationMutation {
    /// Invites somebody into a workspace by an e-mail with a link, which is valid for seven days.  An earlier
    /// invitation of the same address is revoked.
    async fn invite_member(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom to invite, and to which role.")] input: InviteMemberInput,
    ) -> Answer<InvitationPayload> {
        let request = request(ctx)?;
        let InviteMemberInput { workspace_id, email, role, department_ids: ids, idempotency } = input;
        let command = async {
            let viewer = request.viewer()?;
            fields! {
                workspace_id = request.workspace(workspace_id.as_ref()).at("workspaceId");
                email = field::email(&email).at("email");
                departments = department_ids(ids.iter().map(|id| id.as_str())).at("departmentIds");
            }
            request.app.throttles.invitation(viewer.user_id, workspace_id, &email)?;
            Ok(InviteMember(Invite { workspace_id, email, role: role.into(), departments }))
        };
        Ok(InvitationPayload::new(request, request.execute(ctx, idempotency, command).await?).await)
    }

    /// Revokes an invitation: its link is not valid any more.
    async fn revoke_invitation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] input: RevokeInvitationInput,
    ) -> Answer<InvitationPayload> {
        let RevokeInvitationInput { invitation_id, idempotency } = input;
        let request = request(ctx)?;
        let command = async {
            request.viewer()?;
            let id = InvitationId::parse(&invitation_id).ok_or(Code::NotFound.at("invitationId"))?;
            Ok(RevokeInvitation { id })
        };
        Ok(InvitationPayload::new(request, request.execute(ctx, idempotency, command).await?).await)
    }

    /// Accepts an invitation and signs in: with the account that is signed in, or with a new one.
    async fn accept_invitation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link's token, and who accepts.")] input: AcceptInvitationInput,
    ) -> Answer<SessionPayload> {
        let request = request(ctx)?;
        let AcceptInvitationInput { token, newcomer, idempotency } = input;
        let command = AcceptInvitation::check(request, token, newcomer);
        Ok(SessionPayload::of(request, request.execute(ctx, idempotency, command).await?)?)
    }
}

impl InvitationPayload {
    async fn new(request: &Request, Outcome { done, user_errors }: Outcome<InvitationId>) -> Self {
        let invitation = match done {
            Some(id) => {
                let find = invitation::Entity::find_by_id(id).one(request.app.store.reader());
                request.after_write(find).await.flatten().map(Invitation)
            }
            None => None,
        };
        Self { invitation, user_errors }
    }
}

struct InviteMember(Invite);

impl Command for InviteMember {
    type Done = InvitationId;

    async fn run(&self, write: &mut Write<'_>) -> Result<InvitationId> {
        let Self(invite) = self;
        let workspace = invite.workspace_id;
        let own = write.authorise(Permission::ManagePeople, workspace).await.at("workspaceId")?;
        write.caller.check_grant(workspace, own, invite.role).at("role")?;
        invite.known_departments(write).await.at("departmentIds")?;
        invite.refuse_member(write).await.at("email")?;
        invite.send(write, own).await.at("email")
    }
}

struct RevokeInvitation {
    id: InvitationId,
}

impl Command for RevokeInvitation {
    type Done = InvitationId;

    async fn run(&self, write: &mut Write<'_>) -> Result<InvitationId> {
        invitations::revoke(write, self.id).await.at("invitationId")?;
        Ok(self.id)
    }
}

struct AcceptInvitation {
    token: String,
    newcomer: Option<Newcomer>,
}

impl AcceptInvitation {
    /// Reads who accepts; for a link that is not valid no password is hashed.
    async fn check(request: &Request, token: String, input: Option<NewcomerInput>) -> Result<Self> {
        request.app.throttles.at_secret(&request.origin.address)?;
        let open = invitations::open(request.app.store.reader(), &request.caller(), &token).await;
        let email = open.at("token")?.email;
        let newcomer = match input {
            Some(input) => Some(newcomer(request, input, email).await.at("newcomer")?),
            None if account::find(request.app.store.reader(), &email).await?.is_some() => None,
            None => return Err(Code::Required.at("newcomer").into()),
        };
        Ok(Self { token, newcomer })
    }
}

impl Command for AcceptInvitation {
    type Done = Session;

    async fn run(&self, write: &mut Write<'_>) -> Result<Session> {
        let (user, _) = invitations::accept(write, &self.token, self.newcomer.as_ref()).await.at("token")?;
        session::begin(write, user, None).await
    }
}

async fn newcomer(request: &Request, input: NewcomerInput, email: String) -> Result<Newcomer> {
    let NewcomerInput { name, password, time_zone, locale } = input;
    fields! {
        password = field::password(password).at("password");
        name = field::name(&name).at("name");
        time_zone = field::time_zone(&time_zone).at("timeZone");
        locale = field::locale(&locale).at("locale");
    }
    let password_hash =
        request.app.passwords.choose(password, vec![email, name.clone()]).await.at("password")?;
    Ok(Newcomer { name, locale, time_zone, password_hash })
}
