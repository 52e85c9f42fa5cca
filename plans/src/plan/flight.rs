//! Who makes what at this moment: those who ask for the same, such as a campaign's plan, wait for the first
//! of them, and then find it in memory.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::OwnedMutexGuard;

/// Keys of what is being made.
pub struct Flights<K>(Mutex<HashMap<K, Weak<tokio::sync::Mutex<()>>>>);

impl<K> Default for Flights<K> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Copy + Ord + Hash> Flights<K> {
    /// Waits until nobody else makes any of these; others wait until the guards are dropped.
    pub async fn enter(&self, ids: impl Iterator<Item = K>) -> Vec<OwnedMutexGuard<()>> {
        // In one order, so that no two wait for each other.
        let mut ids: Vec<_> = ids.collect();
        ids.sort_unstable();
        ids.dedup();
        let mut guards = Vec::with_capacity(ids.len());
        for id in ids {
            guards.push(self.lock_of(id).lock_owned().await);
        }
        guards
    }

    fn lock_of(&self, id: K) -> Arc<tokio::sync::Mutex<()>> {
        let mut locks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lock) = locks.get(&id).and_then(Weak::upgrade) {
            return lock;
        }
        locks.retain(|_, lock| lock.strong_count() > 0);
        let lock = Arc::default();
        locks.insert(id, Arc::downgrade(&lock));
        lock
    }
}
