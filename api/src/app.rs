//! What all requests share.

use std::sync::Arc;

use crate::auth::{Keys, Passwords, Viewers};
use crate::clock::Clock;
use crate::config::Config;
use crate::error::Result;
use crate::plan::Snapshots;
use crate::store::Store;

/// The server without its door.
pub struct App {
    /// Rows.
    pub store: Store,
    /// Campaigns in memory.
    pub snapshots: Snapshots,
    /// Now.
    pub clock: Clock,
    /// What tokens are signed with.
    pub keys: Keys,
    /// What passwords are checked with.
    pub passwords: Passwords,
    /// Those who asked lately.
    pub viewers: Viewers,
}

impl App {
    /// Opens the database, brings its schema up to date and reads the signing key; `create` makes a SQLite file that is
    /// not there.
    ///
    /// # Errors
    /// Where one of these cannot be done.
    pub async fn start(config: &Config, clock: Clock, create: bool) -> Result<Arc<Self>> {
        const MEBIBYTE: u64 = 1024 * 1024;
        let store = Store::open(&config.database_url, create).await?;
        store.migrate().await?;
        Ok(Arc::new(Self {
            store,
            snapshots: Snapshots::new(config.snapshot_mebibytes.saturating_mul(MEBIBYTE)),
            clock,
            keys: Keys::of_file(&config.signing_key_file)?,
            passwords: Passwords::new()?,
            viewers: Viewers::default(),
        }))
    }
}
