//! Campaigns.

use macros::RowReader;
use sea_orm::entity::prelude::*;

use crate::{CalendarId, CampaignId, CampaignStatus, Edge, UserId, WorkspaceId};

/// One row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "campaign", model_attrs(derive(RowReader)))]
pub struct Model {
    /// Opaque id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CampaignId,
    /// Whose.
    pub workspace_id: WorkspaceId,
    /// What its work packages are called by: `D11` in `D11-42`; unique in the workspace.
    pub key: String,
    /// Name.
    pub name: String,
    /// What it says to customers.
    pub theme: Option<String>,
    /// Who answers for it.
    pub owner_id: UserId,
    /// What it is to reach.
    pub goals: Option<String>,
    /// Whom it addresses.
    pub audience: Option<String>,
    /// Where it runs.
    pub channel: Option<String>,
    /// An IANA name: where "today" is asked.
    pub time_zone: String,
    /// Of what names none.
    pub calendar_id: CalendarId,
    /// Nothing starts before.
    pub start_on: Date,
    /// When everything has to be done; late dates are counted from it.
    pub required_finish_on: Option<Date>,
    /// Which end of that day.
    pub required_finish_edge: Option<Edge>,
    /// How far it is.
    pub status: CampaignStatus,
    /// Sequence number of the latest change of its plan.
    pub seq: i64,
    /// Increments on every change.
    pub version: i32,
    /// Time of creation.
    pub created_at: DateTimeUtc,
    /// The highest number that one of its work packages has had.
    pub last_number: i32,
    /// Whether its stored planned dates wait for the job that plans it again.
    pub is_replanning: bool,
    /// Time of deletion: it is purged 30 days later, and nothing reads it until it is restored.
    pub deleted_at: Option<DateTimeUtc>,
    /// Thresholds of findings that it sets in place of its workspace's, as a JSON object.
    pub finding_thresholds: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The campaigns that are not deleted.
    #[must_use]
    pub fn live() -> Select<Self> {
        Self::find().filter(COLUMN.deleted_at.is_null())
    }
}

impl Model {
    /// Whether everything has to be done before anything starts.
    #[must_use]
    pub fn finishes_before_start(&self) -> bool {
        self.required_finish_on.is_some_and(|finish| finish < self.start_on)
    }
}

impl CampaignStatus {
    /// The statuses that can follow: one step on, one step back where that step came too early, and
    /// cancelled, as long as it has not ended.
    #[must_use]
    pub const fn next(self) -> &'static [Self] {
        match self {
            Self::Draft => &[Self::Planned, Self::Cancelled],
            Self::Planned => &[Self::Approved, Self::Draft, Self::Cancelled],
            Self::Approved => &[Self::Running, Self::Planned, Self::Cancelled],
            Self::Running => &[Self::Ended, Self::Approved, Self::Cancelled],
            Self::Ended => &[Self::Reviewed, Self::Running],
            Self::Reviewed => &[Self::Ended],
            Self::Cancelled => &[Self::Draft],
        }
    }

    /// Whether a campaign gets there with work packages alone.
    #[must_use]
    pub const fn needs_work(self) -> bool {
        match self {
            Self::Planned | Self::Approved | Self::Running => true,
            Self::Draft | Self::Ended | Self::Reviewed | Self::Cancelled => false,
        }
    }

    /// The name in the API and in plan files.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::VALUES.iter().find(|(status, ..)| *status == self).map_or("", |(_, name, _)| name)
    }
}
