//! What is done with accounts, once its input is read.

use entity::{AuditAction, LinkPurpose, user};
use sea_orm::EntityTrait;

use super::input::RegisterInput;
use crate::audit::Entry;
use crate::error::{Error, Result};
use crate::graphql::request::Request;
use crate::outbox::Job;
use crate::people::account::{self, Registration};
use crate::people::field::{self, fields};
use crate::people::session::{self, Session};
use crate::refusal::{At, Code};
use crate::write::{Command, RecordEntry, Write, execute};

pub(super) struct Register {
    email: String,
    registration: Registration,
}

impl Register {
    pub(super) async fn parse(request: &Request, input: RegisterInput) -> Result<Self> {
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

    async fn run(&self, write: &mut Write<'_>) -> Result<()> {
        account::register(write, &self.email, &self.registration).await
    }
}

pub(super) struct ConfirmRegistration {
    token: String,
}

impl ConfirmRegistration {
    /// The link alone does not do: somebody else may have asked for an account with this address, and a
    /// password of their own.
    pub(super) async fn check(request: &Request, token: String, password: String) -> Result<Self> {
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

    async fn run(&self, write: &mut Write<'_>) -> Result<Session> {
        let (user, _) = account::confirm(write, &self.token).await.at("token")?;
        session::begin(write, user, None).await
    }
}

pub(super) struct RequestPasswordReset {
    email: String,
}

impl RequestPasswordReset {
    pub(super) fn parse(request: &Request, email: &str) -> Result<Self> {
        let email = field::email(email).at("email")?;
        request.app.throttles.password_reset(&email, &request.origin.address)?;
        Ok(Self { email })
    }
}

impl Command for RequestPasswordReset {
    type Done = ();

    async fn run(&self, write: &mut Write<'_>) -> Result<()> {
        let (email, origin) = (self.email.clone(), write.caller.origin.clone());
        write.enqueue(&Job::PasswordReset { email, origin }).await
    }
}

pub(super) struct ResetPassword {
    token: String,
    hash: String,
}

impl ResetPassword {
    pub(super) async fn check(request: &Request, token: String, new_password: String) -> Result<Self> {
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

    async fn run(&self, write: &mut Write<'_>) -> Result<Session> {
        let user = account::follow_reset(write, &self.token).await.at("token")?;
        account::set_password(write, &user, &self.hash, AuditAction::PasswordReset).await?;
        session::begin(write, user.id, None).await
    }
}

pub(super) struct ChangePassword {
    user: user::Model,
    hash: String,
}

impl ChangePassword {
    pub(super) async fn check(
        request: &Request,
        current_password: String,
        new_password: String,
    ) -> Result<Self> {
        let (app, caller) = (&request.app, request.caller());
        let viewer = caller.as_person()?;
        let user = user::Entity::find_by_id(viewer.user_id).one(app.store.reader()).await?;
        let user = user.ok_or(Error::Unauthenticated)?;
        app.throttles.at_account(&user.email, &caller.origin.address)?;
        let new_password = field::password(new_password).at("newPassword")?;
        if !app.passwords.verify(current_password, user.password_hash.clone()).await? {
            let refused = Entry::of(AuditAction::SignInRefused, Some(user.id)).to(&user.email);
            execute(app, &caller, "changePassword", None, RecordEntry(refused)).await?;
            return Err(Code::WrongPassword.at("currentPassword").into());
        }
        let known = vec![user.email.clone(), user.name.clone()];
        let hash = app.passwords.choose(new_password, known).await.at("newPassword")?;
        Ok(Self { user, hash })
    }
}

impl Command for ChangePassword {
    type Done = ();

    async fn run(&self, write: &mut Write<'_>) -> Result<()> {
        let Self { user, hash } = self;
        write.in_person().await?;
        let current = account::still_of_hash(write, user.id, user.password_hash.as_deref()).await?;
        let current = current.ok_or(Code::WrongPassword.at("currentPassword"))?;
        account::use_up(write, LinkPurpose::PasswordReset, &current.email).await?;
        account::set_password(write, &current, hash, AuditAction::PasswordChanged).await
    }
}
