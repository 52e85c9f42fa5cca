//! Who waits for changes, and how they learn of them.
//!
//! The change log is the truth: what is published here is only that a scope has come to a number.  Whoever follows
//! a scope reads the log from where they are, so that a message that is lost, late or doubled does no harm.  A
//! commit of this server is published in the process; on PostgreSQL other servers are notified; and once a second
//! the numbers of what is followed are looked at.

mod notify;
mod poll;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use entity::WorkspaceId;
use tokio::sync::watch;
use uuid::Uuid;

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
pub struct Live(Mutex<HashMap<Topic, watch::Sender<()>>>);

impl Live {
    /// Follows a topic: the receiver changes whenever there may be something new.
    pub fn follow(&self, topic: Topic) -> watch::Receiver<()> {
        let mut topics = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        topics.entry(topic).or_default().subscribe()
    }

    /// Wakes those who follow a topic.
    fn wake(&self, topic: Topic) {
        let topics = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(followers) = topics.get(&topic) {
            followers.send_replace(());
        }
    }

    /// What is followed at this moment; the rest is forgotten.
    fn topics(&self) -> Vec<Topic> {
        let mut topics = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        topics.retain(|_, followers| followers.receiver_count() > 0);
        topics.keys().copied().collect()
    }
}

/// Tells those who follow scopes, here and at other servers, to which numbers a commit has moved them.
pub fn publish(app: &App, moved: Vec<Moved>) {
    for topic in moved.iter().flat_map(Moved::topics) {
        app.live.wake(topic);
    }
    notify::send(&app.store, moved);
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
