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
}

impl ActiveModelBehavior for ActiveModel {}
