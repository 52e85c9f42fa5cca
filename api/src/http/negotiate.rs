//! What a request says of itself and of the answer that it takes (GraphQL over HTTP, §4 to §6).

use actix_web::HttpRequest;
use actix_web::http::header::{
    ACCEPT, ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE, HeaderName, USER_AGENT, X_FORWARDED_FOR,
};

use super::respond::Media;
use crate::audit::{self, Origin};
use crate::error::{Error, Result};
use crate::graphql::Locale;

/// A header as text; none where it is not there or no text.
fn text<'a>(request: &'a HttpRequest, name: &HeaderName) -> Option<&'a str> {
    request.headers().get(name)?.to_str().ok()
}

/// What the answer is to be; none where nothing that we write is taken.
pub(super) fn media(request: &HttpRequest) -> Option<Media> {
    let Some(accept) = text(request, &ACCEPT) else { return Some(Media::Json) };
    let mut best: Option<(f32, Media)> = None;
    for range in accept.split(',') {
        let mut parts = range.split(';').map(str::trim);
        let media = match parts.next().unwrap_or_default().to_ascii_lowercase().as_str() {
            "application/graphql-response+json" => Media::GraphQl,
            "application/json" | "*/*" | "application/*" => Media::Json,
            _ => continue,
        };
        let quality = parts.find_map(|part| part.strip_prefix("q=")).map_or(Some(1.0), |q| q.parse().ok());
        let quality = quality.unwrap_or(0.0);
        if quality > 0.0 && best.is_none_or(|(known, _)| quality > known) {
            best = Some((quality, media));
        }
    }
    best.map(|(_, media)| media)
}

/// Whether the body is JSON, in UTF-8.
pub(super) fn is_json(request: &HttpRequest) -> bool {
    let Some(content_type) = text(request, &CONTENT_TYPE) else { return false };
    let mut parts = content_type.split(';').map(|part| part.trim().to_ascii_lowercase());
    let is_json = parts.next().as_deref() == Some("application/json");
    let is_utf8 = |part: String| {
        part.strip_prefix("charset=").is_none_or(|charset| charset.trim_matches('"') == "utf-8")
    };
    is_json && parts.all(is_utf8)
}

/// The bearer token, if one is sent.
///
/// # Errors
/// [`Error::Unauthenticated`] where something else is sent in its place.
pub(super) fn token(request: &HttpRequest) -> Result<Option<&str>> {
    if !request.headers().contains_key(AUTHORIZATION) {
        return Ok(None);
    }
    let sent = text(request, &AUTHORIZATION).and_then(|text| text.split_once(' '));
    let bearer = sent.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    bearer.map(|(_, token)| Some(token.trim())).ok_or(Error::Unauthenticated)
}

/// The language of messages: English where the request asks for none of ours.
pub(super) fn locale(request: &HttpRequest) -> Locale {
    accepted_locale(request).unwrap_or(Locale::En)
}

/// The language that the request asks for, if it is one of ours.
pub(super) fn accepted_locale(request: &HttpRequest) -> Option<Locale> {
    text(request, &ACCEPT_LANGUAGE).and_then(Locale::accepted)
}

/// The key that makes the request safe to send again, if it has one.
pub(super) fn idempotency_key(request: &HttpRequest) -> Option<String> {
    request.headers().get("idempotency-key").map(|key| key.to_str().unwrap_or_default().to_owned())
}

/// The workspace that the request is about, if it names one.
pub(super) fn workspace(request: &HttpRequest) -> Option<&str> {
    request.headers().get("leadtime-workspace").map(|name| name.to_str().unwrap_or_default())
}

/// Where a request comes from; `behind_proxy`, the last address that was added on its way.
pub(super) fn origin(request: &HttpRequest, behind_proxy: bool, request_id: &str) -> Origin {
    let forwarded = || {
        // Each proxy adds itself at the end, as a line of its own or to the last one: the end alone is ours.
        let line = request.headers().get_all(&X_FORWARDED_FOR).last()?.to_str().ok()?;
        let last = line.rsplit(',').next()?.trim();
        last.parse::<std::net::IpAddr>().ok()
    };
    let peer = || request.peer_addr().map(|peer| peer.ip());
    let address = if behind_proxy { forwarded().or_else(peer) } else { peer() };
    Origin {
        address: address.map_or_else(String::new, |address| address.to_string()),
        device: audit::device(text(request, &USER_AGENT).unwrap_or_default()),
        request_id: request_id.to_owned(),
    }
}
