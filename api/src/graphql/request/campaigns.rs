//! Campaigns that a request reads, and their plans.

use std::sync::{Arc, LazyLock};

use entity::{CampaignId, Columns, campaign};

use super::Request;
use crate::error::Result;
use crate::plan::{Snapshot, Version};
use crate::refusal::Code;
use crate::store::counted;
use crate::store::row::Cursor;
use crate::store::sql::{Values, columns_of};

/// Campaigns that were found together: the first of them that needs its plan has them all read.
#[derive(Debug)]
pub(crate) struct CampaignBatch(pub(crate) Vec<CampaignRow>);

impl CampaignBatch {
    /// A campaign of the batch.
    pub(crate) fn find(&self, id: CampaignId) -> Option<&CampaignRow> {
        self.0.iter().find(|row| row.campaign.id == id)
    }
}

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
    /// Campaigns of the viewer's workspaces, in one statement; `condition` is SQL over `c`, the campaign.
    pub(crate) async fn campaigns(
        &self,
        mut values: Values,
        condition: &str,
        order_and_limit: &str,
    ) -> Result<&CampaignBatch> {
        let visible = self.visible_campaigns(&mut values)?;
        self.campaigns_where(values, &format!("{visible} and {condition} {order_and_limit}")).await
    }

    /// The latest campaigns that the viewer could see and that are deleted, while they can be restored.
    pub(crate) async fn restorable(&self, limit: usize) -> Result<&CampaignBatch> {
        let mut values = Values::default();
        let restorable = self.restorable_campaigns(&mut values)?;
        self.campaigns_where(values, &format!("{restorable} order by c.id desc limit {limit}")).await
    }

    async fn campaigns_where(&self, values: Values, condition: &str) -> Result<&CampaignBatch> {
        let columns = CampaignRow::columns();
        let sql = format!(
            "select {columns} from campaign c join workspace w on w.id = c.workspace_id where {condition}"
        );
        let rows = self.find((sql, values), |row| CampaignRow::read(&mut Cursor::new(row))).await?;
        Ok(self.keep(CampaignBatch(rows)))
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

    /// Campaigns at these numbers or later, planned; without a statement where they are in memory.
    pub(crate) async fn campaigns_at(&self, versions: &[Version]) -> Result<&CampaignBatch> {
        let (found, _) = counted(Box::pin(self.app.snapshots.fetch(&self.app.store, versions))).await;
        Ok(self.batch_of(found?))
    }

    /// The same where all of them are in memory.
    pub(crate) fn campaigns_in_memory(&self, versions: &[Version]) -> Option<&CampaignBatch> {
        Some(self.batch_of(self.app.snapshots.in_memory(versions)?))
    }

    fn batch_of(&self, snapshots: Vec<Arc<Snapshot>>) -> &CampaignBatch {
        let row = |snapshot: &Arc<Snapshot>| CampaignRow {
            campaign: snapshot.campaign.clone(),
            directory_seq: snapshot.directory.workspace.directory_seq,
        };
        let rows = snapshots.iter().map(row).collect();
        for snapshot in snapshots {
            self.snapshots.insert((snapshot.campaign.id, snapshot.campaign.seq), snapshot);
        }
        self.keep(CampaignBatch(rows))
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
}
