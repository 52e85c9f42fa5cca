//! What edits are about, and what their campaigns are found by.

use entity::{AnchorId, BaselineId, CampaignId, DependencyId, FindingSubject, ProposalId, WorkPackageId};
use serde::{Deserialize, Serialize};

use crate::planning::NewId;

/// What an edit was about.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Edited {
    WorkPackage(WorkPackageId),
    Dependency(DependencyId),
    Anchor(AnchorId),
    Campaign(CampaignId),
    /// A finding, by the names of its code and of what it is about.
    Finding(String, String),
}

impl From<NewId> for Edited {
    fn from(id: NewId) -> Self {
        match id {
            NewId::Anchor(id) => Self::Anchor(id),
            NewId::Dependency(id) => Self::Dependency(id),
            NewId::WorkPackage(id) => Self::WorkPackage(id),
        }
    }
}

impl Edited {
    pub(super) fn finding(code: schedule::Code, subject: FindingSubject) -> Self {
        Self::Finding(code.name().to_owned(), subject.to_string())
    }
}

/// What the campaign of an edit is found by.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) enum Target {
    Campaign(CampaignId),
    /// One that may be deleted, to restore it.
    DeletedCampaign(CampaignId),
    WorkPackage(WorkPackageId),
    /// One that was deleted, to restore it.
    DeletedWorkPackage(WorkPackageId),
    Dependency(DependencyId),
    Anchor(AnchorId),
    Baseline(BaselineId),
    Proposal(ProposalId),
}
