//! What is asked of accounts.

use async_graphql::InputObject;

use crate::graphql::mutate::Idempotency;

/// Who registers.
#[derive(InputObject)]
pub(super) struct RegisterInput {
    /// The address of e-mail; a link goes there.
    pub email: String,
    /// Name of the person, 1 to 200 characters.
    pub name: String,
    /// The password to sign in with: 12 to 1024 bytes, none that is easily guessed.
    pub password: String,
    /// The name of their first workspace.
    pub workspace_name: String,
    /// IANA time zone of the person and of the workspace, such as `Asia/Shanghai`.
    pub time_zone: String,
    /// Locale of messages and e-mails: `en` or `zh`.
    #[graphql(default = "en")]
    pub locale: String,
    #[graphql(flatten)]
    pub idempotency: Idempotency,
}

/// A link's token, and who follows it.
#[derive(InputObject)]
pub(super) struct ConfirmRegistrationInput {
    /// Token of the link.
    pub token: String,
    /// The password that was registered with, once more: somebody else may have asked for an account with
    /// this address.
    pub password: String,
    #[graphql(flatten)]
    pub idempotency: Idempotency,
}

/// Whose password was forgotten.
#[derive(InputObject)]
pub(super) struct RequestPasswordResetInput {
    /// The address of e-mail; a link goes there, if there is such an account.
    pub email: String,
    #[graphql(flatten)]
    pub idempotency: Idempotency,
}

/// A new password.
#[derive(InputObject)]
pub(super) struct ResetPasswordInput {
    /// Token of the link.
    pub token: String,
    /// 12 to 1024 bytes, none that is easily guessed.
    pub new_password: String,
    #[graphql(flatten)]
    pub idempotency: Idempotency,
}

/// Another password.
#[derive(InputObject)]
pub(super) struct ChangePasswordInput {
    /// The one until now.
    pub current_password: String,
    /// 12 to 1024 bytes, none that is easily guessed.
    pub new_password: String,
    #[graphql(flatten)]
    pub idempotency: Idempotency,
}
