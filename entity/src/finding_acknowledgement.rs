//! Findings that somebody has acknowledged, by their code and what they are about.

use std::fmt;

use macros::RowReader;
use sea_orm::entity::prelude::*;

use crate::{
    AnchorId, AppendText, CampaignId, DepartmentId, FindingAcknowledgementId, UserId, WorkPackageId,
    WorkspaceId,
};

/// One row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "finding_acknowledgement", model_attrs(derive(RowReader)))]
pub struct Model {
    /// Opaque id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: FindingAcknowledgementId,
    /// Whose.
    pub workspace_id: WorkspaceId,
    /// Of which campaign.
    pub campaign_id: CampaignId,
    /// The code of the finding, as the API names it: `NEGATIVE_SLACK`.
    pub code: String,
    /// The digits of the id of what the finding is about: a [`FindingSubject`].
    pub subject_id: Uuid,
    /// The last day on which it is acknowledged; until it is withdrawn, if there is none.
    pub until_on: Option<Date>,
    /// Why it is acknowledged.
    pub note: Option<String>,
    /// Who acknowledged it.
    pub acknowledged_by: UserId,
    /// When it was acknowledged.
    pub acknowledged_at: DateTimeUtc,
    /// Increments on every change.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// Whether it is valid on a day.
    #[must_use]
    pub fn is_valid_on(&self, day: Date) -> bool {
        self.until_on.is_none_or(|until| day <= until)
    }
}

/// What a finding is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FindingSubject {
    /// An anchor.
    Anchor(AnchorId),
    /// The required finish of the campaign.
    Campaign(CampaignId),
    /// The load of a department.
    Department(DepartmentId),
    /// The load of a person.
    User(UserId),
    /// A work package.
    WorkPackage(WorkPackageId),
}

impl FindingSubject {
    /// Reads the text of an id; none where findings are about no such thing.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let anchor = || AnchorId::parse(text).map(Self::Anchor);
        let campaign = || CampaignId::parse(text).map(Self::Campaign);
        let department = || DepartmentId::parse(text).map(Self::Department);
        let user = || UserId::parse(text).map(Self::User);
        let work_package = || WorkPackageId::parse(text).map(Self::WorkPackage);
        work_package().or_else(anchor).or_else(campaign).or_else(department).or_else(user)
    }

    /// The digits of the id.
    #[must_use]
    pub const fn digits(self) -> Uuid {
        match self {
            Self::Anchor(id) => id.0,
            Self::Campaign(id) => id.0,
            Self::Department(id) => id.0,
            Self::User(id) => id.0,
            Self::WorkPackage(id) => id.0,
        }
    }
}

impl AppendText for FindingSubject {
    fn append_to(&self, out: &mut Vec<u8>) {
        match self {
            Self::Anchor(id) => id.append_to(out),
            Self::Campaign(id) => id.append_to(out),
            Self::Department(id) => id.append_to(out),
            Self::User(id) => id.append_to(out),
            Self::WorkPackage(id) => id.append_to(out),
        }
    }
}

impl fmt::Display for FindingSubject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Anchor(id) => id.fmt(f),
            Self::Campaign(id) => id.fmt(f),
            Self::Department(id) => id.fmt(f),
            Self::User(id) => id.fmt(f),
            Self::WorkPackage(id) => id.fmt(f),
        }
    }
}
