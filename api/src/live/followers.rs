//! Who follows what.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use entity::WorkspaceId;
use entity::change::{self, Scope};
use tokio::sync::watch;

use super::recent::Recent;

/// What somebody follows.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Topic {
    /// A campaign or a workspace's directory, by its id.
    Scope(Scope),
    /// All campaigns of a workspace.
    CampaignsOf(WorkspaceId),
}

/// That a scope has come to a number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Moved {
    /// The campaign or workspace.
    pub scope: Scope,
    /// Its workspace.
    pub workspace_id: WorkspaceId,
    /// The number.
    pub seq: i64,
}

impl Moved {
    /// The topics whose followers are to know.
    fn topics(&self) -> impl Iterator<Item = Topic> {
        let all = matches!(self.scope, Scope::Campaign(_)).then_some(Topic::CampaignsOf(self.workspace_id));
        std::iter::once(Topic::Scope(self.scope)).chain(all)
    }
}

/// What is followed.
#[derive(Default)]
pub struct Live {
    topics: Mutex<HashMap<Topic, watch::Sender<i64>>>,
    /// Events that followers of a scope share, by the number before, and by where they stop.
    pub(super) events: Recent<(Scope, i64, Option<i64>), LogEvent>,
}

impl Live {
    /// Follows a topic: the receiver changes whenever there may be something new.  It has the number that a
    /// scope has come to, as far as that is known; else 0.
    pub fn follow(&self, topic: Topic) -> watch::Receiver<i64> {
        self.topics().entry(topic).or_default().subscribe()
    }

    /// Wakes those who follow a topic, which has come to a number.
    pub(super) fn wake(&self, topic: Topic, number: i64) {
        if let Some(followers) = self.topics().get(&topic) {
            followers.send_modify(|known| *known = number.max(*known));
        }
    }

    /// Wakes those who follow scopes that have moved.
    pub(super) fn wake_all(&self, moved: &[Moved]) {
        for one in moved {
            one.topics().for_each(|topic| self.wake(topic, one.seq));
        }
    }

    fn topics(&self) -> MutexGuard<'_, HashMap<Topic, watch::Sender<i64>>> {
        self.topics.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is followed at this moment; the rest is forgotten.
    pub(super) fn followed(&self) -> Vec<Topic> {
        let mut topics = self.topics();
        topics.retain(|_, followers| followers.receiver_count() > 0);
        topics.keys().copied().collect()
    }
}

/// Changes of a scope.
pub(crate) struct LogEvent {
    /// The campaign or workspace.
    pub scope: Scope,
    /// The number before the first of them.
    pub after: i64,
    /// The number of the last.
    pub seq: i64,
    /// The changes; none where the log does not reach back so far.
    pub changes: Option<Vec<change::Model>>,
}
