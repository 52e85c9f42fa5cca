//! The one writer of SQLite: requests wait in a bounded queue, and all that wait together are committed together, each
//! in a savepoint of its own.  One flush of the disk then serves them all.

use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;

use futures_util::FutureExt;
use sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use tokio::sync::{mpsc, oneshot};

use super::Work;
use crate::error::{Error, Result};

/// Requests that may wait; more are told that the server is busy.
const LENGTH: usize = 1024;

/// Requests that are committed together at most.
const GROUP: usize = 64;

/// A transaction that holds the write lock from its beginning.
pub(super) const IMMEDIATE: TransactionOptions = TransactionOptions {
    isolation_level: None,
    access_mode: None,
    sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
};

/// Told whether what a job did is durable, and answers whoever asked for it.
type Deliver = Box<dyn FnOnce(Result<(), Arc<DbErr>>) + Send>;

/// Does a job in a savepoint; says whether to keep what it did.
type Job = Box<
    dyn for<'t> FnOnce(&'t DatabaseTransaction) -> Pin<Box<dyn Future<Output = (bool, Deliver)> + Send + 't>>
        + Send,
>;

#[derive(Clone)]
pub(super) struct Queue {
    connection: DatabaseConnection,
    jobs: mpsc::Sender<Job>,
}

impl Queue {
    pub(super) fn start(connection: DatabaseConnection) -> Self {
        let (jobs, waiting) = mpsc::channel(LENGTH);
        tokio::spawn(serve(connection.clone(), waiting));
        Self { connection, jobs }
    }

    pub(super) const fn connection(&self) -> &DatabaseConnection {
        &self.connection
    }

    pub(super) async fn write<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> Fn(&'t DatabaseTransaction) -> Work<'t, T> + Send + Sync + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |transaction| {
            Box::pin(async move {
                // A job that panics takes nobody with it.
                let done = AssertUnwindSafe(async { work(transaction).await }).catch_unwind().await;
                let outcome = done.unwrap_or_else(|_panic| Err(Error::internal("a panic in a write")));
                let keep = outcome.is_ok();
                let deliver: Deliver = Box::new(move |committed| {
                    let outcome = match committed {
                        Ok(()) => outcome,
                        Err(error) => outcome.and(Err(Error::internal(error))),
                    };
                    // Whoever asked may have hung up; what was done stays done.
                    drop(answer.send(outcome));
                });
                (keep, deliver)
            })
        });
        self.jobs.try_send(job).map_err(|_full| Error::Unavailable)?;
        // What could not even begin, because another process holds the lock, is dropped.
        answered.await.map_err(|_dropped| Error::Unavailable)?
    }
}

async fn serve(connection: DatabaseConnection, mut waiting: mpsc::Receiver<Job>) {
    let mut jobs = Vec::with_capacity(GROUP);
    while waiting.recv_many(&mut jobs, GROUP).await > 0 {
        let mut answers = Vec::with_capacity(jobs.len());
        let committed = commit(&connection, &mut jobs, &mut answers).await.map_err(Arc::new);
        jobs.clear();
        for deliver in answers {
            deliver(committed.clone());
        }
    }
}

async fn commit(
    connection: &DatabaseConnection,
    jobs: &mut Vec<Job>,
    answers: &mut Vec<Deliver>,
) -> Result<(), DbErr> {
    let transaction = connection.begin_with_options(IMMEDIATE).await?;
    for job in jobs.drain(..) {
        let savepoint = transaction.begin().await?;
        let (keep, deliver) = job(&savepoint).await;
        answers.push(deliver);
        if keep {
            savepoint.commit().await?;
        } else {
            savepoint.rollback().await?;
        }
    }
    transaction.commit().await
}
