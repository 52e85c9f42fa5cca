//! What many ask for at the same moment: made once, and given to all of them.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::OwnedMutexGuard;
use tokio::time::Instant;

use crate::plan::Flights;

/// How long a value is given to others.
const KEPT: Duration = Duration::from_secs(2);

/// Bytes that are kept at most; one value is kept however large it is.
const MOST: usize = 16 * 1024 * 1024;

/// Values that were made a moment ago.
pub(crate) struct Recent<K, V> {
    flights: Flights<K>,
    kept: Mutex<HashMap<K, Kept<V>>>,
}

struct Kept<V> {
    value: Arc<V>,
    /// When its making began.
    began: Instant,
    weight: usize,
}

/// What somebody finds who asks for a value.
pub(crate) enum Found<V> {
    /// The value, and when its making began.
    Made(Arc<V>, Instant),
    /// Nothing: others who ask for the same wait until this is dropped.
    Turn(Turn),
}

/// The turn to make a value.
pub(crate) struct Turn {
    /// When it began.
    pub began: Instant,
    _alone: Vec<OwnedMutexGuard<()>>,
}

impl<K, V> Default for Recent<K, V> {
    fn default() -> Self {
        Self { flights: Flights::default(), kept: Mutex::default() }
    }
}

impl<K: Copy + Ord + Hash, V> Recent<K, V> {
    /// Finds a value whose making did not begin before a moment, else the turn to make it.
    pub(crate) async fn find(&self, key: K, since: Option<Instant>) -> Found<V> {
        if let Some(made) = self.made(key, since) {
            return made;
        }
        let alone = self.flights.enter(std::iter::once(key)).await;
        let turn = || Found::Turn(Turn { began: Instant::now(), _alone: alone });
        self.made(key, since).unwrap_or_else(turn)
    }

    fn made(&self, key: K, since: Option<Instant>) -> Option<Found<V>> {
        let kept = self.kept();
        let found = kept.get(&key)?;
        let is_good = found.began.elapsed() < KEPT && since.is_none_or(|since| since <= found.began);
        is_good.then(|| Found::Made(Arc::clone(&found.value), found.began))
    }

    /// Keeps a value of so many bytes for those who ask for it within a moment.
    pub(crate) fn keep(&self, key: K, turn: &Turn, value: &Arc<V>, weight: usize) {
        let mut kept = self.kept();
        kept.retain(|_, known| known.began.elapsed() < KEPT);
        if kept.values().map(|known| known.weight).sum::<usize>() + weight > MOST {
            kept.clear();
        }
        kept.insert(key, Kept { value: Arc::clone(value), began: turn.began, weight });
    }

    fn kept(&self) -> MutexGuard<'_, HashMap<K, Kept<V>>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
