//! Inputs of edits.  The input of a mutation is an edit with the campaign, where it names none, and an
//! idempotency key.

use async_graphql::{ID, InputObject, MaybeUndefined};

use super::acknowledgement::{AcknowledgeFindingEdit, WithdrawAcknowledgementEdit};
use super::anchor::{CreateAnchorEdit, DeleteAnchorEdit, MoveAnchorEdit, UpdateAnchorEdit};
use super::back_plan::BackPlanEdit;
use super::campaign::UpdateCampaignEdit;
use super::dependency::{CreateDependencyEdit, DeleteDependencyEdit, UpdateDependencyEdit};
use crate::graphql::enums::{
    ConstraintKind, DayEdge, Direction, Firmness, Priority, SchedulingMode, WorkPackageKind,
};
use crate::graphql::mutate::Idempotency;
use crate::graphql::scalar::Date;
use crate::graphql::slip::SlipReasonInput;

/// A work package to create, at the end of its phase.
#[derive(InputObject, Clone)]
pub(crate) struct CreateWorkPackageEdit {
    /// An id of the client's own making, so that later edits may name it before it is saved: `wp_` and 26
    /// characters of base 32.  The server makes one if left out.
    pub id: Option<ID>,
    /// The phase that it is in; at the top if left out.  A task gets to be a phase with its first child.
    pub parent_id: Option<ID>,
    /// Kind: task, milestone or phase.
    pub kind: WorkPackageKind,
    /// Title, 1 to 500 characters.
    pub title: String,
    /// The department that does it.
    pub department_id: Option<ID>,
    /// The person who is accountable: a member of the workspace.
    pub accountable_id: Option<ID>,
    /// People who work on it beside the one in charge, 50 at most: members of the workspace.
    pub collaborator_ids: Option<Vec<ID>>,
    /// Duration of a task in working days, 1 to 100,000; one day if left out.
    pub duration_days: Option<i32>,
    /// Which end of its day a milestone is at; `END_OF_DAY` if left out.
    pub milestone_edge: Option<DayEdge>,
    /// Its id in another system, unique in the campaign, 1 to 200 characters.
    pub external_id: Option<String>,
}

/// A day that limits the dates of a work package.
#[derive(InputObject, Clone, Copy)]
pub(crate) struct ConstraintInput {
    /// What it limits.
    pub kind: ConstraintKind,
    /// The day.
    pub date: Date,
}

/// A day that the finish of a work package must not pass.
#[derive(InputObject, Clone, Copy)]
pub(crate) struct DeadlineInput {
    /// The day.
    pub date: Date,
    /// How firm it is.
    pub firmness: Firmness,
}

/// What changes of a work package: a field that is left out stays as it is, and null clears it.
#[derive(InputObject, Clone)]
pub(crate) struct UpdateWorkPackageEdit {
    /// The work package.
    pub work_package_id: ID,
    /// Title, 1 to 500 characters.
    pub title: Option<String>,
    /// Description, 20,000 characters at most.
    pub description: MaybeUndefined<String>,
    /// The department that does it.
    pub department_id: MaybeUndefined<ID>,
    /// The person who is accountable: a member of the workspace.
    pub accountable_id: MaybeUndefined<ID>,
    /// People who work on it beside the one in charge, 50 at most: these members of the workspace, and no
    /// others.
    pub collaborator_ids: Option<Vec<ID>>,
    /// The calendar that it is planned on; its department's, else the campaign's, if null.
    pub calendar_id: MaybeUndefined<ID>,
    /// `AUTOMATIC` gives typed dates back to the logic of the plan.
    pub mode: Option<SchedulingMode>,
    /// As soon or as late as possible.
    pub direction: Option<Direction>,
    /// Which end of its day a milestone is at.
    pub milestone_edge: Option<DayEdge>,
    /// A day that limits its dates.
    pub constraint: MaybeUndefined<ConstraintInput>,
    /// A day that its finish must not pass.
    pub deadline: MaybeUndefined<DeadlineInput>,
    /// Working days to keep free before its deadline or anchor, 0 to 100,000.
    pub buffer_days: Option<i32>,
    /// The anchor that it leads to.
    pub anchor_id: MaybeUndefined<ID>,
    /// Estimated work in hours, 0 or more.
    pub estimate_hours: MaybeUndefined<i32>,
    /// Priority.
    pub priority: Option<Priority>,
    /// Labels: these, and no others.
    pub labels: Option<Vec<String>>,
    /// Its id in another system, unique in the campaign, 1 to 200 characters.
    pub external_id: MaybeUndefined<String>,
    /// Why the deadline is moved: needed where one that is firm or has passed is moved later or removed.
    pub slip_reason: Option<SlipReasonInput>,
    /// The version that the change was made from; if it is another by now, nothing is done (`CONFLICT`).
    pub expected_version: Option<i32>,
    /// Whether it is done although the version is another by now, where nothing that it changes was changed
    /// since; the deadline, the constraint and typed dates count as one field each.  Else `CONFLICT`.
    #[graphql(default)]
    pub merge_disjoint: bool,
}

/// Dates to type: the work package is planned manually from then on, at these dates, whatever its
/// dependencies ask for.
#[derive(InputObject, Clone)]
pub(crate) struct MoveWorkPackageEdit {
    /// The work package; no phase, and not finished.
    pub work_package_id: ID,
    /// First day.  With it alone the duration stays.
    pub start: Option<Date>,
    /// Last day, inclusive.  With it alone the duration stays.
    pub finish: Option<Date>,
    /// Why the finish is moved: kept where it had passed and is later then.
    pub slip_reason: Option<SlipReasonInput>,
    /// The version that the change was made from; if it is another by now, nothing is done (`CONFLICT`).
    pub expected_version: Option<i32>,
}

/// Another duration of a task.
#[derive(InputObject, Clone)]
pub(crate) struct ResizeWorkPackageEdit {
    /// The task; not finished.
    pub work_package_id: ID,
    /// Working days, 1 to 100,000.
    pub duration_days: i32,
    /// Why the finish is moved: kept where it had passed and is later then.
    pub slip_reason: Option<SlipReasonInput>,
    /// The version that the change was made from; if it is another by now, nothing is done (`CONFLICT`).
    pub expected_version: Option<i32>,
}

/// Another place in the outline.
#[derive(InputObject, Clone)]
pub(crate) struct ReorderWorkPackageEdit {
    /// The work package; everything in it goes with it.
    pub work_package_id: ID,
    /// The phase that it goes into; the top if null; its own phase if left out.
    pub parent_id: MaybeUndefined<ID>,
    /// The sibling that it comes right after.
    pub after_id: Option<ID>,
    /// The sibling that it comes right before.  Without either it comes last.
    pub before_id: Option<ID>,
    /// The version that the change was made from; if it is another by now, nothing is done (`CONFLICT`).
    pub expected_version: Option<i32>,
}

/// A work package to delete, with everything in it and the dependencies of all that.
#[derive(InputObject, Clone)]
pub(crate) struct DeleteWorkPackageEdit {
    /// The work package.
    pub work_package_id: ID,
    /// The version that the change was made from; if it is another by now, nothing is done (`CONFLICT`).
    pub expected_version: Option<i32>,
}

/// What is reported about work.  A first report sets the actual start to today; 100 % sets the actual finish
/// to today; less opens finished work again.
#[derive(InputObject, Clone)]
pub(crate) struct ReportProgressEdit {
    /// The work package; no phase.
    pub work_package_id: ID,
    /// Progress in per cent, 0 to 100.  Stays as it is if left out.
    pub progress: Option<i32>,
    /// Actual start date, not after today.
    pub actual_start: Option<Date>,
    /// Actual finish date, not after today.
    pub actual_finish: Option<Date>,
    /// Working days left, 0 to 100,000; follows from the progress if left out.
    pub remaining_days: Option<i32>,
    /// Why the work cannot go on; null where it can again.
    pub blocked_reason: MaybeUndefined<String>,
    /// What there is to say about it, 20,000 characters at most: kept with the report.
    pub note: Option<String>,
    /// The version that the change was made from; if it is another by now, nothing is done (`CONFLICT`).
    pub expected_version: Option<i32>,
}

/// Declares the input of a mutation: its edit, and an idempotency key.
macro_rules! inputs {
    ($(
        $(#[doc = $doc:literal])*
        $input:ident = $edit:ident $({ $(#[doc = $field_doc:literal])* $field:ident })?;
    )+) => {$(
        $(#[doc = $doc])*
        #[derive(InputObject)]
        pub(crate) struct $input {
            $($(#[doc = $field_doc])* pub $field: ID,)?
            #[graphql(flatten)]
            pub edit: $edit,
            #[graphql(flatten)]
            pub idempotency: Idempotency,
        }
    )+};
}

inputs! {
    /// A work package to create, at the end of its phase.
    CreateWorkPackageInput = CreateWorkPackageEdit {
        /// The campaign.
        campaign_id
    };
    /// What changes of a work package: a field that is left out stays as it is, and null clears it.
    UpdateWorkPackageInput = UpdateWorkPackageEdit;
    /// Dates to type: the work package is planned manually from then on, at these dates.
    MoveWorkPackageInput = MoveWorkPackageEdit;
    /// Another duration of a task.
    ResizeWorkPackageInput = ResizeWorkPackageEdit;
    /// Another place in the outline.
    ReorderWorkPackageInput = ReorderWorkPackageEdit;
    /// A work package to delete, with everything in it and the dependencies of all that.
    DeleteWorkPackageInput = DeleteWorkPackageEdit;
    /// What is reported about work.
    ReportProgressInput = ReportProgressEdit;
    /// A dependency to create.
    CreateDependencyInput = CreateDependencyEdit;
    /// Another lag of a dependency.
    UpdateDependencyInput = UpdateDependencyEdit;
    /// A dependency to delete.
    DeleteDependencyInput = DeleteDependencyEdit;
    /// What changes of a campaign: a field that is left out stays as it is, and null clears it.
    UpdateCampaignInput = UpdateCampaignEdit {
        /// Id of the campaign.
        campaign_id
    };
    /// An anchor to create.
    CreateAnchorInput = CreateAnchorEdit {
        /// Id of the campaign.
        campaign_id
    };
    /// What changes of an anchor: a field that is left out stays as it is.
    UpdateAnchorInput = UpdateAnchorEdit;
    /// Another date of an anchor.
    MoveAnchorInput = MoveAnchorEdit;
    /// An anchor to delete.
    DeleteAnchorInput = DeleteAnchorEdit;
    /// A finding to acknowledge, until when and why.
    AcknowledgeFindingInput = AcknowledgeFindingEdit {
        /// Id of the campaign.
        campaign_id
    };
    /// A campaign to plan backwards from an anchor.
    BackPlanCampaignInput = BackPlanEdit {
        /// Id of the campaign.
        campaign_id
    };
    /// An acknowledgement to withdraw.
    WithdrawAcknowledgementInput = WithdrawAcknowledgementEdit {
        /// Id of the campaign.
        campaign_id
    };
}
