//! Whether the database can be read and written: told once in the log when it cannot, and once when it can
//! again.

use std::fmt::Display;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

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

    /// Whether nobody has watched it so far, and the caller does now, until it has
    /// [`recovered`](Self::recovered).
    pub(super) fn begins_watch(&self) -> bool {
        !self.0.is_watched.swap(true, Ordering::AcqRel)
    }

    /// Takes note of a check that succeeded, and ends the watch.
    pub(super) fn recovered(&self) {
        if self.0.is_down.swap(false, Ordering::AcqRel) {
            tracing::info!("the database can be used again");
        }
        self.0.is_watched.store(false, Ordering::Release);
    }
}
