//! What a query read, so that its answer can be given again for as long as the same would be read.
//!
//! Everything else that its answer is made of is in memory at the numbers of what is recorded here.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use chrono::NaiveDate;
use entity::{WorkspaceId, workspace};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::request::CampaignRow;
use crate::app::App;
use crate::error::Result;
use crate::store::row::Cursor;
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
    /// Campaigns by a statement, with the numbers of their plans and directories.
    Campaigns(CampaignStatement, Vec<CampaignRow>),
    /// The numbers of the directories of workspaces.
    Directories(Vec<WorkspaceId>, Vec<(WorkspaceId, i64)>),
    /// What day it is in a time zone.
    Day(String, NaiveDate),
}

/// A statement that finds campaigns.
#[derive(Clone)]
pub(super) struct CampaignStatement {
    /// Its columns are those of [`CampaignRow::columns`].
    pub sql: String,
    /// Its bind values.
    pub values: Values,
}

impl CampaignStatement {
    /// Finds the campaigns.
    pub(super) async fn rows(self, app: &App) -> Result<Vec<CampaignRow>> {
        let rows = self.values.rows(app.store.reader(), self.sql).await?;
        rows.iter().map(|row| CampaignRow::read(&mut Cursor::new(row))).collect()
    }
}

/// The numbers of the directories of workspaces, the oldest first.
pub(crate) async fn directory_numbers(app: &App, ids: &[WorkspaceId]) -> Result<Vec<(WorkspaceId, i64)>> {
    let of_these = workspace::Column::Id.is_in(ids.iter().copied());
    let rows = workspace::Entity::find().filter(of_these).all(app.store.reader()).await?;
    let mut found: Vec<_> = rows.iter().map(|row| (row.id, row.directory_seq)).collect();
    found.sort_unstable();
    Ok(found)
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
                Read::Campaigns(statement, rows) => statement.clone().rows(app).await? == *rows,
                Read::Directories(ids, numbers) => directory_numbers(app, ids).await? == *numbers,
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
        /// A row with its texts, or a statement.
        const ROW: usize = 1024;
        let rows = self.0.iter().map(|read| match read {
            Read::Campaigns(_, rows) => 2 + rows.len(),
            Read::Directories(_, numbers) => 1 + numbers.len() / 16,
            Read::Day(..) => 1,
        });
        rows.sum::<usize>() * ROW
    }
}
