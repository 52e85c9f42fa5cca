//! The one writer of SQLite: requests wait in a bounded queue, and all that wait together are committed
//! together, each in a savepoint of its own.  One flush of the disk then serves them all.
//!
//! SQLite may roll a transaction back by itself when a statement fails (a full disk, an I/O error), and the
//! driver counts transactions without asking it.  So a connection on which anything but a request's own work
//! failed is closed, and the next group gets a new one.

use std::panic::AssertUnwindSafe;
use std::pin::Pin;

use futures_util::FutureExt;
use sea_orm::{DatabaseTransaction, DbErr, SqliteTransactionMode, TransactionOptions, TransactionTrait};
use tokio::sync::{mpsc, oneshot};

use super::failure::{Cause, cause, is_rolled_back};
use super::health::Health;
use super::sqlite::Writer;
use super::work::Work;
use crate::error::{Error, Result};

/// Requests that may wait; more are told that the server is busy.
const LENGTH: usize = 1024;

/// Requests that are committed together at most.
const GROUP: usize = 64;

/// A transaction that holds the write lock from its beginning.
const IMMEDIATE: TransactionOptions = TransactionOptions {
    isolation_level: None,
    access_mode: None,
    sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
};

/// What became of a group.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Fate {
    /// What its jobs did is on the disk.
    Durable,
    /// Another process held the write lock for too long: nothing was begun.
    Busy,
    /// Nothing of it is left.
    Lost,
    /// Its commit failed half-way: it may be on the disk or not.
    Unknown,
}

/// Why a group did not become durable.
struct Broken {
    fate: Fate,
    error: Error,
}

/// A request's work, whatever it answers.
trait Job: Send {
    /// Does the work in a savepoint; whether to keep what it did.
    fn run<'t>(
        &'t mut self,
        savepoint: &'t DatabaseTransaction,
    ) -> Pin<Box<dyn Future<Output = bool> + Send + 't>>;

    /// Answers the caller, once it is known what became of the group.
    fn settle(self: Box<Self>, fate: Fate);
}

struct Request<T, F> {
    work: F,
    outcome: Option<Result<T>>,
    answer: oneshot::Sender<Result<T>>,
}

impl<T, F> Job for Request<T, F>
where
    T: Send + 'static,
    F: for<'t> Fn(&'t DatabaseTransaction) -> Work<'t, T> + Send + Sync + 'static,
{
    fn run<'t>(
        &'t mut self,
        savepoint: &'t DatabaseTransaction,
    ) -> Pin<Box<dyn Future<Output = bool> + Send + 't>> {
        Box::pin(async move {
            // A job that panics takes nobody with it.
            let done = AssertUnwindSafe(async { (self.work)(savepoint).await }).catch_unwind().await;
            let outcome = done.unwrap_or_else(|_panic| Err(Error::internal("a panic in a write")));
            self.outcome.insert(outcome).is_ok()
        })
    }

    fn settle(self: Box<Self>, fate: Fate) {
        let outcome = match (fate, self.outcome) {
            (Fate::Durable, Some(outcome)) => outcome,
            // Its own error, whatever became of the others.
            (Fate::Busy | Fate::Lost | Fate::Unknown, Some(Err(error))) => Err(error),
            (Fate::Busy, _) => Err(Error::Busy),
            (Fate::Unknown, Some(Ok(_))) => Err(Error::OutcomeUnknown { has_key: false }),
            (Fate::Lost | Fate::Unknown, _) => Err(Error::Unavailable("the write was rolled back".into())),
            (Fate::Durable, None) => Err(Error::internal("a write that was not begun was committed")),
        };
        // The caller may have hung up; what was done stays done.
        drop(self.answer.send(outcome));
    }
}

/// Where requests wait.
#[derive(Clone)]
pub(super) struct Queue(mpsc::Sender<Box<dyn Job>>);

impl Queue {
    pub(super) fn start(writer: Writer, health: Health) -> Self {
        let (jobs, waiting) = mpsc::channel(LENGTH);
        tokio::spawn(serve(writer, health, waiting));
        Self(jobs)
    }

    pub(super) async fn write<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> Fn(&'t DatabaseTransaction) -> Work<'t, T> + Send + Sync + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let job = Box::new(Request { work, outcome: None, answer });
        self.0.try_send(job).map_err(|_full| Error::Busy)?;
        answered.await.map_err(Error::internal)?
    }
}

async fn serve(mut writer: Writer, health: Health, mut waiting: mpsc::Receiver<Box<dyn Job>>) {
    let mut group = Vec::with_capacity(GROUP);
    while waiting.recv_many(&mut group, GROUP).await > 0 {
        let fate = match commit(&mut writer, &mut group).await {
            Ok(()) => Fate::Durable,
            Err(Broken { fate: Fate::Busy, .. }) => Fate::Busy,
            Err(Broken { fate, error }) => {
                health.failed(&error);
                writer.close().await;
                fate
            }
        };
        for job in group.drain(..) {
            job.settle(fate);
        }
    }
}

async fn commit(writer: &mut Writer, group: &mut [Box<dyn Job>]) -> Result<(), Broken> {
    let connection = writer.connection().await.map_err(lost)?;
    let transaction = connection.begin_with_options(IMMEDIATE).await.map_err(not_begun)?;
    for job in group {
        let savepoint = transaction.begin().await.map_err(lost)?;
        let is_kept = job.run(&savepoint).await;
        // Where SQLite has rolled back by itself there is no savepoint any more, and this fails.
        let ended = if is_kept { savepoint.commit().await } else { savepoint.rollback().await };
        ended.map_err(lost)?;
    }
    writer.check_file().map_err(lost)?;
    transaction.commit().await.map_err(|error| {
        let fate = if is_rolled_back(&error) { Fate::Lost } else { Fate::Unknown };
        Broken { fate, error: error.into() }
    })
}

fn lost(error: impl Into<Error>) -> Broken {
    Broken { fate: Fate::Lost, error: error.into() }
}

fn not_begun(error: DbErr) -> Broken {
    let fate = if cause(&error) == Cause::Contention { Fate::Busy } else { Fate::Lost };
    Broken { fate, error: error.into() }
}
