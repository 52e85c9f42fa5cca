//! Imports that are done after the answer, by a job of the outbox.

use sea_orm::entity::prelude::*;

use crate::{ApiTokenId, CampaignId, ImportJobId, ImportStatus, UserId, WorkspaceId};

/// One row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_job")]
pub struct Model {
    /// Opaque id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ImportJobId,
    /// The workspace that the campaign goes into.
    pub workspace_id: WorkspaceId,
    /// Whoever started it.
    pub user_id: UserId,
    /// The API token that it was started with.
    pub api_token_id: Option<ApiTokenId>,
    /// How far it is.
    pub status: ImportStatus,
    /// Per cent, 0 to 100.
    pub progress: i32,
    /// How the file is imported, in JSON.
    pub request: String,
    /// The campaign that it created, which may be purged by now.
    pub campaign_id: Option<CampaignId>,
    /// What was created and noted, or what is wrong with the file, in JSON.
    pub outcome: Option<String>,
    /// Time of creation.
    pub created_at: DateTimeUtc,
    /// When it was over; null while it is not.
    pub finished_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
