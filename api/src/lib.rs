//! Leadtime's server.
pub mod clock;
pub mod command;
pub mod config;
pub mod error;
pub mod plan;
pub mod plan_file;
pub mod store;
