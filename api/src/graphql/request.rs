//! One request: who asks, and what it has read.  Whatever it reads stays where it is until it ends, so that
//! its answers borrow it, and so that one request sees one version of every campaign.

use std::any::Any;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};

use chrono::NaiveDate;
use elsa::sync::{FrozenMap, FrozenVec};
use entity::{
    BaselineId, CampaignId, Columns, Viewer, WorkspaceId, baseline, baseline_row, campaign, progress_report,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use tokio::sync::Mutex;

use crate::app::App;
use crate::audit::Origin;
use crate::auth::SignedIn;
use crate::error::{Error, Result};
use crate::plan::{Directory, Snapshot, StatusReport, Version};
use crate::refusal::Code;
use crate::store::counted;
use crate::store::row::Cursor;
use crate::store::sql::{Values, columns_of};

use super::effort::MOST_FIXED;
use super::gather::Gather;
use super::history::{HistoryKey, LoggedChange};
use super::progress_report::ReportKey;
use super::reads::{CampaignStatement, Read, Reads, directory_numbers};
use super::text::Locale;

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

/// Campaigns that were found together: the first of them that needs its plan has them all read.
#[derive(Debug)]
pub(crate) struct CampaignBatch(pub(crate) Vec<CampaignRow>);

/// A campaign, and the number that its workspace's directory is at.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CampaignRow {
    /// Its row.
    pub campaign: campaign::Model,
    /// Its workspace's.
    pub directory_seq: i64,
}

impl CampaignRow {
    /// The columns that [`read`](Self::read) takes, of `c` and of its workspace `w`.
    pub(crate) fn columns() -> &'static str {
        static COLUMNS: LazyLock<String> = LazyLock::new(|| {
            format!("w.directory_seq as directory_seq, {}", columns_of("c", campaign::Model::COLUMNS))
        });
        &COLUMNS
    }

    /// How many columns that are.
    pub(crate) const WIDTH: usize = campaign::Model::COLUMNS.len() + 1;

    /// Reads a row from the next columns.
    pub(crate) fn read(next: &mut Cursor<'_>) -> Result<Self> {
        let directory_seq = next.long()?.unwrap_or_default();
        Ok(Self { directory_seq, campaign: campaign::Model::read(next)? })
    }

    /// The numbers that a copy must have been read at.
    pub(crate) const fn version(&self) -> Version {
        Version {
            campaign_id: self.campaign.id,
            workspace_id: self.campaign.workspace_id,
            seq: self.campaign.seq,
            directory_seq: self.directory_seq,
        }
    }
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

    /// Who is signed in, for what is decided beside the answer, and for what follows from [`rights`](Self::rights).
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] where nobody is.
    pub(crate) fn signed_in(&self) -> Result<&Viewer> {
        self.viewer.as_ref().ok_or(Error::Unauthenticated)
    }

    /// What the viewer may see, as a text that is equal for all who may see the same.
    pub(crate) fn rights(&self) -> String {
        let viewer = self.viewer.as_ref();
        let limits = viewer.and_then(|viewer| viewer.limits.as_ref());
        let limits = limits.map(|limits| (&limits.scopes, &limits.departments, &limits.campaigns));
        format!("{:?} {limits:?}", viewer.map(|viewer| &viewer.in_view))
    }

    /// SQL for what the viewer may see: rows of the workspaces that the request is about, and of the
    /// campaigns that their token is limited to; not of campaigns that are deleted.
    pub(crate) fn visible(&self, values: &mut Values, workspace: &str, campaign: &str) -> Result<String> {
        let viewer = self.signed_in()?;
        let workspaces = values.bind_all(viewer.workspace_ids());
        let deleted = format!(
            "select id from campaign where workspace_id in ({workspaces}) and deleted_at is not null"
        );
        let own = format!("{workspace} in ({workspaces}) and {campaign} not in ({deleted})");
        Ok(match viewer.campaign_ids() {
            [] => own,
            campaigns => {
                let campaigns = values.bind_all(campaigns.iter().copied());
                format!("{own} and {campaign} in ({campaigns})")
            }
        })
    }

    /// Campaigns of the viewer's workspaces, in one statement; `condition` is SQL over `c`, the campaign.
    pub(crate) async fn campaigns(
        &self,
        mut values: Values,
        condition: &str,
        order_and_limit: &str,
    ) -> Result<&CampaignBatch> {
        let columns = CampaignRow::columns();
        let visible = self.visible(&mut values, "c.workspace_id", "c.id")?;
        let sql = format!(
            "select {columns}
            from campaign c join workspace w on w.id = c.workspace_id
            where {visible} and {condition} {order_and_limit}"
        );
        let statement = CampaignStatement { sql, values };
        let (rows, _) = counted(statement.clone().rows(&self.app)).await;
        let rows = rows?;
        self.record(|| Read::Campaigns(statement, rows.clone()));
        Ok(self.keep(CampaignBatch(rows)))
    }

    /// Adds to what the answer depends on, where that is recorded.
    fn record(&self, read: impl FnOnce() -> Read) {
        if let Some(reads) = &self.reads {
            reads.push(read());
        }
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

    /// Campaigns of these ids that the viewer may see; their plans are read when they are asked for.
    pub(crate) async fn campaigns_by_id(
        &self,
        ids: impl IntoIterator<Item = CampaignId>,
    ) -> Result<&CampaignBatch> {
        let mut values = Values::default();
        let ids = values.bind_all(ids);
        self.campaigns(values, &format!("c.id in ({ids})"), "").await
    }

    /// Campaigns of these ids that the viewer may see, planned; in one statement where they are in memory.
    pub(crate) async fn campaigns_of(
        &self,
        ids: impl IntoIterator<Item = CampaignId>,
    ) -> Result<&CampaignBatch> {
        let batch = self.campaigns_by_id(ids).await?;
        self.plan(batch).await?;
        Ok(batch)
    }

    /// Reads what is not there yet of the plans of campaigns.
    pub(crate) async fn plan(&self, batch: &CampaignBatch) -> Result<()> {
        let missing = |row: &&CampaignRow| self.snapshot(row).is_none();
        if !batch.0.iter().any(|row| missing(&row)) {
            return Ok(());
        }
        let _reading = self.reading.lock().await;
        let versions: Vec<_> = batch.0.iter().filter(missing).map(CampaignRow::version).collect();
        let (found, _) = counted(Box::pin(self.app.snapshots.fetch(&self.app.store, &versions))).await;
        for snapshot in found? {
            // It may be newer than what was asked for, and is found by what was.
            let asked = versions.iter().find(|version| version.campaign_id == snapshot.campaign.id);
            asked.map(|version| self.snapshots.insert((version.campaign_id, version.seq), snapshot));
        }
        Ok(())
    }

    /// A campaign's plan, once [`plan`](Self::plan) has read it.
    pub(crate) fn snapshot(&self, row: &CampaignRow) -> Option<&Snapshot> {
        self.snapshots.get(&(row.campaign.id, row.campaign.seq))
    }

    /// The same snapshot, to be kept beyond the request's borrow: a draft is made from it.
    pub(crate) async fn shared(&self, snapshot: &Snapshot) -> Result<Arc<Snapshot>> {
        let version = Version {
            campaign_id: snapshot.campaign.id,
            workspace_id: snapshot.campaign.workspace_id,
            seq: snapshot.campaign.seq,
            directory_seq: snapshot.directory.workspace.directory_seq,
        };
        let found = self.app.snapshots.fetch(&self.app.store, &[version]).await?.pop();
        found.ok_or_else(|| Code::NotFound.at("campaign").into())
    }

    /// The plan of one campaign that the caller can see, by its id.
    pub(crate) async fn snapshot_of(&self, id: CampaignId) -> Result<Option<&Snapshot>> {
        let batch = self.campaigns_of([id]).await?;
        Ok(batch.0.first().and_then(|row| self.snapshot(row)))
    }

    /// The directories of workspaces, at these numbers or later.
    pub(crate) async fn directories(&self, of: &[(WorkspaceId, i64)]) -> Result<Vec<&Directory>> {
        let _reading = self.reading.lock().await;
        let missing: Vec<_> = of.iter().filter(|key| self.directories.get(key).is_none()).copied().collect();
        if !missing.is_empty() {
            let (found, _) =
                counted(Box::pin(self.app.snapshots.directories(&self.app.store, &missing))).await;
            for directory in found? {
                let asked = missing.iter().find(|(id, _)| *id == directory.workspace_id());
                asked.map(|key| self.directories.insert(*key, directory));
            }
        }
        Ok(of.iter().filter_map(|key| self.directories.get(key)).collect())
    }

    /// The directories of workspaces as they are now, the oldest first.
    pub(crate) async fn directories_of(
        &self,
        ids: impl IntoIterator<Item = WorkspaceId>,
    ) -> Result<Vec<&Directory>> {
        let ids: Vec<_> = ids.into_iter().collect();
        let (of, _) = counted(Box::pin(directory_numbers(&self.app, &ids))).await;
        let of = of?;
        self.record(|| Read::Directories(ids, of.clone()));
        self.directories(&of).await
    }

    /// The directories of the campaigns of a batch, at the numbers that came with it.
    pub(crate) async fn directories_of_batch(&self, batch: &CampaignBatch) -> Result<Vec<&Directory>> {
        let mut of: Vec<_> =
            batch.0.iter().map(|row| (row.campaign.workspace_id, row.directory_seq)).collect();
        of.sort_unstable();
        of.dedup_by_key(|(id, _)| *id);
        self.directories(&of).await
    }

    /// The directories of the workspaces that the request is about.
    pub(crate) async fn own_directories(&self) -> Result<Vec<&Directory>> {
        self.directories_of(self.signed_in()?.workspace_ids()).await
    }

    /// The directory of a workspace as it is now; none where it was deleted meanwhile.
    pub(crate) async fn directory(&self, id: WorkspaceId) -> Result<Option<&Directory>> {
        Ok(self.directories_of([id]).await?.first().copied())
    }

    /// A campaign as of a day, against its active baseline.
    pub(crate) fn status_report(&self, snapshot: &Snapshot, as_of: NaiveDate) -> Result<&StatusReport> {
        let key = (snapshot.campaign.id, snapshot.campaign.seq, as_of, None);
        if let Some(report) = self.reports.get(&key) {
            return Ok(report);
        }
        let report = snapshot.status_report(as_of).map_err(|_out_of_range| beyond())?;
        Ok(self.reports.insert(key, report))
    }

    /// A campaign as of a day, against a baseline of its own choice.
    pub(crate) async fn status_report_against(
        &self,
        snapshot: &Snapshot,
        as_of: NaiveDate,
        id: BaselineId,
    ) -> Result<&StatusReport> {
        let key = (snapshot.campaign.id, snapshot.campaign.seq, as_of, Some(id));
        if let Some(report) = self.reports.get(&key) {
            return Ok(report);
        }
        let unknown = || Error::bad_input("baselineId", "the campaign has no such baseline");
        let of_campaign = baseline::Column::CampaignId.eq(snapshot.campaign.id);
        let live = baseline::Entity::live().filter(of_campaign).filter(baseline::Column::Id.eq(id));
        let known = live.one(self.app.store.reader()).await?;
        known.ok_or_else(unknown)?;
        let of_baseline = baseline_row::Column::BaselineId.eq(id);
        let rows = baseline_row::Entity::find().filter(of_baseline).all(self.app.store.reader()).await?;
        let rows = rows.into_iter().map(|row| (row.work_package_id, row.start_on, row.finish_on));
        let baseline = schedule::Baseline::new(snapshot.network(), rows).map_err(Error::internal)?;
        let report = snapshot.status_report_against(Some(Arc::new(baseline)), as_of);
        let mut report = report.map_err(|_out_of_range| beyond())?;
        report.chosen_baseline = Some(id);
        Ok(self.reports.insert(key, Arc::new(report)))
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
        self.record(|| Read::Day(time_zone.to_owned(), day));
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

/// The one thing that can be wrong with a day that is looked at from.
pub(crate) fn beyond() -> Error {
    Error::bad_input("asOf", "a forecast from this day lies outside 1900-01-01 … 2199-12-31")
}
