//! Files of other programs read as plans: a few at a time, each on a thread that answers nothing else.

use std::sync::Arc;
use std::time::Duration;

use exchange::{Converted, Fault, Given, convert};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::{Error, Result};

/// Files that are read at a time: each may take a core for a second, and some hundred megabytes.
const AT_A_TIME: usize = 2;

/// How long a file waits for its turn.
const WAIT: Duration = Duration::from_secs(5);

/// Reads files in turn.
pub struct Conversions {
    turns: Arc<Semaphore>,
}

impl Default for Conversions {
    fn default() -> Self {
        Self { turns: Arc::new(Semaphore::new(AT_A_TIME)) }
    }
}

impl Conversions {
    /// Reads a file: as a plan, or as everything that is wrong with it.
    ///
    /// # Errors
    /// [`Error::Busy`] where other files take too long; where the reading of this one panicked.
    pub async fn convert(&self, bytes: Vec<u8>, given: Given) -> Result<Result<Converted, Vec<Fault>>> {
        let turn = self.turn().await?;
        let work = move || {
            let converted = convert(&bytes, &given);
            drop(turn);
            converted
        };
        tokio::task::spawn_blocking(work).await.map_err(Error::internal)
    }

    async fn turn(&self) -> Result<OwnedSemaphorePermit> {
        let turn = tokio::time::timeout(WAIT, Arc::clone(&self.turns).acquire_owned()).await;
        turn.map_err(|_elapsed| Error::Busy)?.map_err(Error::internal)
    }
}
