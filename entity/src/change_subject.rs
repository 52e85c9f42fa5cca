//! The work packages that changes of the change log were about.

use sea_orm::entity::prelude::*;

use crate::WorkPackageId;

/// One row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "change_subject")]
pub struct Model {
    /// The work package, which may be deleted.
    #[sea_orm(primary_key, auto_increment = false)]
    pub work_package_id: WorkPackageId,
    /// The sequence number of the change.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    /// The id of the campaign.
    pub scope_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
