use async_graphql::{Context, Object, SimpleObject};

use super::command::{ChangePassword, ConfirmRegistration, Register, RequestPasswordReset, ResetPassword};
use super::input::{
    ChangePasswordInput, ConfirmRegistrationInput, RegisterInput, RequestPasswordResetInput,
    ResetPasswordInput,
};
use crate::graphql::error::Answer;
use crate::graphql::request;
use crate::graphql::session::SessionPayload;
use crate::graphql::user_error::UserError;

/// What is done with accounts.
#[derive(Default)]
pub(crate) struct AccountMutation;

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
