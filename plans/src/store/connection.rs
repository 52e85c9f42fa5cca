//! What connections to both databases have: how long a request waits for one, and how its statements are
//! counted.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sea_orm::DatabaseConnection;

/// How long a request waits for a connection before it is told that there is none.
pub(super) const POOL_WAIT: Duration = Duration::from_millis(1500);

tokio::task_local! {
    /// Statements that the work under way has sent.
    static SENT: Cell<u64>;
}

/// Does work, and counts the statements that it sends from its own task; those of work within it that is
/// counted by itself are not among them.
pub async fn counted<T>(work: impl Future<Output = T>) -> (T, u64) {
    let work = async {
        let done = work.await;
        (done, SENT.with(Cell::get))
    };
    SENT.scope(Cell::new(0), work).await
}

/// Counts statements.
#[derive(Clone, Default)]
pub(super) struct Counter(Arc<AtomicU64>);

impl Counter {
    /// Statements so far.
    pub(super) fn count(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    /// The same connection, its statements counted.
    pub(super) fn counted(&self, mut connection: DatabaseConnection) -> DatabaseConnection {
        let count = Arc::clone(&self.0);
        connection.set_metric_callback(move |_| {
            count.fetch_add(1, Ordering::Relaxed);
            let _not_counted = SENT.try_with(|sent| sent.set(sent.get() + 1));
        });
        connection
    }
}
