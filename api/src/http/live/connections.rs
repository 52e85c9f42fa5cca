//! How many connections stay open, for each person and in all.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use entity::UserId;

/// Connections that one person may have open: tabs, phones and scripts.
const MOST: usize = 64;

/// Connections that are open, and what they follow.
#[derive(Default)]
pub(in crate::http) struct Connections {
    by_user: Mutex<HashMap<UserId, usize>>,
    subscriptions: AtomicU64,
}

/// One connection, until this is dropped.
pub(super) struct Open {
    of: Arc<Connections>,
    user: UserId,
}

/// One subscription, until this is dropped.
pub(super) struct Subscribed(Arc<Connections>);

impl Connections {
    /// Counts a connection; none where the person has too many.
    pub(super) fn open(self: &Arc<Self>, user: UserId) -> Option<Open> {
        let mut by_user = self.by_user.lock().unwrap_or_else(PoisonError::into_inner);
        let count = by_user.entry(user).or_default();
        if *count >= MOST {
            return None;
        }
        *count += 1;
        Some(Open { of: Arc::clone(self), user })
    }

    /// Counts a subscription.
    pub(super) fn subscribe(self: &Arc<Self>) -> Subscribed {
        self.subscriptions.fetch_add(1, Ordering::Relaxed);
        Subscribed(Arc::clone(self))
    }

    /// Connections that are open, and subscriptions.
    pub(in crate::http) fn counts(&self) -> (u64, u64) {
        let by_user = self.by_user.lock().unwrap_or_else(PoisonError::into_inner);
        let open = by_user.values().sum::<usize>();
        (open.try_into().unwrap_or(u64::MAX), self.subscriptions.load(Ordering::Relaxed))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        let mut by_user = self.of.by_user.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = by_user.get_mut(&self.user) {
            *count -= 1;
            if *count == 0 {
                by_user.remove(&self.user);
            }
        }
    }
}

impl Drop for Subscribed {
    fn drop(&mut self) {
        self.0.subscriptions.fetch_sub(1, Ordering::Relaxed);
    }
}
