//! The outbox: work to do after a commit, such as an e-mail.  A job is a row of the transaction that asks for
//! it, so it is neither lost with the process nor done for a transaction that was rolled back.  It is done at
//! least once.

use chrono::{DateTime, Utc};
use entity::{CampaignId, ImportJobId, WorkspaceId, outbox_job};
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

use crate::audit::Origin;
use crate::auth::Keys;
use crate::clock::new_id;
use crate::error::{Error, Result};
use crate::mail::Email;

/// Something to do after a commit.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Job {
    /// Sends an e-mail.
    Email(Email),
    /// Makes a link for a new password and sends it, if the address has an account.  That nobody learns
    /// whether it has one from the time that an answer takes, this is found out here.
    PasswordReset {
        /// The address, in lower case.
        email: String,
        /// Where the request came from, for the audit log.
        origin: Origin,
    },
    /// Plans campaigns again after a calendar or a department was changed that many of them depend on.
    ReplanCampaigns {
        /// Their workspace.
        workspace_id: WorkspaceId,
        /// The last of them that was tried.
        after: Option<CampaignId>,
    },
    /// Imports a file that was kept with its answer.
    ImportPlan {
        /// The job that it is the file of.
        id: ImportJobId,
    },
}

impl Job {
    /// The row of a new job.
    ///
    /// # Errors
    /// Where the system has no randomness.
    pub(crate) fn row(&self, keys: &Keys, now: DateTime<Utc>) -> Result<outbox_job::Model> {
        let body = serde_json::to_string(self).map_err(Error::internal)?;
        Ok(outbox_job::Model {
            id: new_id(),
            body: keys.seal(&body, now)?,
            created_at: now,
            due_at: now,
            attempts: 0,
            leased_until: None,
            last_error: None,
            failed_at: None,
        })
    }

    /// What a row says to do; none where no key of this server reads it.
    pub(crate) fn read(row: &outbox_job::Model, keys: &Keys, now: DateTime<Utc>) -> Option<Self> {
        serde_json::from_str(&keys.unseal(&row.body, now)?).ok()
    }
}

/// Tells the worker that there is something to do.
#[derive(Default)]
pub struct Outbox(Notify);

impl Outbox {
    /// There may be a job that is due.
    pub fn wake(&self) {
        self.0.notify_one();
    }

    /// Waits until somebody says so.
    pub(crate) async fn woken(&self) {
        self.0.notified().await;
    }
}
