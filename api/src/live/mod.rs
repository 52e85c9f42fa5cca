//! Who waits for changes, and how they learn of them.
//!
//! The change log is the truth: what is published here is only that a scope has come to a number.  Whoever
//! follows a scope reads the log from where they are, so that a message that is lost, late or doubled does no
//! harm.  A commit of this server is published in the process; on PostgreSQL other servers are notified; and
//! once a second the numbers of what is followed are looked at.

mod event;
mod notify;
mod poll;
mod recent;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use entity::WorkspaceId;
use tokio::sync::watch;
use uuid::Uuid;

pub(crate) use event::{LogEvent, after_in, next};
pub(crate) use recent::{Found, Recent};

use crate::app::App;
use crate::write::Scope;

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
    events: Recent<(Scope, i64, Option<i64>), LogEvent>,
}

impl Live {
    /// Follows a topic: the receiver changes whenever there may be something new.  It has the number that a
    /// scope has come to, as far as that is known; else 0.
    pub fn follow(&self, topic: Topic) -> watch::Receiver<i64> {
        self.topics().entry(topic).or_default().subscribe()
    }

    /// Wakes those who follow a topic, which has come to a number.
    fn wake(&self, topic: Topic, number: i64) {
        if let Some(followers) = self.topics().get(&topic) {
            followers.send_modify(|known| *known = number.max(*known));
        }
    }

    fn topics(&self) -> MutexGuard<'_, HashMap<Topic, watch::Sender<i64>>> {
        self.topics.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is followed at this moment; the rest is forgotten.
    fn followed(&self) -> Vec<Topic> {
        let mut topics = self.topics();
        topics.retain(|_, followers| followers.receiver_count() > 0);
        topics.keys().copied().collect()
    }
}

/// Tells those who follow scopes, here and at other servers, to which numbers a commit has moved them.
pub fn publish(app: &App, moved: Vec<Moved>) {
    wake(app, &moved);
    notify::send(&app.store, moved);
}

/// Wakes those who follow scopes that have moved.
fn wake(app: &App, moved: &[Moved]) {
    for one in moved {
        one.topics().for_each(|topic| app.live.wake(topic, one.seq));
    }
}

/// Learns of what other processes commit, as long as the server runs.
pub async fn run(app: Arc<App>) {
    tokio::join!(poll::run(&app), notify::listen(&app));
}

/// The id of a scope with its type, as servers tell each other.
const fn name(scope: Scope) -> (char, Uuid) {
    match scope {
        Scope::Campaign(id) => ('c', id.0),
        Scope::Workspace(id) => ('w', id.0),
    }
}
