//! The end of a server: it says that it is not ready, goes on answering while that gets round, and asks
//! clients to close their connections.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::ConnectionType;
use actix_web::middleware::Next;
use actix_web::web::Data;
use tokio::sync::watch;

/// Whether the server takes requests.
#[derive(Clone, Debug)]
pub struct Readiness(watch::Sender<bool>);

impl Default for Readiness {
    fn default() -> Self {
        Self(watch::Sender::new(true))
    }
}

impl Readiness {
    /// From now on it does not: a balancer sends the next ones elsewhere.
    pub fn end(&self) {
        self.0.send_replace(false);
    }

    /// Whether it does.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until it does not.
    pub(super) async fn ended(&self) {
        // The sender is here: this ends by its value alone.
        drop(self.0.subscribe().wait_for(|is_ready| !is_ready).await);
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
