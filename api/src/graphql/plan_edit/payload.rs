//! What mutations of plans answer.

use std::sync::Arc;

use async_graphql::SimpleObject;

use super::command::EditDone;
use super::ripple::Ripple;
use super::target::{Edited, Target};
use crate::graphql::anchor::{self, Anchor};
use crate::graphql::campaign::Campaign;
use crate::graphql::dependency::{self, Dependency};
use crate::graphql::finding::Finding;
use crate::graphql::mutate::Outcome;
use crate::graphql::request::Request;
use crate::graphql::user_error::UserError;
use crate::graphql::work_package::{self, WorkPackage};
use crate::plan::Snapshot;

/// What creating and changing a campaign answers, and a part of what every edit of its plan answers.
#[derive(SimpleObject, Default)]
pub(crate) struct CampaignPayload<'a> {
    /// The campaign after the edit; of a version conflict, as it is now.  Null if nothing was done for
    /// another reason.
    pub campaign: Option<Campaign<'a>>,
    /// Effect of the edit on the plan: moved work packages, findings that appeared and that were resolved.
    pub ripple: Ripple<'a>,
    /// Sequence number of the change in the campaign's change log; `undoChange` takes it.  Null if nothing
    /// was changed.
    pub change_seq: Option<i64>,
    /// Reasons why nothing was done, which the user can correct.  Empty on success.  In a batch the path of a
    /// field begins with `edits` and the index of the edit.
    pub user_errors: Vec<UserError>,
}

/// What creating and changing a work package answers.
#[derive(SimpleObject)]
pub(super) struct WorkPackagePayload<'a> {
    /// The work package after the edit; of a version conflict, as it is now.  Null if it was deleted, or
    /// nothing was done for another reason.
    work_package: Option<WorkPackage<'a>>,
    #[graphql(flatten)]
    change: CampaignPayload<'a>,
}

/// What creating and changing a dependency answers.
#[derive(SimpleObject)]
pub(super) struct DependencyPayload<'a> {
    /// The dependency after the edit; of a version conflict, as it is now.  Null if it was deleted, or
    /// nothing was done for another reason.
    dependency: Option<Dependency<'a>>,
    #[graphql(flatten)]
    change: CampaignPayload<'a>,
}

/// What creating and changing an anchor answers.
#[derive(SimpleObject)]
pub(super) struct AnchorPayload<'a> {
    /// The anchor after the edit; of a version conflict, as it is now.  Null if it was deleted, or nothing
    /// was done for another reason.
    anchor: Option<Anchor<'a>>,
    #[graphql(flatten)]
    change: CampaignPayload<'a>,
}

/// What acknowledging a finding, and withdrawing that, answers.
#[derive(SimpleObject)]
pub(super) struct FindingPayload<'a> {
    /// The finding as of today, with its acknowledgement.  Null if nothing was done, or the finding is
    /// resolved.
    finding: Option<Finding<'a>>,
    #[graphql(flatten)]
    change: CampaignPayload<'a>,
}

/// What a batch of edits and an undo answer.
#[derive(SimpleObject)]
pub(super) struct PlanEditsPayload<'a> {
    /// What each edit was about, in their order; empty of an undo.
    results: Vec<PlanEditResult<'a>>,
    #[graphql(flatten)]
    change: CampaignPayload<'a>,
}

/// What one edit of a batch was about; of the campaign itself, which the payload has, nothing.
#[derive(SimpleObject)]
pub(crate) struct PlanEditResult<'a> {
    /// The work package after all edits.  Null where the edit was about something else, or deleted it.
    work_package: Option<WorkPackage<'a>>,
    /// The dependency after all edits.  Null where the edit was about something else, or deleted it.
    dependency: Option<Dependency<'a>>,
    /// The anchor after all edits.  Null where the edit was about something else, or deleted it.
    anchor: Option<Anchor<'a>>,
    /// The finding whose acknowledgement the edit was about, as of today after all edits.  Null where the
    /// edit was about something else, or the finding is resolved.
    finding: Option<Finding<'a>>,
    /// Why the edit was left out, where a batch reports conflicts: the row above is as it is now, and null if
    /// it was deleted.  Null if the edit was done.
    conflict: Option<UserError>,
}

impl<'a> PlanEditResult<'a> {
    fn new(request: &'a Request, snapshot: &'a Snapshot, edited: &Edited) -> Self {
        let (mut work_package, mut dependency, mut anchor, mut finding) = (None, None, None, None);
        match edited {
            Edited::WorkPackage(id) => work_package = WorkPackage::find(snapshot, *id),
            Edited::Dependency(id) => {
                let row = snapshot.dependencies.get(*id);
                dependency = row.map(|row| Dependency { snapshot, row });
            }
            // It is the payload's.
            Edited::Campaign(_) => {}
            Edited::Anchor(id) => {
                anchor = snapshot.anchors.get(*id).map(Anchor);
            }
            Edited::Finding(code, subject) => finding = Finding::named(request, snapshot, (code, subject)),
        }
        Self { work_package, dependency, anchor, finding, conflict: None }
    }

    pub(super) fn all(request: &'a Request, snapshot: &'a Snapshot, edited: &[Edited]) -> Vec<Self> {
        edited.iter().map(|edited| Self::new(request, snapshot, edited)).collect()
    }
}

impl<'a> PlanEditsPayload<'a> {
    /// What came of edits.  After their commit nothing fails this.
    pub(super) async fn new(request: &'a Request, outcome: Outcome<EditDone>) -> Self {
        let Outcome { done, user_errors } = outcome;
        let Some(EditDone { target, seq, edited, conflicts, mut moves, kept, live }) = done else {
            let change = CampaignPayload { user_errors, ..CampaignPayload::default() };
            return Self { results: Vec::new(), change };
        };
        let (mut ripple, mut snapshot) = (Ripple::default(), None);
        if let Some((before, after)) = live {
            request.app.snapshots.keep(Arc::clone(&after));
            let (before, after): (&Arc<Snapshot>, &Arc<Snapshot>) =
                (request.keep(before), request.keep(after));
            ripple = Ripple::of_moves(after, &moves);
            let today = request.as_of(None, &after.campaign);
            if let Err(error) = ripple.add_findings(request, (before, after), today) {
                let request_id = &request.origin.request_id;
                tracing::warn!(request_id, %error, "findings of a ripple are left out");
            }
            snapshot = Some(&**after);
        } else if let Some(found) = Box::pin(find(request, target)).await {
            if let Some(kept) = &kept {
                kept.explain(&mut moves, found);
            }
            ripple = Ripple::of_moves(found, &moves);
            if let Some(kept) = &kept {
                ripple.add_kept(request, found, kept);
            }
            snapshot = Some(found);
        }
        let mut results =
            snapshot.map(|snapshot| PlanEditResult::all(request, snapshot, &edited)).unwrap_or_default();
        for (result, at) in results.iter_mut().zip(0..) {
            let refusal = conflicts.iter().find_map(|conflict| conflict.refusal(at));
            result.conflict = refusal.map(|refusal| UserError::new(refusal, request.locale));
        }
        let campaign = snapshot.map(Campaign::planned);
        Self { results, change: CampaignPayload { campaign, ripple, change_seq: seq, user_errors } }
    }
}

impl<'a> CampaignPayload<'a> {
    pub(crate) async fn new(request: &'a Request, outcome: Outcome<EditDone>) -> Self {
        PlanEditsPayload::new(request, outcome).await.change
    }
}

impl<'a> WorkPackagePayload<'a> {
    pub(super) async fn new(request: &'a Request, outcome: Outcome<EditDone>) -> Self {
        let PlanEditsPayload { mut results, change } = PlanEditsPayload::new(request, outcome).await;
        Self { work_package: results.pop().and_then(|result| result.work_package), change }
    }
}

impl<'a> DependencyPayload<'a> {
    pub(super) async fn new(request: &'a Request, outcome: Outcome<EditDone>) -> Self {
        let PlanEditsPayload { mut results, change } = PlanEditsPayload::new(request, outcome).await;
        Self { dependency: results.pop().and_then(|result| result.dependency), change }
    }
}

impl<'a> AnchorPayload<'a> {
    pub(super) async fn new(request: &'a Request, outcome: Outcome<EditDone>) -> Self {
        let PlanEditsPayload { mut results, change } = PlanEditsPayload::new(request, outcome).await;
        Self { anchor: results.pop().and_then(|result| result.anchor), change }
    }
}

impl<'a> FindingPayload<'a> {
    pub(super) async fn new(request: &'a Request, outcome: Outcome<EditDone>) -> Self {
        let PlanEditsPayload { mut results, change } = PlanEditsPayload::new(request, outcome).await;
        Self { finding: results.pop().and_then(|result| result.finding), change }
    }
}

/// The campaign that is named, as it is now; none where it cannot be read at this moment.
async fn find(request: &Request, target: Target) -> Option<&Snapshot> {
    match target {
        Target::Campaign(id) => request.after_write(request.snapshot_of(id)).await.flatten(),
        Target::WorkPackage(id) => {
            let found = request.after_write(work_package::by_id(request, id)).await.flatten();
            found.map(|found| found.snapshot)
        }
        Target::Anchor(id) => request.after_write(anchor::campaign_of(request, id)).await.flatten(),
        Target::Dependency(id) => request.after_write(dependency::campaign_of(request, id)).await.flatten(),
        Target::DeletedCampaign(_)
        | Target::DeletedWorkPackage(_)
        | Target::Baseline(_)
        | Target::Proposal(_) => None,
    }
}
