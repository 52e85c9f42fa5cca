use std::sync::Arc;

use async_graphql::{Context, Object};
use entity::change::{self, Scope};
use entity::{ApiTokenId, WorkspaceId};

use super::delivery::{Event, rows};
use crate::graphql::change_feed::FeedRow;
use crate::graphql::error::Answer;
use crate::graphql::request;
use crate::graphql::scalar::{DateTime, Id};
use crate::graphql::user::User;
use crate::live::LogEvent;

/// An event of `workspaceChanged`.
pub(crate) struct WorkspaceEvent {
    id: WorkspaceId,
    event: Arc<LogEvent>,
}

impl WorkspaceEvent {
    pub(super) fn of(event: &Event) -> Option<Self> {
        let Event::Log(event) = event else { return None };
        let Scope::Workspace(id) = event.scope else { return None };
        Some(Self { id, event: Arc::clone(event) })
    }
}

/// Changes of a workspace's people, departments, calendars and days off: one commit, or several where the
/// client was slow.
#[Object]
impl WorkspaceEvent {
    /// Id of the workspace.
    async fn workspace_id(&self) -> Id<WorkspaceId> {
        Id(self.id)
    }

    /// Sequence number before the event: the `seq` of the event before, or the subscription's `afterSeq`.
    async fn after_seq(&self) -> i64 {
        self.event.after
    }

    /// Sequence number of the last change in the event: send it as `afterSeq` to continue after a reconnect.
    async fn seq(&self) -> i64 {
        self.event.seq
    }

    /// The changes, the earliest first.
    async fn changes<'ctx>(&self, ctx: &Context<'ctx>) -> Answer<Vec<WorkspaceChange<'ctx>>> {
        let request = request(ctx)?;
        let directory = request.directory(self.id).await?;
        let rows: &'ctx Vec<change::Model> = request.keep(self.event.changes.clone().unwrap_or_default());
        let change = |row: &'ctx change::Model| {
            let user = directory.zip(row.user_id).and_then(|(directory, id)| User::find(directory, id));
            WorkspaceChange { row, user }
        };
        Ok(rows.iter().map(change).collect())
    }

    /// The rows that the changes were about, each once: as they are now, or as tombstones.  Null if there are
    /// more than 1,000, or if the change log does not reach back to `afterSeq` any more: read the workspace
    /// again, or continue with `changes`.
    async fn rows<'ctx>(&self, ctx: &Context<'ctx>) -> Option<Answer<Vec<FeedRow<'ctx>>>> {
        rows(&self.event, ctx).await.transpose()
    }
}

/// A change of a workspace.
pub(crate) struct WorkspaceChange<'a> {
    row: &'a change::Model,
    user: Option<User<'a>>,
}

/// A change of a workspace's directory: everything that one mutation changed in it.
#[Object]
impl<'a> WorkspaceChange<'a> {
    /// Sequence number in the workspace's change log, without a gap.
    async fn seq(&self) -> i64 {
        self.row.seq
    }

    /// Time of the change.
    async fn at(&self) -> DateTime {
        DateTime(self.row.at)
    }

    /// The person who made it.  Null for the server's own jobs and commands, and for a person who is no
    /// member of the workspace any more.
    async fn user(&self) -> Option<User<'a>> {
        self.user
    }

    /// Id of the API token that it was made with.  Null if it was made in a session.
    async fn token_id(&self) -> Option<Id<ApiTokenId>> {
        self.row.api_token_id.map(Id)
    }

    /// Name of the mutation that made the change, such as `changeMemberRole`.
    async fn cause(&self) -> &str {
        &self.row.cause
    }
}
