//! The line of the log that each request leaves, also one whose client hung up before it was answered.

use std::time::Instant;

use actix_web::http::StatusCode;
use entity::UserId;

/// The status of a request that was not answered because its client hung up, as nginx logs it.
const HUNG_UP: u16 = 499;

/// What is logged of a request when this is dropped.
pub(super) struct Line {
    started: Instant,
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
    pub(super) fn new(request_id: &str) -> Self {
        let request_id = request_id.to_owned();
        Self { started: Instant::now(), request_id, user: None, operation: None, cost: None, status: None }
    }

    /// Takes note of how it went.
    pub(super) fn went(&mut self, status: StatusCode) {
        self.status = Some(status);
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        tracing::info!(
            request_id = self.request_id,
            user = self.user.map(tracing::field::display),
            operation = self.operation,
            status = self.status.map_or(HUNG_UP, |status| status.as_u16()),
            cost = self.cost,
            milliseconds = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX),
            "graphql"
        );
    }
}
