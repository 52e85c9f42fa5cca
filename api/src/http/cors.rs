//! Browser apps of other origins: those of the allow-list may call, and read the headers that they need.

use actix_cors::Cors;
use actix_web::http::Method;

use super::origin::is_loopback;

/// How long a browser keeps the answer to its question, in seconds; Chromium does for two hours at most.
const KEPT: usize = 7200;

/// Headers of answers that apps may read.
const EXPOSED: [&str; 6] =
    ["content-disposition", "etag", "ratelimit", "ratelimit-policy", "retry-after", "x-request-id"];

/// Lets browser apps of these origins call, and of this machine where the server runs a demo.
pub(super) fn cors(origins: &[String], is_demo: bool) -> Cors {
    let cors = Cors::default()
        .allowed_methods([Method::GET, Method::POST])
        .allow_any_header()
        .expose_headers(EXPOSED)
        .max_age(KEPT)
        .block_on_origin_mismatch(false);
    if origins.iter().any(|origin| origin == "*") {
        return cors.allow_any_origin().send_wildcard();
    }
    let cors = origins.iter().fold(cors, |cors, origin| cors.allowed_origin(origin));
    cors.allowed_origin_fn(move |origin, _| is_demo && origin.to_str().is_ok_and(is_of_this_machine))
}

/// Whether an origin is a server of this machine: `http://localhost:5173`.
fn is_of_this_machine(origin: &str) -> bool {
    let Ok(uri) = origin.parse::<actix_web::http::Uri>() else { return false };
    uri.host().is_some_and(is_loopback)
}
