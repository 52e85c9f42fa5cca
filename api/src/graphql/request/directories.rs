//! Directories that a request reads.

use entity::WorkspaceId;
use sea_orm::QueryResult;

use super::{CampaignBatch, Request};
use crate::error::Result;
use crate::plan::Directory;
use crate::store::counted;
use crate::store::sql::Values;

impl Request {
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
        let mut values = Values::default();
        let ids = values.bind_all(ids);
        let sql = format!("select id, directory_seq from workspace where id in ({ids}) order by id");
        let number = |row: &QueryResult| Ok((row.try_get("", "id")?, row.try_get("", "directory_seq")?));
        let of = self.find((sql, values), number).await?;
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
}
