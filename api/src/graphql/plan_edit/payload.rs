use std::sync::Arc;

use async_graphql::SimpleObject;
use macros::SerialisedObject;

use super::command::{EditDone, Moved, moves};
use super::edit::Edited;
use crate::error::Result;
use crate::graphql::campaign::Campaign;
use crate::graphql::dependency::Dependency;
use crate::graphql::finding::Finding;
use crate::graphql::mutate::Outcome;
use crate::graphql::progress_table::DateReason;
use crate::graphql::request::{Request, beyond};
use crate::graphql::scalar::Date;
use crate::graphql::serialised::List;
use crate::graphql::user_error::UserError;
use crate::graphql::work_package::WorkPackage;
use crate::plan::{Facts, Snapshot};
use crate::planning::Planned;

/// Planned dates of a work package.
#[derive(Clone, Copy, SerialisedObject)]
#[serialised_object(name = "DateRange")]
pub(crate) struct DateRange {
    /// First day.
    start: Date,
    /// Last day, inclusive.
    finish: Date,
}

/// A work package whose planned dates an edit changed.
#[derive(Clone, Copy, SerialisedObject)]
#[serialised_object(name = "Move")]
pub(crate) struct Move<'a> {
    /// The work package, after the edit.
    work_package: WorkPackage<'a>,
    /// Planned dates before.  Null for a phase that had no work.
    from: Option<DateRange>,
    /// Planned dates after.  Null for a phase that has no work.
    to: Option<DateRange>,
    /// What decides its dates now.
    reason: DateReason<'a>,
}

/// What an edit does to the rest of the plan.
#[derive(SimpleObject)]
pub(crate) struct Ripple<'a> {
    /// Work packages whose planned dates changed, in the order of the outline; those that are new or gone are not among
    /// them.
    moves: List<Move<'a>>,
    /// Findings as of today that were not there before.
    findings_appeared: List<Finding<'a>>,
    /// Findings as of today that were there before.
    findings_resolved: List<Finding<'a>>,
}

/// What creating and changing a work package answers.
#[derive(SimpleObject)]
pub(super) struct WorkPackagePayload<'a> {
    /// The work package after the edit; of a version conflict, as it is now.  Null if it was deleted or nothing was
    /// done.
    work_package: Option<WorkPackage<'a>>,
    /// The campaign after the edit.  Null if nothing was done.
    campaign: Option<Campaign<'a>>,
    /// What the edit moved, and which findings it brought and resolved.
    ripple: Ripple<'a>,
    /// Sequence number of the change in the campaign's change log; `undoChange` takes it.  Null if nothing was changed.
    change_seq: Option<i64>,
    /// What the user can put right; empty if it was done.
    user_errors: Vec<UserError>,
}

/// What creating and changing a dependency answers.
#[derive(SimpleObject)]
pub(super) struct DependencyPayload<'a> {
    /// The dependency after the edit.  Null if it was deleted or nothing was done.
    dependency: Option<Dependency<'a>>,
    /// The campaign after the edit.  Null if nothing was done.
    campaign: Option<Campaign<'a>>,
    /// What the edit moved, and which findings it brought and resolved.
    ripple: Ripple<'a>,
    /// Sequence number of the change in the campaign's change log; `undoChange` takes it.  Null if nothing was changed.
    change_seq: Option<i64>,
    /// What the user can put right; empty if it was done.
    user_errors: Vec<UserError>,
}

/// What one edit of a batch was about.
#[derive(SimpleObject)]
pub(crate) struct PlanEditResult<'a> {
    /// The work package after all edits.  Null of a dependency, and where it was deleted.
    work_package: Option<WorkPackage<'a>>,
    /// The dependency after all edits.  Null of a work package, and where it was deleted.
    dependency: Option<Dependency<'a>>,
}

/// What a batch of edits and an undo answer.
#[derive(SimpleObject)]
pub(super) struct PlanEditsPayload<'a> {
    /// What each edit was about, in their order; empty of an undo.
    results: Vec<PlanEditResult<'a>>,
    /// The campaign after the edits.  Null if nothing was done.
    campaign: Option<Campaign<'a>>,
    /// What the edits moved, and which findings they brought and resolved.
    ripple: Ripple<'a>,
    /// Sequence number of the change in the campaign's change log; `undoChange` takes it.  Null if nothing was changed.
    change_seq: Option<i64>,
    /// What the user can put right; empty if it was done.  The path of an edit begins with `edits` and its index.
    user_errors: Vec<UserError>,
}

/// What was done, with the campaign as it is then.
struct Applied<'a> {
    snapshot: Option<&'a Snapshot>,
    edited: Vec<Edited>,
    ripple: Ripple<'a>,
    seq: Option<i64>,
    user_errors: Vec<UserError>,
}

impl<'a> Applied<'a> {
    async fn new(request: &'a Request, outcome: Outcome<EditDone>) -> Result<Self> {
        let Outcome { done, user_errors } = outcome;
        let Some(done) = done else {
            let nothing = (None, Vec::new(), Ripple::default(), None);
            let (snapshot, edited, ripple, seq) = nothing;
            return Ok(Self { snapshot, edited, ripple, seq, user_errors });
        };
        let EditDone { campaign_id, seq, edited, moves, live } = done;
        let (snapshot, findings) = if let Some((before, after)) = live {
            request.app.snapshots.keep(Arc::clone(&after));
            let (before, after) = (request.keep(before), request.keep(after));
            (Some(&**after), Some((&**before, &**after)))
        } else {
            (request.after_write(request.snapshot_of(campaign_id)).await.flatten(), None)
        };
        let mut ripple = snapshot.map(|snapshot| Ripple::of_moves(snapshot, &moves)).unwrap_or_default();
        if let Some((before, after)) = findings {
            ripple.add_findings(request, before, after)?;
        }
        Ok(Self { snapshot, edited, ripple, seq, user_errors })
    }
}

impl<'a> WorkPackagePayload<'a> {
    pub(super) async fn new(request: &'a Request, outcome: Outcome<EditDone>) -> Result<Self> {
        let Applied { snapshot, edited, ripple, seq, user_errors } = Applied::new(request, outcome).await?;
        let result =
            snapshot.zip(edited.first()).map(|(snapshot, edited)| PlanEditResult::new(snapshot, *edited));
        let work_package = result.and_then(|result| result.work_package);
        Ok(Self {
            work_package,
            campaign: snapshot.map(Campaign::planned),
            ripple,
            change_seq: seq,
            user_errors,
        })
    }
}

impl<'a> DependencyPayload<'a> {
    pub(super) async fn new(request: &'a Request, outcome: Outcome<EditDone>) -> Result<Self> {
        let Applied { snapshot, edited, ripple, seq, user_errors } = Applied::new(request, outcome).await?;
        let result =
            snapshot.zip(edited.first()).map(|(snapshot, edited)| PlanEditResult::new(snapshot, *edited));
        let dependency = result.and_then(|result| result.dependency);
        Ok(Self {
            dependency,
            campaign: snapshot.map(Campaign::planned),
            ripple,
            change_seq: seq,
            user_errors,
        })
    }
}

impl<'a> PlanEditsPayload<'a> {
    pub(super) async fn new(request: &'a Request, outcome: Outcome<EditDone>) -> Result<Self> {
        let Applied { snapshot, edited, ripple, seq, user_errors } = Applied::new(request, outcome).await?;
        let results = snapshot.map(|snapshot| PlanEditResult::all(snapshot, &edited)).unwrap_or_default();
        Ok(Self { results, campaign: snapshot.map(Campaign::planned), ripple, change_seq: seq, user_errors })
    }
}

impl<'a> PlanEditResult<'a> {
    fn new(snapshot: &'a Snapshot, edited: Edited) -> Self {
        let (mut work_package, mut dependency) = (None, None);
        match edited {
            Edited::WorkPackage(id) => work_package = WorkPackage::find(snapshot, id),
            Edited::Dependency(id) => {
                let row = snapshot.dependencies.iter().find(|row| row.id == id);
                dependency = row.map(|row| Dependency { snapshot, row });
            }
        }
        Self { work_package, dependency }
    }

    pub(super) fn all(snapshot: &'a Snapshot, edited: &[Edited]) -> Vec<Self> {
        edited.iter().map(|edited| Self::new(snapshot, *edited)).collect()
    }
}

impl Default for Ripple<'_> {
    fn default() -> Self {
        Self {
            moves: List(Vec::new()),
            findings_appeared: List(Vec::new()),
            findings_resolved: List(Vec::new()),
        }
    }
}

impl<'a> Ripple<'a> {
    /// Of a draft that was planned and is not saved.
    pub(super) fn of_preview(request: &'a Request, planned: Planned) -> Result<(&'a Snapshot, Self)> {
        let Planned { before, after } = planned;
        let (before, after) = (request.keep(before), request.keep(after));
        let mut ripple = Self::of_moves(after, &moves(before, after));
        ripple.add_findings(request, before, after)?;
        Ok((after, ripple))
    }

    fn of_moves(snapshot: &'a Snapshot, moves: &[Moved]) -> Self {
        let range = |(first, last)| DateRange { start: Date(first), finish: Date(last) };
        let made = |moved: &Moved| {
            let work_package = WorkPackage::find(snapshot, moved.id)?;
            let reason = DateReason::of_plan(snapshot, work_package.task);
            Some(Move { work_package, from: moved.from.map(range), to: moved.to.map(range), reason })
        };
        Self { moves: List(moves.iter().filter_map(made).collect()), ..Self::default() }
    }

    fn add_findings(
        &mut self,
        request: &'a Request,
        before: &'a Snapshot,
        after: &'a Snapshot,
    ) -> Result<()> {
        let as_of = request.as_of(None, &after.campaign);
        let facts = |snapshot: &Snapshot| snapshot.facts(as_of).map_err(|_out_of_range| beyond());
        let (old, new) = (request.keep(facts(before)?), request.keep(facts(after)?));
        let ripple = schedule::diff(
            schedule::Checked { plan: &before.plan, findings: &old.findings },
            schedule::Checked { plan: &after.plan, findings: &new.findings },
        );
        self.findings_appeared = List(found(request, (after, new), ripple.appeared));
        self.findings_resolved = List(found(request, (before, old), ripple.resolved));
        Ok(())
    }
}

fn found<'a>(
    request: &'a Request,
    (snapshot, facts): (&'a Snapshot, &'a Facts),
    findings: Vec<schedule::Finding>,
) -> Vec<Finding<'a>> {
    let findings: &Vec<schedule::Finding> = request.keep(findings);
    findings.iter().map(|row| Finding { snapshot, facts, row, locale: request.locale }).collect()
}
