//! Things that many items of a list ask for, each for itself, read together.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

use elsa::sync::FrozenMap;
use tokio::sync::Mutex as Turn;

use crate::error::Result;

/// What was read for the items of an answer.  Items of a list are resolved side by side: all of them name
/// their keys before the first of them reads, for all.
pub(crate) struct Gather<K, V> {
    wanted: Mutex<HashSet<K>>,
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
        if let Some(found) = self.found.get(&key) {
            return Ok(found);
        }
        let wanted = || self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        wanted().insert(key);
        tokio::task::yield_now().await;
        let _turn = self.reading.lock().await;
        if let Some(found) = self.found.get(&key) {
            return Ok(found);
        }
        let mut keys = std::mem::take(&mut *wanted());
        // Whoever had the turn before may have taken it, and failed.
        keys.insert(key);
        let mut read = Box::pin(read(keys.iter().copied().collect())).await?;
        let mut found = |key| self.found.insert(key, Box::new(read.remove(&key).unwrap_or_default()));
        keys.remove(&key);
        for other in keys {
            found(other);
        }
        Ok(found(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    #[test]
    fn who_comes_after_a_failure_reads_again_and_is_not_told_that_there_is_nothing() {
        let gather = Gather::<u8, Vec<u8>>::default();
        let reads = Mutex::new(Vec::new());
        let get = |key| {
            gather.get(key, |mut keys| {
                keys.sort_unstable();
                let mut reads = reads.lock().unwrap();
                reads.push(keys.clone());
                let is_first = reads.len() == 1;
                let found = keys.into_iter().map(|key| (key, vec![key])).collect();
                async move { if is_first { Err(Error::Busy) } else { Ok(found) } }
            })
        };
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let (first, second) = futures_util::future::join(get(1), get(2)).await;
            assert!(first.is_err());
            assert_eq!(second.unwrap(), &[2]);
            assert_eq!((get(2).await.unwrap(), get(1).await.unwrap()), (&vec![2], &vec![1]));
        });
        assert_eq!(*reads.lock().unwrap(), [vec![1, 2], vec![2], vec![1]], "what is known is not read again");
    }
}
