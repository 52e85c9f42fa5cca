//! The change log: what happened to a campaign, in order.

use sea_orm::entity::prelude::*;

use crate::{CampaignId, UserId};

/// One row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "change")]
pub struct Model {
    /// Which campaign.
    #[sea_orm(primary_key, auto_increment = false)]
    pub campaign_id: CampaignId,
    /// In the campaign's order, without a gap.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    /// When.
    pub at: DateTimeUtc,
    /// Who; none is the server itself.
    pub user_id: Option<UserId>,
    /// What was done: the mutation's name, or `import`.
    pub cause: String,
    /// What was and what is, of every row that changed, in JSON.
    pub body: String,
}

impl ActiveModelBehavior for ActiveModel {}
