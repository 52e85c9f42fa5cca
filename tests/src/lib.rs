//! What tests stand on: a server of their own on a fresh database, and people who ask it things.

mod actor;
mod cluster;
mod database;
pub mod plan;
mod server;

pub use actor::{Actor, Reply};
pub use cluster::process as cluster_process;
pub use database::Database;
pub use server::Server;

/// Declares tests that run on SQLite and on PostgreSQL: each is a module of two.
#[macro_export]
macro_rules! on_both {
    ($($(#[$doc:meta])* fn $name:ident($server:ident: &Server) $body:block)+) => {$(
        $(#[$doc])*
        mod $name {
            use super::*;

            fn run($server: &Server) $body

            #[test]
            fn on_sqlite() {
                run(&Server::start($crate::Database::sqlite()));
            }

            #[test]
            fn on_postgres() {
                if let Some(database) = $crate::Database::postgres() {
                    run(&Server::start(database));
                }
            }
        }
    )+};
}
