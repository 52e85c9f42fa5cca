//! A look at the numbers of everything that is followed, once a second: what other processes commit is seen,
//! also where nobody tells of it.

use std::collections::HashMap;
use std::time::Duration;

use entity::change::Scope;
use entity::{CampaignId, WorkspaceId};
use sea_orm::QueryResult;
use uuid::Uuid;

use super::followers::{Live, Topic};
use crate::error::Result;
use crate::store::Store;
use crate::store::sql::Values;

/// How often to look.
const INTERVAL: Duration = Duration::from_secs(1);

/// Wakes followers whose scope has moved since the last look.
pub(super) async fn run(live: &Live, store: &Store) {
    let mut seen = HashMap::new();
    loop {
        tokio::time::sleep(INTERVAL).await;
        let topics = live.followed();
        if topics.is_empty() {
            continue;
        }
        match numbers(store, &topics).await {
            Ok(found) => {
                for (topic, number) in &found {
                    if seen.get(topic) != Some(number) {
                        live.wake(*topic, *number);
                    }
                }
                seen = found;
            }
            Err(error) => {
                tracing::debug!(%error, "changes cannot be looked for");
                store.suspect();
            }
        }
    }
}

/// The numbers of topics: one that is higher or lower than before says that something has changed.
async fn numbers(store: &Store, topics: &[Topic]) -> Result<HashMap<Topic, i64>> {
    let mut values = Values::default();
    let mut ids = |kind| {
        let of_kind = topics.iter().map(|topic| parts(*topic)).filter(|(known, _)| *known == kind);
        values.bind_all(of_kind.map(|(_, id)| id))
    };
    let sql = format!(
        "select {CAMPAIGN} as kind, id, seq as n from campaign where id in ({})
        union all select {WORKSPACE}, id, directory_seq from workspace where id in ({})
        union all select {CAMPAIGNS}, workspace_id, cast(sum(seq) + count(*) as bigint) from campaign
        where workspace_id in ({}) group by workspace_id",
        ids(CAMPAIGN),
        ids(WORKSPACE),
        ids(CAMPAIGNS)
    );
    let rows = values.rows(store.reader(), sql).await?;
    let number = |row: &QueryResult| {
        let (kind, id) = (row.try_get("", "kind")?, row.try_get("", "id")?);
        Ok((topic(kind, id), row.try_get("", "n")?))
    };
    rows.iter().map(number).collect()
}

const CAMPAIGN: i32 = 0;
const WORKSPACE: i32 = 1;
const CAMPAIGNS: i32 = 2;

/// The kind of a topic, and its id.
const fn parts(topic: Topic) -> (i32, Uuid) {
    match topic {
        Topic::Scope(Scope::Campaign(id)) => (CAMPAIGN, id.0),
        Topic::Scope(Scope::Workspace(id)) => (WORKSPACE, id.0),
        Topic::CampaignsOf(id) => (CAMPAIGNS, id.0),
    }
}

const fn topic(kind: i32, id: Uuid) -> Topic {
    match kind {
        CAMPAIGN => Topic::Scope(Scope::Campaign(CampaignId(id))),
        WORKSPACE => Topic::Scope(Scope::Workspace(WorkspaceId(id))),
        _ => Topic::CampaignsOf(WorkspaceId(id)),
    }
}
