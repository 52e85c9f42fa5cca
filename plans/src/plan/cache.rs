//! Snapshots and directories in memory: never stale, because what a request uses is compared with the numbers
//! that the database has at that moment; bounded, because the least used go.

use std::collections::HashMap;
use std::sync::Arc;

use entity::{CampaignId, WorkspaceId, change};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use sea_orm::{DatabaseTransaction, EntityTrait, QuerySelect};

use super::directory::Directory;
use super::flight::Flights;
use super::snapshot::Snapshot;
use super::{load_campaign, load_directory};
use crate::error::{Error, Result};
use crate::store::Store;

/// Directories kept at most.
const DIRECTORIES: usize = 1024;

/// Plans of transactions under way kept at most.
const SAVED: usize = 64;

/// A campaign, and the numbers that a copy of it must have been read at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Version {
    /// Which campaign.
    pub campaign_id: CampaignId,
    /// Of which workspace.
    pub workspace_id: WorkspaceId,
    /// The campaign's.
    pub seq: i64,
    /// The workspace's.
    pub directory_seq: i64,
}

/// What is kept, shared by all requests.
pub struct Snapshots {
    campaigns: Cache<CampaignId, Arc<Snapshot>, Weight>,
    directories: Cache<WorkspaceId, Arc<Directory>>,
    /// What edits have saved whose transactions may not be over yet.
    saved: Cache<CampaignId, Saved>,
    flights: Flights<CampaignId>,
}

/// A plan as an edit has saved it, and the request that did.
#[derive(Clone)]
struct Saved {
    snapshot: Arc<Snapshot>,
    request_id: Arc<str>,
}

#[derive(Clone)]
struct Weight;

impl Weighter<CampaignId, Arc<Snapshot>> for Weight {
    fn weight(&self, _: &CampaignId, snapshot: &Arc<Snapshot>) -> u64 {
        u64::try_from(snapshot.weight()).unwrap_or(u64::MAX)
    }
}

impl Snapshots {
    /// Keeps at most so many bytes of campaigns.
    #[must_use]
    pub fn new(bytes: u64) -> Self {
        /// What a campaign of some 60 work packages takes: how many there will be about.
        const TYPICAL: u64 = 100_000;
        let count = usize::try_from(bytes / TYPICAL).unwrap_or(usize::MAX);
        Self {
            campaigns: Cache::with_weighter(count, bytes, Weight),
            directories: Cache::new(DIRECTORIES),
            saved: Cache::new(SAVED),
            flights: Flights::default(),
        }
    }

    /// How many bytes of campaigns are kept.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.campaigns.weight()
    }

    /// The snapshots of campaigns at these numbers or later, in any order; what is not there is read, all of
    /// it in one transaction and at most eight statements, once for all who ask for it at the same time.
    ///
    /// # Errors
    /// What reading fails with; [`Error::Internal`] where stored rows make no plan.
    pub async fn fetch(&self, store: &Store, versions: &[Version]) -> Result<Vec<Arc<Snapshot>>> {
        let (mut found, missing) = self.kept(versions);
        if !missing.is_empty() {
            let _alone = self.flights.enter(missing.iter().map(|version| version.campaign_id)).await;
            let (read_meanwhile, missing) = self.kept(&missing);
            found.extend(read_meanwhile);
            if !missing.is_empty() {
                found.extend(self.load(store, &missing).await?);
            }
        }
        Ok(found)
    }

    /// The same where all of them are in memory.
    #[must_use]
    pub fn in_memory(&self, versions: &[Version]) -> Option<Vec<Arc<Snapshot>>> {
        let (found, missing) = self.kept(versions);
        missing.is_empty().then_some(found)
    }

    /// What is in memory at these numbers or later, and what is not.
    fn kept(&self, versions: &[Version]) -> (Vec<Arc<Snapshot>>, Vec<Version>) {
        let (mut found, mut missing) = (Vec::with_capacity(versions.len()), Vec::new());
        for version in versions {
            match self.campaigns.get(&version.campaign_id).filter(|snapshot| is_current(snapshot, version)) {
                Some(snapshot) => found.push(snapshot),
                None => missing.push(*version),
            }
        }
        (found, missing)
    }

    /// Directories of workspaces at these numbers or later.
    ///
    /// # Errors
    /// What reading fails with.
    pub async fn directories(&self, store: &Store, of: &[(WorkspaceId, i64)]) -> Result<Vec<Arc<Directory>>> {
        let kept = of.iter().filter_map(|(id, seq)| self.directory(*id, *seq)).collect::<Vec<_>>();
        if kept.len() == of.len() {
            return Ok(kept);
        }
        let transaction = store.snapshot().await?;
        let found = self.read_directories(&transaction, of).await?;
        Ok(found.into_values().collect())
    }

    fn directory(&self, id: WorkspaceId, seq: i64) -> Option<Arc<Directory>> {
        self.directories.get(&id).filter(|directory| directory.workspace.directory_seq >= seq)
    }

    async fn read_directories(
        &self,
        transaction: &DatabaseTransaction,
        of: &[(WorkspaceId, i64)],
    ) -> Result<HashMap<WorkspaceId, Arc<Directory>>> {
        let mut found = HashMap::new();
        let mut missing = Vec::new();
        for (id, seq) in of {
            match self.directory(*id, *seq) {
                Some(directory) => drop(found.insert(*id, directory)),
                None => missing.push(*id),
            }
        }
        if !missing.is_empty() {
            for directory in load_directory::directories(transaction, &missing).await? {
                let directory = Arc::new(directory);
                self.directories.insert(directory.workspace_id(), Arc::clone(&directory));
                found.insert(directory.workspace_id(), directory);
            }
        }
        Ok(found)
    }

    /// The snapshot of one campaign at these numbers, read in a transaction that has its row locked; it is
    /// not kept, for the transaction may be rolled back.
    ///
    /// # Errors
    /// As [`fetch`](Self::fetch).
    pub async fn fetch_within(
        &self,
        transaction: &DatabaseTransaction,
        version: &Version,
    ) -> Result<Option<Arc<Snapshot>>> {
        let kept = || self.campaigns.get(&version.campaign_id);
        // Not one that is newer: it is of a transaction that this one does not see.
        let is_it = |snapshot: &Arc<Snapshot>| {
            snapshot.campaign.seq == version.seq
                && snapshot.directory.workspace.directory_seq == version.directory_seq
        };
        if let Some(snapshot) = kept().filter(is_it) {
            return Ok(Some(snapshot));
        }
        if let Some(saved) = self.saved.get(&version.campaign_id).filter(|saved| is_it(&saved.snapshot))
            && saved.is_in(transaction).await?
        {
            return Ok(Some(saved.snapshot));
        }
        let rows = load_campaign::campaigns(transaction, &[version.campaign_id]).await?;
        let kept = self.directories.get(&version.workspace_id);
        let kept = kept.filter(|directory| directory.workspace.directory_seq == version.directory_seq);
        let directory = match kept {
            Some(directory) => Some(directory),
            None => {
                load_directory::directories(transaction, &[version.workspace_id]).await?.pop().map(Arc::new)
            }
        };
        let Some((directory, rows)) = directory.zip(rows.into_iter().next()) else { return Ok(None) };
        Ok(Some(Arc::new(Snapshot::new(directory, rows).map_err(Error::internal)?)))
    }

    /// Takes note of a plan that a request has saved, before it is committed: the next edit of the campaign,
    /// which may wait for its lock, begins with it as soon as that is free.
    pub fn save(&self, snapshot: &Arc<Snapshot>, request_id: &str) {
        let saved = Saved { snapshot: Arc::clone(snapshot), request_id: request_id.into() };
        self.saved.insert(snapshot.campaign.id, saved);
    }

    /// Keeps the snapshot of a campaign that was committed, unless a later one is there.
    pub fn keep(&self, snapshot: Arc<Snapshot>) {
        let (id, seq) = (snapshot.campaign.id, snapshot.campaign.seq);
        self.saved.remove_if(&id, |saved| saved.snapshot.campaign.seq <= seq);
        let known = self.campaigns.peek(&snapshot.campaign.id);
        if known.is_none_or(|known| known.campaign.seq <= snapshot.campaign.seq) {
            self.campaigns.insert(snapshot.campaign.id, snapshot);
        }
    }

    async fn load(&self, store: &Store, versions: &[Version]) -> Result<Vec<Arc<Snapshot>>> {
        let transaction = store.snapshot().await?;
        let ids: Vec<_> = versions.iter().map(|version| version.campaign_id).collect();
        let rows = load_campaign::campaigns(&transaction, &ids).await?;
        // Of the same moment as the rows, which may be later than the one at which the numbers were read.
        let mut workspaces: Vec<_> =
            rows.iter().map(|rows| (rows.campaign.workspace_id, rows.directory_seq)).collect();
        workspaces.sort_unstable();
        workspaces.dedup();
        let directories = self.read_directories(&transaction, &workspaces).await?;
        // It has only read: nobody need wait for its end.
        drop(transaction);
        let mut found = Vec::with_capacity(rows.len());
        for rows in rows {
            let Some(directory) = directories.get(&rows.campaign.workspace_id) else { continue };
            let snapshot = Snapshot::new(Arc::clone(directory), rows).map_err(Error::internal)?;
            let snapshot = Arc::new(snapshot);
            self.campaigns.insert(snapshot.campaign.id, Arc::clone(&snapshot));
            found.push(snapshot);
        }
        Ok(found)
    }
}

impl Saved {
    /// Whether a transaction sees what was saved: another request may have committed something else under the
    /// same number.
    async fn is_in(&self, transaction: &DatabaseTransaction) -> Result<bool> {
        let campaign = &self.snapshot.campaign;
        let change = change::Entity::find_by_id((campaign.id.0, campaign.seq));
        let by = change.select_only().column(change::Column::RequestId).into_tuple::<String>();
        Ok(by.one(transaction).await?.is_some_and(|by| *by == *self.request_id))
    }
}

/// Whether a copy is as new as the numbers, which were read a moment ago; it may be newer.
fn is_current(snapshot: &Snapshot, version: &Version) -> bool {
    snapshot.campaign.seq >= version.seq
        && snapshot.directory.workspace.directory_seq >= version.directory_seq
}
