use async_graphql::{Context, ID, Subscription as SubscriptionObject};
use entity::{CampaignId, WorkspaceId};
use futures_util::stream::{self, Iter};

use super::campaign::CampaignEvent;
use super::delivery::{Delivery, Event, Followed};
use super::findings::FindingsChanged;
use super::my_work::MyWorkChanged;
use super::workspace::WorkspaceEvent;
use crate::error::Error;
use crate::graphql::error::Failure;
use crate::graphql::request;
use crate::graphql::request::{CampaignRow, Request};
use crate::graphql::scalar::Date;

/// The event that a document is executed for; none where it is executed to find out what it follows.
type Events<T> = Iter<std::option::IntoIter<T>>;

/// What can be followed.
pub(crate) struct Subscription;

/// What can be followed, over `WebSocket` (protocol `graphql-transport-ws`) and Server-Sent Events.
#[SubscriptionObject]
impl Subscription {
    /// Changes of a campaign: each commit once, in the order of their sequence numbers, without a gap.  After
    /// a reconnect it continues from the last event's `seq`.  Where a client is slow, several commits come in
    /// one event.
    async fn campaign_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the campaign.")] campaign_id: ID,
        #[graphql(
            desc = "Sequence number after which changes are sent, such as `Campaign.seq` of what the client \
                shows; from now on, if left out."
        )]
        after_seq: Option<i64>,
    ) -> Result<Events<CampaignEvent>, Failure> {
        let opened = async |request: &Request| {
            let row = campaign(request, &campaign_id).await?;
            let seq = from(after_seq, row.campaign.seq)?;
            Ok(Followed::Campaign(row.campaign.id, seq))
        };
        deliver(ctx, opened, CampaignEvent::of).await
    }

    /// Changes of the people, departments, calendars and days off of a workspace, as `campaignChanged` has
    /// those of a campaign.
    async fn workspace_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the workspace; the one that the request is about, if left out.")]
        workspace_id: Option<ID>,
        #[graphql(desc = "Sequence number after which changes are sent; from now on, if left out.")]
        after_seq: Option<i64>,
    ) -> Result<Events<WorkspaceEvent>, Failure> {
        let opened = async |request: &Request| {
            let unknown = || Error::bad_input("workspaceId", "there is no such workspace");
            let id: WorkspaceId = request.workspace(workspace_id.as_ref()).map_err(|_refusal| unknown())?;
            let directory = request.directory(id).await?.ok_or_else(unknown)?;
            let seq = from(after_seq, directory.workspace.directory_seq)?;
            Ok(Followed::Workspace(id, seq))
        };
        deliver(ctx, opened, WorkspaceEvent::of).await
    }

    /// Changes of work packages that the caller is accountable for or collaborates on, in all campaigns: also
    /// those that become theirs, and those that cease to be.
    async fn my_work_changed(&self, ctx: &Context<'_>) -> Result<Events<MyWorkChanged>, Failure> {
        let opened =
            async |request: &Request| Ok(Followed::MyWork(request.viewer()?.workspace_ids().collect()));
        deliver(ctx, opened, MyWorkChanged::of).await
    }

    /// Findings of a campaign that appear and that are resolved, whatever it is that changes them: the plan,
    /// reports, calendars, or the day.  The first event has all findings that there are.
    async fn findings_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the campaign.")] campaign_id: ID,
        #[graphql(desc = "As of the close of which day; today where the campaign runs, if left \
            out.")]
        as_of: Option<Date>,
    ) -> Result<Events<FindingsChanged>, Failure> {
        let opened = async |request: &Request| {
            let row = campaign(request, &campaign_id).await?;
            let day = as_of.map(|date| date.0);
            Ok(Followed::Findings(row.campaign.id, row.campaign.workspace_id, day))
        };
        deliver(ctx, opened, FindingsChanged::of).await
    }
}

/// Finds out what a document follows, or shows an event of it.
async fn deliver<T>(
    ctx: &Context<'_>,
    opened: impl AsyncFnOnce(&Request) -> Result<Followed, Error>,
    shown: impl FnOnce(&Event) -> Option<T>,
) -> Result<Events<T>, Failure> {
    let event = match ctx.data_opt::<std::sync::Arc<Delivery>>().map(AsRef::as_ref) {
        Some(Delivery::Opening(opening)) => {
            let request = request(ctx)?;
            request.viewer()?;
            opening.set(opened(request).await?);
            None
        }
        Some(Delivery::Event(event)) => shown(event),
        None => {
            return Err(Error::bad_input(
                "operation",
                "subscriptions are sent by WebSocket or as text/event-stream",
            )
            .into());
        }
    };
    Ok(stream::iter(event))
}

/// A campaign that the caller can see.
async fn campaign<'a>(request: &'a Request, id: &ID) -> Result<&'a CampaignRow, Error> {
    let unknown = || Error::bad_input("campaignId", "there is no such campaign");
    let id = CampaignId::parse(id).ok_or_else(unknown)?;
    request.campaigns_by_id([id]).await?.0.first().ok_or_else(unknown)
}

/// From where on changes are sent, of a scope that is at `seq`.
fn from(after_seq: Option<i64>, seq: i64) -> Result<i64, Error> {
    let after = after_seq.unwrap_or(seq);
    if (0..=seq).contains(&after) {
        Ok(after)
    } else {
        Err(Error::bad_input("afterSeq", format!("expected 0 to {seq}, the last change")))
    }
}
