//! One request: who asks, and what it has read.  Whatever it reads stays where it is until it ends, so that
//! its answers borrow it, and so that one request sees one version of every campaign.

mod campaigns;
mod directories;
mod reports;
mod visible;

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::NaiveDate;
use elsa::sync::{FrozenMap, FrozenVec};
use entity::{BaselineId, CampaignId, Viewer, WorkspaceId, campaign, progress_report};
use sea_orm::QueryResult;
use tokio::sync::Mutex;

use crate::app::App;
use crate::audit::Origin;
use crate::auth::SignedIn;
use crate::error::{Error, Result};
use crate::plan::{Directory, Snapshot, StatusReport};
use crate::store::sql::Values;

use super::effort::MOST_FIXED;
use super::gather::Gather;
use super::history::{HistoryKey, LoggedChange};
use super::progress_report::ReportKey;
use super::reads::{self, Read, Reads};
use super::text::Locale;

pub(crate) use campaigns::{CampaignBatch, CampaignRow};
pub(crate) use reports::beyond;

/// A request under way.
pub(crate) struct Request {
    /// The server.
    pub app: Arc<App>,
    /// Who is signed in: what an answer depends on asks by [`viewer`](Self::viewer).
    viewer: Option<Viewer>,
    /// The language of messages.
    pub locale: Locale,
    /// Where it comes from.
    pub origin: Origin,
    /// What is left of what the viewer may ask for.
    pub rate: Option<Rate>,
    /// Where what it reads is recorded, of a query whose answer may be given again.
    pub reads: Option<Arc<Reads>>,
    /// The header `Idempotency-Key`.
    pub idempotency_key: Option<String>,
    /// Where the viewer's day begins.
    time_zone: String,
    /// By campaign and `seq`: after a mutation the same request sees the next.
    snapshots: FrozenMap<(CampaignId, i64), Arc<Snapshot>>,
    directories: FrozenMap<(WorkspaceId, i64), Arc<Directory>>,
    reports: FrozenMap<(CampaignId, i64, NaiveDate, Option<BaselineId>), Arc<StatusReport>>,
    /// Histories of work packages.
    pub histories: Gather<HistoryKey, Vec<LoggedChange>>,
    /// Reports on work packages.
    pub progress_reports: Gather<ReportKey, Vec<progress_report::Model>>,
    /// Findings whose fixes may still be asked for.
    fixes_left: AtomicUsize,
    /// What else its answers borrow.
    kept: FrozenVec<Box<dyn Any + Send + Sync>>,
    /// Held while reading: siblings that ask for the same wait for the first, and then find it.
    reading: Mutex<()>,
}

impl Request {
    /// A request of somebody, or of nobody.
    pub(crate) fn new(app: Arc<App>, signed_in: Option<SignedIn>, locale: Locale, origin: Origin) -> Self {
        let (viewer, time_zone) = match signed_in {
            Some(SignedIn { viewer, time_zone, .. }) => (Some(viewer), time_zone),
            None => (None, String::new()),
        };
        Self {
            app,
            viewer,
            locale,
            origin,
            rate: None,
            reads: None,
            idempotency_key: None,
            time_zone,
            snapshots: FrozenMap::new(),
            directories: FrozenMap::new(),
            reports: FrozenMap::new(),
            histories: Gather::default(),
            progress_reports: Gather::default(),
            fixes_left: AtomicUsize::new(MOST_FIXED),
            kept: FrozenVec::new(),
            reading: Mutex::new(()),
        }
    }

    /// Who is signed in, for an answer that depends on that.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] where nobody is.
    pub(crate) fn viewer(&self) -> Result<&Viewer> {
        if let Some(reads) = &self.reads {
            reads.asks_who();
        }
        self.signed_in()
    }

    /// Who is signed in, for what is decided beside the answer, and for what follows from
    /// [`rights`](Self::rights).
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] where nobody is.
    pub(crate) fn signed_in(&self) -> Result<&Viewer> {
        self.viewer.as_ref().ok_or(Error::Unauthenticated)
    }

    /// Who is signed in, to set which workspaces the request is about, before anything is read.
    pub(crate) const fn signed_in_mut(&mut self) -> Option<&mut Viewer> {
        self.viewer.as_mut()
    }

    /// What the viewer may see, as a text that is equal for all who may see the same.
    pub(crate) fn rights(&self) -> String {
        let viewer = self.viewer.as_ref();
        let limits = viewer.and_then(|viewer| viewer.limits.as_ref());
        let limits = limits.map(|limits| (&limits.scopes, &limits.departments, &limits.campaigns));
        format!("{:?} {limits:?}", viewer.map(|viewer| &viewer.in_view))
    }

    /// The rows of a statement, as [`reads::find`] has it.
    pub(crate) async fn find<T, R>(&self, statement: (String, Values), read: R) -> Result<Vec<T>>
    where
        T: Clone + PartialEq + Send + Sync + 'static,
        R: Fn(&QueryResult) -> Result<T> + Send + Sync + 'static,
    {
        Box::pin(reads::find(&self.app, self.reads.as_deref(), statement, read)).await
    }

    /// The number that a statement counts as `n`; the answer depends on it.
    pub(crate) async fn count(&self, statement: (String, Values)) -> Result<i64> {
        let found = self.find(statement, |row| Ok(row.try_get::<i64>("", "n")?)).await?;
        Ok(found.first().copied().unwrap_or_default())
    }

    /// Takes note that the answer has something in it that is new each time, such as ids: it is not given
    /// again.
    pub(crate) fn answers_once(&self) {
        if let Some(reads) = &self.reads {
            reads.is_new_each_time();
        }
    }

    /// Keeps a value until the request ends.
    pub(crate) fn keep<T: Any + Send + Sync>(&self, value: T) -> &T {
        let kept = self.kept.push_get(Box::new(value));
        #[expect(clippy::expect_used, reason = "it was put there as what it is a line ago")]
        kept.downcast_ref().expect("kept as what it is")
    }

    /// Whether fixes may be computed that cost as many plans as those of so many findings.
    pub(crate) fn may_suggest(&self, findings: usize) -> bool {
        let fewer = |left: usize| left.checked_sub(findings);
        self.fixes_left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, fewer).is_ok()
    }

    /// What day it is where the viewer is.
    pub(crate) fn today(&self) -> NaiveDate {
        self.day(&self.time_zone)
    }

    /// Where the viewer's day begins: an IANA name.
    pub(crate) fn time_zone(&self) -> &str {
        &self.time_zone
    }

    fn day(&self, time_zone: &str) -> NaiveDate {
        let day = self.app.clock.today(time_zone);
        if let Some(reads) = &self.reads {
            reads.push(Read::Day(time_zone.to_owned(), day));
        }
        day
    }

    /// The day that is asked about: the one given, else today where the campaign runs.
    pub(crate) fn as_of(&self, given: Option<NaiveDate>, campaign: &campaign::Model) -> NaiveDate {
        given.unwrap_or_else(|| self.day(&campaign.time_zone))
    }
}

/// What is left of what somebody may ask for in a minute.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rate {
    /// What the request costs.
    pub cost: u32,
    /// What may be asked for at once when nothing was for long.
    pub limit: u32,
    /// What may be asked for now.
    pub remaining: u32,
}
