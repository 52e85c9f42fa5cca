//! Fixed nodes of a campaign: its launch, its end.

use macros::RowReader;
use sea_orm::entity::prelude::*;

use crate::{AnchorId, AnchorKind, AnchorOrigin, CampaignId, Edge, WorkspaceId};

/// One row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "anchor", model_attrs(derive(RowReader)))]
pub struct Model {
    /// Opaque id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AnchorId,
    /// Whose.
    pub workspace_id: WorkspaceId,
    /// Of which campaign.
    pub campaign_id: CampaignId,
    /// Which of the usual nodes; custom ones may be many.
    pub kind: AnchorKind,
    /// Unique in the campaign.
    pub name: String,
    /// Its day.
    pub on_date: Date,
    /// Which end of that day.
    pub edge: Edge,
    /// Who sets it.
    pub origin: AnchorOrigin,
    /// Increments on every change.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
