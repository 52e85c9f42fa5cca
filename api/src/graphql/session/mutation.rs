use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use entity::{AuditAction, SessionEnd, SessionId};
use sea_orm::ConnectionTrait;

use super::SessionPayload;
use crate::audit::Entry;
use crate::auth;
use crate::auth::session::{self, Exchanged, Session};
use crate::error::Result;
use crate::graphql::error::Answer;
use crate::graphql::request;
use crate::graphql::request::Request;
use crate::graphql::user_error::UserError;
use crate::people::{Act, account};
use crate::refusal::Code;
use crate::store::work;

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
}

/// How a session goes on.
#[derive(InputObject)]
struct RefreshSessionInput {
    /// The refresh token of the last answer.
    refresh_token: String,
}

/// Which session ends.
#[derive(InputObject)]
struct SignOutInput {
    /// One of the viewer's sessions; the one that asks, if left out.
    session_id: Option<ID>,
}

/// Which sessions end.
#[derive(InputObject)]
struct SignOutEverywhereInput {
    /// Whether the one that asks goes on.
    #[graphql(default)]
    keep_current: bool,
}

/// What signing out answers.
#[derive(SimpleObject)]
struct SignOutPayload {
    /// How many sessions were ended.
    ended_count: i32,
    /// What the user can put right.
    user_errors: Vec<UserError>,
}

#[Object]
impl SessionMutation {
    /// Signs in with e-mail and password.  The answer, and the time that it takes, are the same whether or not there is
    /// such an account.
    async fn sign_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who signs in, and how they show it.")] input: SignInInput,
    ) -> Answer<SessionPayload> {
        Ok(sign_in(request(ctx)?, input).await?)
    }

    /// Goes on with a session: a new access token, and the next refresh token.  The old one answers the same for ten
    /// seconds more, in case the answer was lost; if it comes later, somebody else has it, and the session is ended.
    async fn refresh_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the session is gone on with.")] input: RefreshSessionInput,
    ) -> Answer<SessionPayload> {
        Ok(refresh(request(ctx)?, input.refresh_token).await?)
    }

    /// Ends a session of the viewer's: within five seconds none of its tokens holds anywhere.
    async fn sign_out(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which session ends.")] input: SignOutInput,
    ) -> Answer<SignOutPayload> {
        let request = request(ctx)?;
        let given = input.session_id.map(|id| SessionId::parse(&id).ok_or(Code::NotFound.at("sessionId")));
        let act = request.act();
        let work = work::<i32, _>(move |transaction| {
            let (act, given) = (act.clone(), given.clone());
            Box::pin(async move { sign_out(transaction, &act, given.transpose()?).await })
        });
        Ok(SignOutPayload::new(request.decide("signOut", work).await?))
    }

    /// Ends all sessions of the viewer's.
    async fn sign_out_everywhere(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which sessions end.")] input: SignOutEverywhereInput,
    ) -> Answer<SignOutPayload> {
        let request = request(ctx)?;
        let act = request.act();
        let keep_current = input.keep_current;
        let work = work::<i32, _>(move |transaction| {
            let act = act.clone();
            Box::pin(async move { sign_out_everywhere(transaction, &act, keep_current).await })
        });
        Ok(SignOutPayload::new(request.decide("signOutEverywhere", work).await?))
    }
}

impl SignOutPayload {
    fn new(outcome: Result<i32, Vec<UserError>>) -> Self {
        match outcome {
            Ok(ended_count) => Self { ended_count, user_errors: Vec::new() },
            Err(user_errors) => Self { ended_count: 0, user_errors },
        }
    }
}

async fn sign_in(request: &Request, input: SignInInput) -> Result<SessionPayload> {
    let SignInInput { email, password, device } = input;
    let (app, mut act) = (&request.app, request.act());
    let email = crate::people::field::email(&email, "email").unwrap_or_default();
    app.tries.at_account(&email, &act.origin.address)?;
    if let Some(device) = device {
        act.origin.device = crate::audit::device(&device);
    }
    let found = account::find(app.store.reader(), &email).await?;
    let hash = found.as_ref().and_then(|user| user.password_hash.clone());
    let checked = hash.clone();
    let is_outdated = hash.as_deref().is_some_and(auth::is_outdated);
    let is_right = app.passwords.verify(password.clone(), hash).await?;
    let user_id = found.as_ref().map(|user| user.id);
    let rehashed = if is_right && is_outdated { Some(app.passwords.hash(password).await?) } else { None };
    let work = work::<Option<Session>, _>(move |transaction| {
        let (act, email, rehashed, checked) = (act.clone(), email.clone(), rehashed.clone(), checked.clone());
        Box::pin(async move {
            let known = match user_id.filter(|_| is_right) {
                Some(id) => account::still_of_hash(transaction, id, checked.as_deref()).await?,
                None => None,
            };
            let Some(user_id) = known.map(|user| user.id) else {
                let refused = Entry::of(AuditAction::SignInRefused, user_id);
                act.record(transaction, refused.to(email)).await?;
                return Ok(None);
            };
            if let Some(hash) = rehashed {
                account::store_hash(transaction, user_id, &hash).await?;
            }
            let session = session::begin(transaction, user_id, &act.origin, act.now).await?;
            let entry = Entry::of(AuditAction::SignedIn, Some(user_id)).to(session.id.to_string());
            act.record(transaction, entry).await?;
            Ok(Some(session))
        })
    });
    let session = app.store.write(work).await?;
    let invalid = || UserError::all(vec![Code::InvalidCredentials.at("")], request.locale);
    SessionPayload::of(request, session.ok_or_else(invalid))
}

async fn refresh(request: &Request, token: String) -> Result<SessionPayload> {
    let act = request.act();
    request.app.tries.at_secret(&act.origin.address)?;
    let work = work::<Exchanged, _>(move |transaction| {
        let (act, token) = (act.clone(), token.clone());
        Box::pin(async move {
            let exchanged = session::exchange(transaction, &token, &act.origin, act.now).await?;
            if let Exchanged::Reused(session, user) = &exchanged {
                let entry = Entry::of(AuditAction::SessionReused, Some(*user)).to(session.to_string());
                act.record(transaction, entry).await?;
            }
            Ok(exchanged)
        })
    });
    let ended = || UserError::all(vec![Code::SessionEnded.at("refreshToken")], request.locale);
    let session = match request.app.store.write(work).await? {
        Exchanged::Session(session) => Ok(session),
        Exchanged::Reused(..) => {
            request.app.viewers.forget();
            Err(ended())
        }
        Exchanged::Unknown => Err(ended()),
    };
    SessionPayload::of(request, session)
}

async fn sign_out(transaction: &impl ConnectionTrait, act: &Act, given: Option<SessionId>) -> Result<i32> {
    let viewer = act.in_person(transaction).await?;
    let id = given.or(viewer.session_id).ok_or(Code::NotFound.at("sessionId"))?;
    let open = session::open(transaction, viewer.user_id).await?;
    if !open.contains(&id) {
        return Err(Code::NotFound.at("sessionId").into());
    }
    session::end(transaction, &[id], SessionEnd::SignedOut, act.now).await?;
    act.record(transaction, act.entry(AuditAction::SignedOut).to(id.to_string())).await?;
    Ok(1)
}

async fn sign_out_everywhere(
    transaction: &impl ConnectionTrait,
    act: &Act,
    keep_current: bool,
) -> Result<i32> {
    let viewer = act.in_person(transaction).await?;
    let mut open = session::open(transaction, viewer.user_id).await?;
    open.retain(|id| !(keep_current && Some(*id) == viewer.session_id));
    session::end(transaction, &open, SessionEnd::SignedOutEverywhere, act.now).await?;
    act.record(transaction, act.entry(AuditAction::SignedOutEverywhere).to(viewer.user_id.to_string()))
        .await?;
    Ok(i32::try_from(open.len()).unwrap_or(i32::MAX))
}
