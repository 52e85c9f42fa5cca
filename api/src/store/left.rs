//! What writes leave in memory for the writes behind them: the one writer of SQLite commits many in one
//! transaction, and what the first has changed is in no cache yet when the second begins.
//!
//! Whoever takes something compares it with the numbers that the transaction reads, as with a cache.

use std::any::Any;
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use uuid::Uuid;

type Left = HashMap<Uuid, Arc<dyn Any + Send + Sync>>;

/// By the group that it was left in: the one under way, and the one before it, which may not be published yet.
/// Both stay until the next groups, beyond what caches are bounded by: a value for each write of a group at most.
#[derive(Default)]
struct Groups {
    current: Left,
    before: Left,
}

tokio::task_local! {
    static GROUPS: RefCell<Groups>;
}

/// Runs a writer, whose writes leave things to each other.
pub(super) async fn scope<F: Future>(writer: F) -> F::Output {
    GROUPS.scope(RefCell::default(), writer).await
}

/// Leaves something under an id; outside such a writer nobody gets it.
pub(crate) fn leave(id: Uuid, value: Arc<dyn Any + Send + Sync>) {
    with(|groups| drop(groups.current.insert(id, value)));
}

/// What was left last under an id.
pub(crate) fn left<T: Any + Send + Sync>(id: Uuid) -> Option<Arc<T>> {
    let found = with(|groups| groups.current.get(&id).or_else(|| groups.before.get(&id)).cloned());
    found.flatten()?.downcast().ok()
}

/// Says that the group under way was committed.
pub(super) fn committed() {
    with(|groups| groups.before = std::mem::take(&mut groups.current));
}

/// Forgets everything: some of it was rolled back.
pub(super) fn rolled_back() {
    with(|groups| *groups = Groups::default());
}

fn with<T>(work: impl FnOnce(&mut Groups) -> T) -> Option<T> {
    GROUPS.try_with(|groups| work(&mut groups.borrow_mut())).ok()
}
