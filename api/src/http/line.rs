//! What is logged and counted of each request, also one whose client hung up before it was answered.

use std::time::Instant;

use actix_web::http::StatusCode;
use entity::UserId;

use crate::metrics::Metrics;

/// The status of a request that was not answered because its client hung up, as nginx logs it.
const HUNG_UP: u16 = 499;

/// What is logged of a request when this is dropped.
pub(super) struct Line {
    started: Instant,
    metrics: Metrics,
    request_id: String,
    /// Who asked.
    pub user: Option<UserId>,
    /// The operation's name.
    pub operation: Option<String>,
    /// What it cost, in points.
    pub cost: Option<u32>,
    status: Option<StatusCode>,
}

impl Line {
    /// Of a request that comes in now.
    pub(super) fn new(request_id: &str, metrics: Metrics) -> Self {
        let (started, request_id) = (Instant::now(), request_id.to_owned());
        Self { started, metrics, request_id, user: None, operation: None, cost: None, status: None }
    }

    /// Takes note of how it went.
    pub(super) fn went(&mut self, status: StatusCode) {
        self.status = Some(status);
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let (status, took) = (self.status.map_or(HUNG_UP, |status| status.as_u16()), self.started.elapsed());
        self.metrics.request(status, took);
        tracing::info!(
            request_id = self.request_id,
            user = self.user.map(tracing::field::display),
            operation = self.operation,
            status,
            cost = self.cost,
            milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            "graphql"
        );
    }
}
