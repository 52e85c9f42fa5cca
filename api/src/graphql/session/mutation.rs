use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};
use entity::user;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::error::Result;
use crate::graphql::error::Answer;
use crate::graphql::request;
use crate::graphql::request::Request;
use crate::graphql::scalar::DateTime;
use crate::graphql::text::Locale;

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
}

/// What signing in answers.
#[derive(SimpleObject)]
struct SignInPayload {
    /// What to send as `Authorization: Bearer …` from now on; absent where signing in failed.
    access_token: Option<String>,
    /// When that ends: sign in again before.
    expires_at: Option<DateTime>,
    /// What the user can put right.
    user_errors: Vec<SignInError>,
}

/// Why signing in failed.
#[derive(SimpleObject)]
struct SignInError {
    /// The reason, for programs.
    code: SignInErrorCode,
    /// The same as a sentence, in the language of the request.
    message: String,
    /// The path of the input field that is to blame, where one is.
    field: Option<Vec<String>>,
}

/// Why signing in failed.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
enum SignInErrorCode {
    /// There is no such account, or its password is another: nobody is told which.
    InvalidCredentials,
}

#[Object]
impl SessionMutation {
    /// Signs in with e-mail and password.  The answer, and the time that it takes, are the same whether or not there is
    /// such an account.
    async fn sign_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who signs in, and how they show it.")] input: SignInInput,
    ) -> Answer<SignInPayload> {
        let request = request(ctx)?;
        Ok(sign_in(request, input).await?)
    }
}

async fn sign_in(request: &Request, input: SignInInput) -> Result<SignInPayload> {
    let SignInInput { email, password } = input;
    let app = &request.app;
    let of_email = user::Column::Email.eq(email.trim().to_lowercase());
    let found = user::Entity::find().filter(of_email).one(app.store.reader()).await?;
    let hash = found.as_ref().and_then(|user| user.password_hash.clone());
    let is_right = app.passwords.verify(password, hash).await?;
    let Some(user) = found.filter(|_| is_right) else {
        let message = match request.locale {
            Locale::En => "There is no account with this e-mail and password.",
            Locale::Zh => "邮箱或密码不正确。",
        };
        let code = SignInErrorCode::InvalidCredentials;
        let error = SignInError { code, message: message.to_owned(), field: None };
        return Ok(SignInPayload { access_token: None, expires_at: None, user_errors: vec![error] });
    };
    let token = app.keys.sign(user.id, app.clock.now())?;
    Ok(SignInPayload {
        access_token: Some(token.token),
        expires_at: Some(DateTime(token.expires_at)),
        user_errors: Vec::new(),
    })
}
