//! The one write path.  A mutation, an import or a job of the server is a [`Command`]; [`execute`] runs it in
//! one transaction together with its idempotency key, audit entries, change log and outbox jobs, and after
//! the commit tells the caches what changed.

mod authorise;
mod caller;
mod change;
mod idempotency;
mod row;
mod transaction;

use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

pub use caller::Caller;
pub use change::{Change, ChangedSince, MoveReason, Operation, entered};
pub use idempotency::{IdempotencyKey, KEY_KEPT, find as find_done};
pub use row::Row;
pub use transaction::{Write, expect_version};

use crate::app::App;
use crate::audit::Entry;
use crate::error::{Error, Result};
use crate::store::{WRITE_WAIT, work};
use transaction::Effects;

/// Something to do in one transaction, in domain types: its input has been parsed, and nothing is decided
/// yet.
pub trait Command: Send + Sync + 'static {
    /// What was done: ids, counts and secrets.  The payload is built from it after the commit, and a request
    /// that is sent again with its idempotency key gets the same.
    type Done: Serialize + DeserializeOwned + Send + 'static;

    /// How long the transaction may take on PostgreSQL.
    const WAIT: Duration = WRITE_WAIT;

    /// Authorises, reads, decides and writes.  It runs again where the transaction lost against another.
    ///
    /// # Errors
    /// [`Error::Refused`] with what the user can put right, each with the path of its input field; nothing is
    /// written then.
    fn run(&self, write: &mut Write<'_>) -> impl Future<Output = Result<Self::Done>> + Send;

    /// What the payload is built from where the version is not the expected one: it shows the entity as it is
    /// now.
    fn conflicting(&self) -> Option<Self::Done> {
        None
    }
}

/// Adds an entry to the audit log about something that was not done.
pub struct RecordEntry(pub Entry);

impl Command for RecordEntry {
    type Done = ();

    async fn run(&self, write: &mut Write<'_>) -> Result<()> {
        write.record(self.0.clone()).await
    }
}

/// Runs a command: all of it is durable when this returns, or nothing was done.  `cause` is what the change log
/// shows as such: the name of the mutation in the schema, where it is one.
///
/// # Errors
/// The command's own, and those of [`Store::write`](crate::store::Store::write).
pub async fn execute<C: Command>(
    app: &Arc<App>,
    caller: &Caller,
    cause: &str,
    key: Option<IdempotencyKey>,
    command: C,
) -> Result<C::Done> {
    let has_key = key.is_some();
    let request = Arc::new((Arc::clone(app), caller.clone(), cause.to_owned(), key, command));
    let work = work::<(C::Done, Effects), _>(move |transaction| {
        let request = Arc::clone(&request);
        Box::pin(async move {
            let (app, caller, cause, key, command) = &*request;
            let mut write = Write::new(app, transaction, caller, key.is_some());
            let Some(key) = key else {
                let done = command.run(&mut write).await?;
                return Ok((done, write.finish(cause).await?));
            };
            if let Some(done) = idempotency::claim(transaction, caller, key).await? {
                return Ok((done, Effects::default()));
            }
            let done = command.run(&mut write).await?;
            let outcome = serde_json::to_string(&done).map_err(Error::internal)?;
            idempotency::remember(transaction, caller, key, &outcome).await?;
            Ok((done, write.finish(cause).await?))
        })
    });
    let outcome = app.store.write_within(C::WAIT, work).await;
    if let Err(Error::OutcomeUnknown { .. }) = outcome {
        return Err(Error::OutcomeUnknown { has_key });
    }
    let (done, effects) = outcome?;
    effects.publish(app);
    Ok(done)
}
