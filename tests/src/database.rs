//! Fresh databases, gone when their test is.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm::ConnectionTrait;

use crate::cluster;

/// A database with nothing in it.
pub struct Database {
    url: String,
    folder: Option<PathBuf>,
}

/// A number that no other database of this process has.
fn number() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

impl Database {
    /// A file.
    pub fn sqlite() -> Self {
        let name = format!("leadtime-test-{}-{}", std::process::id(), number());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        Self { url: format!("sqlite://{}", folder.join("test.db").display()), folder: Some(folder) }
    }

    /// A database of the tests' server.
    pub fn postgres() -> Self {
        Self::on(cluster::address())
    }

    /// A database of the PostgreSQL server at an address.
    pub fn on(address: &str) -> Self {
        let name = format!("leadtime_{}_{}", std::process::id(), number());
        let make = async {
            let connection = sea_orm::Database::connect(format!("{address}/postgres")).await.unwrap();
            connection.execute_unprepared(&format!("create database {name}")).await.unwrap();
            connection.close().await.unwrap();
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(make);
        Self { url: format!("{address}/{name}"), folder: None }
    }

    /// One that is there already, and stays.
    pub fn at(url: &str) -> Self {
        Self { url: url.to_owned(), folder: None }
    }

    /// Its address.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            drop(std::fs::remove_dir_all(folder));
        }
    }
}
