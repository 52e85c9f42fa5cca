use entity::WorkPackageId;
use macros::SerialisedObject;
use schedule::{Edit, Effect};

use crate::graphql::plan_edit::PlanEditValue;
use crate::graphql::scalar::Date;
use crate::plan::Snapshot;

/// A way out of a finding, or of late work, as edits of the plan with their effect.
#[derive(Clone, SerialisedObject)]
#[serialised_object(name = "SuggestedFix")]
pub(crate) struct SuggestedFix {
    /// The edits, in the order in which they are done: send them as they are as `edits` of `applyPlanEdits`,
    /// `Campaign.previewPlanEdits` or a scenario.
    edits: Vec<PlanEditValue>,
    /// Effect of the edits, computed by planning with them.
    effect: PlanEffect,
}

/// Effect of edits on a plan, computed by planning with them as of the day that is looked at.
#[derive(Clone, Copy, SerialisedObject)]
#[serialised_object(name = "PlanEffect")]
pub(crate) struct PlanEffect {
    /// Whether what was asked about is resolved: the finding, or the late work.
    is_resolved: bool,
    /// Working days by which the work package in question is forecast to finish earlier; negative if later.
    days_earlier: i32,
    /// Number of work packages, phases included, whose planned dates the edits change.
    moved_count: i32,
    /// Forecast finish date of the campaign with the edits, inclusive.  Null without any work.
    forecast_finish: Option<Date>,
    /// Number of tasks and milestones whose status is `LATE` with the edits.
    late_count: i32,
    /// Number of tasks and milestones whose status is `AT_RISK` with the edits.
    at_risk_count: i32,
    /// Number of other findings that are resolved.
    also_resolved_count: i32,
    /// Number of findings that appear.
    appeared_count: i32,
}

impl SuggestedFix {
    /// Changes that were tried out on a campaign.
    pub(crate) fn new(snapshot: &Snapshot, edits: &[Edit<WorkPackageId>], effect: Effect) -> Option<Self> {
        let edits = edits.iter().map(|edit| PlanEditValue::new(snapshot, *edit));
        Some(Self { edits: edits.collect::<Option<_>>()?, effect: effect.into() })
    }
}

impl From<Effect> for PlanEffect {
    fn from(effect: Effect) -> Self {
        let count = |number: usize| i32::try_from(number).unwrap_or(i32::MAX);
        Self {
            is_resolved: effect.resolves,
            days_earlier: effect.days_earlier,
            moved_count: count(effect.moved),
            forecast_finish: effect.finish.map(Date),
            late_count: count(effect.late),
            at_risk_count: count(effect.at_risk),
            also_resolved_count: count(effect.also_resolved),
            appeared_count: count(effect.appeared),
        }
    }
}
