//! What mutations of departments, calendars and days off answer beside the thing itself.

use async_graphql::SimpleObject;

use super::campaign::Campaign;
use super::mutate::Outcome;
use super::request::Request;
use super::user_error::UserError;
use crate::directory::Done;
use crate::plan::Directory;
use crate::planning::Replanned;

/// What every change of departments, calendars and days off answers.
#[derive(SimpleObject)]
pub(crate) struct DirectoryChange<'a> {
    /// Campaigns whose planned dates the change moved, the oldest first; those that are planned again later
    /// are not among them.
    campaigns_replanned: Vec<CampaignReplanned<'a>>,
    /// Number of campaigns that a job plans again after this answer: their `isReplanning` is true until then.
    /// 0 where the change affects at most 20 campaigns with 2,000 work packages, which are planned with it.
    campaigns_pending_count: i32,
    /// Sequence number of the change in the workspace's change log.  Null if nothing was changed.
    change_seq: Option<i64>,
    /// Reasons why nothing was done, which the user can correct.  Empty on success.
    user_errors: Vec<UserError>,
}

/// A campaign whose planned dates were moved by a change of departments, calendars or days off.
#[derive(SimpleObject)]
pub(crate) struct CampaignReplanned<'a> {
    /// The campaign after the change.
    campaign: Campaign<'a>,
    /// Number of its work packages, phases included, whose planned dates changed.
    moved_count: i32,
}

impl<'a> DirectoryChange<'a> {
    /// What came of a change, and the thing that it was about, which `find` takes from its workspace's
    /// directory.  After the commit nothing fails this.
    pub(crate) async fn new<K: Copy, T>(
        request: &'a Request,
        outcome: Outcome<Done<K>>,
        find: impl Fn(&'a Directory, K) -> Option<T>,
    ) -> (Option<T>, Self) {
        let Outcome { done, user_errors } = outcome;
        let Some(Done { workspace_id, id, seq, replanned, pending_count }) = done else {
            let campaigns_replanned = Vec::new();
            return (
                None,
                Self { campaigns_replanned, campaigns_pending_count: 0, change_seq: None, user_errors },
            );
        };
        let memberships = request.viewer().ok().into_iter().flat_map(|viewer| &viewer.memberships);
        let workspaces = memberships.map(|(id, _)| *id);
        let workspaces: Vec<_> = workspaces.filter(|id| workspace_id.is_none_or(|own| own == *id)).collect();
        let directories = request.after_write(request.directories_of(workspaces)).await.unwrap_or_default();
        let found = directories.into_iter().find_map(|directory| find(directory, id));
        let change = Self {
            campaigns_replanned: CampaignReplanned::all(request, &replanned).await,
            campaigns_pending_count: pending_count.try_into().unwrap_or(i32::MAX),
            change_seq: seq,
            user_errors,
        };
        (found, change)
    }
}

impl<'a> CampaignReplanned<'a> {
    async fn all(request: &'a Request, replanned: &[Replanned]) -> Vec<Self> {
        if replanned.is_empty() {
            return Vec::new();
        }
        let ids = replanned.iter().map(|campaign| campaign.campaign_id);
        let Some(batch) = request.after_write(request.campaigns_by_id(ids)).await else { return Vec::new() };
        let campaign = |done: &Replanned| {
            let row = batch.find(done.campaign_id)?;
            Some(Self { campaign: Campaign::of(row, batch), moved_count: done.moved_count })
        };
        replanned.iter().filter_map(campaign).collect()
    }
}
