use async_graphql::{Context, InputObject, Object, SimpleObject};
use entity::{AuditAction, LinkPurpose, user};
use sea_orm::EntityTrait;

use crate::audit::Entry;
use crate::error::{Error, Result};
use crate::graphql::error::Answer;
use crate::graphql::mutate::Idempotency;
use crate::graphql::request;
use crate::graphql::request::Request;
use crate::graphql::session::SessionPayload;
use crate::graphql::user_error::UserError;
use crate::outbox::Job;
use crate::people::account::{self, Registration};
use crate::people::field::{self, fields};
use crate::people::session::{self, Session};
use crate::refusal::{At, Code};
use crate::write::{Command, RecordEntry, Write, execute};

/// What is done with accounts.
#[derive(Default)]
pub(crate) struct AccountMutation;

/// Who registers.
#[derive(InputObject)]
struct RegisterInput {
    /// The address of e-mail; a link goes there.
    email: String,
    /// Name of the person, 1 to 200 characters.
    name: String,
    /// The password to sign in with: 12 to 1024 bytes, none that is easily guessed.
    password: String,
    /// The name of their first workspace.
    workspace_name: String,
    /// IANA time zone of the person and of the workspace, such as `Asia/Shanghai`.
    time_zone: String,
    /// Locale of messages and e-mails: `en` or `zh`.
    #[graphql(default = "en")]
    locale: String,
    #[graphql(flatten)]
    idempotency: Idempotency,
}

/// A link's token, and who follows it.
#[derive(InputObject)]
struct ConfirmRegistrationInput {
    /// Token of the link.
    token: String,
    /// The password that was registered with, once more: somebody else may have asked for an account with
    /// this address.
    password: String,
    #[graphql(flatten)]
    idempotency: Idempotency,
}

/// Whose password was forgotten.
#[derive(InputObject)]
struct RequestPasswordResetInput {
    /// The address of e-mail; a link goes there, if there is such an account.
    email: String,
    #[graphql(flatten)]
    idempotency: Idempotency,
}

/// A new password.
#[derive(InputObject)]
struct ResetPasswordInput {
    /// Token of the link.
    token: String,
    /// 12 to 1024 bytes, none that is easily guessed.
    new_password: String,
    #[graphql(flatten)]
    idempotency: Idempotency,
}

/// Another password.
#[derive(InputObject)]
struct ChangePasswordInput {
    /// The one until now.
    current_password: String,
    /// 12 to 1024 bytes, none that is easily guessed.
    new_password: String,
    #[graphql(flatten)]
    idempotency: Idempotency,
}

/// The payload of what may send an e-mail: nobody is told whether one is sent.
#[derive(SimpleObject)]
struct EmailPayload {
    /// Reasons why nothing was done, which the user can correct.  Empty on success.
    user_errors: Vec<UserError>,
}

/// What changing a password answers.
#[derive(SimpleObject)]
struct ChangePasswordPayload {
    /// Reasons why nothing was done, which the user can correct.  Empty on success.
    user_errors: Vec<UserError>,
}

#[Object]
impl AccountMutation {
    /// Asks for an account with a first workspace.  An e-mail with a link goes to the address;
    /// `confirmRegistration` takes its token, within 30 minutes.  The answer is the same where the address
    /// has an account already.
    async fn register(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who registers.")] input: RegisterInput,
    ) -> Answer<EmailPayload> {
        let request = request(ctx)?;
        let key = input.idempotency.clone();
        let outcome = request.execute(ctx, key, Register::parse(request, input)).await?;
        Ok(EmailPayload { user_errors: outcome.user_errors })
    }

    /// Creates the account that a registration link stands for, and signs in.
    async fn confirm_registration(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link's token, and the password.")] input: ConfirmRegistrationInput,
    ) -> Answer<SessionPayload> {
        let request = request(ctx)?;
        let ConfirmRegistrationInput { token, password, idempotency } = input;
        let command = ConfirmRegistration::check(request, token, password);
        Ok(SessionPayload::of(request, request.execute(ctx, idempotency, command).await?)?)
    }

    /// Sends a link for a new password to an address, if there is such an account: the answer, and the time
    /// that it takes, are the same if there is none.
    async fn request_password_reset(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose password was forgotten.")] input: RequestPasswordResetInput,
    ) -> Answer<EmailPayload> {
        let request = request(ctx)?;
        let RequestPasswordResetInput { email, idempotency } = input;
        let command = async { RequestPasswordReset::parse(request, &email) };
        let outcome = request.execute(ctx, idempotency, command).await?;
        Ok(EmailPayload { user_errors: outcome.user_errors })
    }

    /// Sets a new password by a link, within 30 minutes, and signs in; all other sessions end.
    async fn reset_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The link's token, and the new password.")] input: ResetPasswordInput,
    ) -> Answer<SessionPayload> {
        let request = request(ctx)?;
        let ResetPasswordInput { token, new_password, idempotency } = input;
        let command = ResetPassword::check(request, token, new_password);
        Ok(SessionPayload::of(request, request.execute(ctx, idempotency, command).await?)?)
    }

    /// Changes the viewer's password; all other sessions end.
    async fn change_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The password until now, and the new one.")] input: ChangePasswordInput,
    ) -> Answer<ChangePasswordPayload> {
        let request = request(ctx)?;
        let ChangePasswordInput { current_password, new_password, idempotency } = input;
        let command = ChangePassword::check(request, current_password, new_password);
        let outcome = request.execute(ctx, idempotency, command).await?;
        Ok(ChangePasswordPayload { user_errors: outcome.user_errors })
    }
}

struct Register {
    email: String,
    registration: Registration,
}

impl Register {
    async fn parse(request: &Request, input: RegisterInput) -> Result<Self> {
        let RegisterInput { email, name, password, workspace_name, time_zone, locale, idempotency: _ } =
            input;
        if !request.app.registration {
            return Err(Code::Forbidden.into());
        }
        fields! {
            email = field::email(&email).at("email");
            name = field::name(&name).at("name");
            password = field::password(password).at("password");
            workspace_name = field::name(&workspace_name).at("workspaceName");
            time_zone = field::time_zone(&time_zone).at("timeZone");
            locale = field::locale(&locale).at("locale");
        }
        request.app.throttles.registration(&email, &request.origin.address)?;
        let known = vec![email.clone(), name.clone(), workspace_name.clone()];
        let password_hash = request.app.passwords.choose(password, known).await.at("password")?;
        let registration = Registration { name, password_hash, workspace_name, time_zone, locale };
        Ok(Self { email, registration })
    }
}

impl Command for Register {
    type Done = ();

    fn name(&self) -> &'static str {
        "register"
    }

    async fn run(&self, write: &mut Write<'_>) -> Result<()> {
        account::register(write, &self.email, &self.registration).await
    }
}

struct ConfirmRegistration {
    token: String,
}

impl ConfirmRegistration {
    /// The link alone does not do: somebody else may have asked for an account with this address, and a
    /// password of their own.
    async fn check(request: &Request, token: String, password: String) -> Result<Self> {
        let (app, caller) = (&request.app, request.caller());
        app.throttles.at_secret(&caller.origin.address)?;
        let link = account::peek(app.store.reader(), &caller, LinkPurpose::Registration, &token).await;
        let link = link.at("token")?;
        app.throttles.at_account(&link.email, &caller.origin.address)?;
        let asked: Registration = serde_json::from_str(&link.body).map_err(Error::internal)?;
        if !app.passwords.verify(password, Some(asked.password_hash)).await? {
            return Err(Code::WrongPassword.at("password").into());
        }
        Ok(Self { token })
    }
}

impl Command for ConfirmRegistration {
    type Done = Session;

    fn name(&self) -> &'static str {
        "confirmRegistration"
    }

    async fn run(&self, write: &mut Write<'_>) -> Result<Session> {
        let (user, _) = account::confirm(write, &self.token).await.at("token")?;
        session::begin(write, user, None).await
    }
}

struct RequestPasswordReset {
    email: String,
}

impl RequestPasswordReset {
    fn parse(request: &Request, email: &str) -> Result<Self> {
        let email = field::email(email).at("email")?;
        request.app.throttles.password_reset(&email, &request.origin.address)?;
        Ok(Self { email })
    }
}

impl Command for RequestPasswordReset {
    type Done = ();

    fn name(&self) -> &'static str {
        "requestPasswordReset"
    }

    async fn run(&self, write: &mut Write<'_>) -> Result<()> {
        let (email, origin) = (self.email.clone(), write.caller.origin.clone());
        write.enqueue(&Job::PasswordReset { email, origin }).await
    }
}

struct ResetPassword {
    token: String,
    hash: String,
}

impl ResetPassword {
    async fn check(request: &Request, token: String, new_password: String) -> Result<Self> {
        let (app, caller) = (&request.app, request.caller());
        app.throttles.at_secret(&caller.origin.address)?;
        let link = account::peek(app.store.reader(), &caller, LinkPurpose::PasswordReset, &token).await;
        let email = link.at("token")?.email;
        let new_password = field::password(new_password).at("newPassword")?;
        let hash = app.passwords.choose(new_password, vec![email]).await.at("newPassword")?;
        Ok(Self { token, hash })
    }
}

impl Command for ResetPassword {
    type Done = Session;

    fn name(&self) -> &'static str {
        "resetPassword"
    }

    async fn run(&self, write: &mut Write<'_>) -> Result<Session> {
        let user = account::follow_reset(write, &self.token).await.at("token")?;
        account::set_password(write, &user, &self.hash, AuditAction::PasswordReset).await?;
        session::begin(write, user.id, None).await
    }
}

struct ChangePassword {
    user: user::Model,
    hash: String,
}

impl ChangePassword {
    async fn check(request: &Request, current_password: String, new_password: String) -> Result<Self> {
        let (app, caller) = (&request.app, request.caller());
        let viewer = caller.as_person()?;
        let user = user::Entity::find_by_id(viewer.user_id).one(app.store.reader()).await?;
        let user = user.ok_or(Error::Unauthenticated)?;
        app.throttles.at_account(&user.email, &caller.origin.address)?;
        let new_password = field::password(new_password).at("newPassword")?;
        if !app.passwords.verify(current_password, user.password_hash.clone()).await? {
            let refused = Entry::of(AuditAction::SignInRefused, Some(user.id)).to(&user.email);
            execute(app, &caller, None, RecordEntry(refused)).await?;
            return Err(Code::WrongPassword.at("currentPassword").into());
        }
        let known = vec![user.email.clone(), user.name.clone()];
        let hash = app.passwords.choose(new_password, known).await.at("newPassword")?;
        Ok(Self { user, hash })
    }
}

impl Command for ChangePassword {
    type Done = ();

    fn name(&self) -> &'static str {
        "changePassword"
    }

    async fn run(&self, write: &mut Write<'_>) -> Result<()> {
        let Self { user, hash } = self;
        write.in_person().await?;
        let current = account::still_of_hash(write, user.id, user.password_hash.as_deref()).await?;
        let current = current.ok_or(Code::WrongPassword.at("currentPassword"))?;
        account::use_up(write, LinkPurpose::PasswordReset, &current.email).await?;
        account::set_password(write, &current, hash, AuditAction::PasswordChanged).await
    }
}
