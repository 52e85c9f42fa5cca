//! Who works in which department.

use sea_orm::entity::prelude::*;

use crate::{DepartmentId, UserId, WorkspaceId};

/// One row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "department_member")]
pub struct Model {
    /// Of both.
    pub workspace_id: WorkspaceId,
    /// Where.
    #[sea_orm(primary_key, auto_increment = false)]
    pub department_id: DepartmentId,
    /// Who.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
}

impl ActiveModelBehavior for ActiveModel {}
