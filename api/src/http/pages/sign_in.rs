//! Signing in to the pages, and out.

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, LOCATION, SET_COOKIE};
use actix_web::web::{Data, Payload, Query};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use super::cookie;
use super::message;
use crate::error::{Error, Result};
use crate::http::graphql::Api;
use crate::http::html::Text;
use crate::http::link_page::form::{self, SIGN_IN};
use crate::http::link_page::submit::{self, Outcome};
use crate::http::link_page::{again, html, read};
use crate::http::negotiate;

const OF_ANOTHER_SITE: Text = Text::new(
    "This form was not sent from a page of this server. Open the sign-in page, and send it from there.",
    "此表单不是从本服务器的页面提交的。请打开登录页面后再提交。",
);

/// Where to go on after signing in.
#[derive(Deserialize)]
pub(super) struct Next {
    #[serde(default)]
    to: String,
}

impl Next {
    /// A page of campaigns, below the path of the public address; nothing else is gone on to.
    fn path(&self) -> &str {
        let is_page = |rest: &str| rest.is_empty() || rest.starts_with(['/', '?']);
        let is_path = self.to.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        let rest = self.to.strip_prefix("/campaigns");
        if is_path && rest.is_some_and(is_page) { &self.to } else { "/campaigns" }
    }
}

/// The page with the form.
pub(super) async fn show(http: HttpRequest) -> HttpResponse {
    html::forms(StatusCode::OK, &SIGN_IN, negotiate::locale(&http), &[])
}

/// Sends a browser without a session to the form, from where it comes back.
pub(super) fn ask(http: &HttpRequest, api: &Api) -> Result<HttpResponse> {
    let base = api.app.base_path();
    let path = http.uri().path_and_query().map_or("", |path| path.as_str());
    let path = path.strip_prefix(base).unwrap_or(path);
    let to = serde_urlencoded::to_string([("to", path)]).map_err(Error::internal)?;
    redirect(&format!("{base}/campaigns/sign-in?{to}"), None)
}

/// Begins a session of these pages, and goes on.
pub(super) async fn submit(
    http: HttpRequest,
    next: Query<Next>,
    body: Payload,
    api: Data<Api>,
) -> HttpResponse {
    let locale = negotiate::locale(&http);
    if !cookie::is_of_own_page(&http, &api.app) {
        return message((StatusCode::FORBIDDEN, locale), &SIGN_IN.title, OF_ANOTHER_SITE.of(locale));
    }
    let given = match read(&http, body).await {
        Ok(given) => given,
        Err(status) => return message((status, locale), &SIGN_IN.title, form::UNREADABLE.of(locale)),
    };
    let [form] = SIGN_IN.forms else { return HttpResponse::InternalServerError().finish() };
    let begun = match submit::sign_in(&http, &api, form, &given).await {
        Ok(token) => begin(&api, &token, &next),
        Err(outcome) => return again(&SIGN_IN, form, (&given, locale), outcome),
    };
    begun.unwrap_or_else(|error| {
        tracing::error!(%error, "a session of pages could not begin");
        let failed = Outcome::Failed(StatusCode::INTERNAL_SERVER_ERROR, None);
        again(&SIGN_IN, form, (&given, locale), failed)
    })
}

fn begin(api: &Api, token: &str, next: &Next) -> Result<HttpResponse> {
    let (app, now) = (&api.app, api.app.clock.now());
    let cookie = cookie::of_session(app, app.keys.verify(token, now)?, now)?;
    redirect(&format!("{}{}", app.base_path(), next.path()), Some(cookie))
}

/// Ends the session, and goes to the form.
pub(super) async fn sign_out(http: HttpRequest, api: Data<Api>) -> HttpResponse {
    let locale = negotiate::locale(&http);
    if !cookie::is_of_own_page(&http, &api.app) {
        return message((StatusCode::FORBIDDEN, locale), &SIGN_IN.title, OF_ANOTHER_SITE.of(locale));
    }
    if let Ok(Some(token)) = cookie::access_token(&http, &api.app) {
        match submit::sign_out(&http, &api, token).await {
            // A session that has ended already needs no end.
            Ok(())
            | Err(Outcome::Done | Outcome::Refused(_) | Outcome::Failed(StatusCode::UNAUTHORIZED, _)) => {}
            Err(Outcome::Failed(status, _)) => {
                return message((status, locale), &SIGN_IN.title, form::FAILED.of(locale));
            }
        }
    }
    let form = format!("{}/campaigns/sign-in", api.app.base_path());
    let left = cookie::none(&api.app).and_then(|cookie| redirect(&form, Some(cookie)));
    left.unwrap_or_else(|error| {
        tracing::error!(%error, "a cookie could not be removed");
        HttpResponse::InternalServerError().finish()
    })
}

/// Sends a browser to another page with GET.
fn redirect(path: &str, cookie: Option<HeaderValue>) -> Result<HttpResponse> {
    let mut answer = HttpResponse::SeeOther().insert_header(("cache-control", "no-store")).finish();
    let headers = answer.headers_mut();
    headers.insert(LOCATION, HeaderValue::from_str(path).map_err(Error::internal)?);
    if let Some(cookie) = cookie {
        headers.insert(SET_COOKIE, cookie);
    }
    Ok(answer)
}
