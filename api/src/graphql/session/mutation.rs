use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use entity::{AuditAction, SessionEnd, SessionId, UserId};

use super::SessionPayload;
use crate::audit::{self, Entry};
use crate::auth;
use crate::error::Result;
use crate::graphql::error::Answer;
use crate::graphql::mutate::{Idempotency, Outcome};
use crate::graphql::request;
use crate::graphql::request::Request;
use crate::graphql::user_error::UserError;
use crate::people::session::{self, Session};
use crate::people::{account, field};
use crate::refusal::Code;
use crate::write::{Command, Write};

/// What is done with sessions.
#[derive(Default)]
pub(crate) struct SessionMutation;

/// Who signs in, and how they show it.
#[derive(InputObject)]
struct SignInInput {
    /// The address of e-mail, in any case.
    email: String,
    /// The password.
    password: String,
    /// What the client calls itself in the list of sessions; its `User-Agent`, if left out.
    device: Option<String>,
    #[graphql(flatten)]
    idempotency: Idempotency,
}

/// The session to refresh.
#[derive(InputObject)]
struct RefreshSessionInput {
    /// The refresh token of the last answer.
    refresh_token: String,
    #[graphql(flatten)]
    idempotency: Idempotency,
}

/// Which session ends.
#[derive(InputObject)]
struct SignOutInput {
    /// One of the viewer's sessions; the one that asks, if left out.
    session_id: Option<ID>,
    #[graphql(flatten)]
    idempotency: Idempotency,
}

/// Which sessions end.
#[derive(InputObject)]
struct SignOutEverywhereInput {
    /// Whether the current session is kept.
    #[graphql(default)]
    keep_current: bool,
    #[graphql(flatten)]
    idempotency: Idempotency,
}

/// What signing out answers.
#[derive(SimpleObject)]
struct SignOutPayload {
    /// How many sessions were ended.
    ended_count: i32,
    /// Reasons why nothing was done, which the user can correct.  Empty on success.
    user_errors: Vec<UserError>,
}

#[Object]
impl SessionMutation {
    /// Signs in with e-mail and password.  The answer, and the time that it takes, are the same whether or
    /// not there is such an account.
    async fn sign_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who signs in, and how they show it.")] input: SignInInput,
    ) -> Answer<SessionPayload> {
        let request = request(ctx)?;
        let key = input.idempotency.clone();
        let outcome = request.execute(ctx, key, SignIn::check(request, input)).await?;
        Ok(SessionPayload::of(request, outcome.or_refuse(Code::InvalidCredentials.into(), request))?)
    }

    /// Refreshes a session: a new access token, and the next refresh token.  The old refresh token answers
    /// the same for ten seconds more, in case the answer was lost; if it comes later, somebody else has it,
    /// and the session is ended.
    async fn refresh_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The refresh token of the session.")] input: RefreshSessionInput,
    ) -> Answer<SessionPayload> {
        let request = request(ctx)?;
        let RefreshSessionInput { refresh_token, idempotency } = input;
        let command = async {
            request.app.throttles.at_secret(&request.origin.address)?;
            Ok(RefreshSession { refresh_token })
        };
        let outcome = request.execute(ctx, idempotency, command).await?;
        Ok(SessionPayload::of(request, outcome.or_refuse(Code::SessionEnded.at("refreshToken"), request))?)
    }

    /// Ends a session of the viewer's: within five seconds none of its tokens is valid anywhere.
    async fn sign_out(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which session ends.")] input: SignOutInput,
    ) -> Answer<SignOutPayload> {
        let SignOutInput { session_id, idempotency } = input;
        let command = async {
            let parse = |id: ID| SessionId::parse(&id).ok_or(Code::NotFound.at("sessionId"));
            Ok(SignOut { session_id: session_id.map(parse).transpose()? })
        };
        Ok(request(ctx)?.execute(ctx, idempotency, command).await?.into())
    }

    /// Ends all sessions of the viewer's.
    async fn sign_out_everywhere(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which sessions end.")] input: SignOutEverywhereInput,
    ) -> Answer<SignOutPayload> {
        let SignOutEverywhereInput { keep_current, idempotency } = input;
        let command = async { Ok(SignOutEverywhere { keep_current }) };
        Ok(request(ctx)?.execute(ctx, idempotency, command).await?.into())
    }
}

impl From<Outcome<i32>> for SignOutPayload {
    fn from(Outcome { done, user_errors }: Outcome<i32>) -> Self {
        Self { ended_count: done.unwrap_or_default(), user_errors }
    }
}

/// A sign-in whose password has been checked.
struct SignIn {
    email: String,
    device: Option<String>,
    /// The account of the address, and the hash that the password was checked with.
    account: Option<(UserId, Option<String>)>,
    is_right: bool,
    /// The password's hash by today's parameters, where the stored one is outdated.
    rehashed: Option<String>,
}

impl SignIn {
    async fn check(request: &Request, input: SignInInput) -> Result<Self> {
        let SignInInput { email, password, device, idempotency: _ } = input;
        let app = &request.app;
        let email = field::email(&email).unwrap_or_default();
        app.throttles.at_account(&email, &request.origin.address)?;
        let found = account::find(app.store.reader(), &email).await?;
        let hash = found.as_ref().and_then(|user| user.password_hash.clone());
        let is_outdated = hash.as_deref().is_some_and(auth::is_outdated);
        let is_right = app.passwords.verify(password.clone(), hash.clone()).await?;
        let rehashed = if is_right && is_outdated { Some(app.passwords.hash(password).await?) } else { None };
        let device = device.map(|device| audit::device(&device));
        Ok(Self { email, device, account: found.map(|user| (user.id, hash)), is_right, rehashed })
    }
}

impl Command for SignIn {
    type Done = Option<Session>;

    async fn run(&self, write: &mut Write<'_>) -> Result<Option<Session>> {
        let Self { email, device, account, is_right, rehashed } = self;
        let user = match account {
            Some((id, hash)) if *is_right => account::still_of_hash(write, *id, hash.as_deref()).await?,
            Some(_) | None => None,
        };
        let Some(user) = user else {
            let refused = Entry::of(AuditAction::SignInRefused, account.as_ref().map(|(id, _)| *id));
            write.record(refused.to(email)).await?;
            return Ok(None);
        };
        if let Some(hash) = rehashed {
            account::store_hash(write, &user, hash).await?;
        }
        let session = session::begin(write, user.id, device.as_deref()).await?;
        write.record(Entry::of(AuditAction::SignedIn, Some(user.id)).to(session.id.to_string())).await?;
        Ok(Some(session))
    }
}

struct RefreshSession {
    refresh_token: String,
}

impl Command for RefreshSession {
    type Done = Option<Session>;

    async fn run(&self, write: &mut Write<'_>) -> Result<Option<Session>> {
        session::exchange(write, &self.refresh_token).await
    }
}

struct SignOut {
    session_id: Option<SessionId>,
}

impl Command for SignOut {
    type Done = i32;

    async fn run(&self, write: &mut Write<'_>) -> Result<i32> {
        let viewer = write.in_person().await?;
        let id = self.session_id.or(viewer.session_id);
        let mut open = session::open(write.transaction(), viewer.user_id).await?;
        open.retain(|row| Some(row.id) == id);
        let row = open.first().ok_or(Code::NotFound.at("sessionId"))?;
        write.record(write.caller.entry(AuditAction::SignedOut).to(row.id.to_string())).await?;
        session::end(write, open, SessionEnd::SignedOut).await?;
        Ok(1)
    }
}

struct SignOutEverywhere {
    keep_current: bool,
}

impl Command for SignOutEverywhere {
    type Done = i32;

    async fn run(&self, write: &mut Write<'_>) -> Result<i32> {
        let viewer = write.in_person().await?;
        let mut open = session::open(write.transaction(), viewer.user_id).await?;
        open.retain(|row| !(self.keep_current && Some(row.id) == viewer.session_id));
        let count = i32::try_from(open.len()).unwrap_or(i32::MAX);
        session::end(write, open, SessionEnd::SignedOutEverywhere).await?;
        let entry = write.caller.entry(AuditAction::SignedOutEverywhere).to(viewer.user_id.to_string());
        write.record(entry).await?;
        Ok(count)
    }
}
