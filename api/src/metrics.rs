//! What the server counts, for Prometheus.

use std::fmt;
use std::time::Duration;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use crate::error::{Error, Result};

/// Upper bounds of the times that requests are counted by, in seconds.
const SECONDS: [f64; 9] = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0];

/// Counters of one server; a clone counts into the same.
#[derive(Clone, Debug)]
pub struct Metrics {
    requests: Family<[(&'static str, String); 1], Counter>,
    seconds: Histogram,
    attempts: Family<[(&'static str, &'static str); 1], Counter>,
}

impl Default for Metrics {
    fn default() -> Self {
        Self { requests: Family::default(), seconds: Histogram::new(SECONDS), attempts: Family::default() }
    }
}

/// What came of an attempt at an outbox job.
#[derive(Clone, Copy, Debug)]
pub enum Attempted {
    /// It is done.
    Done,
    /// It failed and is tried again.
    Postponed,
    /// It failed too often.
    GivenUp,
}

impl Metrics {
    /// Counts a request to `/graphql`.
    pub fn request(&self, status: u16, took: Duration) {
        self.requests.get_or_create(&[("status", status.to_string())]).inc();
        self.seconds.observe(took.as_secs_f64());
    }

    /// Counts an attempt at an outbox job.
    pub fn attempt(&self, outcome: Attempted) {
        let outcome = match outcome {
            Attempted::Done => "done",
            Attempted::Postponed => "postponed",
            Attempted::GivenUp => "given_up",
        };
        self.attempts.get_or_create(&[("outcome", outcome)]).inc();
    }

    /// What was counted, and `gauges` by name, help and value, in the text format of Prometheus.
    ///
    /// # Errors
    /// Where a gauge has a value that is none of that format.
    pub fn text(&self, gauges: &[(&str, &str, u64)]) -> Result<String> {
        let Self { requests, seconds, attempts } = self.clone();
        let mut registry = Registry::with_prefix("leadtime");
        registry.register(
            "requests",
            "Requests to /graphql by HTTP status; 499: the client hung up",
            requests,
        );
        registry.register("request_seconds", "How long requests to /graphql took", seconds);
        registry.register("outbox_attempts", "Attempts at outbox jobs by outcome", attempts);
        for (name, help, value) in gauges {
            let gauge = Gauge::<i64>::default();
            gauge.set(i64::try_from(*value).unwrap_or(i64::MAX));
            registry.register(*name, *help, gauge);
        }
        let mut text = String::new();
        encode(&mut text, &registry).map_err(|error: fmt::Error| Error::internal(error))?;
        Ok(text)
    }
}
