//! Whether names that clients send are of this machine.

use actix_web::HttpRequest;
use actix_web::http::header;
use actix_web::http::uri::Authority;

/// Whether a request names a loopback address of this machine in its one `Host` header.
pub(super) fn is_of_this_machine(request: &HttpRequest) -> bool {
    let mut hosts = request.headers().get_all(header::HOST);
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
    let host = host.to_str().ok().and_then(|host| host.parse::<Authority>().ok());
    host.is_some_and(|host| is_loopback(host.host()))
}

/// Whether a host is `localhost`, one of 127.0.0.0/8, or `[::1]`.
pub(super) fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || address.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}
