//! What tokens are limited to.

use sea_orm::entity::prelude::*;

use crate::{ApiTokenId, CampaignId, DepartmentId};

/// One row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_token_limit")]
pub struct Model {
    /// Of no meaning.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Which token.
    pub api_token_id: ApiTokenId,
    /// Work of this department,
    pub department_id: Option<DepartmentId>,
    /// or this campaign.
    pub campaign_id: Option<CampaignId>,
}

impl ActiveModelBehavior for ActiveModel {}
