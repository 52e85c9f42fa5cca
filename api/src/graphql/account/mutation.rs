use async_graphql::{Context, InputObject, Object, SimpleObject};
use entity::{AuditAction, LinkPurpose, user};
use sea_orm::EntityTrait;

use crate::audit::Entry;
use crate::auth::session;
use crate::error::{Error, Result};
use crate::graphql::error::Answer;
use crate::graphql::request;
use crate::graphql::request::Request;
use crate::graphql::session::SessionPayload;
use crate::graphql::user_error::UserError;
use crate::mail::Letter;
use crate::people::account::{self, Registration};
use crate::people::field::{self, fields};
use crate::refusal::Code;
use crate::store::work;

/// What is done with accounts.
#[derive(Default)]
pub(crate) struct AccountMutation;

/// Who registers.
#[derive(InputObject)]
struct RegisterInput {
    /// The address of e-mail; a link goes there.
    email: String,
    /// As they wish to be called.
    name: String,
    /// The password to sign in with: 12 to 1024 bytes, none that is easily guessed.
    password: String,
    /// The name of their first workspace.
    workspace_name: String,
    /// Where their day begins, and that of the workspace.
    time_zone: String,
    /// The language that they read: `en` or `zh`.
    #[graphql(default = "en")]
    locale: String,
}

/// A link's token, and who follows it.
#[derive(InputObject)]
struct ConfirmRegistrationInput {
    /// What the link holds.
    token: String,
    /// The password that was registered with, once more: somebody else may have asked for an account with this address.
    password: String,
}

/// Whose password was forgotten.
#[derive(InputObject)]
struct RequestPasswordResetInput {
    /// The address of e-mail; a link goes there, if there is such an account.
    email: String,
}

/// A new password.
#[derive(InputObject)]
struct ResetPasswordInput {
    /// What the link holds.
    token: String,
    /// 12 to 1024 bytes, none that is easily guessed.
    new_password: String,
}

/// Another password.
#[derive(InputObject)]
struct ChangePasswordInput {
    /// The one until now.
    current_password: String,
    /// 12 to 1024 bytes, none that is easily guessed.
    new_password: String,
}

/// What is answered where a letter is sent, or none: nobody is told which.
#[derive(SimpleObject)]
struct LetterPayload {
    /// What the user can put right.
    user_errors: Vec<UserError>,
}

/// What changing a password answers.
#[derive(SimpleObject)]
struct ChangePasswordPayload {
    /// What the user can put right.
    user_errors: Vec<UserError>,
}

#[Object]
impl AccountMutation {
    /// Asks for an account with a first workspace.  A letter with a link goes to the address; `confirmRegistration` takes
    /// what it holds, within 30 minutes.  The answer is the same where there is an account already.
    async fn register(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who registers.")] input: RegisterInput,
    ) -> Answer<LetterPayload> {
        let request = request(ctx)?;
        let outcome = request.settle("register", register(request, input).await).await?;
        Ok(LetterPayload { user_errors: outcome.err().unwrap_or_default() })
    }

    /// Makes the account that a letter's link stands for, and signs in.
    async fn confirm_registration(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link's token, and the password.")] input: ConfirmRegistrationInput,
    ) -> Answer<SessionPayload> {
        let request = request(ctx)?;
        let outcome = request.settle("confirmRegistration", confirm(request, input).await).await?;
        Ok(SessionPayload::of(request, outcome)?)
    }

    /// Sends a link for a new password to an address, if there is such an account: the answer, and the time that it takes,
    /// are the same if there is none.
    async fn request_password_reset(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose password was forgotten.")] input: RequestPasswordResetInput,
    ) -> Answer<LetterPayload> {
        let request = request(ctx)?;
        let outcome = request.settle("requestPasswordReset", request_reset(request, &input.email)).await?;
        Ok(LetterPayload { user_errors: outcome.err().unwrap_or_default() })
    }

    /// Chooses a new password by a letter's link, within 30 minutes; signs out everywhere else, and in here.
    async fn reset_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link's token, and the new password.")] input: ResetPasswordInput,
    ) -> Answer<SessionPayload> {
        let request = request(ctx)?;
        let outcome = request.settle("resetPassword", reset_password(request, input).await).await?;
        Ok(SessionPayload::of(request, outcome)?)
    }

    /// Changes the viewer's password, and signs out everywhere else.
    async fn change_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The password until now, and the new one.")] input: ChangePasswordInput,
    ) -> Answer<ChangePasswordPayload> {
        let request = request(ctx)?;
        let outcome = request.settle("changePassword", change_password(request, input).await).await?;
        Ok(ChangePasswordPayload { user_errors: outcome.err().unwrap_or_default() })
    }
}

async fn register(request: &Request, input: RegisterInput) -> Result<()> {
    let RegisterInput { email, name, password, workspace_name, time_zone, locale } = input;
    if !request.app.registration {
        return Err(Code::Forbidden.at("").into());
    }
    fields! {
        email = field::email(&email, "email");
        name = field::name(&name, "name");
        password = field::password(password, "password");
        workspace_name = field::name(&workspace_name, "workspaceName");
        time_zone = field::time_zone(&time_zone, "timeZone");
        locale = field::locale(&locale, "locale");
    }
    let act = request.act();
    request.app.tries.letter_asked_for_by(&act.origin.address)?;
    let known = vec![email.clone(), name.clone(), workspace_name.clone()];
    let password_hash = request.app.passwords.choose(password, known, "password").await?;
    let asked = Registration { name, password_hash, workspace_name, time_zone, locale };
    let work = work::<Letter, _>(move |transaction| {
        let (act, email, asked) = (act.clone(), email.clone(), asked.clone());
        Box::pin(async move { account::register(transaction, &act, &email, &asked).await })
    });
    let letter = request.app.store.write(work).await?;
    request.app.post(letter);
    Ok(())
}

/// The link alone does not do: somebody else may have asked for an account with this address, and a password of their own.
async fn confirm(request: &Request, input: ConfirmRegistrationInput) -> Result<session::Session> {
    let ConfirmRegistrationInput { token, password } = input;
    let act = request.act();
    request.app.tries.at_secret(&act.origin.address)?;
    let link = account::peek(request.app.store.reader(), &act, LinkPurpose::Registration, &token).await?;
    request.app.tries.at_account(&link.email, &act.origin.address)?;
    let asked: Registration = serde_json::from_str(&link.body).map_err(Error::internal)?;
    if !request.app.passwords.verify(password, Some(asked.password_hash)).await? {
        return Err(Code::InvalidCredentials.at("password").into());
    }
    let work = work::<session::Session, _>(move |transaction| {
        let (act, token) = (act.clone(), token.clone());
        Box::pin(async move {
            let (user, _) = account::confirm(transaction, &act, &token).await?;
            session::begin(transaction, user, &act.origin, act.now).await
        })
    });
    request.app.store.write(work).await
}

fn request_reset(request: &Request, email: &str) -> Result<()> {
    let email = field::email(email, "email")?;
    let act = request.act();
    request.app.tries.letter_asked_for_by(&act.origin.address)?;
    let work = work::<Option<Letter>, _>(move |transaction| {
        let (act, email) = (act.clone(), email.clone());
        Box::pin(async move { account::request_reset(transaction, &act, &email).await })
    });
    let app = std::sync::Arc::clone(&request.app);
    // Whether there is such an account, and so how long this takes, is nobody's business: it goes on by itself.
    tokio::spawn(async move {
        match app.store.write(work).await {
            Ok(letter) => letter.into_iter().for_each(|letter| app.post(letter)),
            Err(error) => tracing::error!(%error, "a link for a new password was not made"),
        }
    });
    Ok(())
}

async fn reset_password(request: &Request, input: ResetPasswordInput) -> Result<session::Session> {
    let ResetPasswordInput { token, new_password } = input;
    let act = request.act();
    request.app.tries.at_secret(&act.origin.address)?;
    let link = account::peek(request.app.store.reader(), &act, LinkPurpose::PasswordReset, &token).await?;
    let new_password = field::password(new_password, "newPassword")?;
    let hash = request.app.passwords.choose(new_password, vec![link.email], "newPassword").await?;
    let work = work::<session::Session, _>(move |transaction| {
        let (act, token, hash) = (act.clone(), token.clone(), hash.clone());
        Box::pin(async move {
            let user = account::follow_reset(transaction, &act, &token).await?;
            account::set_password(transaction, &act, user.id, &hash, AuditAction::PasswordReset).await?;
            session::begin(transaction, user.id, &act.origin, act.now).await
        })
    });
    let session = request.app.store.write(work).await?;
    request.app.viewers.forget();
    Ok(session)
}

async fn change_password(request: &Request, input: ChangePasswordInput) -> Result<()> {
    let ChangePasswordInput { current_password, new_password } = input;
    let act = request.act();
    let viewer = act.as_person()?.clone();
    let user = user::Entity::find_by_id(viewer.user_id).one(request.app.store.reader()).await?;
    let user = user.ok_or(Error::Unauthenticated)?;
    request.app.tries.at_account(&user.email, &act.origin.address)?;
    let new_password = field::password(new_password, "newPassword")?;
    if !request.app.passwords.verify(current_password, user.password_hash.clone()).await? {
        let refused = Entry::of(AuditAction::SignInRefused, Some(user.id)).to(&user.email);
        let work = work::<(), _>(move |transaction| {
            let (act, refused) = (act.clone(), refused.clone());
            Box::pin(async move { act.record(transaction, refused).await })
        });
        request.app.store.write(work).await?;
        return Err(Code::InvalidCredentials.at("currentPassword").into());
    }
    let (email, old) = (user.email.clone(), user.password_hash);
    let known = vec![user.email, user.name];
    let hash = request.app.passwords.choose(new_password, known, "newPassword").await?;
    let work = work::<(), _>(move |transaction| {
        let (act, hash, email, old) = (act.clone(), hash.clone(), email.clone(), old.clone());
        Box::pin(async move {
            act.in_person(transaction).await?;
            let changed = || Code::InvalidCredentials.at("currentPassword");
            account::still_of_hash(transaction, viewer.user_id, old.as_deref()).await?.ok_or_else(changed)?;
            account::use_up(transaction, &act, LinkPurpose::PasswordReset, &email).await?;
            account::set_password(transaction, &act, viewer.user_id, &hash, AuditAction::PasswordChanged)
                .await
        })
    });
    request.app.store.write(work).await?;
    request.app.viewers.forget();
    Ok(())
}
