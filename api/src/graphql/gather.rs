//! Things that many items of a list ask for, each for itself, read together.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

use elsa::sync::FrozenMap;
use tokio::sync::Mutex as Turn;

use crate::error::Result;

/// What was read for the items of an answer.  Items of a list are resolved side by side: all of them name
/// their keys before the first of them reads, for all.
pub(crate) struct Gather<K, V> {
    wanted: Mutex<Vec<K>>,
    found: FrozenMap<K, Box<V>>,
    reading: Turn<()>,
}

impl<K: Eq + Hash, V> Default for Gather<K, V> {
    fn default() -> Self {
        Self { wanted: Mutex::default(), found: FrozenMap::new(), reading: Turn::default() }
    }
}

impl<K: Copy + Eq + Hash, V: Default> Gather<K, V> {
    /// What there is for a key; `read` reads what there is for many.
    ///
    /// # Errors
    /// Those of `read`.
    pub(crate) async fn get<R>(&self, key: K, read: impl FnOnce(Vec<K>) -> R) -> Result<&V>
    where
        R: Future<Output = Result<HashMap<K, V>>>,
    {
        let wanted = || self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        wanted().push(key);
        tokio::task::yield_now().await;
        let _turn = self.reading.lock().await;
        if let Some(found) = self.found.get(&key) {
            return Ok(found);
        }
        let keys = std::mem::take(&mut *wanted());
        let mut read = Box::pin(read(keys.clone())).await?;
        for other in keys {
            self.found.insert(other, Box::new(read.remove(&other).unwrap_or_default()));
        }
        Ok(self.found.insert(key, Box::new(read.remove(&key).unwrap_or_default())))
    }
}
