//! Departments, calendars and days off of a workspace.
//!
//! Each function does one thing inside the transaction of a command, under the lock of the workspace's row:
//! it reads, decides or writes.  What the user can put right comes back as a refusal without the name of an
//! input field: the command that took the value from the input adds it.  [`Done::of`] comes last, and plans
//! the campaigns again that depend on what was changed.

pub mod calendar;
pub mod day_off;
pub mod department;
pub mod exception;
mod holidays;
mod replan;

use entity::change::Scope;
use entity::{WorkspaceId, workspace};
use sea_orm::{EntityTrait, Select};
use serde::{Deserialize, Serialize};

pub use holidays::{Holidays, holidays};
pub use replan::{Basis, ReplanCampaigns};

use crate::error::Result;
use crate::planning::Replanned;
use crate::refusal::{Code, Refusal};
use crate::write::Write;

/// Departments and calendars of a workspace at most.
const MOST: u64 = 1_000;

/// What was done with a department, a calendar or days off.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Done<K> {
    /// Its workspace; none of a version conflict.
    pub workspace_id: Option<WorkspaceId>,
    /// Its id.
    pub id: K,
    /// The sequence number of the workspace's change log; none where nothing was changed.
    pub seq: Option<i64>,
    /// Campaigns whose planned dates were changed by it.
    pub replanned: Vec<Replanned>,
    /// How many campaigns a job plans again, because they are too many for one transaction.
    pub pending_count: u64,
}

impl<K> Done<K> {
    /// What a thing is found by whose version is not the expected one.
    pub const fn conflicting(id: K) -> Self {
        Self { workspace_id: None, id, seq: None, replanned: Vec::new(), pending_count: 0 }
    }

    /// Ends a change in a workspace whose row was locked before it; `basis` is what dates of campaigns depend
    /// on, where they do.
    ///
    /// # Errors
    /// The refusal of a campaign that is left without a plan.
    pub async fn of(
        write: &mut Write<'_>,
        locked: &workspace::Model,
        id: K,
        basis: Option<Basis>,
    ) -> Result<Self> {
        let mut done = Self { workspace_id: Some(locked.id), ..Self::conflicting(id) };
        if !write.has_changed(Scope::Workspace(locked.id)) {
            return Ok(done);
        }
        // The change log moves it on, under the lock.
        done.seq = Some(locked.directory_seq + 1);
        if let Some(basis) = basis {
            (done.replanned, done.pending_count) = replan::replan(write, locked.id, basis).await?;
        }
        Ok(done)
    }
}

/// Refuses an id or a name that another row has: one of those that are selected.
///
/// # Errors
/// [`Code::AlreadyTaken`].
pub async fn refuse_taken<E: EntityTrait>(write: &Write<'_>, others: Select<E>) -> Result<()> {
    let other = others.one(write.transaction()).await?;
    if other.is_some() { Err(Code::AlreadyTaken.into()) } else { Ok(()) }
}

/// Refuses another department or calendar where a workspace has as many as it may.
fn refuse_many(count: u64) -> Result<(), Refusal> {
    if count < MOST { Ok(()) } else { Err(Refusal::from(Code::TooLarge).with("max", &MOST)) }
}
