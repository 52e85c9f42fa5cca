//! The cookie of a session on the pages of campaigns.  It is good for these pages alone: what it contains is
//! no access token, and nothing but them reads cookies.

use actix_web::HttpRequest;
use actix_web::http::header::{COOKIE, HeaderValue};
use chrono::{DateTime, Utc};
use cookie::{Cookie, SameSite, time};
use entity::{SessionId, UserId};

use crate::app::App;
use crate::error::{Error, Result};
use crate::people::session;

/// Its name; over HTTPS browsers refuse one of this beginning that was set otherwise.
fn name(app: &App) -> &'static str {
    if app.is_https() { "__Secure-leadtime" } else { "leadtime" }
}

/// What sets it to a text, for so long.
fn set(app: &App, text: String, lifetime: time::Duration) -> Result<HeaderValue> {
    let cookie = Cookie::build((name(app), text))
        .path(format!("{}/campaigns", app.base_path()))
        .max_age(lifetime)
        .http_only(true)
        .secure(app.is_https())
        // A link from elsewhere is followed with it, a form from elsewhere is sent without.
        .same_site(SameSite::Lax);
    HeaderValue::from_str(&cookie.build().to_string()).map_err(Error::internal)
}

/// What sets the cookie of a session that has just begun: it is as old as the session may become.
pub(super) fn of_session(app: &App, of: (UserId, SessionId), now: DateTime<Utc>) -> Result<HeaderValue> {
    let token = app.keys.sign_for_pages(of, now, now + session::IDLE)?;
    set(app, token.token, time::Duration::seconds(session::IDLE.num_seconds()))
}

/// What removes the cookie.
pub(super) fn none(app: &App) -> Result<HeaderValue> {
    set(app, String::new(), time::Duration::ZERO)
}

/// An access token of the session whose cookie was sent, as it is asked for by the pages; none without such a
/// cookie. Whether the session is valid is for whoever takes the token to find out.
pub(super) fn access_token(http: &HttpRequest, app: &App) -> Result<Option<String>> {
    let now = app.clock.now();
    let lines = http.headers().get_all(COOKIE).filter_map(|line| line.to_str().ok());
    let mut cookies = lines.flat_map(Cookie::split_parse).filter_map(std::result::Result::ok);
    let sent = cookies.find(|cookie| cookie.name() == name(app));
    let of = sent.and_then(|cookie| app.keys.verify_for_pages(cookie.value(), now));
    let token = of.map(|(user, session)| app.keys.sign(user, session, now)).transpose()?;
    Ok(token.map(|token| token.token))
}

/// Whether a form was sent from a page of this server.  Browsers say where a request is from; those that do
/// not in this way name the origin.
pub(super) fn is_of_own_page(http: &HttpRequest, app: &App) -> bool {
    let text = |name: &str| http.headers().get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return site == "same-origin";
    }
    let Some((scheme, host)) = text("origin").and_then(|origin| origin.split_once("://")) else {
        return false;
    };
    let public = app.address("");
    let is_public = public.strip_prefix(scheme).and_then(|rest| rest.strip_prefix("://"));
    let is_public = is_public.and_then(|rest| rest.split('/').next()) == Some(host);
    is_public || text("host") == Some(host)
}
