//! Who reads what at this moment: those who ask for the same campaign wait for the first of them, and then
//! find it in memory.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use entity::CampaignId;
use tokio::sync::OwnedMutexGuard;

/// Campaigns that are being read.
#[derive(Default)]
pub(super) struct Flights(Mutex<HashMap<CampaignId, Weak<tokio::sync::Mutex<()>>>>);

impl Flights {
    /// Waits until nobody else reads any of these campaigns; others wait until the guards are dropped.
    pub(super) async fn enter(&self, ids: impl Iterator<Item = CampaignId>) -> Vec<OwnedMutexGuard<()>> {
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

    fn lock_of(&self, id: CampaignId) -> Arc<tokio::sync::Mutex<()>> {
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
