//! Who waits for changes, and how they learn of them.
//!
//! The change log is the truth: what is published here is only that a scope has come to a number.  Whoever
//! follows a scope reads the log from where they are, so that a message that is lost, late or doubled does no
//! harm.  A commit of this server is published in the process; on PostgreSQL other servers are notified; and
//! once a second the numbers of what is followed are looked at.

mod event;
mod followers;
mod notify;
mod poll;
mod recent;

pub(crate) use event::{after_in, next};
pub(crate) use followers::LogEvent;
pub use followers::{Live, Moved, Topic};
pub(crate) use recent::{Found, Recent};

use crate::store::Store;

/// Tells those who follow scopes, here and at other servers, to which numbers a commit has moved them.
pub fn publish(live: &Live, store: &Store, moved: Vec<Moved>) {
    live.wake_all(&moved);
    notify::send(store, moved);
}

/// Learns of what other processes commit, as long as the server runs.
pub async fn run(live: &Live, store: &Store) {
    tokio::join!(poll::run(live, store), notify::listen(live, store));
}
