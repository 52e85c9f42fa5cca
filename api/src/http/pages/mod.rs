//! The pages of campaigns, for people without a frontend: rendered by the server, without scripts.  They are
//! opened by those who have signed in, and one of them by whoever has its address.

mod campaign;
mod cookie;
mod list;
mod sign_in;
mod visitor;

use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::web::{self, ServiceConfig, get, post};
use actix_web::{HttpRequest, HttpResponse};

use super::html::{Page, Referrer, Text};
use super::link_page::form::FAILED;
use super::negotiate;
use super::respond::{self, Manner};
use crate::error::Error;
use crate::graphql::Locale;

/// Adds the pages.
pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .route("/campaigns", get().to(list::show))
        .service(web::resource("/campaigns/sign-in").get(sign_in::show).post(sign_in::submit))
        .route("/campaigns/sign-out", post().to(sign_in::sign_out))
        .route("/campaigns/{key}", get().to(campaign::show))
        .route("/shared/{secret}", get().to(campaign::shared));
}

const NOT_SHOWN: Text = Text::new("This page cannot be shown", "无法显示此页面");

const TOO_MANY: Text = Text::new("Too many requests. Try again in a minute.", "请求过多，请一分钟后再试。");

const UNAUTHENTICATED: Text = Text::new("The token is not valid, or not any more.", "令牌无效或已失效。");

/// A page that says one thing.
fn message((status, locale): (StatusCode, Locale), title: &Text, text: &str) -> HttpResponse {
    let title = title.of(locale);
    let body = format!(
        "<main class=\"form\"><h1>{title}</h1><p role=\"status\">{}</p></main>",
        exchange::Escaped(text)
    );
    Page { locale, title, body: &body, style: "" }.answer(status, Referrer::Nobody)
}

/// The page in place of one that could not be made.
fn failed(http: &HttpRequest, error: &Error, manner: &Manner) -> HttpResponse {
    let locale = negotiate::locale(http);
    let told = respond::failed(error, manner);
    let text = match error {
        Error::BadInput { .. } | Error::TooLarge(_) | Error::FontMissing(_) => error.to_string(),
        Error::Unauthenticated => UNAUTHENTICATED.of(locale).to_owned(),
        Error::RateLimited(_) => TOO_MANY.of(locale).to_owned(),
        Error::Conflict
        | Error::TimedOut(_)
        | Error::Busy
        | Error::Unavailable(_)
        | Error::OutcomeUnknown { .. }
        | Error::Internal(_)
        | Error::Refused(_) => FAILED.of(locale).to_owned(),
    };
    let mut page = message((told.status(), locale), &NOT_SHOWN, &text);
    for name in [header::RETRY_AFTER, header::WWW_AUTHENTICATE] {
        if let Some(value) = told.headers().get(&name) {
            page.headers_mut().insert(name, value.clone());
        }
    }
    page
}
