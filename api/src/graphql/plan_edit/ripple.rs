//! What an edit does to the rest of the plan.

use std::sync::Arc;

use async_graphql::SimpleObject;
use chrono::NaiveDate;
use macros::SerialisedObject;

use super::compared::Compared;
use super::kept::KeptRipple;
use super::moved::{Moved, moves};
use crate::error::Result;
use crate::graphql::finding::{Finding, KeptFinding};
use crate::graphql::progress_table::DateReason;
use crate::graphql::request::Request;
use crate::graphql::scalar::Date;
use crate::graphql::serialised::List;
use crate::graphql::work_package::WorkPackage;
use crate::plan::{Snapshot, StatusReport};
use crate::planning::Planned;

/// Planned dates of a work package.
#[derive(Clone, Copy, SerialisedObject)]
#[serialised_object(name = "DateRange")]
pub(crate) struct DateRange {
    /// Planned start date.
    start: Date,
    /// Planned finish date, inclusive.
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
    /// Work packages whose planned dates changed, in the order of the outline; those that are new or gone are
    /// not among them.
    moves: List<Move<'a>>,
    /// Findings as of today, or of the day that a preview is asked for, that were not there before.
    findings_appeared: List<Finding<'a>>,
    /// Findings as of the same day that were there before and are not there now.
    findings_resolved: List<Finding<'a>>,
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
    pub(super) fn of_preview(
        request: &'a Request,
        planned: Planned,
        as_of: NaiveDate,
    ) -> Result<(&'a Snapshot, Self)> {
        let Planned { before, after, reports: _, withdrawn: _ } = planned;
        let (before, after) = (request.keep(before), request.keep(after));
        let mut ripple = Self::of_moves(after, &moves(before, after));
        ripple.add_findings(request, (before, after), as_of)?;
        Ok((after, ripple))
    }

    pub(super) fn of_moves(snapshot: &'a Snapshot, moves: &[Moved]) -> Self {
        let range = |(first, last)| DateRange { start: Date(first), finish: Date(last) };
        let made = |moved: &Moved| {
            let work_package = WorkPackage::find(snapshot, moved.id)?;
            let reason = DateReason::of_move(snapshot, work_package.task, moved.reason);
            Some(Move { work_package, from: moved.from.map(range), to: moved.to.map(range), reason })
        };
        Self { moves: List(moves.iter().filter_map(made).collect()), ..Self::default() }
    }

    /// Adds the findings as of a day that appeared and were resolved.
    ///
    /// # Errors
    /// Where a forecast lies outside 1900–2199.
    pub(super) fn add_findings(
        &mut self,
        request: &'a Request,
        (before, after): (&'a Snapshot, &'a Snapshot),
        as_of: NaiveDate,
    ) -> Result<()> {
        let Compared { old, new, appeared, resolved } = Compared::as_of(as_of, before, after)?;
        let (old, new) = (request.keep(old), request.keep(new));
        self.findings_appeared = List(found(request, (after, new), appeared));
        self.findings_resolved = List(found(request, (before, old), resolved));
        Ok(())
    }

    /// Adds findings that were kept, as far as what they are about is still there.
    pub(super) fn add_kept(&mut self, request: &'a Request, snapshot: &'a Snapshot, kept: &KeptRipple) {
        let KeptRipple { as_of, appeared, resolved, .. } = kept;
        let Ok(report) = snapshot.status_report(*as_of) else { return };
        let report: &Arc<StatusReport> = request.keep(report);
        let find = |kept: &[KeptFinding]| {
            let rows = kept.iter().filter_map(|finding| finding.find(snapshot)).collect();
            List(found(request, (snapshot, report), rows))
        };
        (self.findings_appeared, self.findings_resolved) = (find(appeared), find(resolved));
    }
}

fn found<'a>(
    request: &'a Request,
    (snapshot, report): (&'a Snapshot, &'a StatusReport),
    findings: Vec<schedule::Finding>,
) -> Vec<Finding<'a>> {
    let findings: &Vec<schedule::Finding> = request.keep(findings);
    findings.iter().map(|row| Finding { snapshot, report, row, locale: request.locale }).collect()
}
