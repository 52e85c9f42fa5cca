//! Work that takes a core for seconds, such as a file that is read or drawn: a few pieces of it at a time,
//! each on a thread that answers nothing else.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;

use crate::error::{Error, Result};

/// How long a piece of work waits for its turn.
const WAIT: Duration = Duration::from_secs(5);

/// Gives turns to one kind of work.
pub struct Turns(Arc<Semaphore>);

impl Turns {
    /// Lets so many pieces be under way at a time.
    #[must_use]
    pub fn new(at_a_time: usize) -> Self {
        Self(Arc::new(Semaphore::new(at_a_time)))
    }

    /// Does a piece of work when it is its turn.  Whoever hangs up keeps the turn until it is done.
    ///
    /// # Errors
    /// [`Error::Busy`] where other work takes too long; where this piece panicked.
    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let turn = tokio::time::timeout(WAIT, Arc::clone(&self.0).acquire_owned()).await;
        let turn = turn.map_err(|_elapsed| Error::Busy)?.map_err(Error::internal)?;
        let work = move || {
            let done = work();
            drop(turn);
            done
        };
        tokio::task::spawn_blocking(work).await.map_err(Error::internal)
    }
}
