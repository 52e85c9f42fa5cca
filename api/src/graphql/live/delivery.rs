//! What a subscription's document is executed for.

use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::Context;
use chrono::NaiveDate;
use entity::{CampaignId, WorkPackageId, WorkspaceId};

use crate::graphql::change_feed::{FeedRow, changed_rows};
use crate::graphql::error::Answer;
use crate::graphql::request;
use crate::live::LogEvent;
use crate::plan::{Snapshot, StatusReport};

/// Why a document is executed.
pub(crate) enum Delivery {
    /// To find out what it follows.
    Opening(Opening),
    /// To show an event.
    Event(Event),
}

/// What a document turns out to follow.
#[derive(Default)]
pub(crate) struct Opening(Mutex<Option<Followed>>);

impl Opening {
    pub(super) fn set(&self, followed: Followed) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(followed);
    }

    /// What it follows; none where it failed.
    pub(crate) fn take(&self) -> Option<Followed> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// What somebody follows, and from where on.
#[derive(Clone, Debug)]
pub(crate) enum Followed {
    /// Changes of a campaign after a sequence number.
    Campaign(CampaignId, i64),
    /// Changes of a workspace's directory after a sequence number.
    Workspace(WorkspaceId, i64),
    /// Changes of the caller's own work in campaigns of these workspaces.
    MyWork(Vec<WorkspaceId>),
    /// Findings of a campaign of a workspace as of a day; as of today, where none is given.
    Findings(CampaignId, WorkspaceId, Option<NaiveDate>),
}

/// Something that has happened.
pub(crate) enum Event {
    /// In the change log of a scope.
    Log(Arc<LogEvent>),
    /// To the caller's own work.
    MyWork(Arc<MyWorkEvent>),
    /// To the findings of a campaign.
    Findings(Arc<FindingsEvent>),
}

impl Delivery {
    /// What tells an event from others for everybody who may get it; nothing for an event of one caller
    /// alone.
    pub(crate) fn identity(&self) -> Option<String> {
        let version = |checked: &Checked| {
            let Checked { snapshot, report } = checked;
            let (seq, directory_seq) = (snapshot.campaign.seq, snapshot.directory.workspace.directory_seq);
            format!("{seq} {directory_seq} {}", report.as_of())
        };
        match self {
            Self::Opening(_) | Self::Event(Event::MyWork(_)) => None,
            Self::Event(Event::Log(event)) => {
                Some(format!("{} {} {}", event.scope.id(), event.after, event.seq))
            }
            Self::Event(Event::Findings(event)) => {
                let before = event.before.as_ref().map(version).unwrap_or_default();
                let campaign = event.after.snapshot.campaign.id;
                Some(format!("{campaign} {before} to {}", version(&event.after)))
            }
        }
    }
}

/// The rows that changes of a scope were about; none where there are too many, or where they are not known.
pub(super) async fn rows<'a>(event: &LogEvent, ctx: &Context<'a>) -> Answer<Option<Vec<FeedRow<'a>>>> {
    let Some(changes) = &event.changes else { return Ok(None) };
    Ok(Box::pin(changed_rows(request(ctx)?, (event.scope, event.seq), changes)).await?)
}

/// Changes of the caller's own work in a campaign.
pub(crate) struct MyWorkEvent {
    pub campaign_id: CampaignId,
    /// The number of the last change.
    pub seq: i64,
    /// Work of theirs that has changed, or is theirs since.
    pub changed: Vec<WorkPackageId>,
    /// Work that is not theirs any more.
    pub removed: Vec<WorkPackageId>,
}

impl MyWorkEvent {
    /// That a campaign was deleted, or cannot be seen any more.
    pub(super) const fn of_gone(campaign_id: CampaignId, seq: i64) -> Self {
        Self { campaign_id, seq, changed: Vec::new(), removed: Vec::new() }
    }
}

/// A campaign as of a day.
#[derive(Clone)]
pub(crate) struct Checked {
    pub snapshot: Arc<Snapshot>,
    pub report: Arc<StatusReport>,
}

impl Checked {
    /// The same as the core compares it.
    pub fn core(&self) -> schedule::Checked<'_, WorkPackageId> {
        schedule::Checked { plan: &self.snapshot.plan, findings: &self.report.findings }
    }
}

/// Findings before and after a change; without anything before, all there are.
pub(crate) struct FindingsEvent {
    pub before: Option<Checked>,
    pub after: Checked,
    pub appeared: Vec<schedule::Finding>,
    pub resolved: Vec<schedule::Finding>,
}
