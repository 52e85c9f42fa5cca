//! What a form asks of the API.

use actix_web::HttpRequest;
use actix_web::body::MessageBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use serde_json::{Value, json};

use super::Given;
use super::form::{Form, SIGN_IN_DOCUMENT};
use crate::graphql::Locale;
use crate::http::graphql::{Api, ask};
use crate::http::parameters::Parameters;

const SIGN_OUT: &str = "mutation SignOutPage($input: SignOutInput!) {
  done: signOut(input: $input) { userErrors { code message field } }
}";

/// What came of a form.
pub(in crate::http) enum Outcome {
    /// It was done.
    Done,
    /// Sentences for a person, each after the field that it is about, or after none.
    Refused(Vec<(String, String)>),
    /// The API did not answer, and says when it may be asked again if it knows.
    Failed(StatusCode, Option<HeaderValue>),
}

/// Does what a form is for.  No session is left open: the page keeps no token.
pub(super) async fn submit(
    http: &HttpRequest,
    api: &Api,
    form: &Form,
    token: &str,
    locale: Locale,
    given: &Given,
) -> Outcome {
    let mut caller = Caller { http, api, tokens: Vec::new() };
    let outcome = caller.submit(form, token, locale, given).await;
    for token in std::mem::take(&mut caller.tokens) {
        let ended = caller.ask(SIGN_OUT, json!({}), Some(token)).await;
        if ended.is_err() {
            tracing::debug!("the session of a page was left to expire");
        }
    }
    outcome.err().unwrap_or(Outcome::Done)
}

/// Signs in with the fields of a form, and leaves the session open: its access token.
pub(in crate::http) async fn sign_in(
    http: &HttpRequest,
    api: &Api,
    form: &Form,
    given: &Given,
) -> Result<String, Outcome> {
    let mut caller = Caller { http, api, tokens: Vec::new() };
    caller.ask(form.document, form.input(given), None).await?;
    caller.tokens.pop().ok_or(Outcome::Failed(StatusCode::INTERNAL_SERVER_ERROR, None))
}

/// Ends the session of an access token.
pub(in crate::http) async fn sign_out(http: &HttpRequest, api: &Api, token: String) -> Result<(), Outcome> {
    Caller { http, api, tokens: Vec::new() }.ask(SIGN_OUT, json!({}), Some(token)).await
}

impl Form {
    /// What was given for its fields, as the input of a mutation.
    fn input(&self, given: &Given) -> Value {
        let mut input = json!({});
        for field in self.fields {
            let value = given.iter().find(|(name, _)| name == field.name).map(|(_, value)| value.as_str());
            put(&mut input, field.name, value.unwrap_or_default());
        }
        input
    }
}

/// Whoever sends a form.
struct Caller<'a> {
    http: &'a HttpRequest,
    api: &'a Api,
    /// Access tokens that were answered on the way, the latest last.
    tokens: Vec<String>,
}

impl Caller<'_> {
    async fn submit(
        &mut self,
        form: &Form,
        token: &str,
        locale: Locale,
        given: &Given,
    ) -> Result<(), Outcome> {
        let mut input = form.input(given);
        if form.signs_in {
            self.ask(SIGN_IN_DOCUMENT, input, None).await?;
            input = json!({});
        }
        if let Some(name) = form.locale {
            put(&mut input, name, locale.tag());
        }
        put(&mut input, "token", token);
        let signed_in = self.tokens.last().cloned();
        self.ask(form.document, input, signed_in).await
    }

    /// Asks for a mutation.
    async fn ask(&mut self, document: &str, input: Value, token: Option<String>) -> Result<(), Outcome> {
        let variables = [("input".to_owned(), input)].into_iter().collect();
        let parameters = Parameters { query: document.to_owned(), operation_name: None, variables };
        let answer = ask(self.http.clone(), self.api, parameters, token).await;
        let (status, retry_after) = (answer.status(), answer.headers().get(RETRY_AFTER).cloned());
        let body = answer.into_body().try_into_bytes().ok();
        let body: Option<Value> = body.and_then(|body| serde_json::from_slice(&body).ok());
        let Some(done) = body.as_ref().and_then(|body| body.pointer("/data/done")) else {
            let status = if status.is_success() { StatusCode::BAD_REQUEST } else { status };
            return Err(Outcome::Failed(status, retry_after));
        };
        if let Some(token) = done.get("accessToken").and_then(Value::as_str) {
            self.tokens.push(token.to_owned());
        }
        let refused: Vec<_> =
            done.get("userErrors").and_then(Value::as_array).into_iter().flatten().collect();
        if refused.is_empty() {
            Ok(())
        } else {
            Err(Outcome::Refused(refused.into_iter().map(fault).collect()))
        }
    }
}

/// The path of the field that a user error is about, and its sentence.
fn fault(error: &Value) -> (String, String) {
    let path = error.get("field").and_then(Value::as_array).into_iter().flatten();
    let path: Vec<_> = path.filter_map(Value::as_str).collect();
    let message = error.get("message").and_then(Value::as_str).unwrap_or_default();
    (path.join("."), message.to_owned())
}

/// Puts a text where a path with dots leads.
fn put(input: &mut Value, path: &str, text: &str) {
    let place = path.split('.').fold(input, |place, name| {
        if !place.is_object() {
            *place = json!({});
        }
        &mut place[name]
    });
    *place = text.into();
}
