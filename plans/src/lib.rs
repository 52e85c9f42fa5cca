//! Campaigns in a database, on SQLite or PostgreSQL: read, planned with the core, looked at as of a day, and
//! kept.
//!
//! This is the one place that knows both rows and `schedule`.  It knows neither HTTP nor GraphQL, and not who
//! may do what.

pub mod error;
pub mod plan;
pub mod refusal;
pub mod store;
