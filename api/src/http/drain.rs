//! The end of a server: it says that it is not ready, goes on answering while that gets round, and asks
//! clients to close their connections.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::ConnectionType;
use actix_web::middleware::Next;
use actix_web::web::Data;

/// Whether the server takes requests.
#[derive(Clone, Debug)]
pub struct Readiness(Arc<AtomicBool>);

impl Default for Readiness {
    fn default() -> Self {
        Self(Arc::new(AtomicBool::new(true)))
    }
}

impl Readiness {
    /// From now on it does not: a balancer sends the next ones elsewhere.
    pub fn end(&self) {
        self.0.store(false, Ordering::Release);
    }

    /// Whether it does.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// Answers with `Connection: close` once the server is ending.
pub(super) async fn closing<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let readiness = request.app_data::<Data<Readiness>>().cloned();
    let mut answer = next.call(request).await?;
    if readiness.is_some_and(|readiness| !readiness.is_ready()) {
        answer.response_mut().head_mut().set_connection_type(ConnectionType::Close);
    }
    Ok(answer)
}
