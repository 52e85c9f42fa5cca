//! NOTIFY and LISTEN of PostgreSQL: servers on one database tell each other of their commits.

use std::time::Duration;

use entity::change::Scope;
use entity::{CampaignId, WorkspaceId};
use sqlx::postgres::PgListener;
use uuid::Uuid;

use super::followers::{Live, Moved};
use crate::store::Store;

/// The channel.
const CHANNEL: &str = "leadtime_change";

/// How long nothing may be told before the connection is made anew.
const QUIET: Duration = Duration::from_mins(10);

/// How long to wait before listening again, after the connection was lost.
const PAUSE: Duration = Duration::from_secs(1);

/// Tells other servers, once the commit is done: outside its transaction, since NOTIFY would have commits
/// wait for each other.
pub(super) fn send(store: &Store, moved: Vec<Moved>) {
    let Some(pool) = store.listening().cloned() else { return };
    tokio::spawn(async move {
        for one in &moved {
            let told = sqlx::query("select pg_notify($1, $2)").bind(CHANNEL).bind(write(one));
            if let Err(error) = told.execute(&pool).await {
                tracing::debug!(%error, "other servers were not told of a commit; they look once a second");
            }
        }
    });
}

/// Wakes followers when another server tells of a commit.
pub(super) async fn listen(live: &Live, store: &Store) {
    while let Some(pool) = store.listening() {
        match PgListener::connect_with(pool).await {
            Ok(listener) => {
                let lost = receive(live, listener).await;
                tracing::debug!(error = ?lost, "listening to other servers ended; it is tried again");
            }
            Err(error) => tracing::debug!(%error, "other servers cannot be listened to; it is tried again"),
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn receive(live: &Live, mut listener: PgListener) -> Result<(), sqlx::Error> {
    listener.listen(CHANNEL).await?;
    loop {
        // A connection that says nothing for so long may have gone silent.
        let Ok(told) = tokio::time::timeout(QUIET, listener.try_recv()).await else { return Ok(()) };
        // None where the connection was lost meanwhile: what was missed is found by the poll.
        let Some(told) = told? else { continue };
        live.wake_all(read(told.payload()).as_slice());
    }
}

/// The id of a scope with its type, as servers tell each other.
const fn name(scope: Scope) -> (char, Uuid) {
    match scope {
        Scope::Campaign(id) => ('c', id.0),
        Scope::Workspace(id) => ('w', id.0),
    }
}

/// `c 0192… 0191… 42`: a campaign of a workspace has come to 42.
fn write(moved: &Moved) -> String {
    let (kind, id) = name(moved.scope);
    format!("{kind} {id} {} {}", moved.workspace_id.0, moved.seq)
}

fn read(text: &str) -> Option<Moved> {
    let mut parts = text.split(' ');
    let (kind, id) = (parts.next()?, parts.next()?.parse::<Uuid>().ok()?);
    let scope = match kind {
        "c" => Scope::Campaign(CampaignId(id)),
        "w" => Scope::Workspace(WorkspaceId(id)),
        _ => return None,
    };
    let workspace_id = WorkspaceId(parts.next()?.parse().ok()?);
    Some(Moved { scope, workspace_id, seq: parts.next()?.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_server_writes_another_reads() {
        let workspace_id = WorkspaceId(Uuid::from_u128(1));
        for scope in [Scope::Campaign(CampaignId(Uuid::from_u128(2))), Scope::Workspace(workspace_id)] {
            let moved = Moved { scope, workspace_id, seq: 42 };
            assert_eq!(read(&write(&moved)), Some(moved));
        }
        assert_eq!(read("x 1 2 3"), None);
    }
}
