//! Whether the database can be read and written: told once in the log when it cannot, and once when it can
//! again.

use std::fmt::Display;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::Store;

/// How long after a failed check the next one follows.
const PAUSE: Duration = Duration::from_secs(1);

/// What is known of the database.
#[derive(Clone, Default)]
pub(super) struct Health(Arc<State>);

#[derive(Default)]
struct State {
    is_down: AtomicBool,
    is_watched: AtomicBool,
}

impl Health {
    /// Whether the last check or write failed.
    pub(super) fn is_down(&self) -> bool {
        self.0.is_down.load(Ordering::Acquire)
    }

    /// Takes note of a write or a check that failed.
    pub(super) fn failed(&self, error: &impl Display) {
        if !self.0.is_down.swap(true, Ordering::AcqRel) {
            tracing::warn!(%error, "the database cannot be used");
        }
    }

    fn recovered(&self) {
        if self.0.is_down.swap(false, Ordering::AcqRel) {
            tracing::info!("the database can be used again");
        }
    }
}

impl Store {
    /// Looks at the database because a request could not use it, until it can be used again.
    pub fn suspect(&self) {
        if self.health.0.is_watched.swap(true, Ordering::AcqRel) {
            return;
        }
        let store = self.clone();
        tokio::spawn(async move {
            while let Err(error) = store.probe().await {
                store.health.failed(&error);
                tokio::time::sleep(PAUSE).await;
            }
            store.health.recovered();
            store.health.0.is_watched.store(false, Ordering::Release);
        });
    }
}
