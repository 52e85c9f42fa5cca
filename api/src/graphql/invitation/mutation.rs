use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use entity::{InvitationId, invitation};

use super::Invitation;
use crate::auth::session;
use crate::error::Result;
use crate::graphql::enums::Role;
use crate::graphql::error::Answer;
use crate::graphql::request;
use crate::graphql::request::Request;
use crate::graphql::session::SessionPayload;
use crate::graphql::user_error::UserError;
use crate::mail::Letter;
use crate::people::department_ids;
use crate::people::field::{self, fields};
use crate::people::invitation::{self as invitations, Invite, Newcomer};
use crate::refusal::Code;
use crate::store::work;

/// What is done with invitations.
#[derive(Default)]
pub(crate) struct InvitationMutation;

/// Whom to ask, and as what.
#[derive(InputObject)]
struct InviteMemberInput {
    /// The workspace; the one that the request is about, if left out.
    workspace_id: Option<ID>,
    /// Where the letter goes.
    email: String,
    /// What they will be.  Those who do not manage roles may ask members and viewers.
    role: Role,
    /// The departments that they will work in.
    #[graphql(default)]
    department_ids: Vec<ID>,
}

/// Which invitation is taken back.
#[derive(InputObject)]
struct RevokeInvitationInput {
    /// Its id.
    invitation_id: ID,
}

/// Who comes.
#[derive(InputObject)]
struct AcceptInvitationInput {
    /// What the link holds.
    token: String,
    /// Who they are, where they have no account yet; whoever has one has to be signed in to it.
    newcomer: Option<NewcomerInput>,
}

/// Somebody without an account yet.
#[derive(InputObject)]
struct NewcomerInput {
    /// As they wish to be called.
    name: String,
    /// The password to sign in with: 12 to 1024 bytes, none that is easily guessed.
    password: String,
    /// Where their day begins.
    time_zone: String,
    /// The language that they read: `en` or `zh`.
    #[graphql(default = "en")]
    locale: String,
}

/// What inviting answers.
#[derive(SimpleObject)]
struct InvitationPayload {
    /// The invitation; absent where nothing was done.
    invitation: Option<Invitation>,
    /// What the user can put right.
    user_errors: Vec<UserError>,
}

impl InvitationPayload {
    fn new(outcome: Result<invitation::Model, Vec<UserError>>) -> Self {
        match outcome {
            Ok(row) => Self { invitation: Some(Invitation(row)), user_errors: Vec::new() },
            Err(user_errors) => Self { invitation: None, user_errors },
        }
    }
}

#[Object]
impl InvitationMutation {
    /// Asks somebody into a workspace: a letter with a link goes to them, which holds for seven days.  An earlier
    /// invitation of the same address is taken back.
    async fn invite_member(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom to ask, and as what.")] input: InviteMemberInput,
    ) -> Answer<InvitationPayload> {
        let request = request(ctx)?;
        let outcome = match request.user_errors(read(request, input))? {
            Ok(invite) => send(request, invite).await?,
            Err(user_errors) => Err(user_errors),
        };
        Ok(InvitationPayload::new(outcome))
    }

    /// Takes an invitation back: its link does not hold any more.
    async fn revoke_invitation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] input: RevokeInvitationInput,
    ) -> Answer<InvitationPayload> {
        let request = request(ctx)?;
        let act = request.act();
        let work = work::<invitation::Model, _>(move |transaction| {
            let (act, id) = (act.clone(), InvitationId::parse(&input.invitation_id));
            Box::pin(async move {
                let id = id.ok_or(Code::NotFound.at("invitationId"))?;
                invitations::revoke(transaction, &act, id).await
            })
        });
        Ok(InvitationPayload::new(request.decide("revokeInvitation", work).await?))
    }

    /// Comes into a workspace by a letter's link, and signs in: as the account that is signed in, or with a new one.
    async fn accept_invitation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link's token, and who comes.")] input: AcceptInvitationInput,
    ) -> Answer<SessionPayload> {
        let request = request(ctx)?;
        let outcome = accept(request, input).await?;
        Ok(SessionPayload::of(request, outcome)?)
    }
}

fn read(request: &Request, input: InviteMemberInput) -> Result<Invite> {
    request.viewer()?;
    let InviteMemberInput { workspace_id, email, role, department_ids: departments } = input;
    fields! {
        workspace_id = request.workspace(workspace_id.as_ref());
        email = field::email(&email, "email");
        departments = department_ids(departments.iter().map(|id| id.as_str()));
    }
    Ok(Invite { workspace_id, email, role: role.into(), departments })
}

async fn send(request: &Request, invite: Invite) -> Result<Result<invitation::Model, Vec<UserError>>> {
    let act = request.act();
    let work = work::<(invitation::Model, Letter), _>(move |transaction| {
        let (act, invite) = (act.clone(), invite.clone());
        Box::pin(async move { invitations::invite(transaction, &act, &invite).await })
    });
    request.app.tries.invitation_by(&request.viewer()?.user_id.to_string())?;
    let outcome = request.decide("inviteMember", work).await?;
    Ok(outcome.map(|(row, letter)| {
        request.app.post(letter);
        row
    }))
}

async fn accept(
    request: &Request,
    input: AcceptInvitationInput,
) -> Result<Result<session::Session, Vec<UserError>>> {
    let AcceptInvitationInput { token, newcomer } = input;
    let act = request.act();
    request.app.tries.at_secret(&act.origin.address)?;
    let newcomer = read_newcomer(request, &token, newcomer).await;
    let newcomer = match request.user_errors(newcomer)? {
        Ok(newcomer) => newcomer,
        Err(user_errors) => return Ok(Err(user_errors)),
    };
    let work = work::<session::Session, _>(move |transaction| {
        let (act, token, newcomer) = (act.clone(), token.clone(), newcomer.clone());
        Box::pin(async move {
            let (user, _) = invitations::accept(transaction, &act, &token, newcomer.as_ref()).await?;
            session::begin(transaction, user, &act.origin, act.now).await
        })
    });
    request.decide("acceptInvitation", work).await
}

/// Who comes, where they have no account yet; for a link that does not hold no password is hashed.
async fn read_newcomer(
    request: &Request,
    token: &str,
    input: Option<NewcomerInput>,
) -> Result<Option<Newcomer>> {
    let invitation = invitations::open(request.app.store.reader(), &request.act(), token).await?;
    match input {
        Some(input) => newcomer(request, input, &invitation.email).await.map(Some),
        None => Ok(None),
    }
}

async fn newcomer(request: &Request, input: NewcomerInput, email: &str) -> Result<Newcomer> {
    let NewcomerInput { name, password, time_zone, locale } = input;
    fields! {
        password = field::password(password, "newcomer.password");
        name = field::name(&name, "newcomer.name");
        time_zone = field::time_zone(&time_zone, "newcomer.timeZone");
        locale = field::locale(&locale, "newcomer.locale");
    }
    let known = vec![email.to_owned(), name.clone()];
    let password_hash = request.app.passwords.choose(password, known, "newcomer.password").await?;
    Ok(Newcomer { name, locale, time_zone, password_hash })
}
