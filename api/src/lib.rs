//! Leadtime's server.
pub mod access;
pub mod app;
pub mod audit;
pub mod auth;
mod change_log;
pub mod clock;
pub mod command;
pub mod config;
pub mod directory;
mod documented;
mod export;
pub mod graphql;
pub mod housekeeping;
pub mod http;
pub mod live;
pub mod mail;
pub mod metrics;
pub mod outbox;
pub mod people;
pub mod plan_file;
pub mod planning;
pub mod sheet;
pub mod turns;
pub mod worker;
pub mod write;

// What all of it stands on, by the names that it has there.
pub use plans::{error, plan, refusal, store};
