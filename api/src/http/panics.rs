//! A panic is one request's: it is answered with a request id that the log has too, and harms nobody else.

use std::panic::AssertUnwindSafe;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::middleware::Next;
use actix_web::{HttpResponse, ResponseError};
use futures_util::FutureExt;

use super::coding::Accepted;
use super::respond::{self, Manner, Media};
use crate::clock::new_id;
use crate::error::Error;

/// A request whose answer panicked.
#[derive(Debug, thiserror::Error)]
#[error("a panic in request {0}")]
struct Panicked(String);

impl ResponseError for Panicked {
    fn status_code(&self) -> StatusCode {
        StatusCode::INTERNAL_SERVER_ERROR
    }

    fn error_response(&self) -> HttpResponse {
        let manner =
            Manner { media: Media::Json, accepted: Accepted::PLAIN, request_id: self.0.clone(), rate: None };
        respond::failed(&Error::internal("a panic"), &manner)
    }
}

/// Answers a request, whatever happens.
pub(super) async fn caught<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let path = request.path().to_owned();
    match AssertUnwindSafe(next.call(request)).catch_unwind().await {
        Ok(answer) => answer,
        Err(_panic) => {
            let request_id = new_id().simple().to_string();
            tracing::error!(request_id, path, "a panic");
            Err(Panicked(request_id).into())
        }
    }
}
