//! What tests stand on: a server of their own on a fresh database, and people who ask it things.

mod actor;
mod browser;
mod cluster;
mod database;
pub mod installed;
pub mod plan;
mod program;
mod proxy;
mod random;
mod server;
mod socket;
mod twins;
mod watch;

pub use macro_rules_attribute::apply;

pub use actor::{Actor, Reply};
pub use browser::Site;
pub use cluster::{Cluster, process as cluster_process};
pub use database::Database;
pub use program::{Program, run_program};
pub use proxy::{Network, Proxy};
pub use random::{Random, number};
pub use server::Server;
pub use socket::{EventStream, Socket, head};
pub use twins::{PASSWORD, REGISTRATION, Twins, address};
pub use watch::changes;

/// Whether something becomes true, for which as long is waited as a busy machine may take.
pub fn becomes_true(mut is_true: impl FnMut() -> bool) -> bool {
    const PAUSE: std::time::Duration = std::time::Duration::from_millis(50);
    (0..1200).any(|_| {
        is_true() || {
            std::thread::sleep(PAUSE);
            false
        }
    })
}

/// The hash of a password with parameters that nobody would choose today.
pub fn weak_hash(password: &str) -> String {
    use argon2::PasswordHasher;
    let params = argon2::Params::new(64, 1, 1, None).unwrap();
    let hasher = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
    hasher.hash_password(password.as_bytes()).unwrap().to_string()
}

/// Whether something that happens beside a request comes to be, within a few seconds.
pub fn soon(is_there: impl Fn() -> bool) -> bool {
    let tries = std::iter::repeat_with(|| {
        std::thread::sleep(std::time::Duration::from_millis(10));
        is_there()
    });
    is_there() || tries.take(500).any(|found| found)
}

/// A test that runs on SQLite and on PostgreSQL, a module of two: `#[apply(on_both)]`.
#[macro_export]
macro_rules! on_both {
    ($(#[$doc:meta])* fn $name:ident($server:ident: &Server) $body:block) => {
        $(#[$doc])*
        mod $name {
            use super::*;

            fn run($server: &Server) $body

            #[test]
            fn on_sqlite() {
                run(&Server::start($crate::Database::sqlite()));
            }

            #[test]
            #[cfg_attr(not(has_postgres), ignore = "needs PostgreSQL")]
            fn on_postgres() {
                run(&Server::start($crate::Database::postgres()));
            }
        }
    };
}
