//! What a query read, so that its answer can be given again for as long as the same would be read.
//!
//! Everything else that its answer is made of is in memory at the numbers of what is recorded here.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use chrono::NaiveDate;
use futures_util::future::BoxFuture;
use sea_orm::QueryResult;

use crate::app::App;
use crate::error::Result;
use crate::store::counted;
use crate::store::sql::Values;

/// What is recorded while a query is executed.
#[derive(Default)]
pub(crate) struct Reads {
    list: Mutex<Vec<Read>>,
    is_unrepeatable: AtomicBool,
    is_personal: AtomicBool,
}

/// One thing that was read, and what it was.
pub(super) enum Read {
    /// Rows of a statement.
    Rows(Box<dyn Repeat>),
    /// What day it is in a time zone.
    Day(String, NaiveDate),
}

/// Rows that a statement found, and may find again.
pub(super) trait Repeat: Send + Sync {
    /// Whether the same would be found now.
    fn is_same<'a>(&'a self, app: &'a App) -> BoxFuture<'a, Result<bool>>;

    /// Bytes that it takes, about.
    fn weight(&self) -> usize;
}

struct Found<T, R> {
    sql: String,
    values: Values,
    read: R,
    rows: Vec<T>,
}

impl<T, R> Repeat for Found<T, R>
where
    T: PartialEq + Send + Sync,
    R: Fn(&QueryResult) -> Result<T> + Send + Sync,
{
    fn is_same<'a>(&'a self, app: &'a App) -> BoxFuture<'a, Result<bool>> {
        Box::pin(async {
            let rows = self.values.clone().rows(app.store.reader(), self.sql.clone()).await?;
            Ok(rows.len() == self.rows.len() && {
                let rows = rows.iter().map(&self.read).collect::<Result<Vec<_>>>()?;
                rows == self.rows
            })
        })
    }

    fn weight(&self) -> usize {
        /// The texts of a row.
        const TEXT: usize = 256;
        self.sql.len() + self.rows.len() * (size_of::<T>() + TEXT)
    }
}

/// The rows of a statement.  Where what is read is recorded, the answer is given again for as long as the
/// statement finds the same: so what it selects tells of everything that the answer has of these rows, if
/// only by the numbers that campaigns and directories are at.
///
/// # Errors
/// What the database answers.
pub(super) async fn find<T, R>(
    app: &App,
    reads: Option<&Reads>,
    (sql, values): (String, Values),
    read: R,
) -> Result<Vec<T>>
where
    T: Clone + PartialEq + Send + Sync + 'static,
    R: Fn(&QueryResult) -> Result<T> + Send + Sync + 'static,
{
    let Some(reads) = reads else {
        return values.rows(app.store.reader(), sql).await?.iter().map(read).collect();
    };
    let (rows, _) = counted(values.clone().rows(app.store.reader(), sql.clone())).await;
    let rows = rows?.iter().map(&read).collect::<Result<Vec<_>>>()?;
    reads.push(Read::Rows(Box::new(Found { sql, values, read, rows: rows.clone() })));
    Ok(rows)
}

impl Reads {
    /// Adds what was read.
    pub(super) fn push(&self, read: Read) {
        self.list.lock().unwrap_or_else(PoisonError::into_inner).push(read);
    }

    /// Takes note that the answer has something in it that is new each time, such as ids.
    pub(super) fn is_new_each_time(&self) {
        self.is_unrepeatable.store(true, Ordering::Relaxed);
    }

    /// Takes note that the answer depends on who asks, beyond what they may see.
    pub(super) fn asks_who(&self) {
        self.is_personal.store(true, Ordering::Relaxed);
    }

    /// Whether everybody who may see the same gets the same answer.
    pub(crate) fn is_for_all(&self) -> bool {
        !self.is_personal.load(Ordering::Relaxed) && !self.is_unrepeatable.load(Ordering::Relaxed)
    }

    /// All that was read; none where the answer is not to be given again.
    pub(crate) fn take(&self) -> Option<Dependencies> {
        let list = std::mem::take(&mut *self.list.lock().unwrap_or_else(PoisonError::into_inner));
        (!self.is_unrepeatable.load(Ordering::Relaxed)).then(|| Dependencies(list.into()))
    }
}

/// Everything that an answer was made of.
pub(crate) struct Dependencies(Box<[Read]>);

impl Dependencies {
    /// Whether the same would be read now.
    ///
    /// # Errors
    /// What reading fails with.
    pub(crate) async fn are_current(&self, app: &App) -> Result<bool> {
        for read in &self.0 {
            let is_same = match read {
                Read::Rows(rows) => rows.is_same(app).await?,
                Read::Day(time_zone, day) => app.clock.today(time_zone) == *day,
            };
            if !is_same {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Bytes that it takes, about.
    pub(crate) fn weight(&self) -> usize {
        let each = self.0.iter().map(|read| match read {
            Read::Rows(rows) => rows.weight(),
            Read::Day(time_zone, _) => time_zone.len(),
        });
        size_of_val(&*self.0) + each.sum::<usize>()
    }
}
