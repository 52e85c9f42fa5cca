use std::sync::Arc;

use async_graphql::{Context, Object};
use entity::CampaignId;
use entity::change::Scope;

use super::delivery::{Event, rows};
use crate::graphql::campaign::Campaign;
use crate::graphql::change_feed::FeedRow;
use crate::graphql::error::Answer;
use crate::graphql::history::{Change, LoggedChange};
use crate::graphql::request;
use crate::graphql::scalar::Id;
use crate::graphql::serialised::List;
use crate::live::LogEvent;

/// An event of `campaignChanged`.
pub(crate) struct CampaignEvent {
    id: CampaignId,
    event: Arc<LogEvent>,
}

impl CampaignEvent {
    pub(super) fn of(event: &Event) -> Option<Self> {
        let Event::Log(event) = event else { return None };
        let Scope::Campaign(id) = event.scope else { return None };
        Some(Self { id, event: Arc::clone(event) })
    }
}

/// Changes of a campaign: one commit, or several where the client was slow.
#[Object]
impl CampaignEvent {
    /// Id of the campaign.
    async fn campaign_id(&self) -> Id<CampaignId> {
        Id(self.id)
    }

    /// The campaign as it is now.  Null if it was deleted: then no event follows until it is restored.
    async fn campaign<'ctx>(&self, ctx: &Context<'ctx>) -> Option<Answer<Campaign<'ctx>>> {
        let find = async || -> Answer<Option<Campaign<'ctx>>> {
            Ok(request(ctx)?.snapshot_of(self.id).await?.map(Campaign::planned))
        };
        find().await.transpose()
    }

    /// Sequence number before the event: the `seq` of the event before, or the subscription's `afterSeq`.
    async fn after_seq(&self) -> i64 {
        self.event.after
    }

    /// Sequence number of the last change in the event: send it as `afterSeq` to continue after a reconnect.
    async fn seq(&self) -> i64 {
        self.event.seq
    }

    /// The changes, the earliest first: who made each and what, with the reasons of dates that moved.
    async fn changes<'ctx>(&self, ctx: &Context<'ctx>) -> Answer<List<Change<'ctx>>> {
        let request = request(ctx)?;
        let Some(snapshot) = request.snapshot_of(self.id).await? else { return Ok(List(Vec::new())) };
        let logged = self.event.changes.iter().flatten().cloned().map(LoggedChange::read);
        let logged: &Vec<LoggedChange> = request.keep(logged.collect::<Vec<_>>());
        Ok(List(logged.iter().map(|logged| Change { snapshot, logged }).collect()))
    }

    /// The rows that the changes were about, each once: as they are now, or as tombstones.  Null if there are
    /// more than 1,000, or if the change log does not reach back to `afterSeq` any more: read the campaign
    /// again, or continue with `changes`.
    async fn rows<'ctx>(&self, ctx: &Context<'ctx>) -> Option<Answer<Vec<FeedRow<'ctx>>>> {
        rows(&self.event, ctx).await.transpose()
    }
}
