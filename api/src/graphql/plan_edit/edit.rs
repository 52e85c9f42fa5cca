//! Edits: what each does with a draft.  What a draft refuses gets the name of the field that it is about.

use async_graphql::{ID, OneofObject};
use entity::{AnchorId, DependencyId, WorkPackageId};

use super::acknowledgement::{AcknowledgeFindingEdit, WithdrawAcknowledgementEdit};
use super::anchor::{CreateAnchorEdit, DeleteAnchorEdit, MoveAnchorEdit, UpdateAnchorEdit};
use super::back_plan::BackPlanEdit;
use super::campaign::UpdateCampaignEdit;
use super::dependency::{CreateDependencyEdit, DeleteDependencyEdit, UpdateDependencyEdit};
use super::input::{
    CreateWorkPackageEdit, DeleteWorkPackageEdit, MoveWorkPackageEdit, ReorderWorkPackageEdit,
    ReportProgressEdit, ResizeWorkPackageEdit, UpdateWorkPackageEdit,
};
use super::merge::MergedRow;
use super::parse;
use super::permit::Permit;
use super::target::{Edited, Target};
use crate::planning::{Draft, NewId};
use crate::refusal::{At, Refusal};

/// One edit of a plan.
#[derive(OneofObject, Clone)]
pub(crate) enum PlanEdit {
    /// Creates a work package.
    CreateWorkPackage(CreateWorkPackageEdit),
    /// Updates a work package.
    UpdateWorkPackage(UpdateWorkPackageEdit),
    /// Types the dates of a work package.
    MoveWorkPackage(MoveWorkPackageEdit),
    /// Sets the duration of a task.
    ResizeWorkPackage(ResizeWorkPackageEdit),
    /// Moves a work package in the outline.
    ReorderWorkPackage(ReorderWorkPackageEdit),
    /// Deletes a work package.
    DeleteWorkPackage(DeleteWorkPackageEdit),
    /// Reports progress.
    ReportProgress(ReportProgressEdit),
    /// Creates a dependency.
    CreateDependency(CreateDependencyEdit),
    /// Sets the lag of a dependency.
    UpdateDependency(UpdateDependencyEdit),
    /// Deletes a dependency.
    DeleteDependency(DeleteDependencyEdit),
    /// Updates the campaign.
    UpdateCampaign(UpdateCampaignEdit),
    /// Creates an anchor.
    CreateAnchor(CreateAnchorEdit),
    /// Updates an anchor.
    UpdateAnchor(UpdateAnchorEdit),
    /// Moves an anchor to another date.
    MoveAnchor(MoveAnchorEdit),
    /// Deletes an anchor.
    DeleteAnchor(DeleteAnchorEdit),
    /// Acknowledges a finding.
    AcknowledgeFinding(AcknowledgeFindingEdit),
    /// Withdraws the acknowledgement of a finding.
    WithdrawAcknowledgement(WithdrawAcknowledgementEdit),
    /// Plans the campaign backwards from an anchor.
    BackPlan(BackPlanEdit),
}

impl PlanEdit {
    /// What the campaign is found by, of an edit that names something in it.
    pub(super) fn target(&self) -> Result<Option<Target>, Refusal> {
        let work_package =
            |id: &ID| Ok(Some(Target::WorkPackage(parse::work_package_id(id).at("workPackageId")?)));
        let dependency = |id: &ID| Ok(Some(Target::Dependency(parse::dependency_id(id).at("dependencyId")?)));
        let anchor = |id: &ID| Ok(Some(Target::Anchor(parse::anchor_id(id).at("anchorId")?)));
        match self {
            Self::CreateWorkPackage(_)
            | Self::CreateAnchor(_)
            | Self::UpdateCampaign(_)
            | Self::AcknowledgeFinding(_)
            | Self::BackPlan(_)
            | Self::WithdrawAcknowledgement(_) => Ok(None),
            Self::UpdateWorkPackage(edit) => work_package(&edit.work_package_id),
            Self::MoveWorkPackage(edit) => work_package(&edit.work_package_id),
            Self::ResizeWorkPackage(edit) => work_package(&edit.work_package_id),
            Self::ReorderWorkPackage(edit) => work_package(&edit.work_package_id),
            Self::DeleteWorkPackage(edit) => work_package(&edit.work_package_id),
            Self::ReportProgress(edit) => work_package(&edit.work_package_id),
            Self::CreateDependency(edit) => {
                Ok(Some(Target::WorkPackage(parse::work_package_id(&edit.successor_id).at("successorId")?)))
            }
            Self::UpdateDependency(edit) => dependency(&edit.dependency_id),
            Self::DeleteDependency(edit) => dependency(&edit.dependency_id),
            Self::UpdateAnchor(edit) => anchor(&edit.anchor_id),
            Self::MoveAnchor(edit) => anchor(&edit.anchor_id),
            Self::DeleteAnchor(edit) => anchor(&edit.anchor_id),
        }
    }

    /// The id of the client's own making that it gives to a new row.
    pub(super) fn new_id(&self) -> Option<NewId> {
        if let Self::CreateWorkPackage(edit) = self {
            WorkPackageId::parse(edit.id.as_ref()?).map(NewId::WorkPackage)
        } else if let Self::CreateDependency(edit) = self {
            DependencyId::parse(edit.id.as_ref()?).map(NewId::Dependency)
        } else if let Self::CreateAnchor(edit) = self {
            AnchorId::parse(edit.id.as_ref()?).map(NewId::Anchor)
        } else {
            None
        }
    }

    /// What it is about, of an edit that names it or gives it an id.
    pub(super) fn subject(&self) -> Option<Edited> {
        if let Self::CreateWorkPackage(_) | Self::CreateDependency(_) | Self::CreateAnchor(_) = self {
            return self.new_id().map(Edited::from);
        }
        match self.target().ok().flatten()? {
            Target::WorkPackage(id) => Some(Edited::WorkPackage(id)),
            Target::Dependency(id) => Some(Edited::Dependency(id)),
            Target::Anchor(id) => Some(Edited::Anchor(id)),
            Target::Campaign(_)
            | Target::DeletedCampaign(_)
            | Target::DeletedWorkPackage(_)
            | Target::Baseline(_)
            | Target::Proposal(_) => None,
        }
    }

    /// The row and the version of it that the edit was made from, where it may be merged with what was
    /// changed since.
    pub(super) fn merged_from(&self) -> Option<(MergedRow, i32)> {
        if let Self::UpdateWorkPackage(edit) = self {
            edit.merged_from()
        } else if let Self::UpdateAnchor(edit) = self {
            edit.merged_from()
        } else if let Self::UpdateCampaign(edit) = self {
            edit.merged_from()
        } else {
            None
        }
    }

    /// Whether it gives the campaign another key.
    pub(super) const fn gives_key(&self) -> bool {
        matches!(self, Self::UpdateCampaign(edit) if edit.has_key())
    }

    /// Does the edit in a draft.
    pub(super) fn apply(&self, draft: &mut Draft, permit: &dyn Permit) -> Result<Edited, Refusal> {
        match self {
            Self::CreateWorkPackage(edit) => edit.apply(draft, permit).map(Edited::WorkPackage),
            Self::UpdateWorkPackage(edit) => edit.apply(draft, permit).map(Edited::WorkPackage),
            Self::MoveWorkPackage(edit) => edit.apply(draft, permit).map(Edited::WorkPackage),
            Self::ResizeWorkPackage(edit) => edit.apply(draft, permit).map(Edited::WorkPackage),
            Self::ReorderWorkPackage(edit) => edit.apply(draft, permit).map(Edited::WorkPackage),
            Self::DeleteWorkPackage(edit) => edit.apply(draft, permit).map(Edited::WorkPackage),
            Self::ReportProgress(edit) => edit.apply(draft, permit).map(Edited::WorkPackage),
            Self::CreateDependency(edit) => edit.apply(draft, permit).map(Edited::Dependency),
            Self::UpdateDependency(edit) => edit.apply(draft, permit).map(Edited::Dependency),
            Self::DeleteDependency(edit) => edit.apply(draft, permit).map(Edited::Dependency),
            Self::UpdateCampaign(edit) => edit.apply(draft, permit).map(Edited::Campaign),
            Self::CreateAnchor(edit) => edit.apply(draft, permit).map(Edited::Anchor),
            Self::UpdateAnchor(edit) => edit.apply(draft, permit).map(Edited::Anchor),
            Self::MoveAnchor(edit) => edit.apply(draft, permit).map(Edited::Anchor),
            Self::DeleteAnchor(edit) => edit.apply(draft, permit).map(Edited::Anchor),
            Self::AcknowledgeFinding(edit) => edit.apply(draft, permit),
            Self::WithdrawAcknowledgement(edit) => edit.apply(draft, permit),
            Self::BackPlan(edit) => edit.apply(draft, permit).map(Edited::Campaign),
        }
    }
}
