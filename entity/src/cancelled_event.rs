//! Calendar events that edits of plans have cancelled: calendars that have imported them are told so.

use sea_orm::entity::prelude::*;

use crate::{CampaignId, DepartmentId, UserId};

/// What a calendar event is about.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum EventTopic {
    /// The deadline of a work package.
    Deadline,
    /// An anchor.
    Anchor,
    /// A milestone.
    Milestone,
    /// The days of a task.
    Work,
}

/// One row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "cancelled_event")]
pub struct Model {
    /// Of which campaign.
    #[sea_orm(primary_key, auto_increment = false)]
    pub campaign_id: CampaignId,
    /// What the event's id is made of: `D11-42-deadline`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// What it was about.
    pub topic: EventTopic,
    /// Title of the work package, or name of the anchor.
    pub title: String,
    /// First day that it had.
    pub start_on: Date,
    /// Last day that it had, inclusive.
    pub finish_on: Date,
    /// The department of the work, which may be deleted by now; null of an anchor.
    pub department_id: Option<DepartmentId>,
    /// Ids of the people who were in charge of the work or took part in it, one a line.
    pub people: String,
    /// Sequence number of the change of the campaign that cancelled it.
    pub seq: i64,
    /// Time of that change.
    pub at: DateTimeUtc,
}

impl Model {
    /// Whether somebody was in charge of the work or took part in it.
    #[must_use]
    pub fn is_work_of(&self, user: UserId) -> bool {
        self.people.lines().filter_map(UserId::parse).any(|id| id == user)
    }
}

impl ActiveModelBehavior for ActiveModel {}
