//! The pages that links of e-mails lead to: forms that work without scripts and ask the API in the browser's
//! place.

pub(super) mod form;
pub(super) mod html;
pub(super) mod submit;

use std::time::Duration;

use actix_web::http::{StatusCode, header};
use actix_web::web::{self, Data, Path, Payload, Query, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use self::form::{Form, Page};
use self::html::Fault;
use self::submit::Outcome;
use super::graphql::Api;
use super::negotiate;
use crate::graphql::Locale;

/// The longest form, in bytes.
const LONGEST_FORM: usize = 16 * 1024;

/// How long a form may take to come.
const FORM_WAIT: Duration = Duration::from_secs(10);

/// The parameters of a link.
#[derive(Deserialize)]
struct Link {
    #[serde(default)]
    token: String,
}

/// The fields of a form that was sent, in their order.
pub(super) type Given = Vec<(String, String)>;

/// Adds a page for each kind of link.
pub(super) fn routes(config: &mut ServiceConfig) {
    let page = "/{page:register|reset-password|accept-invitation}";
    config.service(web::resource(page).get(show).post(answer));
}

/// The page of a link, which is not looked up: that is for whoever sends the form.
async fn show(http: HttpRequest, name: Path<String>, link: Query<Link>) -> HttpResponse {
    let locale = negotiate::locale(&http);
    let Some(page) = Page::of(&name) else { return HttpResponse::NotFound().finish() };
    if link.token.is_empty() {
        return html::message(StatusCode::BAD_REQUEST, page, locale, &form::INCOMPLETE);
    }
    html::forms(StatusCode::OK, page, locale, &[])
}

/// The answer to a form of a page.
async fn answer(
    http: HttpRequest,
    name: Path<String>,
    link: Query<Link>,
    body: Payload,
    api: Data<Api>,
) -> HttpResponse {
    let locale = negotiate::locale(&http);
    let Some(page) = Page::of(&name) else { return HttpResponse::NotFound().finish() };
    let given = match read(&http, body).await {
        Ok(given) => given,
        Err(status) => return html::message(status, page, locale, &form::UNREADABLE),
    };
    let get = |name: &str| given.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    let Some(form) = page.forms.iter().find(|form| Some(form.name) == get("form")) else {
        return html::message(StatusCode::BAD_REQUEST, page, locale, &form::UNREADABLE);
    };
    match submit::submit(&http, &api, form, &link.token, locale, &given).await {
        Outcome::Done => html::message(StatusCode::OK, page, locale, &page.done),
        refused @ (Outcome::Refused(_) | Outcome::Failed(..)) => again(page, form, (&given, locale), refused),
    }
}

/// The form of a page once more, with what is wrong with it.
pub(super) fn again(
    page: &Page,
    form: &Form,
    (given, locale): (&Given, Locale),
    outcome: Outcome,
) -> HttpResponse {
    let forms =
        |status, faults| html::forms(status, page, locale, &[Fault { form: form.name, given, faults }]);
    match outcome {
        Outcome::Done => forms(StatusCode::OK, Vec::new()),
        Outcome::Refused(faults) => forms(StatusCode::UNPROCESSABLE_ENTITY, faults),
        Outcome::Failed(status, retry_after) => {
            let text = if status == StatusCode::TOO_MANY_REQUESTS { &form::TOO_MANY } else { &form::FAILED };
            let mut page = forms(status, vec![(String::new(), text.of(locale).to_owned())]);
            if let Some(wait) = retry_after {
                page.headers_mut().insert(header::RETRY_AFTER, wait);
            }
            page
        }
    }
}

/// The fields of a form that is sent, within limits.
pub(super) async fn read(http: &HttpRequest, body: Payload) -> Result<Given, StatusCode> {
    let media = http.headers().get(header::CONTENT_TYPE).and_then(|media| media.to_str().ok());
    if !media.is_some_and(|media| media.starts_with("application/x-www-form-urlencoded")) {
        return Err(StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
    let read = tokio::time::timeout(FORM_WAIT, body.to_bytes_limited(LONGEST_FORM)).await;
    let read = read.map_err(|_elapsed| StatusCode::REQUEST_TIMEOUT)?;
    let read = read.map_err(|_too_long| StatusCode::PAYLOAD_TOO_LARGE)?;
    let bytes = read.map_err(|_broken| StatusCode::BAD_REQUEST)?;
    let text = str::from_utf8(&bytes).map_err(|_binary| StatusCode::BAD_REQUEST)?;
    let pairs = Query::<Given>::from_query(text).map_err(|_malformed| StatusCode::BAD_REQUEST)?;
    Ok(pairs.into_inner())
}
